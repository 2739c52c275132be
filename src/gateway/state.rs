//! What a gateway has beside its policy.

use std::sync::Arc;

use tokio::sync::Semaphore;

use super::probes::Probes;
use super::rate_limit::{RateLimits, WarnThrottle};
use super::request_id::RequestIds;
use super::spent_tickets::SpentTickets;
use crate::telemetry::{DecisionLog, Metrics, Spans};
use crate::upstream::Upstreams;

/// What survives a change of policy.
#[derive(Debug)]
pub struct GatewayState {
    pub ids: RequestIds,
    pub log: DecisionLog,
    pub metrics: Arc<Metrics>,
    pub spans: Option<Arc<Spans>>,
    pub limits: RateLimits,
    pub upstreams: Arc<Upstreams>,
    /// Throttles warnings about unexpected PROXY headers.
    pub proxy_header_warnings: WarnThrottle,
    /// Throttles warnings about clients whose address cannot be read.
    pub client_warnings: WarnThrottle,
    pub probes: Probes,
    pub spent_tickets: SpentTickets,
    /// A permit for each request for which Webex is asked.
    pub asking: Arc<Semaphore>,
}

/// Most requests that wait for Webex at once, each with its head and its task. Equal lookups share a call,
/// and a thousand people open the same meeting at nine o'clock.
pub const MAX_ASKING: usize = 4096;
