//! Listening sockets: bound all or none, and accepted from in turn.

use std::fmt;
use std::future::poll_fn;
use std::io;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::task::coop::unconstrained;
use tokio::time::sleep;

use crate::server::limits;

mod address;
mod inherited;
mod socket;

pub use address::{Address, NoAddress};
pub use inherited::Inherited;
pub use socket::Accepted;
use socket::Socket;
pub use socket::{SocketFile, SocketRights};

/// The first wait after a failed accept. Short: one closed connection is enough to go on.
const FIRST_BACK_OFF: Duration = Duration::from_millis(5);

/// The longest wait after a failed accept. Short enough that clients still connect in time when
/// descriptors come free.
const LAST_BACK_OFF: Duration = Duration::from_secs(1);

/// Binds every address, or none. `setting` is the name by which the operator gave the addresses
/// (`--listen`); it is part of the error. `inherited` has the sockets that systemd opened; those of
/// Unix that are made here get the `rights`.
///
/// # Errors
///
/// Names the first address that cannot be bound, and why.
pub async fn bind(
    setting: &'static str,
    addresses: &[Address],
    inherited: &mut Inherited,
    rights: &SocketRights,
) -> Result<Listeners, BindError> {
    let mut sockets = Vec::with_capacity(addresses.len());
    for address in addresses {
        let opened = open(address, inherited, rights).map_err(|cause| BindError {
            setting,
            address: address.clone(),
            cause,
        })?;
        sockets.extend(opened);
    }
    Ok(Listeners {
        sockets,
        next: 0,
        back_off: FIRST_BACK_OFF,
    })
}

fn open(
    address: &Address,
    inherited: &mut Inherited,
    rights: &SocketRights,
) -> io::Result<Vec<Socket>> {
    match address {
        Address::Tcp(address) => Socket::tcp(*address).map(|socket| vec![socket]),
        Address::Unix(path) => Socket::unix(path, rights).map(|socket| vec![socket]),
        Address::Systemd(name) => {
            let opened = inherited.named(name.as_deref());
            if opened.is_empty() {
                return Err(io::Error::other("systemd has passed no such socket"));
            }
            opened.into_iter().map(Socket::try_from).collect()
        }
    }
}

/// An address that could not be bound. The message is complete: setting, address, cause.
#[derive(Debug, thiserror::Error)]
#[error("{setting} {address}: {}", Cause(.address, .cause))]
pub struct BindError {
    setting: &'static str,
    address: Address,
    cause: io::Error,
}

/// Says the usual causes in the operator's words.
struct Cause<'a>(&'a Address, &'a io::Error);

impl fmt::Display for Cause<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(address, error) = self;
        match (error.kind(), address) {
            (io::ErrorKind::AddrInUse, _) => f.write_str("address already in use"),
            (io::ErrorKind::AddrNotAvailable, _) => f.write_str("this machine has no such address"),
            (io::ErrorKind::NotFound, _) => f.write_str("there is no such folder"),
            (io::ErrorKind::PermissionDenied, Address::Unix(_)) => f.write_str(
                "permission denied; the user of this process has to be able to write to the folder",
            ),
            (io::ErrorKind::PermissionDenied, _) => f.write_str(
                "permission denied; a port below 1024 needs the capability CAP_NET_BIND_SERVICE",
            ),
            _ => error.fmt(f),
        }
    }
}

/// Bound sockets, accepted from as if they were one.
#[derive(Debug)]
pub struct Listeners {
    sockets: Vec<Socket>,
    /// The socket to ask first, so that a busy one does not starve the others.
    next: usize,
    back_off: Duration,
}

impl Listeners {
    /// The addresses as they are, with the port that the system chose where 0 was asked for, in the
    /// order given to [`bind`].
    ///
    /// # Errors
    ///
    /// Passes on what the system says; it does not fail for a socket that is bound.
    pub fn addresses(&self) -> io::Result<Vec<Address>> {
        self.sockets.iter().map(Socket::address).collect()
    }

    /// The files of Unix sockets, which are removed when they are dropped: for listeners that run
    /// until the process ends.
    pub fn take_files(&mut self) -> Vec<SocketFile> {
        self.sockets
            .iter_mut()
            .filter_map(Socket::take_file)
            .collect()
    }

    /// The next connection. Failures are waited out here: without the wait a process that has run
    /// out of descriptors would spin on the same error.
    pub async fn accept(&mut self) -> Accepted {
        loop {
            match poll_fn(|cx| self.poll_accept(cx)).await {
                Ok(accepted) => {
                    self.back_off = FIRST_BACK_OFF;
                    return accepted;
                }
                Err(error) if ends_one_connection(&error) => {
                    tracing::debug!(%error, "a connection was gone before it was accepted");
                }
                Err(error) => {
                    let wait_ms = self.back_off.as_millis();
                    tracing::warn!(%error, wait_ms, "accepting connections failed");
                    sleep(self.back_off).await;
                    self.back_off = (self.back_off * 2).min(LAST_BACK_OFF);
                }
            }
        }
    }

    /// A connection that is already there, without waiting for one.
    pub async fn accept_waiting(&mut self) -> Option<Accepted> {
        loop {
            // The scheduler's budget for one turn would end the queue at 128 connections, and those
            // behind would be reset.
            let polled = unconstrained(poll_fn(|cx| Poll::Ready(self.poll_accept(cx)))).await;
            match polled {
                Poll::Ready(Ok(accepted)) => return Some(accepted),
                Poll::Ready(Err(error)) if ends_one_connection(&error) => {}
                Poll::Ready(Err(_)) | Poll::Pending => return None,
            }
        }
    }

    /// How many connections can be waiting at most.
    pub fn queue(&self) -> usize {
        usize::try_from(limits::BACKLOG)
            .unwrap_or(usize::MAX)
            .saturating_mul(self.sockets.len())
    }

    fn poll_accept(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<Accepted>> {
        let count = self.sockets.len();
        for turn in 0..count {
            let index = (self.next + turn) % count;
            if let Poll::Ready(result) = self.sockets[index].poll_accept(cx) {
                self.next = (index + 1) % count;
                return Poll::Ready(result);
            }
        }
        Poll::Pending
    }
}

/// On Linux accept also reports the network errors of the one connection at hand (accept(2), "Error
/// handling"); they do not affect the next one.
fn ends_one_connection(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::ConnectionAborted
            | io::ErrorKind::ConnectionRefused
            | io::ErrorKind::ConnectionReset
            | io::ErrorKind::HostUnreachable
            | io::ErrorKind::Interrupted
            | io::ErrorKind::NetworkDown
            | io::ErrorKind::NetworkUnreachable
    )
}

#[cfg(test)]
mod tests;
