//! How a connection ends that does not end as it should: said in the diagnostics, and in a word for
//! the metrics.

use std::error::Error;
use std::io;

use crate::net::Peer;
use crate::server::proxy::ProxyError;
use crate::telemetry::Ended;

/// Why a connection ends before it should.
pub enum End {
    Failed(Box<dyn Error + Send + Sync>),
    ProxyHeader(ProxyError),
    /// `None`: it was not done in time.
    Handshake(Option<io::Error>),
    Silent,
    Slow,
    Flooded,
    PerClientLimit,
}

impl End {
    /// Says it in the diagnostics, and gives the word for the metrics. At debug only: strangers can
    /// cause as many of these as they like.
    pub fn noted(self, peer: &Peer) -> Ended {
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
            Self::PerClientLimit => {
                tracing::debug!(%peer, "the client that the proxy names has too many connections");
                Ended::PerClientLimit
            }
        }
    }
}
