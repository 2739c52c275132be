//! A connection that ends before it should: told in the diagnostics, and counted by its reason.

use std::error::Error;

use crate::net::Peer;
use crate::telemetry::DisconnectReason;

/// Why a connection ends before it should, and the error behind it where there is one.
#[derive(Debug)]
pub struct Disconnect {
    pub reason: DisconnectReason,
    error: Option<Box<dyn Error + Send + Sync>>,
}

impl Disconnect {
    pub fn with(reason: DisconnectReason, error: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self {
            reason,
            error: Some(error.into()),
        }
    }

    pub fn tell(&self, peer: &Peer) {
        let reason = self.reason.as_str();
        // Without its causes: they may quote what the peer sent.
        let error = self.error.as_ref().map(tracing::field::display);
        // At debug only: strangers can cause as many of these as they like.
        tracing::debug!(%peer, reason, error, "connection ended");
    }
}

impl From<DisconnectReason> for Disconnect {
    fn from(reason: DisconnectReason) -> Self {
        Self {
            reason,
            error: None,
        }
    }
}
