//! Writing the call to Webex from the values of the parameters.

use super::inputs::Inputs;
use super::outcome::{BadRequest, Delivery, Stop};
use super::return_path::{TicketTerms, ticket_path};
use super::ticket::{Holder, Purpose};
use super::trace::Trace;
use crate::policy::{ReturnMode, Route, Step};
use crate::webex::{Back, BackAddress, Call, Continuation};

/// Writes the calls of a leg, one inside the other.
pub fn deliver<'p>(
    inputs: Inputs<'p, '_, '_>,
    route: &'p Route,
    trace: &Trace<'p, '_>,
) -> Result<Delivery, Stop<'p>> {
    let steps = route.leg(inputs.leg).unwrap_or_default();
    let (first, following) = steps.split_first().ok_or(Stop::Unknown)?;
    let address = back_address(inputs, route, trace, following)?;
    let back = match (&address, trace.back) {
        (Some(address), _) => Some(Back::At(address)),
        (None, back) => back.map(|back| Back::Of(back.url())),
    };
    let next = chain(following, trace, back);
    let onward = Continuation {
        next: next.as_ref(),
        back,
    };
    let arguments = trace.arguments(first);
    let has_secret = arguments
        .clone()
        .any(|(parameter, _)| parameter.is_secret());
    Ok(match has_secret {
        true => Delivery::Form(first.form().form(arguments, onward)),
        false => Delivery::Redirect(first.form().call(arguments, onward)),
    })
}

/// The finished address to come back to; `None` where the call itself writes the back URL.
fn back_address<'p>(
    inputs: Inputs<'p, '_, '_>,
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

/// The call of the first of these steps, which leads to the others; without secrets.
pub fn chain(steps: &[Step], trace: &Trace<'_, '_>, back: Option<Back<'_>>) -> Option<Call> {
    // Each call contains the next one as a value, so the last is written first.
    let mut next = None;
    for step in steps.iter().rev() {
        let onward = Continuation {
            next: next.as_ref(),
            back,
        };
        next = Some(step.form().call(trace.arguments(step), onward));
    }
    next
}
