//! Where a listener is, as an operator writes it.

use std::fmt;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::str::FromStr;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Address {
    Tcp(SocketAddr),
    /// The path of a Unix socket: `unix:/run/linkgate.sock`.
    Unix(PathBuf),
    /// Sockets that systemd has opened for us: `systemd:NAME` for those of one name
    /// (`FileDescriptorName=`), `systemd` for all that no other setting names.
    Systemd(Option<String>),
}

/// A text that is no address of a listener.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("write ADDRESS:PORT, [ADDRESS]:PORT, unix:/PATH, systemd or systemd:NAME")]
pub struct NoAddress;

impl FromStr for Address {
    type Err = NoAddress;

    fn from_str(text: &str) -> Result<Self, NoAddress> {
        match text.split_once(':') {
            Some(("unix", path)) if path.starts_with('/') => Ok(Self::Unix(path.into())),
            Some(("systemd", name)) if !name.is_empty() => Ok(Self::Systemd(Some(name.into()))),
            None if text == "systemd" => Ok(Self::Systemd(None)),
            _ => text.parse().map(Self::Tcp).map_err(|_| NoAddress),
        }
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tcp(address) => address.fmt(f),
            Self::Unix(path) => write!(f, "unix:{}", path.display()),
            Self::Systemd(Some(name)) => write!(f, "systemd:{name}"),
            Self::Systemd(None) => f.write_str("systemd"),
        }
    }
}

impl From<SocketAddr> for Address {
    fn from(address: SocketAddr) -> Self {
        Self::Tcp(address)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back() {
        for text in [
            "127.0.0.1:8080",
            "[::1]:8080",
            "unix:/run/linkgate.sock",
            "systemd",
            "systemd:links",
        ] {
            let address: Address = text.parse().expect(text);
            assert_eq!(address.to_string(), text);
        }
    }

    #[test]
    fn anything_else_is_told_how_to_write_it() {
        for text in [
            "",
            "8080",
            "localhost:8080",
            ":8080",
            "127.0.0.1",
            "::1:8080",
            "unix:",
            "unix:run/linkgate.sock",
            "systemd:",
            "fd:3",
            "http://127.0.0.1:8080/",
        ] {
            assert_eq!(text.parse::<Address>(), Err(NoAddress), "{text}");
        }
    }
}
