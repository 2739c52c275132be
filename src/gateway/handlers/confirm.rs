//! The answer to a question of ours: whether it comes from our own page, and from the person who was
//! asked.

use hyper::header::{HeaderName, ORIGIN};
use url::Url;

use crate::decision::{self, Delivery, Purpose, Trace, verify_action};
use crate::gateway::answer::Answer;
use crate::gateway::delivered::CONFIRMED;
use crate::gateway::leg::Leg;
use crate::gateway::outcome::Outcome;
use crate::gateway::request_context::RequestContext;
use crate::gateway::unverified_ticket::{TicketRequest, UnverifiedTicket, Verification};
use crate::gateway::{carry_out, confirmation};
use crate::net::Authority;
use crate::policy::{PublicEndpoint, Route};

/// Browsers say here how a request came about; a page cannot set it.
const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Carries out what a person has confirmed.
pub fn confirm<'p>(context: &RequestContext<'p, '_>, ticket: UnverifiedTicket<'_>) -> Answer<'p> {
    let verified = ticket.verify(Verification {
        keys: context.policy.signing_keys(),
        purpose: Purpose::Confirm,
        holder: confirmation::holder(context),
        now: context.now(),
    });
    let asked = verified.as_ref().map_err(|error| *error);
    match asked.and_then(TicketRequest::of) {
        Ok(asked) => confirm_request(context, ticket, &asked),
        Err(error) => {
            let invalid = Outcome::InvalidConfirmation(error);
            context.respond.refuse(invalid).about_nothing()
        }
    }
}

fn confirm_request<'p>(
    context: &RequestContext<'p, '_>,
    ticket: UnverifiedTicket<'_>,
    asked: &TicketRequest<'_>,
) -> Answer<'p> {
    let UnverifiedTicket {
        route,
        text: ticket,
    } = ticket;
    let decision = context.resume(&asked.request, asked.leg);
    let about = context.log_context(&decision.trace, Some(&decision.outcome));
    let reply = match decision.outcome {
        _ if !is_from_our_page(context) => context.respond.refuse(Outcome::CrossOriginForm),
        decision::Outcome::Confirm(..) | decision::Outcome::Send(_)
            if !is_what_was_asked(context, &decision.trace, route, asked) =>
        {
            context.respond.refuse(Outcome::ActionChanged)
        }
        // What the browser carries out at Webex is Webex's to do twice or not.
        decision::Outcome::Confirm(Delivery::Rest, _) | decision::Outcome::Send(Delivery::Rest)
            if !context.environment.claim(ticket) =>
        {
            context.respond.refuse(Outcome::AlreadyConfirmed)
        }
        decision::Outcome::Confirm(delivery, _) | decision::Outcome::Send(delivery) => {
            let leg = Leg {
                request: &asked.request,
                trace: &decision.trace,
                number: asked.leg,
            };
            carry_out::deliver(context, &leg, delivery, &CONFIRMED)
        }
        // To log in would not help: a browser comes back from there with a `GET`.
        decision::Outcome::Stop(stop) => context.respond.refuse(Outcome::from(&stop)),
    };
    reply.about(about)
}

/// Whether the policy still does what the person was asked about. Without this, a change of the policy
/// between question and answer, or another replica with another policy, could make a person confirm
/// one thing and do another.
fn is_what_was_asked(
    context: &RequestContext<'_, '_>,
    trace: &Trace<'_, '_>,
    route: &str,
    asked: &TicketRequest<'_>,
) -> bool {
    let keys = context.policy.signing_keys();
    let is_same = |tag| verify_action(keys, trace, asked.leg, tag);
    trace.route.map(Route::name) == Some(route) && asked.action.is_some_and(is_same)
}

/// Whether the `POST` comes from a page that this gateway served. A form
/// without a provable origin does not.
fn is_from_our_page(context: &RequestContext<'_, '_>) -> bool {
    let headers = &context.head.parts.headers;
    let mut origins = headers.get_all(ORIGIN).iter();
    let (Some(origin), None) = (origins.next(), origins.next()) else {
        return false;
    };
    let mut sites = headers.get_all(SEC_FETCH_SITE).iter();
    let (asked, endpoint) = (context.target.authority, context.policy.endpoint());
    let origin = origin.to_str().ok().and_then(parse_origin);
    origin.is_some_and(|origin| is_ours(&origin, asked, endpoint))
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
