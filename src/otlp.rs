//! Sends spans to a collector of OpenTelemetry: in batches, by a thread of its own, as OTLP over HTTP in
//! its binary form, which every receiver takes. Requests only fill a queue; what the collector does not
//! take is dropped and counted.

mod client;
mod endpoint;
mod reply;
#[cfg(test)]
mod tests;

use std::io;
use std::sync::Arc;
use std::sync::mpsc::Receiver;
use std::thread;
use std::time::Duration;

use hyper::body::Bytes;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::oneshot;

use crate::https_client::FetchError;
use crate::telemetry::{DroppedSpan, Metrics, ProtobufWriter, SpanMessage, write_text_attribute};
use client::{Client, ExportError};
pub use endpoint::{NoEndpoint, OtlpEndpoint};

/// Spans in one request (`OTEL_BSP_MAX_EXPORT_BATCH_SIZE`).
const BATCH: usize = 512;
/// How often the queue is emptied while a batch gathers. Handing a span over wakes nobody meanwhile, which
/// would cost more than making it.
const NAP: Duration = Duration::from_millis(100);
/// After so many, an incomplete batch is sent: within a second.
const NAPS: u32 = 10;
/// How often a batch is sent whose collector cannot be reached, or asks to try again. With the pauses
/// between, that is a restart of the collector.
const ATTEMPTS: u32 = 5;
/// The pause before the second attempt; each further one is twice as long.
const FIRST_PAUSE: Duration = Duration::from_secs(1);

/// Why no spans can be sent.
#[derive(Debug, thiserror::Error)]
pub enum OtlpError {
    #[error("spans cannot be sent: {0}")]
    Trust(#[from] FetchError),
    #[error("the operating system refused a thread for spans: {0}")]
    System(#[from] io::Error),
}

/// Sends what waits until the last handle of the spans is gone.
pub struct Exporter {
    client: Client,
    /// The `Resource` and the `InstrumentationScope` of every request, as they are written there.
    preamble: Preamble,
    metrics: Arc<Metrics>,
    batch: Vec<Vec<u8>>,
    flushes: Vec<oneshot::Sender<()>>,
    first_pause: Duration,
    is_failing: bool,
}

struct Preamble {
    resource: Vec<u8>,
    scope: Vec<u8>,
}

/// The fields of the messages around spans (opentelemetry-proto, `trace_service.proto`).
mod field {
    pub const RESOURCE_SPANS: u64 = 1;
    pub const RESOURCE: u64 = 1;
    pub const SCOPE_SPANS: u64 = 2;
    pub const SCOPE: u64 = 1;
    pub const SPANS: u64 = 2;
    pub const RESOURCE_ATTRIBUTES: u64 = 1;
    pub const SCOPE_NAME: u64 = 1;
    pub const SCOPE_VERSION: u64 = 2;
}

const VERSION: &str = env!("CARGO_PKG_VERSION");

impl Preamble {
    /// `instance` distinguishes the processes of a service.
    fn new(instance: &str) -> Self {
        let mut resource = ProtobufWriter::default();
        for (name, value) in [
            ("service.name", "linkgate"),
            ("service.version", VERSION),
            ("service.instance.id", instance),
        ] {
            write_text_attribute(&mut resource, field::RESOURCE_ATTRIBUTES, name, value);
        }
        let mut scope = ProtobufWriter::default();
        scope.bytes(field::SCOPE_NAME, b"linkgate");
        scope.bytes(field::SCOPE_VERSION, VERSION.as_bytes());
        Self {
            resource: resource.finish(),
            scope: scope.finish(),
        }
    }

    /// An `ExportTraceServiceRequest` with these spans.
    fn around(&self, spans: &[Vec<u8>]) -> Vec<u8> {
        let mut of_scope = ProtobufWriter::default();
        of_scope.bytes(field::SCOPE, &self.scope);
        for span in spans {
            of_scope.bytes(field::SPANS, span);
        }
        let mut of_resource = ProtobufWriter::default();
        of_resource.bytes(field::RESOURCE, &self.resource);
        of_resource.bytes(field::SCOPE_SPANS, &of_scope.finish());
        let mut request = ProtobufWriter::default();
        request.bytes(field::RESOURCE_SPANS, &of_resource.finish());
        request.finish()
    }
}

impl Exporter {
    /// Prepares to send to that collector.
    ///
    /// # Errors
    ///
    /// [`FetchError`] where the system trusts no certificate authorities, for an `https` address.
    pub fn new(
        endpoint: &OtlpEndpoint,
        instance: &str,
        metrics: Arc<Metrics>,
    ) -> Result<Self, OtlpError> {
        Ok(Self {
            client: Client::new(endpoint)?,
            preamble: Preamble::new(instance),
            metrics,
            batch: Vec::new(),
            flushes: Vec::new(),
            first_pause: FIRST_PAUSE,
            is_failing: false,
        })
    }

    /// Starts the thread.
    ///
    /// # Errors
    ///
    /// When the operating system has no thread left.
    pub fn start(self, waiting: Receiver<SpanMessage>) -> Result<(), OtlpError> {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        thread::Builder::new()
            .name("otlp".to_owned())
            .spawn(move || self.run(&waiting, &runtime))?;
        Ok(())
    }

    fn run(mut self, waiting: &Receiver<SpanMessage>, runtime: &Runtime) {
        while let Ok(first) = waiting.recv() {
            self.take(first);
            self.gather(waiting);
            self.export(runtime);
            for done in self.flushes.drain(..) {
                // Fails where the caller no longer waits.
                let _ = done.send(());
            }
        }
    }

    /// Takes what comes until the batch is full, or has waited long enough.
    fn gather(&mut self, waiting: &Receiver<SpanMessage>) {
        for nap in 0..NAPS {
            if nap > 0 {
                thread::sleep(NAP);
            }
            while self.batch.len() < BATCH && self.flushes.is_empty() {
                match waiting.try_recv() {
                    Ok(message) => self.take(message),
                    Err(_) => break,
                }
            }
            if self.batch.len() >= BATCH || !self.flushes.is_empty() {
                return;
            }
        }
    }

    fn take(&mut self, message: SpanMessage) {
        match message {
            SpanMessage::Span(span) => self.batch.push(span),
            SpanMessage::Flush(done) => self.flushes.push(done),
        }
    }

    fn export(&mut self, runtime: &Runtime) {
        let count = self.batch.len() as u64;
        if count == 0 {
            return;
        }
        let body = self.preamble.around(&self.batch);
        self.batch.clear();
        match self.send(runtime, body) {
            Ok(rejected) => {
                let rejected = rejected.min(count);
                self.metrics.spans().count_exported(count - rejected);
                self.metrics
                    .spans()
                    .count_dropped(DroppedSpan::Rejected, rejected);
                self.note_success();
            }
            Err(_) => self
                .metrics
                .spans()
                .count_dropped(DroppedSpan::Failed, count),
        }
    }

    /// How many spans the collector rejected. Says why it fails at once, not after the last attempt.
    fn send(&mut self, runtime: &Runtime, body: Vec<u8>) -> Result<u64, ExportError> {
        let body = Bytes::from(body);
        let mut pause = self.first_pause;
        let mut attempt = 1;
        loop {
            let sent = runtime.block_on(self.client.post(body.clone()));
            let Err(error) = sent else { return sent };
            self.note_failure(&error);
            if attempt >= ATTEMPTS || !error.may_pass() {
                return Err(error);
            }
            thread::sleep(pause);
            pause *= 2;
            attempt += 1;
        }
    }

    fn note_failure(&mut self, error: &ExportError) {
        if !self.is_failing {
            self.is_failing = true;
            let collector = self.client.address();
            tracing::warn!(collector, %error, "spans cannot be sent; those that do not fit are dropped");
        }
    }

    fn note_success(&mut self) {
        if self.is_failing {
            self.is_failing = false;
            tracing::info!("spans are sent again");
        }
    }
}
