//! The HTTP part of a connection: hyper's, timed by the [`Deadline`].

use std::convert::Infallible;
use std::pin::{Pin, pin};
use std::sync::Arc;

use http_body_util::Full;
use hyper::Request;
use hyper::body::{Bytes, Incoming};
use hyper::server::conn::{http1, http2};
use hyper::service::{HttpService, service_fn};
use hyper_util::rt::TokioIo;
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
        // Most connections speak the other, whose task need not have the room for this one.
        Protocol::Http2 => Box::pin(speak_http2(shared, io, stop)).await,
    }
}

/// Serves requests for as long as they come. hyper's part of the connection, with its buffers, exists
/// only while there is something to do.
async fn speak_http1<H, I>(
    shared: Shared<H>,
    mut io: ConnectionIo<I>,
    mut stop: watch::Receiver<bool>,
) -> Result<(), Disconnect>
where
    H: Handler,
    I: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let mut deadline = Deadline::new(Arc::clone(&shared.timers));
    loop {
        rest(&mut io, &mut deadline, &mut stop).await?;
        let http1 = &shared.server.http1;
        let mut connection = http1.serve_connection(TokioIo::new(io), shared.service(None));
        let mut drive = Drive {
            timers: &shared.timers,
            deadline: &mut deadline,
            stop: &mut stop,
        };
        match drive
            .run(
                Pin::new(&mut connection),
                http1::Connection::graceful_shutdown,
            )
            .await
        {
            Ok(Driven::Done) => return Ok(()),
            Ok(Driven::Quiet) => {
                let parts = connection.into_parts();
                io = parts.io.into_inner().resuming(&parts.read_buf);
                shared.timers.parked();
            }
            Err(broken) => {
                if let Some(error) = broken.head_error() {
                    let io = connection.into_parts().io.into_inner().standing_in();
                    // Few connections get here: the others need not have the room for it.
                    Box::pin(answer_unread(&shared, io, error, drive)).await?;
                }
                return Err(broken.into());
            }
        }
    }
}

/// Waits for the next request. Whatever else ends the wait, hyper sees to it, as it would have done
/// if it had been there: it closes, or waits for what is missing.
async fn rest<I: AsyncRead + Unpin>(
    io: &mut ConnectionIo<I>,
    deadline: &mut Deadline,
    stop: &mut watch::Receiver<bool>,
) -> Result<(), Broken> {
    tokio::select! {
        // A request that is there is answered, even if the time is over.
        biased;
        () = io.wait_for_bytes() => Ok(()),
        () = stopped(stop) => Ok(()),
        reason = deadline.expired() => match reason {
            TimeoutReason::Quiet | TimeoutReason::Idle | TimeoutReason::EndOfLife => Ok(()),
            TimeoutReason::Stalled => Err(Broken::Late(DisconnectReason::Timeout)),
            TimeoutReason::Flood => Err(Broken::Late(DisconnectReason::Flood)),
        },
    }
}

/// Answers a request that hyper could not read, and closes.
async fn answer_unread<H, I>(
    shared: &Shared<H>,
    io: ConnectionIo<I>,
    error: HeadError,
    mut drive: Drive<'_>,
) -> Result<(), Disconnect>
where
    H: Handler,
    I: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let http1 = &shared.server.http1;
    let connection = http1.serve_connection(TokioIo::new(io), shared.service(Some(error)));
    // Never quiet: it closes behind its answer.
    let close = http1::Connection::graceful_shutdown;
    drive.run(pin!(connection), close).await?;
    Ok(())
}

async fn speak_http2<H, I>(
    shared: Shared<H>,
    io: ConnectionIo<I>,
    mut stop: watch::Receiver<bool>,
) -> Result<(), Disconnect>
where
    H: Handler,
    I: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let http2 = &shared.server.http2;
    let connection = http2.serve_connection(TokioIo::new(io), shared.service(None));
    let mut drive = Drive {
        timers: &shared.timers,
        deadline: &mut Deadline::new(Arc::clone(&shared.timers)),
        stop: &mut stop,
    };
    let close = http2::Connection::graceful_shutdown;
    let done = drive.run(pin!(connection), close).await;
    if let Err(broken) = &done
        && let Some(error) = broken.head_error()
    {
        // The client has got a GOAWAY, and can get nothing else.
        let _ = refuse(&shared.server, &shared.peer, &stand_in(), error);
    }
    done?;
    Ok(())
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

impl Broken {
    /// What is wrong with the request at which hyper gave up, if that has ended it.
    fn head_error(&self) -> Option<HeadError> {
        match self {
            Self::Late(_) => None,
            Self::Http(error) => head_error(error),
        }
    }
}

impl From<Broken> for Disconnect {
    fn from(broken: Broken) -> Self {
        match broken {
            Broken::Late(reason) => reason.into(),
            Broken::Http(error) => Self::with(DisconnectReason::Failed, error),
        }
    }
}

/// How long hyper's part of a connection has lasted.
enum Driven {
    Done,
    /// Nothing is under way, and all that it knows can be forgotten.
    Quiet,
}

/// Drives a connection in its time.
struct Drive<'c> {
    timers: &'c ConnectionTimers,
    deadline: &'c mut Deadline,
    stop: &'c mut watch::Receiver<bool>,
}

impl Drive<'_> {
    /// Polls the connection until it is done or a deadline cuts it.
    // `close` asks hyper to end the connection. hyper-util has a trait for that, at the price of a client
    // for HTTP/2, which its feature for both versions brings.
    async fn run<C>(
        &mut self,
        mut connection: Pin<&mut C>,
        close: fn(Pin<&mut C>),
    ) -> Result<Driven, Broken>
    where
        C: Future<Output = Result<(), hyper::Error>>,
    {
        let mut closing = false;
        loop {
            tokio::select! {
                // The connection comes first: the deadline judges by what it has just noted, and a
                // connection that is told to stop before it was ever polled would not see the bytes
                // that are there.
                biased;
                done = connection.as_mut() => {
                    return done.map(|()| Driven::Done).map_err(Broken::Http);
                }
                () = stopped(self.stop), if !closing => {}
                reason = self.deadline.expired() => match reason {
                    TimeoutReason::Quiet => return Ok(Driven::Quiet),
                    TimeoutReason::Idle | TimeoutReason::EndOfLife => {}
                    TimeoutReason::Stalled => return Err(Broken::Late(DisconnectReason::Timeout)),
                    TimeoutReason::Flood => return Err(Broken::Late(DisconnectReason::Flood)),
                },
            }
            closing = true;
            self.timers.closing();
            close(connection.as_mut());
        }
    }
}
