//! HTTP in and out: a request becomes a [`LinkRequest`](crate::decision::LinkRequest) and a
//! [`Caller`], and the [`Decision`](crate::decision::Decision) about them becomes a response and
//! one line in the log.
//!
//! Only its path and query, the page that it names as its referrer, and the identity of its caller
//! reach the decision. A `Location` is made only from a [`Call`](crate::webex::Call) or a
//! [`BackAddress`](crate::webex::BackAddress).

mod access_log;
mod answer;
mod assets;
mod carry_out;
mod confirmation;
mod cookies;
mod dates;
mod dispatch;
mod dry_run;
mod environment;
mod failure_advice;
mod handlers;
mod i18n;
mod invalid_input;
mod leg;
mod login;
mod markup;
mod method;
mod outcome;
mod pages;
mod policy_snapshot;
mod precheck;
mod probes;
mod qr;
mod quality;
mod rate_limit;
mod refusal_detail;
mod request_context;
mod request_id;
mod respond;
mod rows;
mod sanitize;
mod spans;
mod trace_context;
mod turns;
mod unverified_ticket;
mod views;

use std::sync::Arc;

use arc_swap::ArcSwap;
use jiff::Timestamp;

use crate::decision::Caller;
use crate::identity::{AuthError, Identity, KeyError, ProbeId, Tokens};
use crate::net::{ClientAddress, Peer};
use crate::policy::Policy;
use crate::telemetry::{DecisionLog, Metrics, Spans};
use access_log::AccessLog;
pub use answer::Response;
use dispatch::Dispatcher;
pub use dry_run::{DryAnswer, DryRun};
pub use environment::{Decided, Environment};
pub use i18n::Language;
pub use method::{Method, Methods};
pub use outcome::{Outcome, OutcomeWord, Spec, all_reasons};
use policy_snapshot::PolicySnapshot;
pub use precheck::{Listener, RequestHead};
use probes::Probes;
pub use probes::{Arrival, PROBE_FIELD};
pub use rate_limit::{LimitClass, LimitKey, RateLimit, RateLimited};
use rate_limit::{RateLimits, WarnThrottle};
use request_id::RequestIds;
pub use rows::form_path;

/// The gateway: the policy that is in force, and where decisions are recorded.
#[derive(Debug)]
pub struct Gateway {
    state: GatewayState,
    // Requests read it without a lock, so that none waits for a reload.
    current: ArcSwap<PolicySnapshot>,
}

/// What a gateway is made with. It outlives every policy.
#[derive(Debug)]
pub struct GatewayDeps {
    /// Where decisions are recorded.
    pub log: DecisionLog,
    pub metrics: Arc<Metrics>,
    /// `None` where no spans are wanted.
    pub spans: Option<Arc<Spans>>,
    /// Requests that one caller may make; `None` is unlimited.
    pub limit: Option<RateLimit>,
}

/// What survives a change of policy.
#[derive(Debug)]
struct GatewayState {
    ids: RequestIds,
    log: DecisionLog,
    metrics: Arc<Metrics>,
    spans: Option<Arc<Spans>>,
    limits: RateLimits,
    /// Throttles warnings about unexpected PROXY headers.
    proxy_header_warnings: WarnThrottle,
    /// Throttles warnings about clients whose address cannot be read.
    client_warnings: WarnThrottle,
    probes: Probes,
}

/// A policy that is ready to be put into force.
#[derive(Debug)]
pub struct PreparedPolicy(Arc<PolicySnapshot>);

/// A policy that was in force. Dropping one with many links takes a while: drop it on a thread that
/// may block.
#[derive(Debug)]
#[must_use = "drop it on a thread that may block"]
pub struct PreviousPolicy(
    #[expect(dead_code, reason = "it is there to be dropped")] Arc<PolicySnapshot>,
);

impl PreparedPolicy {
    /// Its token issuers, whose keys have to be fetched.
    pub fn tokens(&self) -> Arc<Tokens> {
        self.0.identity.tokens()
    }
}

impl Environment for GatewayState {
    fn admit(&self, class: LimitClass, caller: &Caller<'_>) -> Result<(), RateLimited> {
        self.limits.admit(class, caller)
    }

    fn probes(&self) -> Option<&Probes> {
        Some(&self.probes)
    }
}

impl Gateway {
    /// The identity sources have to be those of the policy.
    pub fn new(policy: Arc<Policy>, identity: Identity, deps: GatewayDeps) -> Self {
        // A file is no decision, and counted nowhere.
        let outcomes = OutcomeWord::ALL.iter();
        let outcomes = outcomes.filter(|word| **word != OutcomeWord::File);
        let outcomes = outcomes.map(|word| word.as_str());
        // A series that first appears with its first event hides that event from `rate()`: known
        // words start at 0.
        deps.metrics
            .expect_authentication_failures(AuthError::words());
        deps.metrics.expect_outcomes(outcomes);
        Self {
            current: ArcSwap::from_pointee(PolicySnapshot::new(policy, identity)),
            state: GatewayState {
                ids: RequestIds::default(),
                log: deps.log,
                metrics: deps.metrics,
                spans: deps.spans,
                limits: RateLimits::new(deps.limit),
                proxy_header_warnings: WarnThrottle::default(),
                client_warnings: WarnThrottle::default(),
                probes: Probes::default(),
            },
        }
    }

    /// Prepares a policy to follow the current one. Tickets and fetched keys stay valid unless the
    /// new policy replaces them.
    ///
    /// # Errors
    ///
    /// [`KeyError`] when the keys of an issuer cannot be used.
    pub fn prepare(&self, policy: Policy) -> Result<PreparedPolicy, KeyError> {
        let old = self.current.load();
        // The signing key of the process moves to the new policy: a reload must not invalidate
        // tickets that visitors hold.
        let policy = policy.succeeding(&old.policy);
        let identity = Identity::following(&policy, &old.identity)?;
        let snapshot = PolicySnapshot::new(Arc::new(policy), identity);
        Ok(PreparedPolicy(Arc::new(snapshot)))
    }

    /// Puts a policy into force for all later requests, and returns the previous one. Requests
    /// under way end under the policy with which they began.
    pub fn replace_policy(&self, prepared: PreparedPolicy) -> PreviousPolicy {
        PreviousPolicy(self.current.swap(prepared.0))
    }

    /// The token issuers of the current policy, whose keys have to be refreshed.
    pub fn tokens(&self) -> Arc<Tokens> {
        self.current.load().identity.tokens()
    }

    /// The policy that is in force.
    pub fn policy(&self) -> Arc<Policy> {
        Arc::clone(&self.current.load().policy)
    }

    /// Answers one request without I/O and without waiting.
    pub fn answer(&self, head: RequestHead<'_>) -> Response {
        // One snapshot for the whole request: a reload in between must not mix two policies.
        let snapshot = self.current.load();
        let id = snapshot.request_id(head, &self.state.ids);
        let respond = snapshot.responder(head, &id);
        let dispatcher = Dispatcher {
            snapshot: &snapshot,
            head,
            respond,
            environment: &self.state,
        };
        // Where no spans are wanted, nothing is read for one.
        let spans = self.state.spans.as_deref();
        let span = spans.and_then(|spans| spans::open(spans, head));
        let log = AccessLog {
            decisions: &self.state.log,
            metrics: &self.state.metrics,
            counters: &snapshot.counters,
            policy: &snapshot.policy,
            span: span.as_ref(),
        };
        let dispatched = dispatcher.answer();
        if dispatched.caller.address() == ClientAddress::UNKNOWN {
            self.warn_of_unreadable_client(&snapshot, head);
        }
        log.record(head, &respond, dispatched)
    }

    /// Warns, at most once a minute, that a proxy writes addresses that cannot be read. Otherwise
    /// everybody behind it would be refused in silence.
    fn warn_of_unreadable_client(&self, snapshot: &PolicySnapshot, head: RequestHead<'_>) {
        let header = snapshot.address_header(head);
        if let Some(header) = header
            && self.state.client_warnings.allows()
        {
            tracing::warn!(
                peer = %head.peer,
                header,
                "a trusted proxy names a client whose address cannot be read; no rule about networks lets it in"
            );
        }
    }

    /// Whether the policy trusts this peer to name other clients.
    pub fn trusts(&self, peer: &Peer) -> bool {
        self.current.load().policy.trust().trusts_peer(peer)
    }

    /// Whether connections from this peer begin with a PROXY header: the policy has to say so, and
    /// to trust the peer.
    pub fn takes_proxy_header(&self, peer: &Peer) -> bool {
        self.current.load().takes_proxy_header(peer)
    }

    /// Warns the operators, at most once a minute, that this peer sent a PROXY header that the
    /// policy does not accept.
    pub fn warn_of_proxy_header(&self, peer: &Peer) {
        // Any client can send such headers at any rate. A load balancer that the policy does not
        // name sends nothing else, so that its warning will come in any case.
        if self.state.proxy_header_warnings.allows() {
            self.current.load().warn_of_proxy_header(peer);
        }
    }

    /// Begins a probe; `None` when the system provides no random numbers.
    pub fn open_probe(&self, now: Timestamp) -> Option<ProbeId> {
        self.state.probes.open(now)
    }

    /// Ends a probe.
    pub fn close_probe(&self, id: ProbeId, now: Timestamp) {
        self.state.probes.close(id, now);
    }

    /// The requests of a probe that have arrived; `None` when the probe does not exist or has
    /// ended.
    pub fn probe_arrivals(&self, id: ProbeId, now: Timestamp) -> Option<Vec<Arrival>> {
        self.state.probes.arrivals(id, now)
    }
}
