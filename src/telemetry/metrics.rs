//! Counts, in the OpenMetrics text format. docs/operating.md has each with its labels and its
//! meaning.
//!
//! Series whose labels are words of the code are there from the beginning, at 0. Those of routes are
//! not: each route has some thirty outcomes, of which most never happen.

use std::borrow::Cow;
use std::sync::Arc;

use prometheus_client::encoding::{EncodeLabelSet, text};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::registry::Registry;

use super::connection_metrics::ConnectionMetrics;
use super::policy_source_metrics::PolicySourceMetrics;
use super::process_metrics::ProcessMetrics;
use super::span_metrics::SpanMetrics;
use super::state_metrics::StateMetrics;
use super::upstream_metrics::UpstreamMetrics;

/// All counts of a process.
#[derive(Debug)]
pub struct Metrics {
    registry: Registry,
    /// What has the names that every client of Prometheus gives it.
    common: Registry,
    requests: Family<Request, Counter>,
    ignored: Family<Route, Counter>,
    returns: Family<Returned, Counter>,
    authentication_failures: Family<AuthenticationFailure, Counter>,
    refusals: Family<Refused, Counter>,
    report_only: Family<ReportOnly, Counter>,
    written_lines: Counter,
    dropped_lines: Counter,
    spans: SpanMetrics,
    connections: Arc<ConnectionMetrics>,
    state: StateMetrics,
    policy_source: PolicySourceMetrics,
    upstream: UpstreamMetrics,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Request {
    route: Cow<'static, str>,
    outcome: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Returned {
    route: Cow<'static, str>,
    result: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct AuthenticationFailure {
    auth_error: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Refused {
    route: Cow<'static, str>,
    reason: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct ReportOnly {
    route: Cow<'static, str>,
    would: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Route {
    route: Cow<'static, str>,
}

/// Counts requests of one route that end in one way.
#[derive(Clone, Debug)]
pub struct RequestCounter(Counter);

impl RequestCounter {
    pub fn inc(&self) {
        self.0.inc();
    }
}

fn label_of(route: Option<&str>) -> Cow<'static, str> {
    Cow::Owned(route.unwrap_or("none").to_owned())
}

impl Default for Metrics {
    fn default() -> Self {
        let mut registry = Registry::with_prefix("linkgate");
        let requests = Family::default();
        let ignored = Family::default();
        let returns = Family::default();
        let authentication_failures = Family::default();
        let refusals = Family::default();
        let report_only = Family::default();
        let written_lines = Counter::default();
        let dropped_lines = Counter::default();
        registry.register("requests", "Requests answered", requests.clone());
        registry.register(
            "ignored_query_fields",
            "Query fields that the route does not use",
            ignored.clone(),
        );
        registry.register("returns", "Returns from Webex", returns.clone());
        registry.register(
            "authentication_failures",
            "Requests whose authentication failed",
            authentication_failures.clone(),
        );
        registry.register(
            "refusals",
            "Refusals with a reason in the log",
            refusals.clone(),
        );
        registry.register(
            "report_only",
            "Requests that would end otherwise if no rule or limit were report-only",
            report_only.clone(),
        );
        registry.register(
            "decision_log_written_lines",
            "Lines of the decision log that got out",
            written_lines.clone(),
        );
        registry.register(
            "decision_log_dropped_lines",
            "Lines of the decision log that were lost",
            dropped_lines.clone(),
        );
        let spans = SpanMetrics::register(&mut registry);
        let state = StateMetrics::register(&mut registry);
        let policy_source = PolicySourceMetrics::register(&mut registry);
        let upstream = UpstreamMetrics::register(&mut registry);
        let mut common = Registry::default();
        common.register_collector(Box::new(ProcessMetrics));
        let connections = Arc::new(ConnectionMetrics::register(&mut registry));
        Self {
            connections,
            state,
            policy_source,
            upstream,
            registry,
            common,
            requests,
            ignored,
            returns,
            authentication_failures,
            refusals,
            report_only,
            written_lines,
            dropped_lines,
            spans,
        }
    }
}

impl Metrics {
    /// Creates the series of these words, so that they are there at 0.
    pub fn expect_authentication_failures(
        &self,
        auth_errors: impl IntoIterator<Item = &'static str>,
    ) {
        for auth_error in auth_errors {
            self.authentication_failures
                .get_or_create_owned(&AuthenticationFailure { auth_error });
        }
    }

    /// Has the series of requests from 0 on that reach no route and end like that.
    pub fn expect_outcomes(&self, outcomes: impl IntoIterator<Item = &'static str>) {
        for outcome in outcomes {
            let route = Cow::Borrowed("none");
            self.requests
                .get_or_create_owned(&Request { route, outcome });
        }
    }

    /// The counter of requests that reach a route, or none, and end like that. `route` is a name out
    /// of the policy.
    pub fn requests(&self, route: Option<&str>, outcome: &'static str) -> RequestCounter {
        let route = label_of(route);
        let counter = self
            .requests
            .get_or_create_owned(&Request { route, outcome });
        RequestCounter(counter)
    }

    /// Counts query fields that mean nothing to the route.
    pub fn count_ignored(&self, route: Option<&str>, fields: u32) {
        let route = label_of(route);
        let counter = self.ignored.get_or_create_owned(&Route { route });
        counter.inc_by(fields.into());
    }

    /// Counts somebody who came back from Webex to a route of the policy.
    /// `result` is how that ended, or why it failed.
    pub fn count_return(&self, route: &str, result: &'static str) {
        let route = Cow::Owned(route.to_owned());
        self.returns
            .get_or_create_owned(&Returned { route, result })
            .inc();
    }

    /// Counts a request that claims an identity which does not hold.
    pub fn count_authentication_failure(&self, auth_error: &'static str) {
        self.authentication_failures
            .get_or_create_owned(&AuthenticationFailure { auth_error })
            .inc();
    }

    /// Counts an answer that leads nobody on. `route` is a name out of the
    /// policy.
    pub fn count_refusal(&self, route: Option<&str>, reason: &'static str) {
        let route = label_of(route);
        self.refusals
            .get_or_create_owned(&Refused { route, reason })
            .inc();
    }

    /// Counts a request that would end otherwise if nothing were report-only. `would` is the word of the
    /// log.
    pub fn count_report_only(&self, route: Option<&str>, would: &'static str) {
        let route = label_of(route);
        self.report_only
            .get_or_create_owned(&ReportOnly { route, would })
            .inc();
    }

    /// Counts lines of the decision log that got out.
    pub fn count_written_lines(&self, lines: u64) {
        self.written_lines.inc_by(lines);
    }

    /// Counts lines of the decision log that were lost.
    pub fn count_dropped_lines(&self, lines: u64) {
        self.dropped_lines.inc_by(lines);
    }

    /// The counts of connections.
    pub fn connections(&self) -> Arc<ConnectionMetrics> {
        Arc::clone(&self.connections)
    }

    /// The counts of spans.
    pub fn spans(&self) -> &SpanMetrics {
        &self.spans
    }

    /// What is in force.
    pub fn state(&self) -> &StateMetrics {
        &self.state
    }

    /// The counts of the source of the policy.
    pub fn policy_source(&self) -> &PolicySourceMetrics {
        &self.policy_source
    }

    /// The counts of calls to Webex's servers.
    pub fn upstream(&self) -> &UpstreamMetrics {
        &self.upstream
    }

    /// All counts as text.
    pub fn encode(&self) -> String {
        let mut out = String::new();
        let written = text::encode_registry(&mut out, &self.registry)
            .and_then(|()| text::encode_registry(&mut out, &self.common))
            .and_then(|()| text::encode_eof(&mut out));
        if written.is_err() {
            tracing::error!("the metrics cannot be written as text");
        }
        out
    }
}
