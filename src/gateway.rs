//! HTTP in and out: a request becomes a [`LinkRequest`](crate::decision::LinkRequest) and a
//! [`Caller`], and the [`Decision`](crate::decision::Decision) about them becomes a response and
//! one line in the log.
//!
//! Of a request reach the decision: its path and query, the page that it says
//! to come from, and what proves who asks. Nothing but a
//! [`Call`](crate::webex::Call) or a
//! [`BackAddress`](crate::webex::BackAddress) becomes a `Location`.

mod about;
mod answer;
mod api;
mod asset;
mod browse;
mod confirm;
mod dates;
mod fault;
mod generation;
mod login;
mod own;
mod page;
mod probe;
mod qr;
mod rate;
mod record;
mod reply_words;
mod request;
mod request_id;
mod respond;
mod return_leg;
mod shown;
mod trace_context;
mod upgrade;
mod words;

use std::sync::Arc;

use arc_swap::ArcSwap;
use http_body_util::Full;
use hyper::body::Bytes;
use hyper::http::request::Parts;
use hyper::{Response, StatusCode};
use jiff::Timestamp;

use crate::decision::Caller;
use crate::directory::Viewer;
use crate::identity::{AuthError, Identity, KeyError, Tokens};
use crate::net::Peer;
use crate::policy::Policy;
use crate::telemetry::{DecisionLog, Metrics};
pub(crate) use answer::FORM;
pub(crate) use asset::Asset;
pub(crate) use fault::Fault;
use generation::Generation;
use probe::Probes;
pub use probe::{Arrival, PROBE_FIELD};
pub use rate::RateLimit;
use rate::{Limiter, OnceAMinute};
use record::{About, Told};
use request::Request;
use request_id::RequestIds;
use respond::Responder;
pub(crate) use words::Language;

/// The gateway: the policy of now, and where decisions are recorded.
#[derive(Debug)]
pub struct Gateway {
    shared: Arc<Shared>,
    now: ArcSwap<Generation>,
}

/// A request as it came in, and when.
#[derive(Clone, Copy, Debug)]
struct Arrived<'r> {
    head: &'r Parts,
    peer: &'r Peer,
    now: Timestamp,
}

/// A request that is meant for us, and who asks.
#[derive(Debug)]
struct Visit<'r> {
    arrived: Arrived<'r>,
    request: Request<'r>,
    respond: Responder<'r>,
    caller: Caller<'r>,
    /// Why nobody is known, though somebody was claimed.
    doubt: Option<&'static str>,
}

impl Visit<'_> {
    fn viewer(&self) -> Viewer<'_> {
        Viewer {
            caller: &self.caller,
            now: self.arrived.now,
        }
    }
}

/// A response, what became of the request, and what it was about.
type Answered<'a> = (Response<Full<Bytes>>, Told, About<'a>);

/// What stays while one policy follows another.
#[derive(Debug)]
pub struct Lasting {
    /// Where decisions are recorded.
    pub log: DecisionLog,
    /// Where they are counted.
    pub metrics: Arc<Metrics>,
    /// How often one caller may ask; without it, as often as they like.
    pub limit: Option<RateLimit>,
}

/// The same, made ready.
#[derive(Debug)]
struct Shared {
    ids: RequestIds,
    log: DecisionLog,
    metrics: Arc<Metrics>,
    limiter: Option<Limiter>,
    /// The same for suggestions.
    suggestions: Option<Limiter>,
    /// Warnings of PROXY headers that nobody expects.
    of_proxy_headers: OnceAMinute,
    probes: Probes,
}

/// A policy that is ready to take the place of another one.
#[derive(Debug)]
pub struct Successor(Arc<Generation>);

/// A policy that was in force. To drop one with many links takes a while, in
/// which a thread answers nobody: choose one that has time.
#[derive(Debug)]
#[must_use = "drop it where that may take its time"]
pub struct Retired(#[expect(dead_code, reason = "it is there to be dropped")] Arc<Generation>);

impl Successor {
    /// Its issuers of tokens: their keys have to be fetched.
    pub fn tokens(&self) -> Arc<Tokens> {
        self.0.identity.tokens()
    }
}

impl Gateway {
    /// A gateway for a policy, with those who may vouch according to it.
    pub fn new(policy: Arc<Policy>, identity: Identity, lasting: Lasting) -> Self {
        lasting.metrics.expect_doubts(AuthError::words());
        lasting
            .metrics
            .expect_outcomes(Fault::outcomes_without_route());
        let shared = Arc::new(Shared {
            ids: RequestIds::default(),
            log: lasting.log,
            metrics: lasting.metrics,
            limiter: lasting.limit.map(Limiter::new),
            suggestions: lasting.limit.map(Limiter::new),
            of_proxy_headers: OnceAMinute::default(),
            probes: Probes::default(),
        });
        Self {
            now: ArcSwap::from_pointee(Generation::new(policy, identity, &shared)),
            shared,
        }
    }

    /// Makes another policy ready. What people were handed out under the one of
    /// now stays good, as far as the policy does not say otherwise.
    ///
    /// # Errors
    ///
    /// [`KeyError`] when the keys of an issuer cannot be used.
    pub fn prepare(&self, policy: Policy) -> Result<Successor, KeyError> {
        let old = self.now.load();
        let policy = policy.succeeding(&old.policy);
        let identity = Identity::following(&policy, &old.identity)?;
        let generation = Generation::new(Arc::new(policy), identity, &self.shared);
        Ok(Successor(Arc::new(generation)))
    }

    /// Puts another policy into force, for every request that is looked at from
    /// now on; those under way end under the old one, which is given back.
    pub fn succeed(&self, successor: Successor) -> Retired {
        Retired(self.now.swap(successor.0))
    }

    /// The issuers of tokens of now: their keys have to be kept fresh.
    pub fn tokens(&self) -> Arc<Tokens> {
        self.now.load().identity.tokens()
    }

    /// The policy that is in force.
    pub fn policy(&self) -> Arc<Policy> {
        Arc::clone(&self.now.load().policy)
    }

    /// Answers one request: at once, without I/O and without waiting.
    pub fn answer(&self, head: &Parts, peer: &Peer, now: Timestamp) -> Response<Full<Bytes>> {
        self.now.load().answer(head, peer, now)
    }

    /// Answers a request at a listener without TLS: with the same path and
    /// query below the public address, each part of them written anew.
    pub fn upgrade(&self, head: &Parts, peer: &Peer, now: Timestamp) -> Response<Full<Bytes>> {
        self.now.load().upgrade(head, peer, now)
    }

    /// Answers a request that the server found too large: 414 for its
    /// target, 431 for its header fields.
    pub fn refuse_oversize(
        &self,
        head: &Parts,
        peer: &Peer,
        status: StatusCode,
        now: Timestamp,
    ) -> Response<Full<Bytes>> {
        self.now.load().refuse_oversize(head, peer, status, now)
    }

    /// Whether the policy trusts this peer to speak for others.
    pub fn trusts(&self, peer: &Peer) -> bool {
        self.now.load().policy.trust().trusts_peer(peer)
    }

    /// Whether connections from this peer begin with a PROXY header: the
    /// policy has to say so, and to trust the peer.
    pub fn takes_proxy_header(&self, peer: &Peer) -> bool {
        self.now.load().takes_proxy_header(peer)
    }

    /// Warns the operators, once a minute at most, that a connection from this
    /// peer began with a PROXY header that the policy does not take.
    pub fn warn_of_proxy_header(&self, peer: &Peer) {
        self.now.load().warn_of_proxy_header(peer);
    }
}
