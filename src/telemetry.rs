//! What operators see of a running gateway: one log line per decision, metrics and diagnostics.
//!
//! Names of fields and labels come from the code and the policy, never from a request.

mod connection_metrics;
mod decision_log;
mod diagnostics;
mod metrics;
mod policy_source_metrics;
mod process_metrics;
mod request_counters;
mod span_metrics;
mod spans;
mod state_metrics;
mod upstream_metrics;

pub use connection_metrics::{ConnectionMetrics, DisconnectReason, OpenConnection, Shed};
pub use decision_log::{
    CallerFacts, DecisionLog, Destination, Detail, FactNames, FurtherCaller, LOG_VERSION, Line,
    NoDestination, OpenError, Replay, Would,
};
pub use diagnostics::Diagnostics;
pub use metrics::Metrics;
pub use policy_source_metrics::{PolicySourceMetrics, PollResult};
pub use request_counters::{OutcomeLabel, RequestCounters};
pub use span_metrics::{DroppedSpan, SpanMetrics};
pub use spans::{
    DetachedSpan, NoShare, OpenSpan, ParentSpan, ProtobufWriter, SampleRate, SpanFacts,
    SpanMessage, Spans, write_text_attribute,
};
pub use state_metrics::{ReloadResult, StateMetrics, Subject};
pub use upstream_metrics::{
    LookupCounter, LookupSource, TokenRefresh, UpstreamApi, UpstreamMetrics,
};
