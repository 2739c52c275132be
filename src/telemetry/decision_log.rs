//! The decision log: one JSON line per request, written in batches by a
//! thread of its own, so that a slow reader of the log never holds up a
//! visitor. What does not fit, or cannot be written, is dropped and counted.

mod destination;
mod file;
mod journal;
mod line;
mod line_writer;
mod record;
mod sink;
mod stream;
mod writer;

use std::io::{self, Write};
use std::sync::Arc;
use std::sync::mpsc::{SyncSender, TrySendError, sync_channel};
use std::thread;
use std::time::Duration;

use tokio::sync::oneshot;
use tokio::time::sleep;

use super::metrics::Metrics;
pub use destination::{Destination, NoDestination, OpenError};
pub use line::{Detail, FurtherCaller, LOG_VERSION, Line, Would};
pub use record::{CallerFacts, FactNames, Replay};
use sink::Sink;
use stream::Stream;
use writer::{Message, Writer, WriterFlags};

/// Lines that may wait for the writer: at 100,000 requests per second, the
/// time that a disk may stall without a loss is a sixth of a second.
const WAITING_LINES: usize = 16 * 1024;
/// How often a full queue is tried again when the last lines are awaited.
const RETRY: Duration = Duration::from_millis(20);

/// Takes lines in. Cloned for every listener; the writer ends when the last one is gone.
#[derive(Clone, Debug)]
pub struct DecisionLog {
    queue: SyncSender<Message>,
    flags: Arc<WriterFlags>,
    metrics: Arc<Metrics>,
}

impl DecisionLog {
    /// Opens the destination and starts the writer. `setting` is the name by which the operator
    /// gave the destination; it is part of the error.
    ///
    /// # Errors
    ///
    /// When the destination cannot be opened, or the operating system has no thread left.
    pub fn open(
        setting: &'static str,
        destination: &Destination,
        metrics: Arc<Metrics>,
    ) -> Result<Self, OpenError> {
        let log = destination.open();
        let log = log.and_then(|sink| Self::with_sink(sink, metrics));
        log.map_err(|cause| OpenError {
            setting,
            destination: destination.clone(),
            cause,
        })
    }

    /// Starts the writer for something that takes bytes. It must not keep them
    /// in a buffer: it is never flushed, and what it takes counts as written.
    ///
    /// # Errors
    ///
    /// When the operating system has no thread left.
    pub fn start(out: impl Write + Send + 'static, metrics: Arc<Metrics>) -> io::Result<Self> {
        Self::with_sink(Box::new(Stream::new(out)), metrics)
    }

    fn with_sink(sink: Box<dyn Sink>, metrics: Arc<Metrics>) -> io::Result<Self> {
        let (queue, waiting) = sync_channel(WAITING_LINES);
        let flags = Arc::default();
        let writer = Writer::new(sink, Arc::clone(&flags), Arc::clone(&metrics));
        thread::Builder::new()
            .name("decision-log".to_owned())
            .spawn(move || writer.run(&waiting))?;
        Ok(Self {
            queue,
            flags,
            metrics,
        })
    }

    /// Hands a line to the writer and says whether it took it; if not, the
    /// line counts as dropped. Never waits.
    pub fn write(&self, line: &Line<'_>) -> bool {
        let mut bytes = Vec::with_capacity(384);
        line_writer::write_line(line, &mut bytes);
        let taken = self.queue.try_send(Message::Line(bytes)).is_ok();
        if !taken {
            self.metrics.count_dropped_lines(1);
        }
        taken
    }

    /// Whether the last write failed, and none has succeeded since. Only
    /// another line can find out that it works again.
    pub fn is_failing(&self) -> bool {
        self.flags.is_failing()
    }

    /// Reopens a file by its path, after it was moved away. Lines written before go to the old
    /// file; with a full queue, those that wait go to the new one. Never waits.
    pub fn reopen(&self) {
        if self.queue.try_send(Message::Reopen).is_err() {
            self.flags.ask_to_reopen();
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

#[cfg(test)]
mod tests {
    use std::fs;
    use std::sync::Mutex;
    use std::sync::mpsc::Receiver;

    use super::line::example::line;
    use super::*;
    use crate::text::cases::hidden_texts;
    use crate::text::has_hidden;

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

    #[tokio::test]
    async fn nothing_is_hidden_in_a_line_and_it_says_the_same() {
        for caller in hidden_texts() {
            let disk = Disk {
                failures: 0,
                taken: Arc::default(),
            };
            let taken = Arc::clone(&disk.taken);
            let log = DecisionLog::start(disk, Arc::default()).expect("a thread");
            let caller = Some(&*caller);
            let identity_provider = Some("headers");
            let line = Line {
                caller,
                identity_provider,
                ..line()
            };
            assert!(log.write(&line));
            log.flush().await;
            let written = String::from_utf8(taken.lock().expect("no panic").clone());
            let written = written.expect("text");
            assert!(!has_hidden(written.trim_end()), "{written:?}");
            assert!(
                written.starts_with("{\"log_version\":1,\"time\":"),
                "{written}"
            );
            let read: serde_json::Value = serde_json::from_str(&written).expect("JSON");
            assert_eq!(read["caller"].as_str(), caller);
        }
    }

    fn lines_in(bytes: &[u8]) -> usize {
        bytes.iter().filter(|byte| **byte == b'\n').count()
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
                assert!(log.write(&line()));
            }
            log.flush().await;
        }
        let written = lines_in(&taken.lock().expect("no panic"));
        assert!(written < 500, "nothing failed");
        assert!(!log.is_failing());
        let counts = metrics.encode();
        for count in [
            format!("dropped_lines_total {}\n", 500 - written),
            format!("written_lines_total {written}\n"),
        ] {
            assert!(counts.contains(&count), "{counts}");
        }
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
        let written = (0..2 * WAITING_LINES).filter(|_| log.write(&line()));
        let refused = 2 * WAITING_LINES - written.count();
        assert!(refused > 0);
        let count = format!("dropped_lines_total {refused}\n");
        assert!(metrics.encode().contains(&count), "{}", metrics.encode());
        drop(go_on);
        log.flush().await;
    }

    #[tokio::test]
    async fn a_full_disk_fails_until_the_log_is_opened_somewhere_else() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("log");
        std::os::unix::fs::symlink("/dev/full", &path).expect("a link");
        let destination = Destination::File(path.clone());
        let log = DecisionLog::open("--log", &destination, Arc::default()).expect("a log");
        assert!(!log.is_failing());
        assert!(log.write(&line()));
        log.flush().await;
        assert!(log.is_failing());
        fs::remove_file(&path).expect("removed");
        log.reopen();
        assert!(log.write(&line()));
        log.flush().await;
        assert!(!log.is_failing());
        assert_eq!(lines_in(&fs::read(&path).expect("a file")), 1);
    }

    #[tokio::test]
    async fn the_lines_before_a_rotation_stay_with_the_old_file() {
        let folder = tempfile::tempdir().expect("a folder");
        let (path, moved) = (folder.path().join("log"), folder.path().join("log.1"));
        let destination = Destination::File(path.clone());
        let log = DecisionLog::open("--log", &destination, Arc::default()).expect("a log");
        for _ in 0..10 {
            log.write(&line());
        }
        fs::rename(&path, &moved).expect("moved");
        log.reopen();
        for _ in 0..7 {
            log.write(&line());
        }
        log.flush().await;
        for (file, lines) in [(&moved, 10), (&path, 7)] {
            assert_eq!(lines_in(&fs::read(file).expect("a file")), lines);
        }
    }
}
