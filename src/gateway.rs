//! HTTP in and out: a request becomes an [`Ask`] and a [`Caller`], and the
//! [`Decision`] about them becomes a response and one line in the log.
//!
//! Nothing of a request but its path and query reaches the decision, and
//! nothing but a [`Call`](crate::webex::Call) becomes a `Location`.

mod confirm;
mod fault;
mod host;
mod page;
mod request;
mod request_id;
mod respond;

use std::net::SocketAddr;
use std::sync::Arc;

use http_body_util::Full;
use hyper::body::Bytes;
use hyper::http::request::Parts;
use hyper::{Response, StatusCode};
use jiff::Timestamp;

use crate::decision::{Ask, Caller, Decision, Outcome, Stop, decide};
use crate::policy::{Link, NamedBack, Policy, Route};
use crate::telemetry::{DecisionLog, Line, Metrics};
pub(crate) use fault::Fault;
use request::{Method, Request};
use request_id::{RequestId, RequestIds};
use respond::{Format, Responder};

/// The gateway: a policy, and where its decisions are recorded.
#[derive(Debug)]
pub struct Gateway {
    policy: Arc<Policy>,
    ids: RequestIds,
    log: DecisionLog,
    metrics: Arc<Metrics>,
}

/// A request as it came in, and when.
type Arrival<'r> = (&'r Parts, SocketAddr, Timestamp);

/// What became of a request, in the words of log and metrics.
#[derive(Clone, Copy, Debug)]
struct Told {
    outcome: &'static str,
    reason: Option<&'static str>,
}

/// What the policy calls the things that a request was about.
#[derive(Clone, Copy, Debug, Default)]
struct About<'a> {
    route: Option<&'a str>,
    link: Option<&'a str>,
    parameter: Option<&'a str>,
    back: Option<&'a str>,
    ignored: u32,
}

impl Gateway {
    /// A gateway for a policy.
    pub fn new(policy: Arc<Policy>, log: DecisionLog, metrics: Arc<Metrics>) -> Self {
        let ids = RequestIds::default();
        Self {
            policy,
            ids,
            log,
            metrics,
        }
    }

    /// Answers one request: at once, without I/O and without waiting.
    pub fn answer(&self, head: &Parts, peer: SocketAddr, now: Timestamp) -> Response<Full<Bytes>> {
        let arrival = (head, peer, now);
        let id = self.ids.next();
        let respond = Responder::new(Format::wanted(&head.headers), &id);
        let request = match Request::read(head, self.policy.front()) {
            Ok(request) => request,
            Err(fault) => return self.stop(&respond, arrival, &fault),
        };
        if request.is_for_style() {
            // A part of our pages, and no decision.
            return respond.style();
        }
        let ask = match Ask::parse(request.path_and_query) {
            Ok(ask) => ask,
            Err(malformed) => return self.stop(&respond, arrival, &Fault::Malformed(malformed)),
        };
        let caller = Caller::unknown(peer.ip());
        let decision = decide(&self.policy, &ask, &caller, now);
        let about = About::of(&decision);
        let (response, told) = self.carry_out(&respond, (&request, head), decision);
        self.record(arrival, (&id, &response), told, about);
        response
    }

    /// Answers a request that the server found too large: 414 for its
    /// target, 431 for its header fields.
    pub fn refuse_oversize(
        &self,
        head: &Parts,
        peer: SocketAddr,
        (status, now): (StatusCode, Timestamp),
    ) -> Response<Full<Bytes>> {
        let id = self.ids.next();
        let respond = Responder::new(Format::wanted(&head.headers), &id);
        let fault = match status {
            StatusCode::URI_TOO_LONG => Fault::TooLong,
            _ => Fault::TooManyHeaders,
        };
        self.stop(&respond, (head, peer, now), &fault)
    }

    /// Ends a request of which nothing has been looked up.
    fn stop(
        &self,
        respond: &Responder<'_>,
        arrival: Arrival<'_>,
        fault: &Fault,
    ) -> Response<Full<Bytes>> {
        let response = respond.fault(fault);
        let about = About::default();
        self.record(arrival, (respond.id(), &response), Told::of(fault), about);
        response
    }

    /// Turns a decision into a response.
    fn carry_out(
        &self,
        respond: &Responder<'_>,
        (request, head): (&Request<'_>, &Parts),
        decision: Decision<'_>,
    ) -> (Response<Full<Bytes>>, Told) {
        let fault = match (decision.outcome, request.method) {
            (Outcome::Go(call), Method::Get | Method::Head) => {
                return (respond.go(call), Told::plainly("go"));
            }
            (Outcome::Go(_), Method::Post | Method::Other) => Fault::Method(fault::ALLOW),
            (Outcome::Confirm(call, _), Method::Post) => {
                if confirm::is_from_our_page(head, request, self.policy.front()) {
                    return (respond.confirmed(call), Told::plainly("confirmed"));
                }
                Fault::ForeignForm
            }
            (Outcome::Confirm(_, effect), Method::Get | Method::Head) => {
                if respond.is_for_a_person() {
                    let question = page::Question::new(&decision.trace, effect);
                    return (respond.ask(&question), Told::plainly("asked"));
                }
                Fault::Unconfirmed
            }
            (Outcome::Confirm(..), Method::Other) => Fault::Method(fault::ALLOW_WITH_POST),
            (Outcome::Stop(stop), _) => Fault::from(&stop),
        };
        (respond.fault(&fault), Told::of(&fault))
    }

    fn record(
        &self,
        (head, peer, now): Arrival<'_>,
        (id, response): (&RequestId, &Response<Full<Bytes>>),
        told: Told,
        about: About<'_>,
    ) {
        self.metrics.count(about.route, told.outcome, about.ignored);
        self.log.write(&Line {
            time: now,
            request_id: id.as_str(),
            method: Method::of(head).as_str(),
            client: peer.ip(),
            route: about.route,
            link: about.link,
            outcome: told.outcome,
            status: response.status().as_u16(),
            reason: told.reason,
            parameter: about.parameter,
            back: about.back,
            ignored_query_fields: about.ignored,
        });
    }
}

impl Told {
    fn plainly(outcome: &'static str) -> Self {
        let reason = None;
        Self { outcome, reason }
    }

    fn of(fault: &Fault) -> Self {
        Self {
            outcome: fault.outcome(),
            reason: fault.reason(),
        }
    }
}

impl<'a> About<'a> {
    fn of(decision: &Decision<'a>) -> Self {
        let trace = &decision.trace;
        Self {
            route: trace.route.map(Route::name),
            link: trace.link.map(Link::name),
            parameter: match &decision.outcome {
                Outcome::Stop(Stop::Bad(bad)) => bad.parameter(),
                _ => None,
            },
            back: trace.back.map(NamedBack::name),
            ignored: trace.ignored,
        }
    }
}
