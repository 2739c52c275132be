//! Calls to Webex's servers. Where no site has such a service, none of these metrics has a series.

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;

use crate::word_list::words;

/// Seconds in which Webex answers: some tenths of one, and never more than the deadline of a click.
const BUCKETS: [f64; 8] = [0.05, 0.1, 0.2, 0.5, 1.0, 1.5, 2.0, 3.0];

words! {
    /// Where the answer to a lookup came from.
    pub enum LookupSource {
        /// It was kept.
        Hit = "hit",
        /// Webex was asked.
        Miss = "miss",
    }
}

words! {
    /// The outcome of renewing the access token of a site.
    pub enum TokenRefresh {
        /// The token endpoint gave a new one.
        Refreshed = "refreshed",
        /// Another process had renewed it: its token was taken over.
        Shared = "shared",
        /// The token endpoint could not be asked, or gave no token. It is asked again soon.
        Failed = "failed",
        /// The token endpoint refused the refresh token.
        Refused = "refused",
    }
}

words! {
    /// Which of a site's services is called.
    pub enum UpstreamApi {
        Rest = "rest",
        Xml = "xml",
    }
}

#[derive(Clone, Debug)]
pub struct UpstreamMetrics {
    calls: Family<CallLabel, Counter>,
    seconds: Family<TimedLabel, Histogram, fn() -> Histogram>,
    circuits: Family<CircuitLabel, Gauge>,
    lookups: Family<LookupLabel, Counter>,
    refreshes: Family<RefreshLabel, Counter>,
    dead: Family<SiteLabel, Gauge>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct CallLabel {
    site: String,
    call: &'static str,
    result: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct TimedLabel {
    site: String,
    call: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct CircuitLabel {
    site: String,
    api: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct LookupLabel {
    site: String,
    result: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct RefreshLabel {
    site: String,
    result: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct SiteLabel {
    site: String,
}

/// Counts lookups of one site that have one source.
#[derive(Clone, Debug)]
pub struct LookupCounter(Counter);

impl LookupCounter {
    pub fn inc(&self) {
        self.0.inc();
    }
}

fn histogram() -> Histogram {
    Histogram::new(BUCKETS)
}

impl Default for UpstreamMetrics {
    fn default() -> Self {
        Self {
            calls: Family::default(),
            seconds: Family::new_with_constructor(histogram),
            circuits: Family::default(),
            lookups: Family::default(),
            refreshes: Family::default(),
            dead: Family::default(),
        }
    }
}

impl UpstreamMetrics {
    pub fn register(registry: &mut Registry) -> Self {
        let metrics = Self::default();
        let calls = metrics.calls.clone();
        registry.register("upstream_calls", "Calls to Webex's servers", calls);
        registry.register(
            "upstream_call_seconds",
            "Time that a call to Webex's servers took, with what was repeated",
            metrics.seconds.clone(),
        );
        registry.register(
            "upstream_circuit_open",
            "Whether calls are refused because too many have failed",
            metrics.circuits.clone(),
        );
        registry.register(
            "upstream_lookups",
            "Lookups by where their answer came from",
            metrics.lookups.clone(),
        );
        registry.register(
            "upstream_token_refreshes",
            "Attempts to renew an access token",
            metrics.refreshes.clone(),
        );
        registry.register(
            "upstream_token_dead",
            "Whether the refresh token was refused",
            metrics.dead.clone(),
        );
        metrics
    }

    /// Has the series of a site's tokens from 0 on.
    pub fn expect_tokens(&self, site: &str) {
        for result in TokenRefresh::ALL.iter().copied() {
            self.refreshes(site, result);
        }
        self.token_dead(site, false);
    }

    /// Drops the series that say how a site is: it is in the policy no more.
    pub fn forget_site(&self, site: &str, api: UpstreamApi) {
        let (site, api) = (site.to_owned(), api.as_str());
        self.circuits.remove(&CircuitLabel { site, api });
    }

    /// Drops the series that says how the tokens of a site are.
    pub fn forget_tokens(&self, site: &str) {
        let site = site.to_owned();
        self.dead.remove(&SiteLabel { site });
    }

    /// Counts a call. `call` and `result` are words of the code.
    pub fn count_call(&self, site: &str, call: &'static str, result: &'static str) {
        let site = site.to_owned();
        let label = CallLabel { site, call, result };
        self.calls.get_or_create_owned(&label).inc();
    }

    /// Notes how long a call took.
    pub fn time_call(&self, site: &str, call: &'static str, seconds: f64) {
        let site = site.to_owned();
        let label = TimedLabel { site, call };
        self.seconds.get_or_create_owned(&label).observe(seconds);
    }

    /// Notes whether calls are refused.
    pub fn circuit(&self, site: &str, api: UpstreamApi, is_open: bool) {
        let (site, api) = (site.to_owned(), api.as_str());
        let label = CircuitLabel { site, api };
        let gauge = self.circuits.get_or_create_owned(&label);
        gauge.set(is_open.into());
    }

    /// The counter of lookups of a site that have this source.
    pub fn lookups(&self, site: &str, source: LookupSource) -> LookupCounter {
        let (site, result) = (site.to_owned(), source.as_str());
        let label = LookupLabel { site, result };
        LookupCounter(self.lookups.get_or_create_owned(&label))
    }

    pub fn count_refresh(&self, site: &str, result: TokenRefresh) {
        self.refreshes(site, result).inc();
    }

    /// Notes whether the refresh token of a site was refused.
    pub fn token_dead(&self, site: &str, is_dead: bool) {
        let site = site.to_owned();
        let gauge = self.dead.get_or_create_owned(&SiteLabel { site });
        gauge.set(is_dead.into());
    }

    fn refreshes(&self, site: &str, result: TokenRefresh) -> Counter {
        let (site, result) = (site.to_owned(), result.as_str());
        self.refreshes
            .get_or_create_owned(&RefreshLabel { site, result })
    }
}
