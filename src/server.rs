//! Sockets in, sockets out: listens, speaks HTTP/1.1 and HTTP/2, bounds every wait, and drains.
//!
//! The server asks the application for one [`Answer`] per request head and knows nothing about what
//! the answer means. It reads no request body: a connection that carries one is answered and
//! closed.
//!
//! In reading order: [`Limits`] says what is bounded, [`Listeners`] takes connections in, `connections`
//! keeps them together, [`Places`] says how many there may be, and a `Crowd` how many of one address,
//! `connection` serves one of them over a `Wire` that a `Watch` times. Where that is HTTP/2, `Traffic`
//! follows its `Frames`: a `Meter` counts those that are no requests, `Unanswered` keeps the requests
//! whose answers are not taken. `proxy` learns from a load balancer whom it serves, [`Tls`] encrypts, `protocol` and `respond` do the HTTP part. [`Admin`] is the
//! application of the operators' listener, [`Health`] that of probes, [`Readiness`] what both report, and [`Signals`] says when to
//! stop, or to read everything anew.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use http_body_util::Full;
use hyper::body::Bytes;
use hyper::http::request;
use hyper::{Response, StatusCode};

use crate::net::Peer;
use crate::server::connections::Connections;
use crate::telemetry::ConnectionMetrics;

mod admin;
mod connection;
mod connections;
mod crowd;
mod descriptors;
mod files;
mod frames;
mod health;
pub mod limits;
mod listen;
mod meter;
mod opening;
mod places;
mod protocol;
mod proxy;
mod readiness;
mod respond;
mod signal;
#[cfg(test)]
mod tests;
mod timing;
mod tls;
mod traffic;
mod unanswered;
mod wire;

pub use crate::server::admin::{
    Admin, AdminTokens, NewTokens, Operate, Reloaded, Standing, TokenError,
};
pub use crate::server::descriptors::connections_within_reach;
pub use crate::server::files::Glimpse;
pub use crate::server::health::Health;
pub use crate::server::limits::Limits;
pub use crate::server::listen::{
    Address, BindError, Inherited, Listeners, NoAddress, SocketFile, SocketRights, bind,
};
pub use crate::server::places::Places;
pub use crate::server::readiness::{Latch, Readiness, State};
pub use crate::server::signal::{Signal, Signals};
pub use crate::server::tls::{Held, Renewal, Tls, TlsError, TlsErrors, TlsFiles};

/// What the server asks of the application: one answer per request head.
///
/// A call does no I/O and never blocks: it runs on the task that serves the connection. The
/// deadlines of this server are deadlines for the peer, not for the application: an answer that has
/// to be waited for must come soon.
pub trait Answer: Send + Sync + 'static {
    /// The answer on its way; where it is there at once, [`Ready`](std::future::Ready).
    type Answering: Future<Output = Response<Full<Bytes>>> + Send + 'static;

    /// Answers one request. `HEAD` is answered as `GET`, with a body, which the server does not
    /// send.
    ///
    /// `peer` is who is at the other end of the connection, or for whom a PROXY header speaks.
    fn answer(&self, head: &request::Parts, peer: &Peer) -> Self::Answering;

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

    /// Whether this peer is a proxy, through which many people come: then what one client may have
    /// is no measure for it.
    fn carries_others(&self, _peer: &Peer) -> bool {
        false
    }

    /// Whether a connection from this peer begins with a PROXY header, which then must be there and
    /// is believed. From all others such a header is bytes that are no HTTP.
    fn takes_proxy_header(&self, _peer: &Peer) -> bool {
        false
    }

    /// Learns of a connection that began with a PROXY header though none is taken from this peer.
    /// Strangers can cause as many of these as they like.
    fn note_proxy_header(&self, _peer: &Peer) {}
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

/// How the connections of some listeners are served.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// The bounds.
    pub limits: Limits,
    /// The places for connections, where several listeners share them.
    pub places: Option<Arc<Places>>,
    /// TLS, for connections that come over TCP; Unix sockets never speak it.
    pub tls: Option<Arc<Tls>>,
    /// Whether the process wants to keep its clients: before it ends, they are told to go with their
    /// next request, so that none of them crosses with the end.
    pub readiness: Readiness,
    /// For how long clients over TLS shall come back encrypted only (RFC 6797).
    pub strict_transport: Option<Duration>,
    /// Where connections are counted.
    pub metrics: Option<Arc<ConnectionMetrics>>,
}

impl From<Limits> for Settings {
    fn from(limits: Limits) -> Self {
        Self {
            limits,
            ..Self::default()
        }
    }
}

/// Serves until `shutdown` resolves, then drains: stops accepting, lets every connection finish
/// what it has begun, and cuts what is left after [`Limits::drain`].
///
/// Dropping the future ends everything at once.
pub async fn run<A: Answer>(
    mut listeners: Listeners,
    app: Arc<A>,
    settings: Settings,
    shutdown: impl Future<Output = ()>,
) -> Drained {
    let mut connections = Connections::new(app, settings);
    let mut shutdown = pin!(shutdown);
    loop {
        tokio::select! {
            biased;
            () = &mut shutdown => break,
            accepted = listeners.accept() => connections.accept(accepted),
        }
    }
    connections.accept_waiting(&mut listeners).await;
    drop(listeners);
    connections.drain().await
}
