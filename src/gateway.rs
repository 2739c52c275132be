//! HTTP in and out: a request becomes a [`LinkRequest`](crate::decision::LinkRequest) and a
//! [`Caller`](crate::decision::Caller), and the [`Decision`](crate::decision::Decision) about them
//! becomes a response and one line in the log.
//!
//! Only its path and query, the page that it names as its referrer, and the identity of its caller
//! reach the decision. A `Location` is made only from a [`Call`](crate::webex::Call) or a
//! [`BackAddress`](crate::webex::BackAddress).

mod access_log;
mod answer;
mod answering;
mod ask_webex;
mod asked_facts;
mod asking;
mod assets;
mod carry_out;
mod confirmation;
mod cookies;
pub mod dates;
mod delivered;
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
mod replay_record;
mod request_context;
mod request_id;
mod respond;
mod rows;
mod run;
mod sanitize;
mod services;
mod spans;
mod spent_tickets;
mod state;
mod trace_context;
mod turns;
mod unverified_ticket;
mod views;
mod webex_call;

use std::sync::Arc;

use arc_swap::{ArcSwap, Guard};
use jiff::Timestamp;
use tokio::sync::Semaphore;

use crate::identity::{AuthError, Identity, KeyError, ProbeId, Tokens};
use crate::net::Peer;
use crate::policy::Policy;
use crate::telemetry::{DecisionLog, Metrics, OpenSpan, Spans};
use crate::upstream::{ServiceError, Services, Upstreams};
pub use answer::Response;
pub use answering::Answering;
use asking::Asking;
pub use dry_run::{DryAnswer, DryRun};
pub use environment::{Decided, Environment, NotAsked};
pub use i18n::Language;
pub use method::{Method, Methods};
pub use outcome::{Outcome, OutcomeWord, Spec, all_reasons};
use policy_snapshot::PolicySnapshot;
pub use precheck::{Listener, RequestHead};
use probes::Probes;
pub use probes::{Arrival, PROBE_FIELD};
pub use rate_limit::{LimitClass, LimitKey, RateLimit, RateLimited};
use rate_limit::{RateLimits, WarnThrottle};
pub use refusal_detail::{WOULD_BE_ALLOWED, of_report_only as would_of};
use request_id::RequestIds;
pub use rows::form_path;
use run::Earlier;
pub use services::of as services_of;
use spent_tickets::SpentTickets;
use state::{GatewayState, MAX_ASKING};
pub use webex_call::{WebexCall, WebexReply};

/// The gateway: the policy that is in force, and where decisions are recorded.
#[derive(Debug)]
pub struct Gateway {
    state: Arc<GatewayState>,
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
    /// A limit that is not enforced: the log says which requests it would refuse.
    pub report_only_limit: Option<RateLimit>,
    /// How Webex's servers are asked.
    pub upstreams: Arc<Upstreams>,
}

/// A policy that is ready to be put into force.
#[derive(Debug)]
pub struct PreparedPolicy(Arc<PolicySnapshot>);

/// Why a checked policy cannot be put into force.
#[derive(Debug, thiserror::Error)]
pub enum PrepareError {
    #[error(transparent)]
    Keys(#[from] KeyError),
    #[error(transparent)]
    Service(#[from] ServiceError),
}

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

impl Gateway {
    /// Identity sources and services have to be those of the policy.
    pub fn new(
        policy: Arc<Policy>,
        identity: Identity,
        services: Services,
        deps: GatewayDeps,
    ) -> Self {
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
            current: ArcSwap::from_pointee(PolicySnapshot::new(policy, identity, services)),
            state: Arc::new(GatewayState {
                ids: RequestIds::default(),
                log: deps.log,
                metrics: deps.metrics,
                spans: deps.spans,
                limits: RateLimits::new(deps.limit, deps.report_only_limit),
                upstreams: deps.upstreams,
                proxy_header_warnings: WarnThrottle::default(),
                client_warnings: WarnThrottle::default(),
                probes: Probes::default(),
                spent_tickets: SpentTickets::default(),
                asking: Arc::new(Semaphore::new(MAX_ASKING)),
            }),
        }
    }

    /// Prepares a policy to follow the current one. Tickets and fetched keys stay valid unless the
    /// new policy replaces them.
    ///
    /// # Errors
    ///
    /// [`PrepareError`] when the keys of an issuer or the authorities of a service cannot be used.
    pub fn prepare(&self, policy: Policy) -> Result<PreparedPolicy, PrepareError> {
        let old = self.current.load();
        // The signing key of the process moves to the new policy: a reload must not invalidate
        // tickets that visitors hold.
        let policy = policy.succeeding(&old.policy);
        let identity = Identity::following(&policy, &old.identity)?;
        let services = self.state.upstreams.follow(services::of(&policy))?;
        let snapshot = PolicySnapshot::new(Arc::new(policy), identity, services);
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

    /// Answers one request. Where Webex has to be asked first, the answer comes later.
    pub fn answer(&self, head: RequestHead<'_>) -> Answering {
        // One snapshot for the whole request: a reload in between must not mix two policies.
        let snapshot = self.current.load();
        let id = snapshot.request_id(head, &self.state.ids);
        let span = self.state.open_span(head);
        let unfinished = match self
            .state
            .run(&snapshot, head, &id, span, Earlier::default())
        {
            Ok(response) => return Answering::ready(response),
            Err(unfinished) => unfinished,
        };
        let asking = Asking {
            state: Arc::clone(&self.state),
            snapshot: Guard::into_inner(snapshot),
            head: head.to_owned(),
            id,
            span: span.map(OpenSpan::detach),
        };
        asking.begin(unfinished)
    }

    /// Answers a request that cannot be read, or is for another listener: nobody is asked for it.
    pub fn answer_at_once(&self, head: RequestHead<'_>) -> Response {
        let snapshot = self.current.load();
        let id = snapshot.request_id(head, &self.state.ids);
        let span = self.state.open_span(head);
        let answered = self
            .state
            .run(&snapshot, head, &id, span, Earlier::default());
        answered.expect("no route is looked up for such a request")
    }

    /// Waits for the requests for which Webex is asked, those whose clients have left as well: what was
    /// carried out is to be on record. Each ends with its deadline.
    pub async fn settled(&self) {
        let all = u32::try_from(MAX_ASKING).unwrap_or(u32::MAX);
        // It is never closed.
        let _ = self.state.asking.acquire_many(all).await;
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
