//! How many spans a collector took, and how many were lost.

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::registry::Registry;

use crate::word_list::words;

words! {
    /// Why a span is dropped.
    pub enum DroppedSpan {
        /// The collector takes fewer than there are.
        QueueFull = "queue_full",
        /// It cannot be reached, or answers with an error.
        Failed = "failed",
        /// It says that it did not take it.
        Rejected = "rejected",
    }
}

#[derive(Debug, Default)]
pub struct SpanMetrics {
    exported: Counter,
    dropped: Family<DroppedLabel, Counter>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct DroppedLabel {
    reason: &'static str,
}

impl SpanMetrics {
    pub fn register(registry: &mut Registry) -> Self {
        let metrics = Self::default();
        for reason in DroppedSpan::ALL.iter().copied() {
            // From 0 on: an alert does not see the first one of a series that begins with it.
            metrics.count_dropped(reason, 0);
        }
        registry.register(
            "otlp_exported_spans",
            "Spans that the collector took",
            metrics.exported.clone(),
        );
        registry.register(
            "otlp_dropped_spans",
            "Spans that were lost",
            metrics.dropped.clone(),
        );
        metrics
    }

    pub fn count_exported(&self, spans: u64) {
        self.exported.inc_by(spans);
    }

    pub fn count_dropped(&self, reason: DroppedSpan, spans: u64) {
        let reason = reason.as_str();
        let label = DroppedLabel { reason };
        self.dropped.get_or_create_owned(&label).inc_by(spans);
    }
}
