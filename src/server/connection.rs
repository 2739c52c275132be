//! Serves one connection, from its first byte to its end. Every wait is bounded: protocol detection
//! here, everything after it by the [`Alarm`].

use std::error::Error;
use std::io;
use std::pin::pin;
use std::sync::Arc;

use hyper::body::Bytes;
use hyper::header::HeaderValue;
use hyper::server::conn::{http1, http2};
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulConnection;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::watch;
use tokio::time::{Instant, sleep, timeout_at};

use crate::gateway::Peer;
use crate::server::crowd::Seat;
use crate::server::limits::{self, Limits};
use crate::server::opening::Opening;
use crate::server::places::{Place, Places};
use crate::server::protocol::{Protocol, detect};
use crate::server::proxy::{self, ProxyError};
use crate::server::respond::respond;
use crate::server::timing::{Alarm, Overdue, Watch};
use crate::server::wire::Wire;
use crate::server::{Answer, Settings};
use crate::telemetry::{ConnectionMetrics, Ended, Shed};

/// What all connections share.
#[derive(Debug)]
pub(super) struct Server<A> {
    pub(super) app: Arc<A>,
    pub(super) settings: Settings,
    /// What clients over TLS are told: to come back encrypted only.
    pub(super) strict_transport: Option<HeaderValue>,
    places: Arc<Places>,
    http1: http1::Builder,
    http2: http2::Builder<TokioExecutor>,
}

/// Whether a connection speaks TLS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Encrypted {
    /// Where the listener has TLS.
    IfSet,
    /// Never: it does not leave this machine.
    Never,
}

impl<A> Server<A> {
    pub(super) fn new(app: Arc<A>, settings: Settings) -> Self {
        let strict_transport = settings.strict_transport.map(|time| {
            let value = format!("max-age={}", time.as_secs());
            HeaderValue::try_from(value).expect("letters and digits")
        });
        let places = settings.places.clone();
        let places = places.unwrap_or_else(|| Arc::new(Places::new(&settings.limits)));
        Self {
            http1: http1_builder(&settings.limits),
            http2: http2_builder(&settings.limits),
            app,
            settings,
            strict_transport,
            places,
        }
    }

    pub(super) fn limits(&self) -> &Limits {
        &self.settings.limits
    }

    /// Whether there is a place for somebody.
    pub(super) fn has_room(&self) -> bool {
        self.places.has_room()
    }

    /// A place for a connection of this peer.
    pub(super) fn place(&self, peer: &Peer) -> Result<Place, Shed>
    where
        A: Answer,
    {
        self.places.take(peer, self.app.carries_others(peer))
    }

    /// A place for somebody whom a proxy names.
    fn seat(&self, named: &Peer) -> Result<Option<Seat>, Shed>
    where
        A: Answer,
    {
        self.places.seat(named, self.app.carries_others(named))
    }

    /// Counts a connection that is not served.
    pub(super) fn shed(&self, reason: Shed) {
        tracing::debug!(?reason, "connection shed");
        if let Some(metrics) = &self.settings.metrics {
            metrics.count_shed(reason);
        }
    }
}

fn http1_builder(limits: &Limits) -> http1::Builder {
    let mut builder = http1::Builder::new();
    builder
        // A client may close its side right after the request. hyper would take that for a broken
        // connection and not answer.
        .half_close(true)
        .max_buf_size(limits::TARGET_BUFFER_BYTES + limits.header_bytes)
        // It would end idle connections too, and cannot tell them from slow heads: see `timing`.
        .header_read_timeout(None);
    builder
}

fn http2_builder(limits: &Limits) -> http2::Builder<TokioExecutor> {
    let mut builder = http2::Builder::new(TokioExecutor::new());
    builder
        .timer(TokioTimer::new())
        .keep_alive_interval(limits.h2_ping)
        .keep_alive_timeout(limits.h2_ping_answer)
        .max_concurrent_streams(limits.h2_streams)
        .initial_stream_window_size(limits::H2_STREAM_WINDOW_BYTES)
        .initial_connection_window_size(limits::H2_CONNECTION_WINDOW_BYTES)
        .max_header_list_size(u32::try_from(limits.header_bytes).unwrap_or(u32::MAX));
    builder
}

/// Serves one connection until it ends. `stop` turns true when the server drains.
pub(super) async fn serve<A, I>(
    server: Arc<Server<A>>,
    (io, encrypted): (I, Encrypted),
    peer: Peer,
    stop: watch::Receiver<bool>,
) where
    A: Answer,
    I: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let metrics = server.settings.metrics.clone();
    let _open = metrics.as_deref().map(ConnectionMetrics::opened);
    let asked_by = peer.clone();
    let end = match begin(Arc::clone(&server), (io, encrypted), peer, stop).await {
        Ok(()) => Ended::Done,
        Err(end) => end.noted(&asked_by),
    };
    if let Some(metrics) = metrics {
        metrics.count_ended(end);
    }
}

/// Goes from layer to layer: PROXY header, TLS, HTTP.
async fn begin<A, I>(
    server: Arc<Server<A>>,
    (mut io, encrypted): (I, Encrypted),
    peer: Peer,
    mut stop: watch::Receiver<bool>,
) -> Result<(), End>
where
    A: Answer,
    I: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let limits = server.limits();
    let first_byte = Instant::now() + limits.first_byte;
    let named = named_client(&*server.app, &mut io, &peer);
    let named = in_time(first_byte, (limits, &mut stop), named).await?;
    let named = named.map_err(End::ProxyHeader)?;
    let _seat = match &named {
        Some(client) => server.seat(client).map_err(|_| End::Crowded)?,
        None => None,
    };
    // Behind one that is taken, another one is no mistake of the operator.
    let has_no_header = named.is_none();
    let peer = named.unwrap_or(peer);
    let note_header = |begun: &[u8]| {
        if has_no_header && proxy::begins_with_header(begun) {
            server.app.note_proxy_header(&peer);
        }
    };
    let tls = server.settings.tls.as_ref();
    let Some(tls) = tls.filter(|_| encrypted == Encrypted::IfSet) else {
        let detected = in_time(first_byte, (limits, &mut stop), detect(&mut io));
        return match detected.await? {
            Err(error) => Err(End::Failed(error.into())),
            Ok(None) => Ok(()),
            Ok(Some((protocol, begun))) => {
                note_header(&begun);
                http(server, (io, (protocol, begun)), (peer, false), stop).await
            }
        };
    };
    let shaken = tls.acceptor().accept(Opening::new(io)).into_fallible();
    let deadline = Instant::now() + limits.handshake;
    let shaken = in_time(deadline, (limits, &mut stop), shaken).await;
    let io = match shaken {
        Err(End::Silent) => return Err(End::Handshake(None)),
        shaken => shaken?.map_err(|(error, io)| {
            note_header(io.first());
            End::Handshake(Some(error))
        })?,
    };
    let (_, session) = io.get_ref();
    let protocol = Protocol::agreed(session.alpn_protocol());
    let peer = match session.peer_certificates() {
        Some([certificate, ..]) => peer.presenting(certificate),
        _ => peer,
    };
    http(server, (io, (protocol, Bytes::new())), (peer, true), stop).await
}

/// Whom the PROXY header names, where one has to come first.
async fn named_client<A: Answer, I: AsyncRead + Unpin>(
    app: &A,
    io: &mut I,
    peer: &Peer,
) -> Result<Option<Peer>, ProxyError> {
    if !app.takes_proxy_header(peer) {
        return Ok(None);
    }
    let named = proxy::read_header(io).await?;
    Ok(Some(Peer::named(named.map(|named| named.ip()))))
}

/// Bounds what comes before the first request. When the server drains, a connection that was just
/// accepted still gets a moment: its request may be on the way.
async fn in_time<T>(
    deadline: Instant,
    (limits, stop): (&Limits, &mut watch::Receiver<bool>),
    step: impl Future<Output = T>,
) -> Result<T, End> {
    let late = async {
        stopped(stop).await;
        sleep(limits.goodbye).await;
    };
    tokio::select! {
        biased;
        done = timeout_at(deadline, step) => done.map_err(|_| End::Silent),
        () = late => Err(End::Silent),
    }
}

/// Speaks HTTP to the end.
async fn http<A, I>(
    server: Arc<Server<A>>,
    (io, (protocol, replay)): (I, (Protocol, Bytes)),
    (peer, encrypted): (Peer, bool),
    stop: watch::Receiver<bool>,
) -> Result<(), End>
where
    A: Answer,
    I: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let watch = Arc::new(Watch::new(protocol, *server.limits()));
    let io = TokioIo::new(Wire::new(io, replay, Arc::clone(&watch)));
    let service = {
        let (server, watch) = (Arc::clone(&server), Arc::clone(&watch));
        service_fn(move |request| {
            let is_last = watch.requested();
            respond(&server, (&peer, encrypted, is_last), request)
        })
    };
    match protocol {
        Protocol::Http1 => drive(server.http1.serve_connection(io, service), watch, stop).await,
        Protocol::Http2 => drive(server.http2.serve_connection(io, service), watch, stop).await,
    }
}

/// How a connection ends that does not end as it should.
enum End {
    Failed(Box<dyn Error + Send + Sync>),
    ProxyHeader(ProxyError),
    /// `None`: it was not done in time.
    Handshake(Option<io::Error>),
    Silent,
    Slow,
    Flooded,
    Crowded,
}

impl End {
    /// Says it in the diagnostics, and gives the word for the metrics. At debug only: strangers can
    /// cause as many of these as they like.
    fn noted(self, peer: &Peer) -> Ended {
        match self {
            Self::Failed(error) => {
                // Without its causes: they may quote what the peer sent.
                tracing::debug!(%peer, %error, "connection failed");
                Ended::Failed
            }
            Self::ProxyHeader(error) => {
                tracing::debug!(%peer, %error, "connection failed before a request");
                Ended::ProxyHeader
            }
            Self::Handshake(error) => {
                let error = error.as_ref().map(tracing::field::display);
                tracing::debug!(%peer, error, "the handshake of TLS failed");
                Ended::Handshake
            }
            Self::Silent => {
                tracing::debug!(%peer, "connection cut: no request began");
                Ended::Silent
            }
            Self::Slow => {
                tracing::debug!(%peer, "connection cut: the peer took too long");
                Ended::Slow
            }
            Self::Flooded => {
                tracing::debug!(%peer, "connection cut: too many HTTP/2 control frames");
                Ended::Flood
            }
            Self::Crowded => {
                tracing::debug!(%peer, "the client that the proxy names has too many connections");
                Ended::Crowded
            }
        }
    }
}

/// Polls the connection until it is done or its peer is overdue. The connection comes first in
/// every round: the alarm judges by what it has just noted, and a connection that is told to stop
/// before it was ever polled would not see the bytes that are there.
async fn drive<C>(
    connection: C,
    watch: Arc<Watch>,
    mut stop: watch::Receiver<bool>,
) -> Result<(), End>
where
    C: GracefulConnection<Error = hyper::Error>,
{
    let mut connection = pin!(connection);
    let mut alarm = Alarm::new(Arc::clone(&watch));
    let mut closing = false;
    loop {
        tokio::select! {
            biased;
            done = connection.as_mut() => return done.map_err(|error| End::Failed(error.into())),
            () = stopped(&mut stop), if !closing => {}
            overdue = alarm.overdue() => match overdue {
                Overdue::Idle | Overdue::Old => {}
                Overdue::Stalled => return Err(End::Slow),
                Overdue::Flooding => return Err(End::Flooded),
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
