//! HTTP in and out: a request becomes an [`Ask`] and a [`Caller`], and the
//! [`Decision`](crate::decision::Decision) about them becomes a response and
//! one line in the log.
//!
//! Of a request reach the decision: its path and query, the page that it says
//! to come from, and what proves who asks. Nothing but a
//! [`Call`](crate::webex::Call) or a
//! [`BackAddress`](crate::webex::BackAddress) becomes a `Location`.

mod answer;
mod confirm;
mod fault;
mod host;
mod household;
mod login;
mod own;
mod page;
mod rate;
mod record;
mod reply_words;
mod request;
mod request_id;
mod respond;
mod return_leg;
mod trace_context;

use std::sync::Arc;

use http_body_util::Full;
use hyper::body::Bytes;
use hyper::http::request::Parts;
use hyper::{Response, StatusCode};
use jiff::Timestamp;

use crate::decision::{Ask, Caller, decide};
pub use crate::identity::Peer;
use crate::identity::{Doubt, Identified, Identity};
use crate::policy::{AddressFrom, Policy};
use crate::telemetry::{DecisionLog, Metrics};
pub(crate) use answer::FORM;
pub(crate) use fault::Fault;
pub(crate) use household::Household;
use own::Own;
pub use rate::RateLimit;
use rate::{Counted, Excess, Limiter};
use record::{About, Told};
use request::Request;
use request_id::RequestIds;
use respond::{Format, Responder};

/// The gateway: a policy, and where its decisions are recorded.
#[derive(Debug)]
pub struct Gateway {
    policy: Arc<Policy>,
    identity: Identity,
    ids: RequestIds,
    limiter: Option<Limiter>,
    log: DecisionLog,
    metrics: Arc<Metrics>,
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

/// A response, what became of the request, and what it was about.
type Answered<'a> = (Response<Full<Bytes>>, Told, About<'a>);

impl Gateway {
    /// A gateway for a policy, with those who may vouch according to it.
    pub fn new(
        policy: Arc<Policy>,
        identity: Identity,
        log: DecisionLog,
        metrics: Arc<Metrics>,
    ) -> Self {
        let ids = RequestIds::default();
        Self {
            policy,
            identity,
            ids,
            limiter: None,
            log,
            metrics,
        }
    }

    /// The same, answering no caller more often than that.
    #[must_use]
    pub fn limited(self, limit: RateLimit) -> Self {
        let limiter = Some(Limiter::new(limit));
        Self { limiter, ..self }
    }

    /// Answers one request: at once, without I/O and without waiting.
    pub fn answer(&self, head: &Parts, peer: &Peer, now: Timestamp) -> Response<Full<Bytes>> {
        let arrived = Arrived { head, peer, now };
        let id = self.ids.next();
        let respond = Responder::new(Format::wanted(&head.headers), &id);
        let request = match Request::read(head, self.policy.front()) {
            Ok(request) => request,
            Err(fault) => return self.stop(&respond, arrived, &fault),
        };
        if request.is_for_style() {
            // A part of our pages, and no decision.
            return respond.style();
        }
        let vouchers = self.policy.vouchers();
        let identified = self.identity.identify(vouchers, &head.headers, peer, now);
        let Identified { caller, doubt } = match identified {
            Ok(identified) => identified,
            Err(spoof) => return self.stop(&respond, arrived, &Fault::Spoof(spoof.as_str())),
        };
        let visit = Visit {
            arrived,
            request,
            respond,
            caller,
            doubt: doubt.map(Doubt::as_str),
        };
        self.serve(&visit)
    }

    /// Answers a request that the server found too large: 414 for its
    /// target, 431 for its header fields.
    pub fn refuse_oversize(
        &self,
        head: &Parts,
        peer: &Peer,
        (status, now): (StatusCode, Timestamp),
    ) -> Response<Full<Bytes>> {
        let id = self.ids.next();
        let respond = Responder::new(Format::wanted(&head.headers), &id);
        let fault = match status {
            StatusCode::URI_TOO_LONG => Fault::TooLong,
            _ => Fault::TooManyHeaders,
        };
        self.stop(&respond, Arrived { head, peer, now }, &fault)
    }

    /// Whether connections from this peer begin with a PROXY header: the
    /// policy has to say so, and to trust the peer.
    pub fn takes_proxy_header(&self, peer: &Peer) -> bool {
        let vouchers = self.policy.vouchers();
        vouchers.address == AddressFrom::ProxyProtocol && peer.is_trusted_by(vouchers)
    }

    /// Ends a request of which nothing has been looked up.
    fn stop(
        &self,
        respond: &Responder<'_>,
        arrived: Arrived<'_>,
        fault: &Fault,
    ) -> Response<Full<Bytes>> {
        let answered = (respond.fault(fault), Told::of(fault), About::default());
        self.record_stopped(arrived, respond, answered)
    }

    /// Answers a visit, and records it.
    fn serve(&self, visit: &Visit<'_>) -> Response<Full<Bytes>> {
        if let Some(fault) = self.unwelcome(visit) {
            return self.record_visit(visit, self.refuse(visit, &fault));
        }
        let path_and_query = visit.request.path_and_query;
        match Own::read(path_and_query) {
            Some(Own::Back(ticket)) => return self.come_back(visit, &ticket),
            Some(Own::Confirm(ticket)) => return self.confirm(visit, &ticket),
            None => {}
        }
        let asked = Ask::parse(path_and_query);
        let asked = asked.map(|ask| ask.coming_from(visit.request.referrer));
        let answered = match &asked {
            Ok(ask) => {
                let decision = decide(&self.policy, ask, &visit.caller, visit.arrived.now);
                self.carry_out(visit, ask, decision)
            }
            Err(malformed) => self.refuse(visit, &Fault::Malformed(*malformed)),
        };
        self.record_visit(visit, answered)
    }

    /// Why a visit is turned away whatever it asks for.
    fn unwelcome(&self, visit: &Visit<'_>) -> Option<Fault> {
        if let Err(excess) = self.admit(visit) {
            return Some(Fault::TooMany(excess));
        }
        request::is_prefetch(visit.arrived.head).then_some(Fault::Prefetch)
    }

    /// Refuses a visit before anything has been looked up.
    fn refuse(&self, visit: &Visit<'_>, fault: &Fault) -> Answered<'static> {
        (
            visit.respond.fault(fault),
            Told::of(fault),
            About::default(),
        )
    }
}
