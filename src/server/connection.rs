//! Serves one connection, from its first byte to its end. Every wait is bounded: protocol detection
//! here, everything after it by the [`Alarm`].

use std::convert::Infallible;
use std::error::Error;
use std::future::ready;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;

use hyper::body::Bytes;
use hyper::server::conn::{http1, http2};
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulConnection;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::watch;
use tokio::time::{sleep, timeout};

use crate::gateway::Peer;
use crate::server::Answer;
use crate::server::limits::{self, Limits};
use crate::server::protocol::{Protocol, detect};
use crate::server::proxy::{self, ProxyError};
use crate::server::respond::{announce_end, respond};
use crate::server::timing::{Alarm, Overdue, Watch};
use crate::server::wire::Wire;

/// What all connections share.
#[derive(Debug)]
pub(super) struct Server<A> {
    app: Arc<A>,
    limits: Limits,
    http1: http1::Builder,
    http2: http2::Builder<TokioExecutor>,
}

impl<A> Server<A> {
    pub(super) fn new(app: Arc<A>, limits: Limits) -> Self {
        Self {
            app,
            limits,
            http1: http1_builder(),
            http2: http2_builder(),
        }
    }

    pub(super) fn limits(&self) -> &Limits {
        &self.limits
    }
}

fn http1_builder() -> http1::Builder {
    let mut builder = http1::Builder::new();
    builder
        // A client may close its side right after the request. hyper would take that for a broken
        // connection and not answer.
        .half_close(true)
        .max_buf_size(limits::HEAD_BUFFER_BYTES)
        // It would end idle connections too, and cannot tell them from slow heads: see `timing`.
        .header_read_timeout(None);
    builder
}

fn http2_builder() -> http2::Builder<TokioExecutor> {
    let mut builder = http2::Builder::new(TokioExecutor::new());
    builder
        .timer(TokioTimer::new())
        .keep_alive_interval(limits::H2_PING)
        .keep_alive_timeout(limits::H2_PING_ANSWER)
        .max_concurrent_streams(limits::H2_STREAMS)
        .initial_stream_window_size(limits::H2_STREAM_WINDOW_BYTES)
        .initial_connection_window_size(limits::H2_CONNECTION_WINDOW_BYTES)
        .max_header_list_size(limits::H2_HEADER_LIST_BYTES);
    builder
}

/// Serves one connection until it ends. `stop` turns true when the server drains.
pub(super) async fn serve<A, I>(
    server: Arc<Server<A>>,
    mut io: I,
    peer: SocketAddr,
    mut stop: watch::Receiver<bool>,
) where
    A: Answer,
    I: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let peer = Peer::at(peer.ip());
    let Some((peer, protocol, replay)) = first_bytes(&server, &mut io, peer, &mut stop).await
    else {
        return;
    };
    let watch = Arc::new(Watch::new(protocol, server.limits.clone()));
    let io = TokioIo::new(Wire::new(io, replay, Arc::clone(&watch)));
    let service = {
        let (server, watch, peer) = (Arc::clone(&server), Arc::clone(&watch), peer.clone());
        service_fn(move |request| {
            let is_last = watch.requested();
            let mut response = respond(&*server.app, &server.limits, &peer, request);
            if is_last {
                announce_end(&mut response);
            }
            ready(Ok::<_, Infallible>(response))
        })
    };
    let end = match protocol {
        Protocol::Http1 => drive(server.http1.serve_connection(io, service), watch, stop).await,
        Protocol::Http2 => drive(server.http2.serve_connection(io, service), watch, stop).await,
    };
    match end {
        End::Done => tracing::trace!(%peer, "connection ended"),
        End::Failed(error) => tracing::debug!(%peer, error = &*error, "connection failed"),
        End::Cut => tracing::debug!(%peer, "connection cut: the peer took too long"),
        End::Flooded => tracing::debug!(%peer, "connection cut: too many HTTP/2 control frames"),
    }
}

/// Learns whom the connection serves and which protocol it speaks, within the time for both. When
/// the server drains, a connection that was just accepted still gets a moment: its request may be on
/// the way.
async fn first_bytes<A: Answer, I: AsyncRead + Unpin>(
    Server { app, limits, .. }: &Server<A>,
    io: &mut I,
    peer: Peer,
    stop: &mut watch::Receiver<bool>,
) -> Option<(Peer, Protocol, Bytes)> {
    let begin = async {
        let client = if app.takes_proxy_header(&peer) {
            let named = proxy::read_header(io).await?;
            named.map_or_else(Peer::unnamed, |named| Peer::at(named.ip()))
        } else {
            peer.clone()
        };
        let detected = detect(io).await?;
        Ok(detected.map(|(protocol, replay)| (client, protocol, replay)))
    };
    let late = async {
        stopped(stop).await;
        sleep(limits.goodbye).await;
    };
    let begun: Result<Result<_, ProxyError>, _> = tokio::select! {
        biased;
        begun = timeout(limits.first_byte, begin) => begun,
        () = late => return None,
    };
    match begun {
        Ok(Ok(known)) => known,
        Ok(Err(error)) => {
            tracing::debug!(%peer, %error, "connection failed before a request");
            None
        }
        Err(_) => {
            tracing::debug!(%peer, "connection cut: no request began");
            None
        }
    }
}

enum End {
    Done,
    Failed(Box<dyn Error + Send + Sync>),
    Cut,
    Flooded,
}

/// Polls the connection until it is done or its peer is overdue. The connection comes first in
/// every round: the alarm judges by what it has just noted, and a connection that is told to stop
/// before it was ever polled would not see the bytes that are there.
async fn drive<C>(connection: C, watch: Arc<Watch>, mut stop: watch::Receiver<bool>) -> End
where
    C: GracefulConnection<Error = hyper::Error>,
{
    let mut connection = pin!(connection);
    let mut alarm = Alarm::new(Arc::clone(&watch));
    let mut closing = false;
    loop {
        tokio::select! {
            biased;
            done = connection.as_mut() => return match done {
                Ok(()) => End::Done,
                Err(error) => End::Failed(error.into()),
            },
            () = stopped(&mut stop), if !closing => {}
            overdue = alarm.overdue() => match overdue {
                Overdue::Idle | Overdue::Old => {}
                Overdue::Stalled => return End::Cut,
                Overdue::Flooding => return End::Flooded,
            },
        }
        closing = true;
        watch.closing();
        connection.as_mut().graceful_shutdown();
    }
}

/// Resolves when the server drains. A server that is gone has drained, too.
async fn stopped(stop: &mut watch::Receiver<bool>) {
    let _ = stop.wait_for(|stop| *stop).await;
}
