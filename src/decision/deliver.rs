//! From filled parameters to what is sent to Webex.

use jiff::Timestamp;

use super::ask::Ask;
use super::decide::{BadRequest, Stop, bad};
use super::ticket::{Purpose, Ticket};
use super::trace::Trace;
use super::way_back::way_back;
use crate::policy::{Policy, Route, Way};
use crate::webex::{Back, BackAddress, Call, Onward, OwnPath, PostForm};

/// How a call reaches Webex.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// The browser is sent to an address.
    Redirect(Call),
    /// The person posts a form, because a secret is among its fields.
    Form(PostForm),
}

/// Writes the calls of a leg, the last one first: each stands in the one
/// before it.
pub(super) fn deliver<'a>(
    policy: &Policy,
    ask: &Ask<'_>,
    (route, leg, now): (&'a Route, usize, Timestamp),
    trace: &Trace<'a>,
) -> Result<Delivery, Stop<'a>> {
    let steps = route.leg(leg).unwrap_or_default();
    let (first, following) = steps.split_first().ok_or(Stop::Unknown)?;
    let address = match route.way() {
        Way::Gateway => Some(return_address(policy, ask, (leg, now), trace)?),
        // Only one step has all that a back URL could need at hand.
        Way::Direct if trace.page.is_some() || !following.is_empty() => trace.home(),
        Way::Direct => None,
    };
    let back = match (&address, trace.back) {
        (Some(address), _) => Some(Back::At(address)),
        (None, back) => back.map(|back| Back::Of(back.url())),
    };
    let mut next = None;
    for step in following.iter().rev() {
        let onward = Onward {
            next: next.as_ref(),
            back,
        };
        next = Some(step.form().call(trace.arguments(step), onward));
    }
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

/// The gateway's own address for the way back from a leg, with all that has to
/// be known then in a signed ticket.
fn return_address<'a>(
    policy: &Policy,
    ask: &Ask<'_>,
    (leg, now): (usize, Timestamp),
    trace: &Trace<'a>,
) -> Result<BackAddress, Stop<'a>> {
    let path = way_back(policy, trace, ask).ok_or(bad(BadRequest::TooLong))?;
    let route = trace.route.map_or("", Route::name);
    let page = trace.page.as_ref().map(BackAddress::as_str);
    let ticket = Ticket::new(Purpose::Return, path.as_str(), (leg, page), now);
    let text = ticket.sign(policy.signing_keys(), (Purpose::Return, route, ""));
    let text = text.expect("a policy that lets people come back has a key");
    let own = OwnPath::new(["-", Purpose::Return.path_word(), route, &text]);
    Ok(policy.front().home().address(&own))
}
