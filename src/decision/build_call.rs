//! Writing the call to Webex from the values of the parameters.

use super::inputs::Inputs;
use super::outcome::{BadRequest, Delivery, Stop};
use super::return_path::{TicketTerms, ticket_path};
use super::ticket::{Holder, Purpose};
use super::trace::Trace;
use crate::policy::{ReturnMode, Route, Step, StepCall};
use crate::webex::{Back, BackAddress, Call, Continuation, OneTimeTicket, TicketCall};

/// Writes the calls of a leg, one inside the other.
pub fn deliver<'p>(
    inputs: Inputs<'_, '_, '_>,
    route: &'p Route,
    trace: &Trace<'p, '_>,
) -> Result<Delivery, Stop<'p>> {
    let onward = Onward::of(inputs, route, trace)?;
    let first = onward.first;
    Ok(match first.call() {
        StepCall::Rest(_) => Delivery::Rest,
        StepCall::WithTicket(_) => Delivery::Ticket,
        StepCall::Browser(form) => {
            let arguments = trace.arguments(first);
            let continuation = onward.continuation(trace);
            let has_secret = arguments
                .clone()
                .any(|(parameter, _)| parameter.is_secret());
            match has_secret {
                true => Delivery::Form(form.form(arguments, continuation)),
                false => Delivery::Redirect(form.call(arguments, continuation)),
            }
        }
    })
}

/// The call of a leg that begins with a login by ticket; `None` for another leg.
pub fn call_with_ticket<'p>(
    inputs: Inputs<'_, '_, '_>,
    route: &'p Route,
    trace: &Trace<'p, '_>,
    ticket: OneTimeTicket,
) -> Result<Option<TicketCall>, Stop<'p>> {
    let onward = Onward::of(inputs, route, trace)?;
    let StepCall::WithTicket(form) = onward.first.call() else {
        return Ok(None);
    };
    let arguments = trace.arguments(onward.first);
    Ok(form.call_with_ticket(arguments, ticket, onward.continuation(trace)))
}

/// The first call of a leg, and where it leads on.
struct Onward<'p> {
    first: &'p Step,
    /// The finished address to come back to; `None` where the call itself writes the back URL.
    address: Option<BackAddress>,
    next: Option<Call>,
}

impl<'p> Onward<'p> {
    fn of(
        inputs: Inputs<'_, '_, '_>,
        route: &'p Route,
        trace: &Trace<'p, '_>,
    ) -> Result<Self, Stop<'p>> {
        let steps = route.leg(inputs.leg).unwrap_or_default();
        let (first, following) = steps.split_first().ok_or(Stop::Unknown)?;
        let address = back_address(inputs, route, trace, following)?;
        let next = chain(following, trace, back_of(address.as_ref(), trace));
        Ok(Self {
            first,
            address,
            next,
        })
    }

    fn continuation<'s>(&'s self, trace: &Trace<'p, '_>) -> Continuation<'s>
    where
        'p: 's,
    {
        Continuation {
            next: self.next.as_ref(),
            back: back_of(self.address.as_ref(), trace),
        }
    }
}

fn back_of<'b, 'p: 'b>(
    address: Option<&'b BackAddress>,
    trace: &Trace<'p, '_>,
) -> Option<Back<'b>> {
    match address {
        Some(address) => Some(Back::At(address)),
        None => trace.back.map(|back| Back::Of(back.url())),
    }
}

/// The finished address to come back to; `None` where the call itself writes the back URL.
fn back_address<'p>(
    inputs: Inputs<'_, '_, '_>,
    route: &Route,
    trace: &Trace<'p, '_>,
    following: &[Step],
) -> Result<Option<BackAddress>, Stop<'p>> {
    match route.return_mode() {
        ReturnMode::Gateway => {
            let terms = TicketTerms {
                purpose: Purpose::Return,
                // Anybody may come back with it: the ticket gives no access.
                holder: Holder::Anybody,
                leg: inputs.leg,
                now: inputs.now,
            };
            let path = ticket_path(inputs.policy, trace, inputs.request, terms);
            let path = path.ok_or(BadRequest::TooLong)?;
            Ok(Some(inputs.policy.endpoint().home().address(&path)))
        }
        // The places of a back URL are filled from the arguments of the call. Only a single step
        // has all of them, so in a chain the address is written first.
        ReturnMode::Direct if trace.page.is_some() || !following.is_empty() => Ok(trace.home()),
        ReturnMode::Direct => Ok(None),
    }
}

/// The call of the first of these steps, which leads to the others; without secrets. `None` where the
/// gateway makes it itself.
pub fn chain(steps: &[Step], trace: &Trace<'_, '_>, back: Option<Back<'_>>) -> Option<Call> {
    // Each call contains the next one as a value, so the last is written first.
    let mut next = None;
    for step in steps.iter().rev() {
        let onward = Continuation {
            next: next.as_ref(),
            back,
        };
        next = Some(step.form()?.call(trace.arguments(step), onward));
    }
    next
}
