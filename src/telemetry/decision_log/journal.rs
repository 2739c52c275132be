//! The systemd journal, in its native protocol: one datagram for each line.
//!
//! <https://systemd.io/JOURNAL_NATIVE_PROTOCOL/>

use std::io;
use std::os::unix::net::UnixDatagram;
use std::path::{Path, PathBuf};

use super::sink::{PartialWrite, Sink};

/// What every datagram begins with. The line follows; its end is the end of
/// the field, and it has no other line break, because JSON escapes them.
const FIELDS: &[u8] = b"PRIORITY=6\nSYSLOG_IDENTIFIER=linkgate\nMESSAGE=";

/// Sends lines to the socket that has the name now: a journal that has been
/// restarted gets the next line.
#[derive(Debug)]
pub struct Journal {
    path: PathBuf,
    socket: UnixDatagram,
    datagram: Vec<u8>,
}

impl Journal {
    /// Fails where no journal listens.
    pub fn open(path: &Path) -> io::Result<Self> {
        UnixDatagram::unbound()?.connect(path)?;
        Ok(Self {
            path: path.to_owned(),
            socket: UnixDatagram::unbound()?,
            datagram: FIELDS.to_vec(),
        })
    }

    fn send(&mut self, line: &[u8]) -> io::Result<()> {
        self.datagram.truncate(FIELDS.len());
        self.datagram.extend_from_slice(line);
        loop {
            match self.socket.send_to(&self.datagram, &self.path) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                sent => return sent.map(drop),
            }
        }
    }
}

impl Sink for Journal {
    /// Tries every line: one that is too large for a datagram is no reason to lose those behind it.
    fn write(&mut self, lines: &[u8]) -> Result<(), PartialWrite> {
        let mut written = 0;
        let mut first = Ok(());
        for line in lines.split_inclusive(|byte| *byte == b'\n') {
            match self.send(line) {
                Ok(()) => written += 1,
                Err(cause) => first = first.and(Err(cause)),
            }
        }
        first.map_err(|cause| PartialWrite { written, cause })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn assert_received(listener: &UnixDatagram, message: &str) {
        let mut buffer = [0; 1024];
        let count = listener.recv(&mut buffer).expect("a datagram");
        let text = String::from_utf8_lossy(&buffer[..count]);
        let fields: Vec<&str> = text.lines().collect();
        let message = format!("MESSAGE={message}");
        assert_eq!(
            fields,
            ["PRIORITY=6", "SYSLOG_IDENTIFIER=linkgate", &message]
        );
    }

    #[test]
    fn every_line_is_one_datagram() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("socket");
        let listener = UnixDatagram::bind(&path).expect("a socket");
        let mut journal = Journal::open(&path).expect("somebody listens");
        journal.write(b"{\"a\":1}\n{\"b\":2}\n").expect("sent");
        assert_received(&listener, "{\"a\":1}");
        assert_received(&listener, "{\"b\":2}");
    }

    #[test]
    fn a_restarted_journal_gets_the_next_line() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("socket");
        let listener = UnixDatagram::bind(&path).expect("a socket");
        let mut journal = Journal::open(&path).expect("somebody listens");
        drop(listener);
        let cut = journal.write(b"1\n2\n").expect_err("nobody listens");
        assert_eq!(cut.written, 0);
        assert_eq!(cut.cause.kind(), io::ErrorKind::ConnectionRefused);
        std::fs::remove_file(&path).expect("removed");
        journal.write(b"3\n").expect_err("no socket");
        let listener = UnixDatagram::bind(&path).expect("a socket");
        journal.write(b"4\n").expect("sent");
        assert_received(&listener, "4");
    }

    #[test]
    fn a_line_that_is_too_large_is_lost_alone() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("socket");
        let listener = UnixDatagram::bind(&path).expect("a socket");
        let mut journal = Journal::open(&path).expect("somebody listens");
        let large = "x".repeat(16 << 20);
        let lines = format!("1\n{large}\n2\n");
        let cut = journal.write(lines.as_bytes()).expect_err("too large");
        assert_eq!(cut.written, 2);
        assert_received(&listener, "1");
        assert_received(&listener, "2");
    }
}
