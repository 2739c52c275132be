//! What happens to somebody who comes back from Webex through the gateway.
//!
//! Their ticket says what they had asked for. Where they go in the end does
//! not depend on whether they may still ask for it: nobody is locked out of
//! the way home. The next leg of a chain does.

use jiff::Timestamp;

use super::ask::Ask;
use super::caller::Caller;
use super::decide::{find, resume};
use super::fill::{choose_back, fill};
use super::outcome::{Decision, Outcome};
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

/// What came back to a leg of a route.
#[derive(Clone, Copy, Debug)]
pub struct LegReply<'r> {
    /// The name of the route, as the ticket has it.
    pub route: &'r str,
    /// The number of the leg, from 0.
    pub leg: usize,
    /// What Webex says.
    pub reply: Reply<'r>,
}

/// Decides about somebody who comes back to a leg of a route. `ask` is what
/// their ticket says.
pub fn come_back<'a>(
    policy: &'a Policy,
    ask: &'a Ask<'_>,
    caller: &'a Caller<'_>,
    came: LegReply<'_>,
    now: Timestamp,
) -> Return<'a> {
    let mut trace = Trace::default();
    let Some((route, step)) = find_leg(policy, ask, came, &mut trace) else {
        let arrival = Arrival::Stray;
        return Return { arrival, trace };
    };
    let filled = fill(route, ask, caller, &mut trace);
    let chosen = choose_back(route, ask, &mut trace);
    let home = filled.and(chosen).ok().and_then(|()| trace.home());
    let reason = match ending(step, &came.reply, &trace) {
        Ending::Failure(reason) => Some(reason),
        Ending::Unclear => None,
        Ending::Success | Ending::AlreadyLoggedIn | Ending::Silent => {
            let next = came.leg + 1;
            if route.leg(next).is_some() {
                return go_on(resume(policy, ask, caller, next, now));
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

/// The route of the leg and its first step, if the policy still has them.
fn find_leg<'a>(
    policy: &'a Policy,
    ask: &Ask<'_>,
    came: LegReply<'_>,
    trace: &mut Trace<'a>,
) -> Option<(&'a Route, &'a Step)> {
    let route = find(policy, ask, trace).ok()?;
    let is_meant = route.name() == came.route && route.way() == Way::Gateway;
    let step = is_meant.then(|| route.leg(came.leg)?.first())??;
    Some((route, step))
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
    let mut sites = policy.catalogues();
    let (site, catalogue) = sites.find(|(site, _)| site.name() == route.site().name())?;
    let form = CallForm::new(site, catalogue.command("site.logout")?)?;
    let again = policy.front().home().address(again);
    let onward = Onward {
        next: None,
        back: Some(Back::At(&again)),
    };
    Some(form.call(std::iter::empty(), onward))
}
