//! The decision log: one JSON line per request, written in batches by a
//! thread of its own, so that a slow reader of the log never holds up a
//! visitor. What does not fit, or cannot be written, is dropped and counted.

use std::io::{self, Write};
use std::net::IpAddr;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::thread;
use std::time::Duration;

use jiff::Timestamp;
use serde::Serialize;
use tokio::sync::oneshot;
use tokio::time::sleep;

use super::metrics::Metrics;

/// Lines that may wait for the writer: at 100,000 requests per second, the
/// time that a disk may stall without a loss is a sixth of a second.
const WAITING_LINES: usize = 16 * 1024;
/// Bytes that are written at once.
const BATCH_BYTES: usize = 64 * 1024;
/// How long the writer lets lines gather. While it waits, handing it a line
/// wakes nobody, which costs more than writing the line does.
const GATHER: Duration = Duration::from_millis(5);
/// How often a full queue is tried again when the last lines are awaited.
const RETRY: Duration = Duration::from_millis(20);

/// What is recorded of one request. Of the request itself it holds the address
/// of the client, who they are proven to be, and a meeting key, masked unless
/// the policy says otherwise; every other text is a name out of code or policy.
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
    /// The hash of the policy by which it was answered.
    pub policy: &'a str,
    /// Who asked, as far as it is proven.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub caller: Option<&'a str>,
    /// Who vouches for them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub voucher: Option<&'a str>,
    /// Why nobody is known, though somebody was claimed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub doubt: Option<&'static str>,
    /// The route that answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub route: Option<&'a str>,
    /// The named link that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link: Option<&'a str>,
    /// The meeting.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub meeting_key: Option<&'a str>,
    /// The step from which somebody came back, counted from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub step: Option<usize>,
    /// How that ended, as Webex said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub webex: Option<&'static str>,
    /// What happened.
    pub outcome: &'static str,
    /// The status of the answer.
    pub status: u16,
    /// Why it was not carried out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<&'static str>,
    /// The parameter that was the reason.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parameter: Option<&'a str>,
    /// The back URL that was chosen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub back: Option<&'a str>,
    /// How many query fields meant nothing.
    pub ignored_query_fields: u32,
}

/// Takes lines in. Cloned for every listener; the writer ends when the last
/// one is gone.
#[derive(Clone, Debug)]
pub struct DecisionLog {
    queue: SyncSender<Message>,
    metrics: Arc<Metrics>,
}

#[derive(Debug)]
enum Message {
    Line(Vec<u8>),
    /// Everything before this has been written when it is answered.
    Flush(oneshot::Sender<()>),
}

impl DecisionLog {
    /// Starts the writer.
    ///
    /// # Errors
    ///
    /// When the operating system has no thread left.
    pub fn start(out: impl Write + Send + 'static, metrics: Arc<Metrics>) -> io::Result<Self> {
        let (queue, waiting) = sync_channel(WAITING_LINES);
        let counts = Arc::clone(&metrics);
        thread::Builder::new()
            .name("decision-log".to_owned())
            .spawn(move || Writer::new(out, counts).run(&waiting))?;
        Ok(Self { queue, metrics })
    }

    /// Hands a line to the writer, or counts it as dropped. Never waits.
    pub fn write(&self, line: &Line<'_>) {
        let mut bytes = Vec::with_capacity(384);
        let written = serde_json::to_writer(&mut bytes, line).is_ok();
        bytes.push(b'\n');
        if !written || self.queue.try_send(Message::Line(bytes)).is_err() {
            self.metrics.count_dropped_lines(1);
        }
    }

    /// Waits until the lines of now are written, as far as they can be. With a
    /// reader that has stopped this takes for ever: bound it.
    pub async fn flush(&self) {
        let (done, flushed) = oneshot::channel();
        let mut message = Message::Flush(done);
        while let Err(TrySendError::Full(again)) = self.queue.try_send(message) {
            message = again;
            sleep(RETRY).await;
        }
        // An error means that the writer is gone: there is nothing to wait for.
        let _ = flushed.await;
    }
}

/// Collects waiting lines and writes them at once.
struct Writer<W> {
    out: W,
    metrics: Arc<Metrics>,
    batch: Vec<u8>,
    lines: u64,
    failed: bool,
}

impl<W: Write> Writer<W> {
    fn new(out: W, metrics: Arc<Metrics>) -> Self {
        Self {
            out,
            metrics,
            batch: Vec::with_capacity(BATCH_BYTES),
            lines: 0,
            failed: false,
        }
    }

    fn run(mut self, waiting: &Receiver<Message>) {
        while let Ok(first) = waiting.recv() {
            thread::sleep(GATHER);
            let mut next = Some(first);
            while let Some(message) = next {
                match message {
                    Message::Line(line) => {
                        self.batch.extend_from_slice(&line);
                        self.lines += 1;
                    }
                    Message::Flush(done) => {
                        self.write_batch();
                        // Whoever asked may have lost patience.
                        let _ = done.send(());
                    }
                }
                if self.batch.len() >= BATCH_BYTES {
                    self.write_batch();
                }
                next = waiting.try_recv().ok();
            }
            self.write_batch();
        }
    }

    /// Writes what has been collected. A batch that fails counts as lost as a
    /// whole: how much of it got through is not known.
    fn write_batch(&mut self) {
        if self.lines == 0 {
            return;
        }
        let result = self
            .out
            .write_all(&self.batch)
            .and_then(|()| self.out.flush());
        if let Err(error) = &result {
            self.metrics.count_dropped_lines(self.lines);
            if !self.failed {
                tracing::warn!(%error, "the decision log cannot be written");
            }
        }
        self.failed = result.is_err();
        self.batch.clear();
        self.lines = 0;
    }
}

fn rfc3339<S: serde::Serializer>(time: &Timestamp, to: S) -> Result<S::Ok, S::Error> {
    to.collect_str(&format_args!("{time:.3}"))
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;
    use std::sync::Mutex;

    use super::*;

    /// Fails as often as told, then takes everything.
    #[derive(Clone)]
    struct Disk {
        failures: u32,
        taken: Arc<Mutex<Vec<u8>>>,
    }

    impl Write for Disk {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            if self.failures > 0 {
                self.failures -= 1;
                return Err(io::ErrorKind::StorageFull.into());
            }
            self.taken.lock().expect("no panic").extend(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn line() -> Line<'static> {
        Line {
            time: Timestamp::UNIX_EPOCH,
            request_id: "1",
            method: "GET",
            client: Ipv4Addr::LOCALHOST.into(),
            policy: "0",
            caller: None,
            voucher: None,
            doubt: None,
            meeting_key: None,
            step: None,
            webex: None,
            route: None,
            link: None,
            outcome: "unknown",
            status: 404,
            reason: None,
            parameter: None,
            back: None,
            ignored_query_fields: 0,
        }
    }

    #[tokio::test]
    async fn what_a_full_disk_loses_is_counted_to_the_line() {
        let taken = Arc::new(Mutex::new(Vec::new()));
        let disk = Disk {
            failures: 2,
            taken: Arc::clone(&taken),
        };
        let metrics = Arc::new(Metrics::default());
        let log = DecisionLog::start(disk, Arc::clone(&metrics)).expect("a thread");
        for _ in 0..5 {
            for _ in 0..100 {
                log.write(&line());
            }
            log.flush().await;
        }
        let written = taken
            .lock()
            .expect("no panic")
            .iter()
            .filter(|b| **b == b'\n')
            .count();
        let dropped = format!(
            "linkgate_decision_log_dropped_lines_total {}\n",
            500 - written
        );
        assert!(written < 500, "nothing failed");
        assert!(metrics.encode().contains(&dropped), "{}", metrics.encode());
    }

    #[tokio::test]
    async fn a_reader_that_has_stopped_holds_nobody_up() {
        struct Stopped(Receiver<()>);
        impl Write for Stopped {
            fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
                let _ = self.0.recv();
                Ok(bytes.len())
            }

            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        let (go_on, stopped) = sync_channel(0);
        let metrics = Arc::new(Metrics::default());
        let log = DecisionLog::start(Stopped(stopped), Arc::clone(&metrics)).expect("a thread");
        for _ in 0..2 * WAITING_LINES {
            log.write(&line());
        }
        assert!(!metrics.encode().contains("dropped_lines_total 0"));
        drop(go_on);
        log.flush().await;
    }
}
