//! How the address of a policy is followed. Where the policy is fetched from nowhere, none of these
//! metrics has a series: an alert on their age would fire for ever.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use prometheus_client::collector::Collector;
use prometheus_client::encoding::{DescriptorEncoder, EncodeLabelSet, EncodeMetric as _};
use prometheus_client::metrics::MetricType;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::ConstGauge;
use prometheus_client::registry::Registry;

use crate::word_list::words;

words! {
    /// The outcome of asking the source of a policy.
    pub enum PollResult {
        /// Another policy is in force now.
        Changed = "changed",
        /// The source has what was fetched before, or the same policy.
        Unchanged = "unchanged",
        /// The source gave nothing.
        Failed = "failed",
        /// What it gave was refused.
        Refused = "refused",
    }
}

#[derive(Debug)]
pub struct PolicySourceMetrics {
    polls: Family<PollLabel, Counter>,
    confirmed: Confirmed,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct PollLabel {
    result: &'static str,
}

/// When the source had the policy in force, in seconds since 1970.
#[derive(Clone, Debug, Default)]
struct Confirmed(Arc<Mutex<Option<i64>>>);

impl PolicySourceMetrics {
    pub fn register(registry: &mut Registry) -> Self {
        let polls = Family::default();
        let help = "Questions to the address of the policy";
        registry.register("policy_source_polls", help, polls.clone());
        let confirmed = Confirmed::default();
        registry.register_collector(Box::new(confirmed.clone()));
        Self { polls, confirmed }
    }

    /// Has the series of all polls from 0 on.
    pub fn expect_polls(&self) {
        for result in PollResult::ALL.iter().copied() {
            self.polls(result);
        }
    }

    pub fn count_poll(&self, result: PollResult) {
        self.polls(result).inc();
    }

    fn polls(&self, result: PollResult) -> Counter {
        let result = result.as_str();
        self.polls.get_or_create_owned(&PollLabel { result })
    }

    /// Notes that the source had the policy in force at that time, in seconds since 1970.
    pub fn confirm(&self, at: i64) {
        let confirmed = self.confirmed.0.lock();
        *confirmed.unwrap_or_else(PoisonError::into_inner) = Some(at);
    }

    /// When the source had the policy in force last; `None` where it is fetched from nowhere.
    pub fn confirmed_at(&self) -> Option<i64> {
        self.confirmed.at()
    }
}

impl Confirmed {
    fn at(&self) -> Option<i64> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Collector for Confirmed {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> fmt::Result {
        let Some(at) = self.at() else {
            return Ok(());
        };
        let encoder = encoder.encode_descriptor(
            "policy_source_confirmed_timestamp_seconds",
            "When the address was last known to have the policy in force",
            None,
            MetricType::Gauge,
        )?;
        ConstGauge::new(at).encode(encoder)
    }
}
