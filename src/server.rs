//! Sockets in, sockets out: listens, speaks HTTP/1.1 and HTTP/2, bounds every wait, and drains.
//!
//! The server asks the application for one [`Answer`] per request head and knows nothing about what
//! the answer means. It reads no request body: a connection that carries one is answered and
//! closed.
//!
//! In reading order: [`Limits`] says what is bounded, [`Listeners`] takes connections in, `house`
//! keeps them together and a `Crowd` counts who has how many, `connection` serves one of them over a
//! `Wire` that a `Watch` times and whose frames a `Meter` counts, `proxy` learns from a load balancer
//! whom it serves, `protocol` and `respond` do the HTTP part. [`Admin`] is the application of the
//! operators' listener, [`Readiness`] what it reports, and [`Signals`] says when to stop.

use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;

use http_body_util::Full;
use hyper::body::Bytes;
use hyper::http::request;
use hyper::{Response, StatusCode};
use tokio::net::TcpStream;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::gateway::Peer;
use crate::server::house::House;

mod admin;
mod connection;
#[allow(dead_code, reason = "the house does not ask it yet")]
mod crowd;
mod frames;
mod house;
pub mod limits;
mod listen;
mod protocol;
mod proxy;
mod public;
mod readiness;
mod respond;
mod signal;
#[cfg(test)]
mod tests;
mod timing;
mod wire;

pub use crate::server::admin::Admin;
pub use crate::server::limits::Limits;
pub use crate::server::listen::{BindError, Listeners, bind};
pub use crate::server::readiness::{Latch, Readiness, State};
pub use crate::server::signal::{Signal, Signals};

/// What the server asks of the application: one answer per request head, at once.
///
/// The call does no I/O and never blocks: it runs on the task that serves the connection, and the
/// deadlines of this server are deadlines for the peer, not for the application.
pub trait Answer: Send + Sync + 'static {
    /// Answers one request. `HEAD` is answered as `GET`, with a body, which the server does not
    /// send.
    ///
    /// `peer` is who is at the other end of the connection, or for whom a PROXY header speaks.
    fn answer(&self, head: &request::Parts, peer: &Peer) -> Response<Full<Bytes>>;

    /// Answers a request whose target (414) or header fields (431) are larger than [`Limits`]
    /// allow. Its parts should not be looked at any closer.
    fn refuse(
        &self,
        _head: &request::Parts,
        _peer: &Peer,
        status: StatusCode,
    ) -> Response<Full<Bytes>> {
        respond::bare(status)
    }

    /// Whether a connection from this peer begins with a PROXY header, which then must be there and
    /// is believed. From all others such a header is bytes that are no HTTP.
    fn takes_proxy_header(&self, _peer: &Peer) -> bool {
        false
    }
}

/// How the server came to its end.
#[must_use = "say in the log whether the drain finished"]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Drained {
    /// Every connection ended within [`Limits::drain`], by itself or by a deadline of its own.
    Complete,
    /// The time was over and this many connections were cut.
    Cut {
        /// How many connections were still open.
        connections: usize,
    },
}

/// Serves until `shutdown` resolves, then drains: stops accepting, lets every connection finish
/// what it has begun, and cuts what is left after [`Limits::drain`].
///
/// Dropping the future ends everything at once.
pub async fn run<A: Answer>(
    mut listeners: Listeners,
    app: Arc<A>,
    limits: Limits,
    shutdown: impl Future<Output = ()>,
) -> Drained {
    let mut house = House::new(app, limits);
    let mut shutdown = pin!(shutdown);
    loop {
        tokio::select! {
            biased;
            () = &mut shutdown => break,
            (permit, (stream, peer)) = admit(house.room(), &mut listeners) => {
                house.welcome(permit, stream, peer);
            }
        }
    }
    house.welcome_waiting(&mut listeners).await;
    drop(listeners);
    house.drain().await
}

/// Takes the permit before the connection: one that cannot be served waits in the kernel's queue,
/// where it costs us nothing.
async fn admit(
    room: Arc<Semaphore>,
    listeners: &mut Listeners,
) -> (OwnedSemaphorePermit, (TcpStream, SocketAddr)) {
    let permit = room
        .acquire_owned()
        .await
        .expect("the semaphore is never closed");
    (permit, listeners.accept().await)
}
