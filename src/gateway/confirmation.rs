//! The ticket of a confirmation: signed, short-lived, and bound to the person who was asked and to
//! what they were asked about.

use super::leg::Leg;
use super::request_context::RequestContext;
use crate::decision::{Holder, Person, Purpose, TicketTerms, ticket_path};
use crate::webex::OwnPath;

/// The address to which the confirmation is posted; `None` when the request is too long for a
/// ticket.
pub fn target(context: &RequestContext<'_, '_>, leg: &Leg<'_, '_, '_, '_>) -> Option<OwnPath> {
    let terms = TicketTerms {
        purpose: Purpose::Confirm,
        holder: holder(context),
        leg: leg.number,
        now: context.head.now,
    };
    ticket_path(context.policy, leg.trace, leg.request, terms)
}

/// Who may confirm: the person who was asked.
pub fn holder<'c>(context: &'c RequestContext<'_, '_>) -> Holder<'c> {
    Holder::Asked(context.caller.person().and_then(Person::key))
}
