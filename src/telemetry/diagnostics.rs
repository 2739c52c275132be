//! Diagnostics, written by a thread of their own, so that a terminal or a pipe that is not read
//! blocks neither requests nor the end of the process.

use std::io::{self, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;
use std::time::Duration;

/// Lines that may wait: a start says some ten, a server under attack a few in a minute.
const WAITING_LINES: usize = 1024;

/// Takes lines in, one with each write, and never waits. What does not fit is lost; the number of
/// lost lines is written behind the next line.
#[derive(Clone, Debug)]
pub struct Diagnostics {
    queue: SyncSender<Message>,
    lost: Arc<AtomicU64>,
}

#[derive(Debug)]
enum Message {
    Line(Vec<u8>),
    /// Everything before this is written when it is answered.
    Flush(SyncSender<()>),
}

impl Diagnostics {
    /// Starts the writer.
    ///
    /// # Errors
    ///
    /// When the operating system has no thread left.
    pub fn start(out: impl Write + Send + 'static) -> io::Result<Self> {
        let (queue, waiting) = sync_channel(WAITING_LINES);
        let lost = Arc::new(AtomicU64::new(0));
        let counted = Arc::clone(&lost);
        thread::Builder::new()
            .name("diagnostics".to_owned())
            .spawn(move || write_all(out, &waiting, &counted))?;
        Ok(Self { queue, lost })
    }

    /// Writes a text of several lines in one piece.
    pub fn say(&self, text: &str) {
        // Writing to the queue does not fail.
        let _ = self.clone().write_all(text.as_bytes());
    }

    /// Waits until all lines so far are written, but not longer than `patience`.
    pub fn flush(&self, patience: Duration) {
        let (done, flushed) = sync_channel(1);
        if self.queue.try_send(Message::Flush(done)).is_ok() {
            // An error means that the output is blocked, or the thread gone.
            let _ = flushed.recv_timeout(patience);
        }
    }
}

impl Write for Diagnostics {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        if self.queue.try_send(Message::Line(line.to_vec())).is_err() {
            self.lost.fetch_add(1, Relaxed);
        }
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Errors are ignored: this is where they would be reported.
fn write_all(mut out: impl Write, waiting: &Receiver<Message>, lost: &AtomicU64) {
    for message in waiting {
        match message {
            Message::Line(line) => {
                let _ = out.write_all(&line);
                let lost = lost.swap(0, Relaxed);
                if lost > 0 {
                    let _ = writeln!(out, "({lost} lines of diagnostics were lost)");
                }
            }
            Message::Flush(done) => {
                let _ = out.flush();
                // Fails where the caller no longer waits.
                let _ = done.send(());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;
    use std::time::Instant;

    use super::*;

    /// Takes nothing until it is told to.
    struct Pipe {
        open: Receiver<()>,
        taken: Arc<Mutex<Vec<u8>>>,
    }

    impl Write for Pipe {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            let _ = self.open.recv();
            self.taken.lock().expect("no panic").extend(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_reader_that_has_stopped_holds_nobody_up_and_learns_what_it_missed() {
        let (go_on, open) = sync_channel(0);
        let taken = Arc::new(Mutex::new(Vec::new()));
        let pipe = Pipe {
            open,
            taken: Arc::clone(&taken),
        };
        let mut diagnostics = Diagnostics::start(pipe).expect("a thread");
        for _ in 0..2 * WAITING_LINES {
            diagnostics.write_all(b"line\n").expect("never fails");
        }
        diagnostics.flush(Duration::from_millis(1));
        drop(go_on);
        let text = || String::from_utf8(taken.lock().expect("no panic").clone()).expect("text");
        let told = || text().matches("line\n").count() + lost_in(&text());
        // The number of lost lines is written behind the first line; the other lines follow.
        let end = Instant::now() + Duration::from_secs(10);
        while told() < 2 * WAITING_LINES && Instant::now() < end {
            diagnostics.flush(Duration::from_secs(1));
        }
        assert!(lost_in(&text()) > 0);
        assert_eq!(told(), 2 * WAITING_LINES);
    }

    /// How many lines were lost, as far as a text says it.
    fn lost_in(text: &str) -> usize {
        let number = text
            .split('(')
            .nth(1)
            .and_then(|rest| rest.split(' ').next());
        number.map_or(0, |number| number.parse().expect("a number"))
    }
}
