//! The decision log: one JSON line per request, written in batches by a
//! thread of its own, so that a slow reader of the log never holds up a
//! visitor. What does not fit is dropped and counted.

use std::io::{self, BufWriter, Write};
use std::net::IpAddr;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::thread;
use std::time::Duration;

use jiff::Timestamp;
use serde::Serialize;

use super::metrics::Metrics;

/// Lines that may wait for the writer: at 100,000 requests per second, the
/// time that a disk may stall without a loss is a sixth of a second.
const WAITING_LINES: usize = 16 * 1024;

/// What is recorded of one request. It holds no value out of a request but
/// the address of the client.
#[derive(Debug, Serialize)]
pub struct Line<'a> {
    /// When it was answered.
    #[serde(serialize_with = "rfc3339")]
    pub time: Timestamp,
    /// The id that the visitor was shown.
    pub request_id: &'a str,
    /// `GET`, `HEAD`, `POST` or `other`.
    pub method: &'static str,
    /// Where it came from.
    pub client: IpAddr,
    /// The route that answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub route: Option<&'a str>,
    /// The named link that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link: Option<&'a str>,
    /// What happened.
    pub outcome: &'static str,
    /// How many query fields meant nothing.
    pub ignored_query_fields: u32,
}

/// Takes lines in. Cloned for every listener; the writer ends when the last
/// one is gone.
#[derive(Clone, Debug)]
pub struct DecisionLog {
    lines: SyncSender<Vec<u8>>,
    metrics: Arc<Metrics>,
}

/// The thread that writes: says when it is done by hanging up.
#[derive(Debug)]
pub struct Writer(Receiver<()>);

impl DecisionLog {
    /// Starts the writer.
    ///
    /// # Errors
    ///
    /// When the operating system has no thread left.
    pub fn start(
        out: impl Write + Send + 'static,
        metrics: Arc<Metrics>,
    ) -> io::Result<(Self, Writer)> {
        let (lines, waiting) = sync_channel(WAITING_LINES);
        let (alive, done) = sync_channel(0);
        let counts = Arc::clone(&metrics);
        thread::Builder::new()
            .name("decision-log".to_owned())
            .spawn(move || {
                write_all(&waiting, BufWriter::new(out), &counts);
                drop(alive);
            })?;
        Ok((Self { lines, metrics }, Writer(done)))
    }

    /// Hands a line to the writer, or counts it as dropped.
    pub fn write(&self, line: &Line<'_>) {
        let mut bytes = Vec::with_capacity(256);
        let written = serde_json::to_writer(&mut bytes, line).is_ok();
        bytes.push(b'\n');
        if !written || self.lines.try_send(bytes).is_err() {
            self.metrics.count_dropped_line();
        }
    }
}

impl Writer {
    /// Waits until everything is written, for so long at the most, and says
    /// whether it was. Every [`DecisionLog`] must be gone.
    pub fn finish(self, patience: Duration) -> bool {
        matches!(
            self.0.recv_timeout(patience),
            Err(RecvTimeoutError::Disconnected)
        )
    }
}

/// Writes what waits, and flushes when nothing does.
fn write_all(waiting: &Receiver<Vec<u8>>, mut out: BufWriter<impl Write>, metrics: &Metrics) {
    let mut failed = false;
    while let Ok(first) = waiting.recv() {
        let mut result = out.write_all(&first);
        while let Ok(line) = waiting.try_recv() {
            result = result.and_then(|()| out.write_all(&line));
        }
        result = result.and_then(|()| out.flush());
        if let Err(error) = &result {
            metrics.count_dropped_line();
            if !failed {
                tracing::warn!(%error, "the decision log cannot be written");
            }
        }
        failed = result.is_err();
    }
}

fn rfc3339<S: serde::Serializer>(time: &Timestamp, to: S) -> Result<S::Ok, S::Error> {
    to.collect_str(&format_args!("{time:.3}"))
}
