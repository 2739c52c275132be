//! From filled parameters to what is sent to Webex.

use jiff::Timestamp;

use super::ask::Ask;
use super::decide::{BadRequest, Stop, bad};
use super::ticket::Purpose;
use super::trace::Trace;
use super::way_back::ticket_path;
use crate::policy::{Policy, Route, Step, Way};
use crate::webex::{Back, Call, Onward, PostForm};

/// How a call reaches Webex.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// The browser is sent to an address.
    Redirect(Call),
    /// The person posts a form, because a secret is among its fields.
    Form(PostForm),
}

/// Writes the calls of a leg.
pub(super) fn deliver<'a>(
    policy: &Policy,
    ask: &Ask<'_>,
    (route, leg, now): (&'a Route, usize, Timestamp),
    trace: &Trace<'a>,
) -> Result<Delivery, Stop<'a>> {
    let steps = route.leg(leg).unwrap_or_default();
    let (first, following) = steps.split_first().ok_or(Stop::Unknown)?;
    let address = match route.way() {
        Way::Gateway => {
            let purpose = (Purpose::Return, "");
            let path = ticket_path(policy, (trace, ask), purpose, (leg, now));
            let path = path.ok_or(bad(BadRequest::TooLong))?;
            Some(policy.front().home().address(&path))
        }
        // Only one step has all that a back URL could need at hand.
        Way::Direct if trace.page.is_some() || !following.is_empty() => trace.home(),
        Way::Direct => None,
    };
    let back = match (&address, trace.back) {
        (Some(address), _) => Some(Back::At(address)),
        (None, back) => back.map(|back| Back::Of(back.url())),
    };
    let next = chain(following, trace, back);
    let onward = Onward {
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

/// The call of the first of these steps: each stands in the one before it, so
/// that the last one is written first. Secrets are left out.
pub(super) fn chain(steps: &[Step], trace: &Trace<'_>, back: Option<Back<'_>>) -> Option<Call> {
    let mut next = None;
    for step in steps.iter().rev() {
        let onward = Onward {
            next: next.as_ref(),
            back,
        };
        next = Some(step.form().call(trace.arguments(step), onward));
    }
    next
}
