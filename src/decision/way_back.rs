//! The address of the gateway under which the same thing can be asked again:
//! after a login, after a failure, and to go on where a chain was left.

use jiff::Timestamp;

use super::ask::Ask;
use super::fill::declared;
use super::ticket::{Purpose, Ticket, TicketScope};
use super::trace::Trace;
use crate::policy::{Policy, Segment};
use crate::webex::{BackAddress, OwnPath};

/// Longest way back, in bytes: it has to fit into a token, and that into a
/// call.
const MAX_BYTES: usize = 2048;

/// Writes what was asked for anew: the words of the policy, the parameters
/// that the route declares, and nothing else of the request. `None` without a
/// route, and when it gets too long.
pub fn way_back(policy: &Policy, trace: &Trace<'_>, ask: &Ask<'_>) -> Option<OwnPath> {
    let route = trace.route?;
    let mut path = match trace.link {
        Some(link) => OwnPath::new(policy.front().link_segments(link.name())),
        None => {
            let pairs = route.segments().iter().zip(ask.segments());
            OwnPath::new(pairs.map(|(segment, asked)| match segment {
                Segment::Literal(word) => &**word,
                Segment::Parameter(_) => &**asked,
            }))
        }
    };
    for (name, value) in ask.query() {
        if let Some(name) = declared(route, name, trace) {
            path = path.with_field(name, value);
        }
    }
    (path.as_str().len() <= MAX_BYTES).then_some(path)
}

/// For what, for whom and since when a ticket is good.
#[derive(Clone, Copy, Debug)]
pub struct TicketTerms<'h> {
    /// What it is good for.
    pub purpose: Purpose,
    /// Who may use it; empty for anybody.
    pub holder: &'h str,
    /// The number of the leg that it belongs to, from 0.
    pub leg: usize,
    /// When its time begins.
    pub now: Timestamp,
}

/// The gateway's own path for a purpose of a route's leg, with all that has to
/// be known there in a signed ticket. `None` when that gets too long.
pub fn ticket_path(
    policy: &Policy,
    trace: &Trace<'_>,
    ask: &Ask<'_>,
    terms: TicketTerms<'_>,
) -> Option<OwnPath> {
    let path = way_back(policy, trace, ask)?;
    let scope = TicketScope {
        purpose: terms.purpose,
        route: trace.route?.name(),
        holder: terms.holder,
    };
    let page = trace.page.as_ref().map(BackAddress::as_str);
    let ticket = Ticket::new(scope.purpose, path.as_str(), terms.leg, page, terms.now);
    let text = ticket.sign(policy.signing_keys(), scope);
    let text = text.expect("a policy has a key, its own or one of the process");
    let segments = ["-", scope.purpose.as_str(), scope.route, &text];
    Some(OwnPath::new(segments))
}
