//! Sockets in, sockets out: listens, speaks HTTP/1.1 and HTTP/2, bounds every wait, and drains.
//!
//! The server asks a [`Handler`] for one answer per request head and knows nothing about what the
//! answer means. It reads no request body, unless the handler takes forms ([`Handler::FORM_BYTES`]): a
//! connection that carries one is answered and closed.
//!
//! In reading order:
//!
//! - [`Limits`] says what is bounded, [`Settings`] what else holds for a listener;
//! - [`Listeners`] takes connections in, `connections` keeps them together, [`ConnectionLimits`] and
//!   `per_client_limit` say how many there may be, of all clients and of one;
//! - `connection` serves one of them: `proxy` reads the PROXY header, [`Tls`] makes the handshake,
//!   `protocol` finds out which HTTP is spoken, `respond` turns a request into a response;
//! - `connection_io` passes the bytes on, `connection_timers` times them, `h2_guard` follows the frames
//!   of HTTP/2;
//! - [`Admin`] answers operators and [`Health`] probes, out of what [`AdminHandler`] says; [`Readiness`] is
//!   what both report;
//! - [`Signals`] says when to stop, or to read everything again.

use std::pin::pin;
use std::sync::Arc;

use crate::server::connections::Connections;

mod admin;
mod admin_handler;
mod connection;
mod connection_io;
mod connection_limits;
mod connection_timers;
mod connections;
mod descriptors;
mod file_snapshot;
mod h2_guard;
mod handler;
mod health;
pub mod limits;
mod listen;
mod per_client_limit;
mod prefix_recorder;
mod protocol;
mod proxy;
mod readiness;
mod reply;
mod respond;
mod settings;
mod shared;
mod signal;
mod stream_executor;
#[cfg(test)]
mod tests;
mod timeout_reason;
mod tls;
mod unread;

pub use crate::server::admin::{Admin, AdminTokens, NewTokens, TokenError};
pub use crate::server::admin_handler::{AdminHandler, PolicyStatus, Reloaded};
pub use crate::server::connection_limits::ConnectionLimits;
pub use crate::server::connections::Drained;
pub use crate::server::descriptors::connections_within_reach;
pub use crate::server::file_snapshot::FileSnapshot;
pub use crate::server::handler::Handler;
pub use crate::server::health::Health;
pub use crate::server::limits::Limits;
pub use crate::server::listen::{
    Address, BindError, Inherited, Listeners, NoAddress, SocketFile, SocketRights, bind,
};
pub use crate::server::readiness::{Latch, Readiness, State};
pub use crate::server::respond::oversize;
pub use crate::server::settings::Settings;
pub use crate::server::signal::{Signal, Signals};
pub use crate::server::tls::{Renewal, ServerCertificate, Tls, TlsError, TlsErrors, TlsFiles};
pub use crate::server::unread::stand_in;

/// Serves until `shutdown` resolves, then drains: stops accepting, lets every connection finish
/// what it has begun, and cuts what is left after [`Limits::drain`].
///
/// Dropping the future ends everything at once.
pub async fn run<H: Handler>(
    mut listeners: Listeners,
    handler: Arc<H>,
    settings: Settings,
    shutdown: impl Future<Output = ()>,
) -> Drained {
    let mut connections = Connections::new(handler, settings);
    let mut shutdown = pin!(shutdown);
    loop {
        tokio::select! {
            biased;
            () = &mut shutdown => break,
            accepted = listeners.accept() => connections.accept(accepted),
            () = connections.reap() => {}
        }
    }
    connections.accept_waiting(&mut listeners).await;
    drop(listeners);
    connections.drain().await
}
