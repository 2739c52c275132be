//! The answer to a question of ours: whether it comes from our own page, and
//! from the person who was asked.

use http_body_util::Full;
use hyper::Response;
use hyper::body::Bytes;
use hyper::header::{HeaderName, ORIGIN};
use hyper::http::request::Parts;
use url::Url;

use crate::decision::{
    Caller, Decision, LinkRequest, Outcome, Purpose, TicketTerms, Trace, resume, ticket_path,
};
use crate::gateway::access_log::{About, Told};
use crate::gateway::carry_out::deliver;
use crate::gateway::outcome::{ALLOW_POST, Fault};
use crate::gateway::policy_snapshot::PolicySnapshot;
use crate::gateway::precheck::{Method, Request};
use crate::gateway::unverified_ticket::UnverifiedTicket;
use crate::gateway::{Answered, RequestContext, unverified_ticket};
use crate::net::Authority;
use crate::policy::{Policy, PublicEndpoint};
use crate::webex::OwnPath;

/// Browsers say here how a request came about; a page cannot set it.
const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Where the answer to a question about a leg of a route is posted to: signed,
/// for a short time, and for the person who is asked.
pub fn target(
    policy: &Policy,
    visit: &RequestContext<'_>,
    (trace, ask, leg): (&Trace<'_, '_>, &LinkRequest<'_>, usize),
) -> Option<OwnPath> {
    let answerer = answerer(policy, &visit.caller);
    let terms = TicketTerms {
        purpose: Purpose::Confirm,
        holder: &answerer,
        leg,
        now: visit.arrived.now,
    };
    ticket_path(policy, trace, ask, terms)
}

/// Who may answer: the person who was asked, if anybody is known; and only as
/// long as the policy stands by which it was asked, so that nobody confirms
/// one thing and does another.
fn answerer(policy: &Policy, caller: &Caller<'_>) -> String {
    let id = caller.person().and_then(|person| person.id());
    format!("{} {}", id.unwrap_or_default(), policy.hash())
}

impl PolicySnapshot {
    /// Carries out what a person has confirmed.
    pub fn confirm(
        &self,
        visit: &RequestContext<'_>,
        carried: &UnverifiedTicket<'_>,
    ) -> Response<Full<Bytes>> {
        let answerer = answerer(&self.policy, &visit.caller);
        let keys = self.policy.signing_keys();
        let redeemed = carried.redeem(keys, Purpose::Confirm, &answerer, visit.arrived.now);
        let asked = unverified_ticket::asked(&redeemed);
        let answered = match (&asked, visit.request.method) {
            (_, Method::Get | Method::Head | Method::Other) => {
                self.refuse(visit, &Fault::Method(ALLOW_POST))
            }
            (Err(error), Method::Post) => self.refuse(visit, &Fault::Question(*error)),
            (Ok((ask, leg)), Method::Post) => {
                let now = visit.arrived.now;
                let decision = resume(&self.policy, ask, &visit.caller, *leg, now);
                self.carry_out_confirmed(visit, (ask, *leg), decision)
            }
        };
        self.record_visit(visit, answered)
    }

    fn carry_out_confirmed<'a>(
        &self,
        visit: &RequestContext<'_>,
        (ask, leg): (&LinkRequest<'_>, usize),
        Decision { outcome, trace }: Decision<'a, '_>,
    ) -> Answered<'a> {
        let about = About::of(&trace, Some(&outcome));
        let endpoint = self.policy.endpoint();
        if !is_from_our_page(visit.arrived.head, &visit.request, endpoint) {
            let fault = Fault::ForeignForm;
            return (visit.respond.fault(&fault), Told::of(&fault), about);
        }
        let told = Told::plainly("confirmed");
        let (response, told) = match outcome {
            Outcome::Confirm(delivery, _) | Outcome::Send(delivery) => {
                deliver(endpoint, visit, &trace, delivery, told)
            }
            stopped @ Outcome::Stop(_) => self.carry_out_leg(visit, ask, (stopped, &trace, leg)),
        };
        (response, told, about)
    }
}

/// Whether the `POST` comes from a page that this gateway served. A form
/// without a provable origin does not.
fn is_from_our_page(head: &Parts, request: &Request<'_>, endpoint: &PublicEndpoint) -> bool {
    let mut origins = head.headers.get_all(ORIGIN).iter();
    let (Some(origin), None) = (origins.next(), origins.next()) else {
        return false;
    };
    let mut sites = head.headers.get_all(SEC_FETCH_SITE).iter();
    let origin = origin.to_str().ok().and_then(parse_origin);
    origin.is_some_and(|origin| is_ours(&origin, request.authority, endpoint))
        && sites.all(|site| site == "same-origin")
}

/// Under the public address, scheme and port have to be the policy's, whatever
/// a proxy makes of `Host`. Under another name of ours, the page has to come
/// from where it is asked for now.
fn is_ours(origin: &Url, asked: Authority<'_>, endpoint: &PublicEndpoint) -> bool {
    if endpoint.origin() == origin.origin().ascii_serialization() {
        return true;
    }
    let host = origin.host_str().unwrap_or_default();
    !endpoint.is_public_host(host)
        && host.eq_ignore_ascii_case(asked.host())
        && origin.port_or_known_default() == asked.port().or(default_port(origin))
}

fn default_port(origin: &Url) -> Option<u16> {
    match origin.scheme() {
        "https" => Some(443),
        _ => Some(80),
    }
}

/// Reads the origin of a web page, exactly as browsers write it.
fn parse_origin(text: &str) -> Option<Url> {
    let url = Url::parse(text).ok()?;
    let is_web = matches!(url.scheme(), "http" | "https");
    (is_web && url.origin().ascii_serialization() == text).then_some(url)
}
