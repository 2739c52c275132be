//! Listening sockets: bound all or none, and accepted from in turn.

use std::fmt;
use std::future::poll_fn;
use std::io;
use std::net::SocketAddr;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::task::coop::unconstrained;
use tokio::time::sleep;

use crate::server::limits;

/// The first wait after a failed accept. Short: one closed connection is enough to go on.
const FIRST_BACK_OFF: Duration = Duration::from_millis(5);

/// The longest wait after a failed accept. Short enough that clients still connect in time when
/// descriptors come free.
const LAST_BACK_OFF: Duration = Duration::from_secs(1);

/// Binds every address, or none. `setting` is the name by which the operator gave the addresses
/// (`--listen`); it stands in the error.
///
/// # Errors
///
/// Names the first address that cannot be bound, and why.
pub async fn bind(setting: &'static str, addrs: &[SocketAddr]) -> Result<Listeners, BindError> {
    let mut sockets = Vec::with_capacity(addrs.len());
    for &addr in addrs {
        match listen(addr) {
            Ok(socket) => sockets.push(socket),
            Err(cause) => {
                return Err(BindError {
                    setting,
                    addr,
                    cause,
                });
            }
        }
    }
    Ok(Listeners {
        sockets,
        next: 0,
        back_off: FIRST_BACK_OFF,
    })
}

/// An address that could not be bound. The message is complete: setting, address, cause.
#[derive(Debug, thiserror::Error)]
#[error("{setting} {addr}: {}", Cause(.cause))]
pub struct BindError {
    setting: &'static str,
    addr: SocketAddr,
    cause: io::Error,
}

/// Says the usual causes in the operator's words.
struct Cause<'a>(&'a io::Error);

impl fmt::Display for Cause<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.kind() {
            io::ErrorKind::AddrInUse => f.write_str("address already in use"),
            io::ErrorKind::AddrNotAvailable => f.write_str("this machine has no such address"),
            io::ErrorKind::PermissionDenied => f.write_str(
                "permission denied; a port below 1024 needs the capability CAP_NET_BIND_SERVICE",
            ),
            _ => self.0.fmt(f),
        }
    }
}

/// Bound sockets, accepted from as if they were one.
#[derive(Debug)]
pub struct Listeners {
    sockets: Vec<TcpListener>,
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
    pub fn local_addrs(&self) -> io::Result<Vec<SocketAddr>> {
        self.sockets.iter().map(TcpListener::local_addr).collect()
    }

    /// The next connection. Failures are waited out here: without the wait a process that has run
    /// out of descriptors would spin on the same error.
    pub(super) async fn accept(&mut self) -> (TcpStream, SocketAddr) {
        loop {
            match poll_fn(|cx| self.poll_accept(cx)).await {
                Ok(accepted) => {
                    self.back_off = FIRST_BACK_OFF;
                    return prepare(accepted);
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
    pub(super) async fn accept_waiting(&mut self) -> Option<(TcpStream, SocketAddr)> {
        // The scheduler's budget for one turn would end the queue at 128 connections, and those
        // behind would be reset.
        let polled = unconstrained(poll_fn(|cx| Poll::Ready(self.poll_accept(cx)))).await;
        match polled {
            Poll::Ready(Ok(accepted)) => Some(prepare(accepted)),
            Poll::Ready(Err(_)) | Poll::Pending => None,
        }
    }

    fn poll_accept(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<(TcpStream, SocketAddr)>> {
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

/// Opens one listening socket.
fn listen(addr: SocketAddr) -> io::Result<TcpListener> {
    let socket = match addr {
        SocketAddr::V4(_) => TcpSocket::new_v4()?,
        SocketAddr::V6(_) => TcpSocket::new_v6()?,
    };
    // A restart must not wait for connections of the last run to be forgotten.
    socket.set_reuseaddr(true)?;
    socket.bind(addr)?;
    socket.listen(limits::BACKLOG)
}

/// Readies an accepted socket for answers that are one write each.
fn prepare((stream, peer): (TcpStream, SocketAddr)) -> (TcpStream, SocketAddr) {
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "TCP_NODELAY could not be set");
    }
    (
        stream,
        SocketAddr::new(peer.ip().to_canonical(), peer.port()),
    )
}

/// On Linux accept also reports the network errors of the one connection at hand (accept(2), "Error
/// handling"); they say nothing about the next one.
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
mod tests {
    use super::*;

    fn anywhere() -> SocketAddr {
        SocketAddr::from(([127, 0, 0, 1], 0))
    }

    #[tokio::test]
    async fn an_address_in_use_is_named_with_its_setting() {
        let first = bind("--listen", &[anywhere()])
            .await
            .expect("port 0 is free");
        let taken = first.local_addrs().expect("bound")[0];
        let error = bind("--listen", &[anywhere(), taken])
            .await
            .expect_err("the port is taken");
        assert_eq!(
            error.to_string(),
            format!("--listen {taken}: address already in use")
        );
    }

    #[tokio::test]
    async fn a_foreign_address_is_named_with_its_setting() {
        let foreign = SocketAddr::from(([192, 0, 2, 1], 8080));
        let error = bind("--admin-listen", &[foreign])
            .await
            .expect_err("TEST-NET-1");
        assert_eq!(
            error.to_string(),
            "--admin-listen 192.0.2.1:8080: this machine has no such address",
        );
    }

    #[tokio::test]
    async fn every_socket_is_accepted_from() {
        let mut listeners = bind("--listen", &[anywhere(), anywhere()])
            .await
            .expect("free");
        for addr in listeners.local_addrs().expect("bound") {
            let client = TcpStream::connect(addr).await.expect("listening");
            let (stream, peer) = listeners.accept().await;
            assert_eq!(peer, client.local_addr().expect("connected"));
            assert_eq!(stream.local_addr().expect("connected"), addr);
            assert!(stream.nodelay().expect("connected"));
        }
    }

    #[tokio::test]
    async fn only_a_connection_that_is_already_there_is_taken_without_waiting() {
        let mut listeners = bind("--listen", &[anywhere()]).await.expect("free");
        assert!(listeners.accept_waiting().await.is_none());
        let addr = listeners.local_addrs().expect("bound")[0];
        let _client = TcpStream::connect(addr).await.expect("listening");
        assert!(listeners.accept_waiting().await.is_some());
    }

    #[tokio::test]
    async fn the_whole_queue_is_taken() {
        let mut listeners = bind("--listen", &[anywhere()]).await.expect("free");
        let addr = listeners.local_addrs().expect("bound")[0];
        let mut clients = Vec::new();
        while clients.len() < QUEUED {
            clients.push(TcpStream::connect(addr).await.expect("listening"));
        }
        for _ in 0..QUEUED {
            assert!(listeners.accept_waiting().await.is_some());
        }
    }

    /// More than a task may do in one turn.
    const QUEUED: usize = 200;

    #[test]
    fn running_out_of_descriptors_is_not_the_fault_of_one_connection() {
        const EMFILE: i32 = 24;
        assert!(!ends_one_connection(&io::Error::from_raw_os_error(EMFILE)));
        assert!(ends_one_connection(&io::Error::from(
            io::ErrorKind::ConnectionAborted
        )));
    }
}
