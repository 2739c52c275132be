//! The one evaluator.

use jiff::Timestamp;

use super::ask::Ask;
use super::caller::Caller;
use super::deliver::{Delivery, deliver};
use super::fill::{choose_back, fill};
use super::trace::Trace;
use crate::policy::{Lack, Moment, Policy, Route, Target, Validity, Verdict};
use crate::webex::{Effect, ValueError};

/// What happens to one request, and how that was reached.
#[derive(Debug)]
pub struct Decision<'a> {
    /// What happens.
    pub outcome: Outcome<'a>,
    /// How it was reached.
    pub trace: Trace<'a>,
}

/// What happens to one request.
#[derive(Debug)]
pub enum Outcome<'a> {
    /// The person is sent to Webex.
    Send(Delivery),
    /// The same, once the person has confirmed it: it changes something.
    Confirm(Delivery, Effect),
    /// It is not carried out.
    Stop(Stop<'a>),
}

/// Why a request is not carried out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stop<'a> {
    /// The request cannot be meant like this.
    Bad(BadRequest<'a>),
    /// The policy does not allow it.
    Refused(Refusal),
    /// Nothing answers this path.
    Unknown,
    /// The link is not valid any more.
    Expired,
}

/// Why a request cannot be meant as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BadRequest<'a> {
    /// The value of this parameter is none.
    Value(&'a str, ValueError),
    /// This parameter is needed, and nothing gives it.
    Missing(&'a str),
    /// The query field for this parameter stands there twice.
    Twice(&'a str),
    /// A query field that would steer the call, had it been passed on: its
    /// name as the visitor wrote it.
    Steering(&'a str),
    /// No back URL of that name may be picked here.
    UnknownBack,
    /// What was asked for is too long to be carried through Webex and back.
    TooLong,
}

impl<'a> BadRequest<'a> {
    /// The parameter that is meant, by the policy's name for it.
    pub fn parameter(&self) -> Option<&'a str> {
        match self {
            Self::Value(name, _) | Self::Missing(name) | Self::Twice(name) => Some(name),
            Self::Steering(_) | Self::UnknownBack | Self::TooLong => None,
        }
    }
}

/// Why the policy does not allow a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The route's rules do not let in whoever this is.
    Access,
    /// They do not let in this person, who is known.
    Account,
    /// They would, at another hour.
    Hours,
    /// The link is not valid yet.
    NotYet,
    /// The route needs to know who asks, and nobody is known.
    Nobody,
}

/// Decides what happens to one request.
pub fn decide<'a>(
    policy: &'a Policy,
    ask: &'a Ask<'_>,
    caller: &'a Caller<'_>,
    now: Timestamp,
) -> Decision<'a> {
    resume(policy, ask, caller, (0, now))
}

/// Decides what happens next to somebody who has been through the legs before
/// this one. Whatever has to hold at the beginning has to hold still.
pub fn resume<'a>(
    policy: &'a Policy,
    ask: &'a Ask<'_>,
    caller: &'a Caller<'_>,
    (leg, now): (usize, Timestamp),
) -> Decision<'a> {
    let mut trace = Trace::default();
    let outcome = evaluate(policy, ask, caller, (leg, now), &mut trace);
    let outcome = outcome.unwrap_or_else(Outcome::Stop);
    Decision { outcome, trace }
}

/// The steps in their order; any of them may stop the request.
fn evaluate<'a>(
    policy: &'a Policy,
    ask: &'a Ask<'_>,
    caller: &'a Caller<'_>,
    (leg, now): (usize, Timestamp),
    trace: &mut Trace<'a>,
) -> Result<Outcome<'a>, Stop<'a>> {
    let route = find(policy, ask, trace)?;
    check_access(route, caller, now, trace)?;
    fill(route, ask, caller, trace)?;
    choose_back(route, ask, trace)?;
    let delivery = deliver(policy, ask, (route, leg, now), trace)?;
    let effect = route.leg_effect(leg);
    Ok(if effect.needs_confirmation() {
        Outcome::Confirm(delivery, effect)
    } else {
        Outcome::Send(delivery)
    })
}

pub(super) fn find<'a>(
    policy: &'a Policy,
    ask: &Ask<'_>,
    trace: &mut Trace<'a>,
) -> Result<&'a Route, Stop<'a>> {
    let route = match policy.find(ask.segments()) {
        None => return Err(Stop::Unknown),
        Some(Target::Route(route)) => policy.route(route),
        Some(Target::Link(link)) => {
            let link = policy.link(link);
            trace.link = Some(link);
            policy.route(link.route())
        }
    };
    trace.route = Some(route);
    Ok(route)
}

/// Who may, and when: who may not use a link does not learn about its dates.
fn check_access<'a>(
    route: &'a Route,
    caller: &Caller<'_>,
    now: Timestamp,
    trace: &mut Trace<'a>,
) -> Result<(), Stop<'a>> {
    let dates = trace.link.map(|link| link.validity(now));
    let verdict = route.access().judge(caller, Moment { now, dates });
    trace.verdict = Some(verdict);
    match verdict {
        Verdict::Allowed(_) => Ok(()),
        Verdict::Unknown(Lack::Person) => Err(Stop::Refused(Refusal::Nobody)),
        Verdict::Unknown(Lack::Dates(Validity::NotYet)) => Err(Stop::Refused(Refusal::NotYet)),
        Verdict::Unknown(Lack::Dates(Validity::Expired)) => Err(Stop::Expired),
        Verdict::Unknown(Lack::Hours) => Err(Stop::Refused(Refusal::Hours)),
        Verdict::Denied(_) | Verdict::Unknown(Lack::Nothing | Lack::Dates(Validity::Valid)) => {
            let refusal = match caller.person() {
                Some(_) => Refusal::Account,
                None => Refusal::Access,
            };
            Err(Stop::Refused(refusal))
        }
    }
}

pub(super) fn bad(request: BadRequest<'_>) -> Stop<'_> {
    Stop::Bad(request)
}
