//! The thread that writes: it gathers lines, writes them at once, and keeps
//! account of what got out.

use std::mem;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::Receiver;
use std::thread;
use std::time::Duration;

use tokio::sync::oneshot;

use super::sink::{PartialWrite, Sink};
use crate::telemetry::metrics::Metrics;

/// Bytes that are written at once.
const BATCH_BYTES: usize = 64 * 1024;
/// How long the writer lets lines gather. While it waits, handing it a line
/// wakes nobody, which costs more than writing the line does.
const GATHER: Duration = Duration::from_millis(5);

#[derive(Debug)]
pub enum Message {
    Line(Vec<u8>),
    /// Everything before this has been written when it is answered.
    Flush(oneshot::Sender<()>),
    /// Everything before this goes to the current file.
    Reopen,
}

/// What the writer and the handles of the log tell each other beside the queue.
#[derive(Debug, Default)]
pub struct WriterFlags {
    /// The last write failed.
    failing: AtomicBool,
    /// The file is to be reopened; for a request that a full queue does not take.
    reopen: AtomicBool,
}

impl WriterFlags {
    pub fn is_failing(&self) -> bool {
        self.failing.load(Ordering::Relaxed)
    }

    pub fn ask_to_reopen(&self) {
        self.reopen.store(true, Ordering::Relaxed);
    }
}

pub struct Writer {
    sink: Box<dyn Sink>,
    flags: Arc<WriterFlags>,
    metrics: Arc<Metrics>,
    batch: Vec<u8>,
    /// The lines in the batch.
    lines: u64,
    /// The lines that were lost since the log began to fail.
    lost: u64,
}

impl Writer {
    pub fn new(sink: Box<dyn Sink>, flags: Arc<WriterFlags>, metrics: Arc<Metrics>) -> Self {
        Self {
            sink,
            flags,
            metrics,
            batch: Vec::with_capacity(BATCH_BYTES),
            lines: 0,
            lost: 0,
        }
    }

    /// Writes until the last handle of the log is gone.
    pub fn run(mut self, waiting: &Receiver<Message>) {
        while let Ok(first) = waiting.recv() {
            thread::sleep(GATHER);
            let mut next = Some(first);
            while let Some(message) = next {
                self.take(message);
                next = waiting.try_recv().ok();
            }
            self.write_batch();
        }
    }

    fn take(&mut self, message: Message) {
        match message {
            Message::Line(line) => {
                self.batch.extend_from_slice(&line);
                self.lines += 1;
                if self.batch.len() >= BATCH_BYTES {
                    self.write_batch();
                }
            }
            Message::Flush(done) => {
                self.write_batch();
                // Fails where the caller no longer waits.
                let _ = done.send(());
            }
            Message::Reopen => {
                self.write_batch();
                self.reopen();
            }
        }
    }

    fn write_batch(&mut self) {
        let lines = mem::take(&mut self.lines);
        if lines > 0 {
            let result = self.sink.write(&self.batch);
            self.batch.clear();
            let written = result
                .as_ref()
                .map_or_else(|partial| partial.written, |()| lines);
            let lost = lines.saturating_sub(written);
            self.metrics.count_written_lines(written);
            self.metrics.count_dropped_lines(lost);
            match result {
                Ok(()) => self.note_success(),
                Err(partial) => self.note_failure(&partial, lost),
            }
        }
        if self.flags.reopen.swap(false, Ordering::Relaxed) {
            self.reopen();
        }
    }

    fn note_failure(&mut self, partial: &PartialWrite, lost: u64) {
        self.lost += lost;
        if !self.flags.failing.swap(true, Ordering::Relaxed) {
            tracing::warn!(error = %partial.cause, "the decision log cannot be written");
        }
    }

    fn note_success(&mut self) {
        if self.flags.failing.swap(false, Ordering::Relaxed) {
            let lost_lines = mem::take(&mut self.lost);
            tracing::warn!(lost_lines, "the decision log is written again");
        }
    }

    fn reopen(&mut self) {
        if let Err(error) = self.sink.reopen() {
            tracing::warn!(%error, "the decision log cannot be reopened; writing to the old file continues");
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::VecDeque;
    use std::io;
    use std::sync::Mutex;

    use super::*;

    /// Loses as many of the next lines as told, one figure for each write.
    struct Lossy(VecDeque<u64>);

    impl Sink for Lossy {
        fn write(&mut self, lines: &[u8]) -> Result<(), PartialWrite> {
            let all = lines.iter().filter(|byte| **byte == b'\n').count() as u64;
            match self.0.pop_front() {
                None | Some(0) => Ok(()),
                Some(lost) => Err(PartialWrite {
                    written: all - lost,
                    cause: io::ErrorKind::StorageFull.into(),
                }),
            }
        }

        fn reopen(&mut self) -> io::Result<()> {
            Err(io::ErrorKind::PermissionDenied.into())
        }
    }

    /// Keeps what is said.
    #[derive(Clone, Default)]
    struct Said(Arc<Mutex<Vec<u8>>>);

    impl io::Write for Said {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().expect("no panic").extend(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    /// What is said by `work`, without the time in front of each line.
    fn said_by(work: impl FnOnce()) -> Vec<String> {
        let said = Said::default();
        let to = said.clone();
        let subscriber = tracing_subscriber::fmt()
            .with_writer(move || to.clone())
            .with_ansi(false)
            .with_target(false)
            .without_time()
            .finish();
        tracing::subscriber::with_default(subscriber, work);
        let bytes = said.0.lock().expect("no panic").clone();
        let text = String::from_utf8(bytes).expect("text");
        text.lines().map(|line| line.trim().to_owned()).collect()
    }

    #[test]
    fn failing_and_working_again_are_said_once_each_and_counted_to_the_line() {
        let flags = Arc::new(WriterFlags::default());
        let metrics = Arc::new(Metrics::default());
        let sink = Box::new(Lossy([0, 1, 3, 2, 0, 0, 3].into()));
        let mut writer = Writer::new(sink, Arc::clone(&flags), Arc::clone(&metrics));
        let mut failing = Vec::new();
        let said = said_by(|| {
            for _ in 0..7 {
                for _ in 0..3 {
                    writer.take(Message::Line(b"{}\n".to_vec()));
                }
                writer.write_batch();
                failing.push(flags.is_failing());
            }
        });
        assert_eq!(failing, [false, true, true, true, false, false, true]);
        assert_eq!(
            said,
            [
                "WARN the decision log cannot be written error=no storage space",
                "WARN the decision log is written again lost_lines=6",
                "WARN the decision log cannot be written error=no storage space",
            ]
        );
        let counts = metrics.encode();
        for count in ["dropped_lines_total 9\n", "written_lines_total 12\n"] {
            assert!(counts.contains(count), "{counts}");
        }
    }

    #[test]
    fn a_file_that_cannot_be_opened_anew_is_said_either_way_it_was_asked_for() {
        let flags = Arc::new(WriterFlags::default());
        let sink = Box::new(Lossy(VecDeque::new()));
        let mut writer = Writer::new(sink, Arc::clone(&flags), Arc::default());
        let said = said_by(|| {
            writer.take(Message::Reopen);
            flags.ask_to_reopen();
            writer.write_batch();
            writer.write_batch();
        });
        let line = "WARN the decision log cannot be reopened; writing to the old file continues error=permission denied";
        assert_eq!(said, [line; 2]);
    }
}
