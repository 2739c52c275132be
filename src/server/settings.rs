//! How the connections of some listeners are served.

use std::sync::Arc;
use std::time::Duration;

use crate::server::connection_limits::ConnectionLimits;
use crate::server::limits::Limits;
use crate::server::readiness::Readiness;
use crate::server::tls::Tls;
use crate::telemetry::ConnectionMetrics;

/// How the connections of some listeners are served.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    pub limits: Limits,
    /// How many connections there may be, where several listeners share them; without, as many as
    /// `limits` says.
    pub connection_limits: Option<Arc<ConnectionLimits>>,
    /// TLS, for connections that come over TCP; Unix sockets never speak it.
    pub tls: Option<Arc<Tls>>,
    /// Whether the process drains: clients are told to leave with their next request then, so that
    /// no request crosses with the end of its connection.
    pub readiness: Readiness,
    /// For how long clients over TLS shall come back encrypted only (RFC 6797).
    pub strict_transport: Option<Duration>,
    /// Where connections are counted.
    pub metrics: Option<Arc<ConnectionMetrics>>,
}

impl From<Limits> for Settings {
    fn from(limits: Limits) -> Self {
        Self {
            limits,
            ..Self::default()
        }
    }
}
