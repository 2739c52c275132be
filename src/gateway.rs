//! HTTP in and out: a request becomes an [`Ask`] and a [`Caller`], and the
//! [`Decision`] about them becomes a response and one line in the log.
//!
//! Nothing of a request but its path and query reaches the decision, and
//! nothing but a [`Call`] becomes a `Location`.

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

use crate::decision::{Ask, Caller, Decision, Outcome, decide};
use crate::policy::{Link, NamedBack, Policy, Route};
use crate::telemetry::{DecisionLog, Line, Metrics};
use crate::webex::Call;
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

/// What is recorded of a request besides its status.
#[derive(Clone, Copy, Debug, Default)]
struct Record<'a> {
    route: Option<&'a str>,
    link: Option<&'a str>,
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
        let id = self.ids.next();
        let respond = Responder::new(Format::wanted(&head.headers), &id);
        let request = match Request::read(head, self.policy.front()) {
            Ok(request) => request,
            Err(fault) => return self.stop(&respond, (head, peer, now), &fault),
        };
        if let Some(response) = respond.own_path(request.path_and_query) {
            return response;
        }
        let ask = match Ask::parse(request.path_and_query) {
            Ok(ask) => ask,
            Err(malformed) => {
                let fault = Fault::Malformed(malformed);
                return self.stop(&respond, (head, peer, now), &fault);
            }
        };
        let caller = Caller::unknown(peer.ip());
        let decision = decide(&self.policy, &ask, &caller, now);
        let record = Record {
            route: decision.trace.route.map(Route::name),
            link: decision.trace.link.map(Link::name),
            ignored: decision.trace.ignored,
        };
        let (response, outcome) = carry_out(&respond, &request, head, decision);
        self.record((head, peer, now), (&id, outcome), record);
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
        request: (&Parts, SocketAddr, Timestamp),
        fault: &Fault,
    ) -> Response<Full<Bytes>> {
        self.record(request, (respond.id(), fault.outcome()), Record::default());
        respond.fault(fault)
    }

    fn record(
        &self,
        (head, peer, now): (&Parts, SocketAddr, Timestamp),
        (id, outcome): (&RequestId, &'static str),
        record: Record<'_>,
    ) {
        self.metrics.count(record.route, outcome, record.ignored);
        self.log.write(&Line {
            time: now,
            request_id: id.as_str(),
            method: Method::of(head).as_str(),
            client: peer.ip(),
            route: record.route,
            link: record.link,
            outcome,
            ignored_query_fields: record.ignored,
        });
    }
}

/// Turns a decision into a response and the word for it in log and metrics.
fn carry_out(
    respond: &Responder<'_>,
    request: &Request<'_>,
    head: &Parts,
    decision: Decision<'_>,
) -> (Response<Full<Bytes>>, &'static str) {
    let fault = match (decision.outcome, request.method) {
        (Outcome::Go(call), Method::Get | Method::Head) => return (respond.go(call), "go"),
        (Outcome::Go(_), Method::Post | Method::Other) => Fault::Method(fault::ALLOW),
        (Outcome::Confirm(call, _), Method::Post) => {
            if confirm::is_from_our_page(head, request) {
                return (respond.confirmed(call), "confirmed");
            }
            Fault::ForeignForm
        }
        (Outcome::Confirm(call, effect), Method::Get | Method::Head) => {
            if respond.is_for_a_person() {
                let question = page::Question::new(&decision.trace, effect);
                let targets = targets(&call, decision.trace.back);
                return (respond.ask(&question, &targets), "asked");
            }
            Fault::Unconfirmed
        }
        (Outcome::Confirm(..), Method::Other) => Fault::Method(fault::ALLOW_WITH_POST),
        (Outcome::Stop(stop), _) => Fault::from(&stop),
    };
    let outcome = fault.outcome();
    (respond.fault(&fault), outcome)
}

/// The origins that a confirmed form is led through, for the page's policy:
/// browsers hold a form's redirects to it.
fn targets(call: &Call, back: Option<&NamedBack>) -> String {
    match back.map(|back| back.url().origin()) {
        Some(back) if back != call.origin() => format!("{} {back}", call.origin()),
        _ => call.origin().to_owned(),
    }
}
