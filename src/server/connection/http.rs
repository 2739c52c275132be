//! The HTTP part of a connection: hyper's, timed by the [`Deadline`].

use std::pin::pin;
use std::sync::Arc;

use hyper::body::Bytes;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use hyper_util::server::graceful::GracefulConnection;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::watch;

use super::disconnect::Disconnect;
use crate::net::Peer;
use crate::server::connection_io::ConnectionIo;
use crate::server::connection_timers::{ConnectionTimers, Deadline};
use crate::server::handler::Handler;
use crate::server::protocol::Protocol;
use crate::server::respond::{ConnectionState, respond};
use crate::server::shared::{Server, stopped};
use crate::server::timeout_reason::TimeoutReason;
use crate::telemetry::DisconnectReason;

/// A connection on which HTTP is spoken from now on.
pub struct Opened<I> {
    pub io: I,
    pub protocol: Protocol,
    /// Read already, to find out the protocol.
    pub replay: Bytes,
    pub peer: Peer,
    pub is_encrypted: bool,
}

pub async fn speak<H, I>(
    server: Arc<Server<H>>,
    opened: Opened<I>,
    stop: watch::Receiver<bool>,
) -> Result<(), Disconnect>
where
    H: Handler,
    I: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let Opened {
        io,
        protocol,
        replay,
        peer,
        is_encrypted,
    } = opened;
    let timers = Arc::new(ConnectionTimers::new(protocol, *server.limits()));
    let io = TokioIo::new(ConnectionIo::new(io, replay, Arc::clone(&timers)));
    let service = {
        let (server, timers) = (Arc::clone(&server), Arc::clone(&timers));
        service_fn(move |request| {
            let connection = ConnectionState {
                peer: &peer,
                is_encrypted,
                is_last: timers.requested(server.settings.readiness.is_draining()),
            };
            respond(&server, connection, request)
        })
    };
    match protocol {
        Protocol::Http1 => drive(server.http1.serve_connection(io, service), timers, stop).await,
        Protocol::Http2 => drive(server.http2.serve_connection(io, service), timers, stop).await,
    }
}

/// Polls the connection until it is done or a deadline cuts it.
async fn drive<C>(
    connection: C,
    timers: Arc<ConnectionTimers>,
    mut stop: watch::Receiver<bool>,
) -> Result<(), Disconnect>
where
    C: GracefulConnection<Error = hyper::Error>,
{
    let mut connection = pin!(connection);
    let mut deadline = Deadline::new(Arc::clone(&timers));
    let mut closing = false;
    loop {
        tokio::select! {
            // The connection comes first: the deadline judges by what it has just noted, and a
            // connection that is told to stop before it was ever polled would not see the bytes
            // that are there.
            biased;
            done = connection.as_mut() => {
                return done.map_err(|error| Disconnect::with(DisconnectReason::Failed, error));
            },
            () = stopped(&mut stop), if !closing => {}
            reason = deadline.expired() => match reason {
                TimeoutReason::Idle | TimeoutReason::EndOfLife => {}
                TimeoutReason::Stalled => return Err(DisconnectReason::Timeout.into()),
                TimeoutReason::Flood => return Err(DisconnectReason::Flood.into()),
            },
        }
        closing = true;
        timers.closing();
        connection.as_mut().graceful_shutdown();
    }
}
