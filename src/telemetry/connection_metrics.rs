//! Counts of connections, for one kind of listener.

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;

use crate::word_list::words;

/// Seconds in which requests are answered: a redirect takes some microseconds.
const BUCKETS: [f64; 12] = [
    0.000_01, 0.000_025, 0.000_05, 0.000_1, 0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.1,
    1.0,
];

words! {
    /// Why a connection was not served.
    pub enum Shed {
        /// There are as many as there may be.
        ConnectionLimit = "connection_limit",
        /// There are as many from that address as there may be.
        PerAddressLimit = "per_address_limit",
    }
}

words! {
    /// How a connection ended. docs/operating.md says what each word means.
    pub enum DisconnectReason {
        Done = "done",
        Failed = "failed",
        NoRequest = "no_request",
        Handshake = "handshake",
        ProxyHeader = "proxy_header",
        Timeout = "timeout",
        PerClientLimit = "per_client_limit",
        Flood = "flood",
    }
}

#[derive(Debug)]
pub struct ConnectionMetrics {
    open: Gauge,
    accepted: Counter,
    shed: Family<ShedLabel, Counter>,
    ended: Family<EndedLabel, Counter>,
    latency: Histogram,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct ShedLabel {
    reason: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct EndedLabel {
    reason: &'static str,
}

/// A connection that is counted as open while this lives.
#[derive(Debug)]
pub struct OpenConnection(Gauge);

impl ConnectionMetrics {
    pub fn register(registry: &mut Registry) -> Self {
        let metrics = Self {
            open: Gauge::default(),
            accepted: Counter::default(),
            shed: Family::default(),
            ended: Family::default(),
            latency: Histogram::new(BUCKETS),
        };
        // From 0 on: an alert does not see the first one of a series that begins with it.
        for reason in Shed::ALL.iter().copied() {
            metrics.shed(reason);
        }
        for how in DisconnectReason::ALL.iter().copied() {
            metrics.ended(how);
        }
        registry.register("connections", "Connections open now", metrics.open.clone());
        registry.register(
            "connections_accepted",
            "Connections served",
            metrics.accepted.clone(),
        );
        registry.register(
            "connections_shed",
            "Connections closed at once, for want of room",
            metrics.shed.clone(),
        );
        registry.register(
            "connections_ended",
            "Connections that ended, and how",
            metrics.ended.clone(),
        );
        registry.register(
            "request_duration_seconds",
            "Time from a whole request head to its answer",
            metrics.latency.clone(),
        );
        metrics
    }

    /// Counts a connection that is served from now on.
    #[must_use = "it is open as long as this lives"]
    pub fn opened(&self) -> OpenConnection {
        self.accepted.inc();
        self.open.inc();
        OpenConnection(self.open.clone())
    }

    pub fn count_shed(&self, reason: Shed) {
        self.shed(reason).inc();
    }

    fn shed(&self, reason: Shed) -> Counter {
        let reason = reason.as_str();
        self.shed.get_or_create_owned(&ShedLabel { reason })
    }

    pub fn count_ended(&self, reason: DisconnectReason) {
        self.ended(reason).inc();
    }

    fn ended(&self, reason: DisconnectReason) -> Counter {
        let reason = reason.as_str();
        self.ended.get_or_create_owned(&EndedLabel { reason })
    }

    pub fn note_latency(&self, seconds: f64) {
        self.latency.observe(seconds);
    }
}

impl Drop for OpenConnection {
    fn drop(&mut self) {
        self.0.dec();
    }
}
