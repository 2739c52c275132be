//! Where the decision log goes, as an operator writes it.

use std::fmt;
use std::fs::File;
use std::io;
use std::os::fd::AsFd as _;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use super::file::LogFile;
use super::journal::Journal;
use super::sink::Sink;
use super::stream::Stream;

/// Where the systemd journal listens, unless a service has one of its own (`LogNamespace=`).
const JOURNAL: &str = "/run/systemd/journal/socket";

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Destination {
    /// To standard output: `stdout` or `-`.
    Stdout,
    /// To a file, which is appended to: its path.
    File(PathBuf),
    /// To the systemd journal at that socket: `journal`, or `journal:/path/to/socket`.
    Journal(PathBuf),
}

/// A text that names no destination.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("give `stdout`, `journal`, `journal:/path/to/socket` or the path of a file")]
pub struct NoDestination;

/// A destination that cannot be opened. The message is complete: setting, destination, cause.
#[derive(Debug, thiserror::Error)]
#[error("{setting} {destination}: {}", Cause(.destination, .cause))]
pub struct OpenError {
    pub setting: &'static str,
    pub destination: Destination,
    pub cause: io::Error,
}

impl Destination {
    pub fn open(&self) -> io::Result<Box<dyn Sink>> {
        Ok(match self {
            // Not through the standard library's handle: its buffer takes
            // lines that do not get out, and they could not be counted.
            Self::Stdout => {
                let out = io::stdout().as_fd().try_clone_to_owned()?;
                Box::new(Stream::new(File::from(out)))
            }
            Self::File(path) => Box::new(LogFile::open(path)?),
            Self::Journal(path) => Box::new(Journal::open(path)?),
        })
    }
}

impl FromStr for Destination {
    type Err = NoDestination;

    fn from_str(text: &str) -> Result<Self, NoDestination> {
        match (text, text.strip_prefix("journal:")) {
            ("", _) | (_, Some("")) => Err(NoDestination),
            ("stdout" | "-", _) => Ok(Self::Stdout),
            ("journal", _) => Ok(Self::Journal(JOURNAL.into())),
            (_, Some(socket)) => Ok(Self::Journal(socket.into())),
            (path, None) => Ok(Self::File(path.into())),
        }
    }
}

impl fmt::Display for Destination {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Stdout => f.write_str("stdout"),
            Self::File(path) => path.display().fmt(f),
            Self::Journal(socket) if socket == Path::new(JOURNAL) => f.write_str("journal"),
            Self::Journal(socket) => write!(f, "journal:{}", socket.display()),
        }
    }
}

/// Says the usual causes in the operator's words.
struct Cause<'a>(&'a Destination, &'a io::Error);

impl fmt::Display for Cause<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(destination, cause) = self;
        match (destination, cause.kind()) {
            (_, io::ErrorKind::PermissionDenied) => f.write_str("permission denied"),
            (Destination::File(_), io::ErrorKind::IsADirectory) => f.write_str("this is a folder"),
            (Destination::File(_), io::ErrorKind::NotFound) => {
                f.write_str("the folder does not exist")
            }
            (Destination::Journal(_), io::ErrorKind::NotFound) => {
                f.write_str("there is no such socket; is systemd-journald running?")
            }
            (Destination::Journal(_), io::ErrorKind::ConnectionRefused) => {
                f.write_str("nothing listens there; is systemd-journald running?")
            }
            _ => cause.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_destination_is_read_and_shown_alike() {
        let file = |path: &str| Ok(Destination::File(path.into()));
        let journal = |path: &str| Ok(Destination::Journal(path.into()));
        for (text, destination, shown) in [
            ("stdout", Ok(Destination::Stdout), "stdout"),
            ("-", Ok(Destination::Stdout), "stdout"),
            ("journal", journal(JOURNAL), "journal"),
            (
                "journal:/run/a/socket",
                journal("/run/a/socket"),
                "journal:/run/a/socket",
            ),
            ("/var/log/x.log", file("/var/log/x.log"), "/var/log/x.log"),
            ("./stdout", file("./stdout"), "./stdout"),
            ("journal.log", file("journal.log"), "journal.log"),
            ("", Err(NoDestination), ""),
            ("journal:", Err(NoDestination), ""),
        ] {
            let read = text.parse::<Destination>();
            assert_eq!(read, destination, "{text}");
            if let Ok(destination) = read {
                assert_eq!(destination.to_string(), shown);
            }
        }
    }

    #[test]
    fn what_cannot_be_opened_is_said_in_one_line() {
        let folder = tempfile::tempdir().expect("a folder");
        let dead = folder.path().join("dead");
        drop(std::os::unix::net::UnixDatagram::bind(&dead).expect("a socket"));
        let folder = folder.path().display().to_string();
        for (destination, cause) in [
            (folder.clone(), "this is a folder"),
            (format!("{folder}/none/x.log"), "the folder does not exist"),
            (
                format!("journal:{folder}/none"),
                "there is no such socket; is systemd-journald running?",
            ),
            (
                format!("journal:{folder}/dead"),
                "nothing listens there; is systemd-journald running?",
            ),
        ] {
            let parsed: Destination = destination.parse().expect("a destination");
            let error = OpenError {
                setting: "--decision-log",
                cause: parsed.open().err().expect(&destination),
                destination: parsed,
            };
            let line = format!("--decision-log {destination}: {cause}");
            assert_eq!(error.to_string(), line);
        }
    }
}
