//! One listening socket: opened, named, and accepted from.

use std::ffi::OsString;
use std::fs::{self, Permissions};
use std::io;
use std::net::{self, SocketAddr};
use std::os::unix::fs::{FileTypeExt as _, MetadataExt as _, PermissionsExt as _, chown};
use std::os::unix::net as unix;
use std::path::{Path, PathBuf};
use std::process;
use std::task::{Context, Poll, ready};

use tokio::net::{TcpListener, TcpSocket, TcpStream, UnixListener, UnixStream};

use super::address::Address;
use crate::net::Peer;
use crate::server::limits;

/// Who may connect to the Unix sockets that this process makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SocketRights {
    /// The mode of the file. By default its owner and its group may connect.
    pub mode: u32,
    /// The id of its owner; without it, the user of this process.
    pub owner: Option<u32>,
    /// The id of its group; without it, that of this process.
    pub group: Option<u32>,
}

impl Default for SocketRights {
    fn default() -> Self {
        Self {
            mode: 0o660,
            owner: None,
            group: None,
        }
    }
}

/// A socket that listens already, and does not know the runtime yet.
#[derive(Debug)]
pub enum Opened {
    Tcp(net::TcpListener),
    Unix(unix::UnixListener),
}

#[derive(Debug)]
pub enum Socket {
    Tcp(TcpListener),
    Unix {
        listener: UnixListener,
        path: PathBuf,
        /// Where this process made it, until somebody else removes it.
        file: Option<SocketFile>,
    },
}

/// A connection, and who is at its other end.
#[derive(Debug)]
pub enum Accepted {
    Tcp(TcpStream, Peer),
    Unix(UnixStream, Peer),
}

/// The file of a Unix socket that this process made. It is removed with this, unless another
/// process has put its own in its place.
#[derive(Debug)]
pub struct SocketFile {
    path: PathBuf,
    /// Device and inode.
    id: (u64, u64),
}

impl Drop for SocketFile {
    fn drop(&mut self) {
        let there = fs::symlink_metadata(&self.path);
        let is_ours = there.is_ok_and(|there| (there.dev(), there.ino()) == self.id);
        if is_ours && let Err(error) = fs::remove_file(&self.path) {
            let path = self.path.display();
            tracing::debug!(%error, %path, "the socket could not be removed");
        }
    }
}

impl Socket {
    pub fn tcp(address: SocketAddr) -> io::Result<Self> {
        let socket = match address {
            SocketAddr::V4(_) => TcpSocket::new_v4()?,
            SocketAddr::V6(_) => TcpSocket::new_v6()?,
        };
        // A restart must not wait for connections of the last run to be forgotten.
        socket.set_reuseaddr(true)?;
        socket.bind(address)?;
        socket.listen(limits::BACKLOG).map(Self::Tcp)
    }

    /// Opens a socket at a path. One that a process left behind is replaced; one that somebody
    /// still listens at is in use.
    pub fn unix(path: &Path, rights: &SocketRights) -> io::Result<Self> {
        check_free(path)?;
        // It has another name until its rights are set, so that no client connects before.
        let draft = draft_of(path);
        // One of an earlier process with our id; where there is none, there is nothing to remove.
        let _ = fs::remove_file(&draft);
        let listener = UnixListener::bind(&draft)?;
        let finish = || {
            fs::set_permissions(&draft, Permissions::from_mode(rights.mode))?;
            give_away(&draft, rights)?;
            fs::rename(&draft, path)?;
            let made = fs::symlink_metadata(path)?;
            Ok((made.dev(), made.ino()))
        };
        let id = finish().inspect_err(|_: &io::Error| {
            let _ = fs::remove_file(&draft);
        })?;
        Ok(Self::Unix {
            listener,
            path: path.to_owned(),
            file: Some(SocketFile {
                path: path.to_owned(),
                id,
            }),
        })
    }

    pub fn address(&self) -> io::Result<Address> {
        match self {
            Self::Tcp(listener) => listener.local_addr().map(Address::Tcp),
            // What the system says is the name under which the socket was made.
            Self::Unix { path, .. } => Ok(Address::Unix(path.clone())),
        }
    }

    /// The file, whose removal is then up to the caller.
    pub fn take_file(&mut self) -> Option<SocketFile> {
        match self {
            Self::Tcp(_) => None,
            Self::Unix { file, .. } => file.take(),
        }
    }

    pub fn poll_accept(&self, cx: &mut Context<'_>) -> Poll<io::Result<Accepted>> {
        match self {
            Self::Tcp(listener) => {
                let (stream, peer) = ready!(listener.poll_accept(cx))?;
                // Answers are one write each.
                if let Err(error) = stream.set_nodelay(true) {
                    tracing::debug!(%error, "TCP_NODELAY could not be set");
                }
                Poll::Ready(Ok(Accepted::Tcp(stream, Peer::at(peer.ip()))))
            }
            Self::Unix { listener, .. } => {
                let (stream, _) = ready!(listener.poll_accept(cx))?;
                Poll::Ready(Ok(Accepted::Unix(stream, Peer::on_this_machine())))
            }
        }
    }
}

impl TryFrom<Opened> for Socket {
    type Error = io::Error;

    fn try_from(opened: Opened) -> io::Result<Self> {
        Ok(match opened {
            Opened::Tcp(listener) => {
                listener.set_nonblocking(true)?;
                Self::Tcp(TcpListener::from_std(listener)?)
            }
            Opened::Unix(listener) => {
                listener.set_nonblocking(true)?;
                let address = listener.local_addr()?;
                let path = address.as_pathname().unwrap_or(Path::new("(unnamed)"));
                Self::Unix {
                    path: path.to_owned(),
                    listener: UnixListener::from_std(listener)?,
                    // It is systemd's.
                    file: None,
                }
            }
        })
    }
}

/// Whether the path is free: there is nothing, or the file of a socket at which nobody listens any
/// more.
fn check_free(path: &Path) -> io::Result<()> {
    let found = match fs::symlink_metadata(path) {
        Ok(found) => found,
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {
            return Err(io::Error::other(
                "permission denied; the user of this process has to be able to enter the folder",
            ));
        }
        Err(_) => return Ok(()),
    };
    if !found.file_type().is_socket() {
        return Err(io::Error::other("there is a file that is not a socket"));
    }
    match unix::UnixStream::connect(path) {
        Err(error) if error.kind() == io::ErrorKind::ConnectionRefused => Ok(()),
        Ok(_) | Err(_) => Err(io::ErrorKind::AddrInUse.into()),
    }
}

/// Gives a socket to the owner and the group that it is to have.
fn give_away(path: &Path, rights: &SocketRights) -> io::Result<()> {
    let to_whom = match (rights.owner, rights.group) {
        (None, None) => return Ok(()),
        (Some(_), None) => "--socket-owner",
        (None, Some(_)) => "--socket-group",
        (Some(_), Some(_)) => "--socket-owner and --socket-group",
    };
    chown(path, rights.owner, rights.group).map_err(|error| {
        io::Error::other(format!(
            "the socket cannot be given to {to_whom}: {error}; the process needs CAP_CHOWN, or to be in the group"
        ))
    })
}

/// The name beside that path under which its socket is made.
fn draft_of(path: &Path) -> PathBuf {
    let mut name = OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(format!(".{}", process::id()));
    path.with_file_name(name)
}
