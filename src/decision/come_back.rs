//! What happens to somebody who comes back from Webex through the gateway.
//!
//! Their ticket says what they had asked for. Where they go in the end does
//! not depend on whether they may still ask for it: nobody is locked out of
//! the way home. The next leg of a chain does.

use jiff::Timestamp;

use super::ask::Ask;
use super::caller::Caller;
use super::decide::{Decision, Outcome, find, resume};
use super::fill::{choose_back, fill};
use super::trace::Trace;
use super::way_back::way_back;
use crate::policy::{Policy, Route, Step, Way};
use crate::webex::{
    Address, Back, BackAddress, Call, CallForm, Ending, Onward, OwnPath, Reason, Reply,
};

/// What happens to somebody who comes back, and how that was reached.
#[derive(Debug)]
pub struct Return<'a> {
    /// What happens.
    pub arrival: Arrival<'a>,
    /// How it was reached.
    pub trace: Trace<'a>,
}

/// What happens to somebody who comes back.
#[derive(Debug)]
pub enum Arrival<'a> {
    /// All is done, and they go to the back URL; `None` when what it needs is
    /// not known any more.
    Done(Option<BackAddress>),
    /// The next leg follows.
    Onward(Outcome<'a>),
    /// Webex did not do it.
    Failed(Failure),
    /// The policy has no such way back any more.
    Stray,
}

/// What there is to offer to somebody for whom Webex did not do it.
#[derive(Debug)]
pub struct Failure {
    /// Why; `None` when Webex cannot be understood.
    pub reason: Option<Reason>,
    /// Where to ask again.
    pub again: Option<OwnPath>,
    /// Where they would have gone in the end.
    pub home: Option<BackAddress>,
    /// Logs them out of the site, and leads back to asking again.
    pub logout: Option<Call>,
}

/// Decides about somebody who comes back to a leg of a route. `ask` is what
/// their ticket says.
pub fn come_back<'a>(
    policy: &'a Policy,
    ask: &'a Ask<'_>,
    caller: &'a Caller<'_>,
    (name, leg, reply): (&str, usize, &Reply<'_>),
    now: Timestamp,
) -> Return<'a> {
    let mut trace = Trace::default();
    let found = find(policy, ask, &mut trace).ok();
    let found = found.filter(|route| route.name() == name && route.way() == Way::Gateway);
    let step = found.and_then(|route| Some((route, route.leg(leg)?.first()?)));
    let Some((route, step)) = step else {
        let arrival = Arrival::Stray;
        return Return { arrival, trace };
    };
    let filled = fill(route, ask, caller, &mut trace);
    let chosen = choose_back(route, ask, &mut trace);
    let home = filled.and(chosen).ok().and_then(|()| trace.home());
    let reason = match ending(step, reply, &trace) {
        Ending::Failure(reason) => Some(reason),
        Ending::Unclear => None,
        Ending::Success | Ending::AlreadyLoggedIn | Ending::Silent => {
            if route.leg(leg + 1).is_some() {
                return go_on(resume(policy, ask, caller, (leg + 1, now)));
            }
            let arrival = Arrival::Done(home);
            return Return { arrival, trace };
        }
    };
    let again = way_back(policy, &trace, ask);
    let logout = again
        .as_ref()
        .and_then(|again| logout(policy, route, again));
    let arrival = Arrival::Failed(Failure {
        reason,
        again,
        home,
        logout,
    });
    Return { arrival, trace }
}

fn go_on(Decision { outcome, trace }: Decision<'_>) -> Return<'_> {
    let arrival = Arrival::Onward(outcome);
    Return { arrival, trace }
}

/// How it ended, as seen from what was asked: an answer to another command is
/// none, and somebody else's login is not this person's.
fn ending(step: &Step, reply: &Reply<'_>, trace: &Trace<'_>) -> Ending {
    let asked = match step.command().address() {
        Address::Page(_, Some(action)) => Some(action.as_str()),
        _ => None,
    };
    let differs = |one: Option<&str>, other: Option<&str>| match (one, other) {
        (Some(one), Some(other)) => !one.eq_ignore_ascii_case(other),
        _ => false,
    };
    if differs(asked, reply.action) {
        return Ending::Unclear;
    }
    let mut arguments = trace.arguments(step);
    let wanted = arguments.find(|(parameter, _)| parameter.is_user());
    let wanted = wanted.and_then(|(_, value)| value.as_text());
    match reply.ending {
        Ending::AlreadyLoggedIn if differs(wanted, reply.web_id) => {
            Ending::Failure(Reason::AlreadyLogon)
        }
        ending => ending,
    }
}

/// The call that logs a person out of the route's site.
fn logout(policy: &Policy, route: &Route, again: &OwnPath) -> Option<Call> {
    let mut sites = policy.sites().iter();
    let known = sites.find(|known| known.site.name() == route.site().name())?;
    let form = CallForm::new(&known.site, known.commands.command("site.logout")?)?;
    let again = policy.front().home().address(again);
    let onward = Onward {
        next: None,
        back: Some(Back::At(&again)),
    };
    Some(form.call(std::iter::empty(), onward))
}
