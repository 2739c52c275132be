//! HTTP in and out: a request becomes a [`LinkRequest`](crate::decision::LinkRequest) and a
//! [`Caller`], and the [`Decision`](crate::decision::Decision) about them becomes a response and
//! one line in the log.
//!
//! Of a request reach the decision: its path and query, the page that it says
//! to come from, and what proves who asks. Nothing but a
//! [`Call`](crate::webex::Call) or a
//! [`BackAddress`](crate::webex::BackAddress) becomes a `Location`.

mod access_log;
mod answer;
mod assets;
mod carry_out;
mod confirmation;
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
mod method;
mod outcome;
mod pages;
mod policy_snapshot;
mod precheck;
mod probes;
mod qr;
mod rate_limit;
mod request_context;
mod request_id;
mod respond;
mod rows;
mod sanitize;
mod trace_context;
mod unverified_ticket;
mod views;

use std::sync::Arc;

use arc_swap::ArcSwap;
use jiff::Timestamp;

use crate::decision::Caller;
use crate::identity::{AuthError, Identity, KeyError, ProbeId, Tokens};
use crate::net::Peer;
use crate::policy::Policy;
use crate::telemetry::{DecisionLog, Metrics};
use access_log::AccessLog;
pub use answer::Response;
use dispatch::Dispatcher;
pub use dry_run::{DryAnswer, DryRun};
pub use environment::{Decided, Environment};
pub use i18n::Language;
pub use method::Methods;
pub use outcome::{Outcome, OutcomeWord, Spec, all_reasons};
use policy_snapshot::PolicySnapshot;
pub use precheck::{Listener, RequestHead};
use probes::Probes;
pub use probes::{Arrival, PROBE_FIELD};
pub use rate_limit::{LimitClass, LimitKey, RateLimit, RateLimited};
use rate_limit::{RateLimits, WarnThrottle};
use request_id::RequestIds;

/// The gateway: the policy that is in force, and where decisions are recorded.
#[derive(Debug)]
pub struct Gateway {
    state: GatewayState,
    current: ArcSwap<PolicySnapshot>,
}

/// What a gateway needs, and keeps while one policy follows another.
#[derive(Debug)]
pub struct GatewayDeps {
    /// Where decisions are recorded.
    pub log: DecisionLog,
    /// Where they are counted.
    pub metrics: Arc<Metrics>,
    /// How often one caller may ask; without it, as often as they like.
    pub limit: Option<RateLimit>,
}

/// What stays while one policy follows another.
#[derive(Debug)]
struct GatewayState {
    ids: RequestIds,
    log: DecisionLog,
    metrics: Arc<Metrics>,
    limits: RateLimits,
    /// Warnings of PROXY headers that nobody expects.
    proxy_header_warnings: WarnThrottle,
    probes: Probes,
}

/// A policy that is ready to take the place of another one.
#[derive(Debug)]
pub struct PreparedPolicy(Arc<PolicySnapshot>);

/// A policy that was in force. To drop one with many links takes a while, in which a thread answers
/// nobody: choose one that has time.
#[derive(Debug)]
#[must_use = "drop it where that may take its time"]
pub struct PreviousPolicy(
    #[expect(dead_code, reason = "it is there to be dropped")] Arc<PolicySnapshot>,
);

impl PreparedPolicy {
    /// Its issuers of tokens: their keys have to be fetched.
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
    /// A gateway for a policy, with the identity sources of that policy.
    pub fn new(policy: Arc<Policy>, identity: Identity, deps: GatewayDeps) -> Self {
        let outcomes = OutcomeWord::ALL.iter().map(|word| word.as_str());
        deps.metrics
            .expect_authentication_failures(AuthError::words());
        deps.metrics.expect_outcomes(outcomes);
        Self {
            current: ArcSwap::from_pointee(PolicySnapshot::new(policy, identity)),
            state: GatewayState {
                ids: RequestIds::default(),
                log: deps.log,
                metrics: deps.metrics,
                limits: RateLimits::new(deps.limit),
                proxy_header_warnings: WarnThrottle::default(),
                probes: Probes::default(),
            },
        }
    }

    /// Makes another policy ready. What people were handed out under the current one stays good, as
    /// far as the policy does not say otherwise.
    ///
    /// # Errors
    ///
    /// [`KeyError`] when the keys of an issuer cannot be used.
    pub fn prepare(&self, policy: Policy) -> Result<PreparedPolicy, KeyError> {
        let old = self.current.load();
        let policy = policy.succeeding(&old.policy);
        let identity = Identity::following(&policy, &old.identity)?;
        let snapshot = PolicySnapshot::new(Arc::new(policy), identity);
        Ok(PreparedPolicy(Arc::new(snapshot)))
    }

    /// Puts another policy into force, for every request that is looked at from now on; those under
    /// way end under the old one, which is given back.
    pub fn replace_policy(&self, prepared: PreparedPolicy) -> PreviousPolicy {
        PreviousPolicy(self.current.swap(prepared.0))
    }

    /// The current issuers of tokens: their keys have to be kept fresh.
    pub fn tokens(&self) -> Arc<Tokens> {
        self.current.load().identity.tokens()
    }

    /// The policy that is in force.
    pub fn policy(&self) -> Arc<Policy> {
        Arc::clone(&self.current.load().policy)
    }

    /// Answers one request: at once, without I/O and without waiting.
    pub fn answer(&self, head: RequestHead<'_>) -> Response {
        let snapshot = self.current.load();
        let id = snapshot.request_id(head, &self.state.ids);
        let respond = snapshot.responder(head, &id);
        let dispatcher = Dispatcher {
            snapshot: &snapshot,
            head,
            respond,
            environment: &self.state,
        };
        let log = AccessLog {
            decisions: &self.state.log,
            metrics: &self.state.metrics,
            policy: &snapshot.policy,
        };
        log.record(head, &respond, dispatcher.answer())
    }

    /// Whether the policy trusts this peer to speak for others.
    pub fn trusts(&self, peer: &Peer) -> bool {
        self.current.load().policy.trust().trusts_peer(peer)
    }

    /// Whether connections from this peer begin with a PROXY header: the policy has to say so, and
    /// to trust the peer.
    pub fn takes_proxy_header(&self, peer: &Peer) -> bool {
        self.current.load().takes_proxy_header(peer)
    }

    /// Warns the operators, once a minute at most, that a connection from this peer began with a
    /// PROXY header that the policy does not take.
    pub fn warn_of_proxy_header(&self, peer: &Peer) {
        // Strangers can send as many as they like; a load balancer that nobody has named sends
        // nothing else.
        if self.state.proxy_header_warnings.allows() {
            self.current.load().warn_of_proxy_header(peer);
        }
    }

    /// Begins a probe; `None` when the system gives no random numbers.
    pub fn open_probe(&self, now: Timestamp) -> Option<ProbeId> {
        self.state.probes.open(now)
    }

    /// Ends a probe.
    pub fn close_probe(&self, id: ProbeId, now: Timestamp) {
        self.state.probes.close(id, now);
    }

    /// What has arrived of a probe so far; `None` when there is no such probe, or no more.
    pub fn probe_arrivals(&self, id: ProbeId, now: Timestamp) -> Option<Vec<Arrival>> {
        self.state.probes.arrivals(id, now)
    }
}
