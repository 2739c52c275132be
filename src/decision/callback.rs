//! What happens to a person who comes back from Webex through the gateway.
//!
//! The ticket has the original request. The next leg of a chain is subject to all checks again. The
//! address at the end is not: a person whose access has been withdrawn still gets home.

use jiff::Timestamp;

use super::bind_parameters::{choose_back, fill};
use super::caller::Caller;
use super::decide::{find, resume};
use super::link_request::LinkRequest;
use super::outcome::{Decision, Outcome};
use super::return_path::return_path;
use super::trace::Trace;
use crate::policy::{Policy, ReturnMode, Route, Step};
use crate::webex::{
    Address, Back, BackAddress, Call, CallForm, Continuation, Ending, OwnPath, Reason, Reply,
};

/// What happens to a person who comes back, and how the evaluator came to it.
#[derive(Debug)]
pub struct Callback<'p, 'r> {
    pub outcome: CallbackOutcome<'p>,
    pub trace: Trace<'p, 'r>,
}

/// What happens to a person who comes back.
#[derive(Debug)]
pub enum CallbackOutcome<'p> {
    /// Everything is done, and the person goes to the back URL; `None` when a value for it is
    /// missing by now.
    Done(Option<BackAddress>),
    /// The next leg follows.
    NextLeg(Outcome<'p>),
    /// The command failed at Webex.
    Failed(Failure),
    /// The policy does not have this leg any more.
    UnknownLeg,
}

impl<'p> CallbackOutcome<'p> {
    /// What happens to the next leg, if one follows.
    pub fn next_leg(&self) -> Option<&Outcome<'p>> {
        match self {
            Self::NextLeg(outcome) => Some(outcome),
            Self::Done(_) | Self::Failed(_) | Self::UnknownLeg => None,
        }
    }
}

/// What can be offered after a command has failed at Webex.
#[derive(Debug)]
pub struct Failure {
    /// Webex's reason; `None` when its reply cannot be understood.
    pub reason: Option<Reason>,
    /// The path by which the request can be repeated.
    pub again: Option<OwnPath>,
    /// Where the person would have gone in the end.
    pub home: Option<BackAddress>,
    /// The call that logs the person out of the site and leads to `again`.
    pub logout: Option<Call>,
}

/// Webex's reply to a leg of a route.
#[derive(Clone, Copy, Debug)]
pub struct LegReply<'r> {
    /// The name of the route that the ticket is bound to.
    pub route: &'r str,
    /// The leg, from 0.
    pub leg: usize,
    pub reply: Reply<'r>,
}

/// Decides what happens to a person who comes back from a leg of a route. `request` is that of the
/// ticket.
pub fn callback<'p: 'r, 'r>(
    policy: &'p Policy,
    request: &'r LinkRequest<'_>,
    caller: &'r Caller<'_>,
    returned: LegReply<'_>,
    now: Timestamp,
) -> Callback<'p, 'r> {
    let mut trace = Trace::default();
    let Some((route, step)) = find_leg(policy, request, returned, &mut trace) else {
        let outcome = CallbackOutcome::UnknownLeg;
        return Callback { outcome, trace };
    };
    let home = find_home(route, request, caller, &mut trace);
    let reason = match ending(step, &returned.reply, &trace) {
        Ending::Failure(reason) => Some(reason),
        Ending::Unclear => None,
        // Not every way back from Webex has result fields. Without any, there is no failure to
        // report.
        Ending::Success | Ending::AlreadyLoggedIn | Ending::Silent => {
            let next = returned.leg + 1;
            if route.leg(next).is_some() {
                return go_on(resume(policy, request, caller, next, now));
            }
            let outcome = CallbackOutcome::Done(home);
            return Callback { outcome, trace };
        }
    };
    let again = return_path(policy, &trace, request);
    let logout = again.as_ref().and_then(|path| logout(policy, route, path));
    let failure = Failure {
        reason,
        again,
        home,
        logout,
    };
    let outcome = CallbackOutcome::Failed(failure);
    Callback { outcome, trace }
}

/// Where the person goes in the end; `None` when a value for the back URL is missing by now.
fn find_home<'p: 'r, 'r>(
    route: &'p Route,
    request: &'r LinkRequest<'_>,
    caller: &'r Caller<'_>,
    trace: &mut Trace<'p, 'r>,
) -> Option<BackAddress> {
    // Access is not checked here, and an error only means that there is no address to go home to.
    let filled = fill(route, request, caller, trace);
    let chosen = choose_back(route, request, trace);
    filled.and(chosen).ok()?;
    trace.home()
}

/// The route of the leg and its first step, if the policy still has them.
fn find_leg<'p>(
    policy: &'p Policy,
    request: &LinkRequest<'_>,
    returned: LegReply<'_>,
    trace: &mut Trace<'p, '_>,
) -> Option<(&'p Route, &'p Step)> {
    let route = find(policy, request, trace).ok()?;
    let is_meant = route.name() == returned.route && route.return_mode() == ReturnMode::Gateway;
    let step = is_meant.then(|| route.leg(returned.leg)?.first())??;
    Some((route, step))
}

fn go_on<'p, 'r>(decision: Decision<'p, 'r>) -> Callback<'p, 'r> {
    Callback {
        outcome: CallbackOutcome::NextLeg(decision.outcome),
        trace: decision.trace,
    }
}

/// The result of a step, given the reply.
fn ending(step: &Step, reply: &Reply<'_>, trace: &Trace<'_, '_>) -> Ending {
    let expected_action = match step.command().address() {
        Address::Page(_, Some(action)) => Some(action.as_str()),
        _ => None,
    };
    let differs = |one: Option<&str>, other: Option<&str>| match (one, other) {
        (Some(one), Some(other)) => !one.eq_ignore_ascii_case(other),
        _ => false,
    };
    // The reply to another command says nothing about this one.
    if differs(expected_action, reply.action) {
        return Ending::Unclear;
    }
    let mut arguments = trace.arguments(step);
    let expected_user = arguments.find(|(parameter, _)| parameter.is_user());
    let expected_user = expected_user.and_then(|(_, value)| value.as_text());
    match reply.ending {
        // The browser is logged in as another user: for this person the login has failed.
        Ending::AlreadyLoggedIn if differs(expected_user, reply.web_id) => {
            Ending::Failure(Reason::AlreadyLogon)
        }
        ending => ending,
    }
}

/// The call that logs the person out of the site of the route.
fn logout(policy: &Policy, route: &Route, again: &OwnPath) -> Option<Call> {
    let mut sites = policy.sites().iter();
    let known = sites.find(|known| known.site.name() == route.site().name())?;
    let form = CallForm::new(&known.site, known.commands.command("site.logout")?)?;
    let again = policy.endpoint().home().address(again);
    let onward = Continuation {
        next: None,
        back: Some(Back::At(&again)),
    };
    Some(form.call(std::iter::empty(), onward))
}
