//! What all connections of one running server share.

use std::sync::Arc;

use hyper::header::HeaderValue;
use hyper::server::conn::{http1, http2};
use hyper_util::rt::TokioTimer;
use tokio::sync::watch;

use crate::net::Peer;
use crate::server::connection_limits::{ConnectionLimits, ConnectionPermit};
use crate::server::handler::Handler;
use crate::server::limits::{self, Limits};
use crate::server::per_client_limit::ClientPermit;
use crate::server::settings::Settings;
use crate::server::stream_executor::StreamExecutor;
use crate::telemetry::Shed;

/// What all connections share.
#[derive(Debug)]
pub struct Server<H> {
    pub handler: Arc<H>,
    pub settings: Settings,
    /// `Strict-Transport-Security`, for connections over TLS.
    pub strict_transport: Option<HeaderValue>,
    connection_limits: Arc<ConnectionLimits>,
    pub http1: http1::Builder,
    pub http2: http2::Builder<StreamExecutor>,
}

impl<H> Server<H> {
    pub fn new(handler: Arc<H>, settings: Settings) -> Self {
        let strict_transport = settings.strict_transport.map(|time| {
            let value = format!("max-age={}", time.as_secs());
            HeaderValue::try_from(value).expect("letters and digits")
        });
        let shared = settings.connection_limits.clone();
        let connection_limits =
            shared.unwrap_or_else(|| Arc::new(ConnectionLimits::new(&settings.limits)));
        Self {
            http1: http1_builder(&settings.limits),
            http2: http2_builder(&settings.limits),
            handler,
            settings,
            strict_transport,
            connection_limits,
        }
    }

    pub fn limits(&self) -> &Limits {
        &self.settings.limits
    }

    pub fn has_room(&self) -> bool {
        self.connection_limits.has_room()
    }

    /// Permits a connection of this peer.
    pub fn acquire(&self, peer: &Peer) -> Result<ConnectionPermit, Shed>
    where
        H: Handler,
    {
        let is_proxy = self.handler.is_trusted_proxy(peer);
        self.connection_limits.acquire(peer, is_proxy)
    }

    /// Permits a connection of a client whom a proxy names.
    pub fn acquire_for_client(&self, client: &Peer) -> Result<Option<ClientPermit>, Shed>
    where
        H: Handler,
    {
        let is_proxy = self.handler.is_trusted_proxy(client);
        self.connection_limits.acquire_for_client(client, is_proxy)
    }

    /// Counts a connection that is not served.
    pub fn shed(&self, reason: Shed) {
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
        // Answers are small: to copy one costs less than to have the kernel gather it.
        .writev(false)
        .max_buf_size(limits::TARGET_BUFFER_BYTES + limits.header_bytes)
        // It would end idle connections too, and cannot tell them from slow heads: see `connection_timers`.
        .header_read_timeout(None);
    builder
}

fn http2_builder(limits: &Limits) -> http2::Builder<StreamExecutor> {
    let mut builder = http2::Builder::new(StreamExecutor);
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

/// Resolves when the server drains. A server that is gone has drained, too.
pub async fn stopped(stop: &mut watch::Receiver<bool>) {
    let _ = stop.wait_for(|stop| *stop).await;
}
