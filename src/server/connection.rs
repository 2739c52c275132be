//! Serves one connection, from its first byte to its end. Every wait is bounded: what comes before
//! HTTP here, everything after it in [`http`].

mod disconnect;
mod http;

use std::sync::Arc;

use hyper::body::Bytes;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::watch;
use tokio::time::{Instant, sleep, timeout_at};
use tokio_rustls::server::TlsStream;

use crate::net::{Origin, Peer};
use crate::server::handler::Handler;
use crate::server::limits::Limits;
use crate::server::prefix_recorder::PrefixRecorder;
use crate::server::protocol::{Protocol, detect};
use crate::server::proxy::{self, ProxyError};
use crate::server::shared::{Server, stopped};
use crate::server::tls::Tls;
use crate::telemetry::{ConnectionMetrics, DisconnectReason};
use disconnect::Disconnect;
use http::{Opened, speak};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encrypted {
    /// If the listener has TLS.
    IfSet,
    /// Never: it does not leave this machine.
    Never,
}

/// Serves one connection until it ends. `stop` turns true when the server drains.
pub async fn serve<H, I>(
    server: Arc<Server<H>>,
    io: I,
    encrypted: Encrypted,
    peer: Peer,
    stop: watch::Receiver<bool>,
) where
    H: Handler,
    I: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let metrics = server.settings.metrics.clone();
    let _open = metrics.as_deref().map(ConnectionMetrics::opened);
    let asked_by = peer.clone();
    let ended = begin(Arc::clone(&server), io, encrypted, peer, stop).await;
    let reason = match ended {
        Ok(()) => DisconnectReason::Done,
        Err(disconnect) => {
            disconnect.tell(&asked_by);
            disconnect.reason
        }
    };
    if let Some(metrics) = metrics {
        metrics.count_ended(reason);
    }
}

/// Goes from layer to layer: PROXY header, TLS, HTTP.
async fn begin<H, I>(
    server: Arc<Server<H>>,
    mut io: I,
    encrypted: Encrypted,
    peer: Peer,
    mut stop: watch::Receiver<bool>,
) -> Result<(), Disconnect>
where
    H: Handler,
    I: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let first_byte = Instant::now() + server.limits().first_byte;
    let named = named_client(&*server.handler, &mut io, &peer);
    let named = in_time(first_byte, server.limits(), &mut stop, named).await?;
    let named = named.map_err(|error| Disconnect::with(DisconnectReason::ProxyHeader, error))?;
    let _permit = match &named {
        Some(client) => server
            .acquire_for_client(client)
            .map_err(|_| DisconnectReason::PerClientLimit)?,
        None => None,
    };
    let peer = named.unwrap_or(peer);
    let tls = server.settings.tls.as_ref();
    if let Some(tls) = tls.filter(|_| encrypted == Encrypted::IfSet) {
        // What a handshake needs is given back when it is over.
        let opened = Box::pin(open_encrypted(&server, tls, io, peer, &mut stop)).await?;
        return speak(server, opened, stop).await;
    }
    let opened = open_plain(&*server.handler, io, peer);
    let opened = in_time(first_byte, server.limits(), &mut stop, opened).await?;
    match opened? {
        Some(opened) => speak(server, opened, stop).await,
        None => Ok(()),
    }
}

/// Finds out which protocol is spoken without TLS; `None` when the peer leaves before.
async fn open_plain<H, I>(
    handler: &H,
    mut io: I,
    peer: Peer,
) -> Result<Option<Opened<I>>, Disconnect>
where
    H: Handler,
    I: AsyncRead + Unpin,
{
    let detected = detect(&mut io).await;
    let detected = detected.map_err(|error| Disconnect::with(DisconnectReason::Failed, error))?;
    Ok(detected.map(|(protocol, begun)| {
        note_proxy_header(handler, &peer, &begun);
        Opened {
            io,
            protocol,
            replay: begun,
            peer,
            is_encrypted: false,
        }
    }))
}

async fn open_encrypted<H, I>(
    server: &Server<H>,
    tls: &Tls,
    io: I,
    peer: Peer,
    stop: &mut watch::Receiver<bool>,
) -> Result<Opened<Box<TlsStream<PrefixRecorder<I>>>>, Disconnect>
where
    H: Handler,
    I: AsyncRead + AsyncWrite + Unpin,
{
    let limits = server.limits();
    let shaken = tls
        .acceptor()
        .accept(PrefixRecorder::new(io))
        .into_fallible();
    let deadline = Instant::now() + limits.handshake;
    let shaken = in_time(deadline, limits, stop, shaken).await;
    let shaken = shaken.map_err(|TooLate| DisconnectReason::Handshake)?;
    let io = shaken.map_err(|(error, io)| {
        note_proxy_header(&*server.handler, &peer, io.first());
        Disconnect::with(DisconnectReason::Handshake, error)
    })?;
    let (_, session) = io.get_ref();
    let peer = match session.peer_certificates() {
        Some([certificate, ..]) => peer.presenting(certificate),
        _ => peer,
    };
    Ok(Opened {
        protocol: Protocol::agreed(session.alpn_protocol()),
        // Boxed, so that the tasks of connections without TLS need no room for it.
        io: Box::new(io),
        replay: Bytes::new(),
        peer,
        is_encrypted: true,
    })
}

/// Tells the handler of a connection that begins with an unexpected PROXY header. A second header
/// behind one that was read is no mistake of the operator.
fn note_proxy_header<H: Handler>(handler: &H, peer: &Peer, begun: &[u8]) {
    if peer.origin() != Origin::ProxyHeader && proxy::begins_with_header(begun) {
        handler.note_proxy_header(peer);
    }
}

/// Whom the PROXY header names, where one has to come first.
async fn named_client<H: Handler, I: AsyncRead + Unpin>(
    handler: &H,
    io: &mut I,
    peer: &Peer,
) -> Result<Option<Peer>, ProxyError> {
    if !handler.takes_proxy_header(peer) {
        return Ok(None);
    }
    let named = proxy::read_header(io).await?;
    Ok(Some(Peer::named(named.map(|named| named.ip()))))
}

/// A step before the first request took too long.
struct TooLate;

impl From<TooLate> for Disconnect {
    fn from(_: TooLate) -> Self {
        DisconnectReason::NoRequest.into()
    }
}

/// Bounds what comes before the first request. When the server drains, a connection that was just
/// accepted still gets a moment: its request may be on the way.
async fn in_time<T>(
    deadline: Instant,
    limits: &Limits,
    stop: &mut watch::Receiver<bool>,
    step: impl Future<Output = T>,
) -> Result<T, TooLate> {
    let late = async {
        stopped(stop).await;
        sleep(limits.close).await;
    };
    tokio::select! {
        biased;
        done = timeout_at(deadline, step) => done.map_err(|_| TooLate),
        () = late => Err(TooLate),
    }
}
