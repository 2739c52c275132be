//! Lines one after another, as bytes: standard output, a file.

use std::io::{self, Write};
use std::thread;
use std::time::Duration;

use super::sink::{PartialWrite, Sink};

/// How long to wait for the reader of a full pipe that refuses to block. Another process that
/// shares our standard output may have made it such a pipe.
const FULL_PIPE: Duration = Duration::from_millis(5);

/// Writes lines to something that takes bytes, and that does so at once: what
/// a buffer in between would lose could not be counted.
#[derive(Debug)]
pub struct Stream<W> {
    out: W,
    /// The last line that went out has no end.
    torn: bool,
}

impl<W: Write> Stream<W> {
    /// A stream that begins with a line of its own.
    pub fn new(out: W) -> Self {
        Self { out, torn: false }
    }

    /// A stream behind a line without an end, which gets one first.
    pub fn behind_torn_line(out: W) -> Self {
        Self { out, torn: true }
    }

    /// Writes bytes, or says how many of them got out, and why no more.
    fn put(&mut self, bytes: &[u8]) -> Result<(), (usize, io::Error)> {
        let mut at = 0;
        while at < bytes.len() {
            match self.out.write(&bytes[at..]) {
                Ok(0) => return Err((at, io::ErrorKind::WriteZero.into())),
                Ok(count) => at += count,
                Err(error) => match error.kind() {
                    io::ErrorKind::Interrupted => {}
                    io::ErrorKind::WouldBlock => thread::sleep(FULL_PIPE),
                    _ => return Err((at, error)),
                },
            }
        }
        Ok(())
    }
}

impl<W: Write + Send> Sink for Stream<W> {
    fn write(&mut self, lines: &[u8]) -> Result<(), PartialWrite> {
        if self.torn {
            self.put(b"\n")
                .map_err(|(_, cause)| PartialWrite { written: 0, cause })?;
            self.torn = false;
        }
        self.put(lines).map_err(|(at, cause)| {
            self.torn = at > 0 && lines[at - 1] != b'\n';
            // A line that lacks only its end counts as written: the end follows with the next
            // write.
            let out = &lines[..=at];
            let written = out.iter().filter(|byte| **byte == b'\n').count() as u64;
            PartialWrite { written, cause }
        })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::VecDeque;

    use super::*;

    /// Does what it is told, one instruction for each write; without one, it takes everything.
    #[derive(Default)]
    struct Disk {
        told: VecDeque<io::Result<usize>>,
        taken: Vec<u8>,
    }

    impl Write for Disk {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            let room = self.told.pop_front().unwrap_or(Ok(bytes.len()))?;
            let count = room.min(bytes.len());
            self.taken.extend_from_slice(&bytes[..count]);
            Ok(count)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn full<T>() -> io::Result<T> {
        Err(io::ErrorKind::StorageFull.into())
    }

    fn busy<T>(kind: io::ErrorKind) -> io::Result<T> {
        Err(kind.into())
    }

    /// Writes three lines, then two: how many of each got out, and what stands on the disk.
    #[track_caller]
    fn assert_written(
        told: impl IntoIterator<Item = io::Result<usize>>,
        counts: [u64; 2],
        on_disk: &str,
    ) {
        let told = told.into_iter().collect();
        let mut stream = Stream::new(Disk {
            told,
            ..Disk::default()
        });
        let mut written = |lines: &[u8], all| match stream.write(lines) {
            Ok(()) => all,
            Err(cut) => cut.written,
        };
        assert_eq!(
            [written(b"11\n22\n33\n", 3), written(b"44\n55\n", 2)],
            counts
        );
        assert_eq!(String::from_utf8_lossy(&stream.out.taken), on_disk);
    }

    #[test]
    fn whatever_gets_out_is_counted_to_the_line_and_every_other_line_stays_whole() {
        let rest = "44\n55\n";
        assert_written([], [3, 2], "11\n22\n33\n44\n55\n");
        assert_written([Ok(1), Ok(4)], [3, 2], "11\n22\n33\n44\n55\n");
        assert_written([full()], [0, 2], rest);
        assert_written([Ok(0)], [0, 2], rest);
        assert_written([Ok(1), full()], [0, 2], &format!("1\n{rest}"));
        assert_written([Ok(3), full()], [1, 2], &format!("11\n{rest}"));
        assert_written([Ok(4), full()], [1, 2], &format!("11\n2\n{rest}"));
        // Only the end of the second line is missing.
        assert_written([Ok(5), full()], [2, 2], &format!("11\n22\n{rest}"));
        assert_written([Ok(8), full()], [3, 2], &format!("11\n22\n33\n{rest}"));
        // The disk is full for longer.
        assert_written([Ok(4), full(), full()], [1, 0], "11\n2");
        assert_written([Ok(4), full(), Ok(1), full()], [1, 0], "11\n2\n");
        assert_written([full(), full()], [0, 0], "");
    }

    #[test]
    fn writes_that_are_interrupted_or_have_to_wait_go_on() {
        let all = "11\n22\n33\n44\n55\n";
        for kind in [io::ErrorKind::Interrupted, io::ErrorKind::WouldBlock] {
            assert_written([busy(kind), Ok(4), busy(kind)], [3, 2], all);
        }
    }

    #[test]
    fn a_line_that_was_torn_before_gets_its_end_once() {
        let mut stream = Stream::behind_torn_line(Disk::default());
        for _ in 0..2 {
            stream.write(b"11\n").expect("room");
        }
        assert_eq!(stream.out.taken, b"\n11\n11\n");
    }
}
