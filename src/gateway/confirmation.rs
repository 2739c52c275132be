//! The ticket by which a person confirms what they were asked: signed, for a short time, and for that
//! person.

use super::leg::Leg;
use super::request_context::RequestContext;
use crate::decision::{Purpose, TicketTerms, ticket_path};
use crate::webex::OwnPath;

/// Where the form of the question is posted to; `None` when what was asked for is too long.
pub fn target(context: &RequestContext<'_, '_>, leg: &Leg<'_, '_, '_, '_>) -> Option<OwnPath> {
    let terms = TicketTerms {
        purpose: Purpose::Confirm,
        holder: &holder(context),
        leg: leg.number,
        now: context.head.now,
    };
    ticket_path(context.policy, leg.trace, leg.request, terms)
}

/// Who may confirm: the person who was asked, if anybody is known; and only as long as the policy
/// stands by which it was asked, so that nobody confirms one thing and does another.
pub fn holder(context: &RequestContext<'_, '_>) -> String {
    let id = context.caller.person().and_then(|person| person.id());
    format!("{} {}", id.unwrap_or_default(), context.policy.hash())
}
