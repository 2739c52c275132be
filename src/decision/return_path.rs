//! The path by which a request can be repeated: after a login, after a failure, and to continue a
//! chain.

use jiff::Timestamp;

use super::action::sign_action;
use super::bind_parameters::declared;
use super::link_request::LinkRequest;
use super::ticket::{Holder, Purpose, Ticket, TicketScope};
use super::trace::Trace;
use crate::policy::{Policy, Segment};
use crate::webex::{BackAddress, OwnPath};

const HAS_KEY: &str = "a policy has a key, its own or one of the process";

/// Longest path, in bytes. It is carried in a ticket, and the ticket, encoded, in a call.
const MAX_BYTES: usize = 2048;

/// Writes the path of the request again, from the words of the policy and the parameters that the
/// route declares. `None` without a route, and when the path is too long.
pub fn return_path(
    policy: &Policy,
    trace: &Trace<'_, '_>,
    request: &LinkRequest<'_>,
) -> Option<OwnPath> {
    let route = trace.route?;
    let mut path = match trace.link {
        Some(link) => OwnPath::new(policy.endpoint().link_segments(link.name())),
        None => {
            let pairs = route.segments().iter().zip(request.segments());
            OwnPath::new(pairs.map(|(segment, asked)| match segment {
                Segment::Literal(word) => &**word,
                Segment::Parameter(_) => &**asked,
            }))
        }
    };
    // Undeclared fields are dropped: the path is shown, signed, and sent through Webex.
    for (name, value) in request.query() {
        if let Some(name) = declared(route, name, trace) {
            path = path.with_field(name, value);
        }
    }
    (path.as_str().len() <= MAX_BYTES).then_some(path)
}

/// The terms of a new ticket.
#[derive(Clone, Copy, Debug)]
pub struct TicketTerms<'h> {
    pub purpose: Purpose,
    pub holder: Holder<'h>,
    /// The leg that it belongs to, from 0.
    pub leg: usize,
    /// When it is issued.
    pub now: Timestamp,
}

/// The gateway's path for a purpose, `/-/back/ROUTE/TICKET`. The signed ticket has all that the
/// gateway needs there. `None` when the request is too long.
pub fn ticket_path(
    policy: &Policy,
    trace: &Trace<'_, '_>,
    request: &LinkRequest<'_>,
    terms: TicketTerms<'_>,
) -> Option<OwnPath> {
    let path = return_path(policy, trace, request)?;
    let scope = TicketScope {
        purpose: terms.purpose,
        route: trace.route?.name(),
        holder: terms.holder,
    };
    let page = trace.page.as_ref().map(BackAddress::as_str);
    let ticket = Ticket::new(scope.purpose, path.as_str(), terms.leg, page, terms.now);
    let keys = policy.signing_keys();
    let ticket = match scope.purpose {
        Purpose::Confirm => ticket.for_action(sign_action(keys, trace, terms.leg).expect(HAS_KEY)),
        Purpose::Return => ticket,
    };
    let text = ticket.sign(keys, scope).expect(HAS_KEY);
    let segments = ["-", scope.purpose.as_str(), scope.route, &text];
    Some(OwnPath::new(segments))
}
