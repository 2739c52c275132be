//! The HTTP part of a connection: hyper's, timed by the [`Deadline`].

use std::convert::Infallible;
use std::pin::{Pin, pin};
use std::sync::Arc;

use http_body_util::Full;
use hyper::Request;
use hyper::body::{Bytes, Incoming};
use hyper::service::{HttpService, service_fn};
use hyper_util::rt::TokioIo;
use hyper_util::server::graceful::GracefulConnection;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::watch;

use super::disconnect::Disconnect;
use crate::net::{HeadError, Peer};
use crate::server::connection_io::ConnectionIo;
use crate::server::connection_timers::{ConnectionTimers, Deadline};
use crate::server::handler::Handler;
use crate::server::protocol::Protocol;
use crate::server::respond::{ConnectionState, refuse, respond};
use crate::server::shared::{Server, stopped};
use crate::server::timeout_reason::TimeoutReason;
use crate::server::unread::{head_error, stand_in};
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

/// What the requests of a connection have in common.
struct Shared<H> {
    server: Arc<Server<H>>,
    timers: Arc<ConnectionTimers>,
    peer: Peer,
    is_encrypted: bool,
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
    let timers = Arc::new(ConnectionTimers::new(opened.protocol, *server.limits()));
    let io = ConnectionIo::new(opened.io, opened.replay, Arc::clone(&timers));
    let shared = Shared {
        server,
        timers,
        peer: opened.peer,
        is_encrypted: opened.is_encrypted,
    };
    match opened.protocol {
        Protocol::Http1 => speak_http1(shared, io, stop).await,
        Protocol::Http2 => speak_http2(shared, io, stop).await,
    }
}

async fn speak_http1<H, I>(
    shared: Shared<H>,
    io: ConnectionIo<I>,
    stop: watch::Receiver<bool>,
) -> Result<(), Disconnect>
where
    H: Handler,
    I: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let http1 = &shared.server.http1;
    let mut connection = http1.serve_connection(TokioIo::new(io), shared.service(None));
    let done = drive(Pin::new(&mut connection), &shared.timers, stop.clone()).await;
    if let Err(Broken::Http(error)) = &done
        && let Some(error) = head_error(error)
    {
        let io = connection.into_parts().io.into_inner().standing_in();
        // Few connections get here: the others need not have the room for it.
        Box::pin(answer_unread(&shared, io, error, stop)).await?;
    }
    done.map_err(Disconnect::from)
}

/// Answers a request that hyper could not read, and closes.
async fn answer_unread<H, I>(
    shared: &Shared<H>,
    io: ConnectionIo<I>,
    error: HeadError,
    stop: watch::Receiver<bool>,
) -> Result<(), Disconnect>
where
    H: Handler,
    I: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let http1 = &shared.server.http1;
    let connection = http1.serve_connection(TokioIo::new(io), shared.service(Some(error)));
    Ok(drive(pin!(connection), &shared.timers, stop).await?)
}

async fn speak_http2<H, I>(
    shared: Shared<H>,
    io: ConnectionIo<I>,
    stop: watch::Receiver<bool>,
) -> Result<(), Disconnect>
where
    H: Handler,
    I: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let http2 = &shared.server.http2;
    let connection = http2.serve_connection(TokioIo::new(io), shared.service(None));
    let done = drive(pin!(connection), &shared.timers, stop).await;
    if let Err(Broken::Http(error)) = &done
        && let Some(error) = head_error(error)
    {
        // The client has got a GOAWAY, and can get nothing else.
        let _ = refuse(&shared.server, &shared.peer, &stand_in(), error);
    }
    done.map_err(Disconnect::from)
}

impl<H: Handler> Shared<H> {
    /// Answers the requests; `unread` is what is wrong with the one that these stand for.
    fn service(
        &self,
        unread: Option<HeadError>,
    ) -> impl HttpService<Incoming, ResBody = Full<Bytes>, Error = Infallible, Future: Send> + use<H>
    {
        let server = Arc::clone(&self.server);
        let timers = Arc::clone(&self.timers);
        let (peer, is_encrypted) = (self.peer.clone(), self.is_encrypted);
        service_fn(move |request: Request<Incoming>| {
            let wants_to_end = server.settings.readiness.is_draining() || unread.is_some();
            let connection = ConnectionState {
                peer: &peer,
                is_encrypted,
                is_last: timers.requested(wants_to_end),
                unread,
            };
            respond(&server, connection, request)
        })
    }
}

/// What ends a connection before it should.
enum Broken {
    Late(DisconnectReason),
    Http(hyper::Error),
}

impl From<Broken> for Disconnect {
    fn from(broken: Broken) -> Self {
        match broken {
            Broken::Late(reason) => reason.into(),
            Broken::Http(error) => Self::with(DisconnectReason::Failed, error),
        }
    }
}

/// Polls the connection until it is done or a deadline cuts it.
async fn drive<C>(
    mut connection: Pin<&mut C>,
    timers: &Arc<ConnectionTimers>,
    mut stop: watch::Receiver<bool>,
) -> Result<(), Broken>
where
    C: GracefulConnection<Error = hyper::Error>,
{
    let mut deadline = Deadline::new(Arc::clone(timers));
    let mut closing = false;
    loop {
        tokio::select! {
            // The connection comes first: the deadline judges by what it has just noted, and a
            // connection that is told to stop before it was ever polled would not see the bytes
            // that are there.
            biased;
            done = connection.as_mut() => return done.map_err(Broken::Http),
            () = stopped(&mut stop), if !closing => {}
            reason = deadline.expired() => match reason {
                TimeoutReason::Idle | TimeoutReason::EndOfLife => {}
                TimeoutReason::Stalled => return Err(Broken::Late(DisconnectReason::Timeout)),
                TimeoutReason::Flood => return Err(Broken::Late(DisconnectReason::Flood)),
            },
        }
        closing = true;
        timers.closing();
        connection.as_mut().graceful_shutdown();
    }
}
