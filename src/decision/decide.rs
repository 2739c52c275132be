//! The one evaluator.

use jiff::Timestamp;

use super::ask::Ask;
use super::caller::Caller;
use super::trace::{Filled, Origin, Trace};
use crate::policy::{
    BACK, NamedBack, Policy, Route, Slot, Supply, Target, Validity, Verdict, is_same_name,
};
use crate::webex::{Call, Effect, Value, ValueError};

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
    Go(Call),
    /// The same, once the person has confirmed it: it changes something.
    Confirm(Call, Effect),
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
}

impl<'a> BadRequest<'a> {
    /// The parameter that is meant, by the policy's name for it.
    pub fn parameter(&self) -> Option<&'a str> {
        match self {
            Self::Value(name, _) | Self::Missing(name) | Self::Twice(name) => Some(name),
            Self::Steering(_) | Self::UnknownBack => None,
        }
    }
}

/// Why the policy does not allow a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The route's rules do not let this caller in.
    Access,
    /// The link is not valid yet.
    NotYet,
    /// The route needs to know who asks, and nobody is known.
    Nobody,
}

/// Decides what happens to one request.
pub fn decide<'a>(
    policy: &'a Policy,
    ask: &'a Ask<'_>,
    caller: &'a Caller,
    now: Timestamp,
) -> Decision<'a> {
    let mut trace = Trace::default();
    let outcome = evaluate(policy, ask, caller, now, &mut trace).unwrap_or_else(Outcome::Stop);
    Decision { outcome, trace }
}

/// The steps in their order; any of them may stop the request.
fn evaluate<'a>(
    policy: &'a Policy,
    ask: &'a Ask<'_>,
    caller: &'a Caller,
    now: Timestamp,
    trace: &mut Trace<'a>,
) -> Result<Outcome<'a>, Stop<'a>> {
    let route = find(policy, ask, trace)?;
    check_access(route, caller, trace)?;
    check_dates(now, trace)?;
    fill(route, ask, caller, trace)?;
    let back = choose_back(route, ask, trace)?;
    let arguments = trace
        .filled
        .iter()
        .map(|filled| (filled.parameter, &filled.value));
    let call = route.form().call(arguments, back.map(NamedBack::url));
    let effect = route.command().effect();
    Ok(if effect.needs_confirmation() {
        Outcome::Confirm(call, effect)
    } else {
        Outcome::Go(call)
    })
}

fn find<'a>(
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

fn check_access<'a>(
    route: &'a Route,
    caller: &Caller,
    trace: &mut Trace<'a>,
) -> Result<(), Stop<'a>> {
    let verdict = route.access().judge(caller.address());
    trace.verdict = Some(verdict);
    match verdict {
        Verdict::Allowed(_) => Ok(()),
        Verdict::Denied(_) | Verdict::Unknown => Err(Stop::Refused(Refusal::Access)),
    }
}

/// Dates come after access: who may not use a link does not learn about it.
fn check_dates<'a>(now: Timestamp, trace: &Trace<'a>) -> Result<(), Stop<'a>> {
    match trace.link.map(|link| link.validity(now)) {
        None | Some(Validity::Valid) => Ok(()),
        Some(Validity::NotYet) => Err(Stop::Refused(Refusal::NotYet)),
        Some(Validity::Expired) => Err(Stop::Expired),
    }
}

/// Gives every parameter its value, and makes sure that no query field is
/// left which could be meant to.
fn fill<'a>(
    route: &'a Route,
    ask: &'a Ask<'_>,
    caller: &'a Caller,
    trace: &mut Trace<'a>,
) -> Result<(), Stop<'a>> {
    for (number, slot) in route.slots().iter().enumerate() {
        let supplied = match trace.link.and_then(|link| link.preset(number)) {
            Some(value) => Some(Ok((value.by_ref(), Origin::Link))),
            None => supply(slot, ask, caller),
        };
        let parameter = slot.parameter();
        match supplied {
            Some(Ok((value, origin))) => trace.filled.push(Filled {
                parameter,
                value,
                origin,
            }),
            Some(Err(error)) => return Err(bad(BadRequest::Value(parameter.name(), error))),
            None if parameter.is_required() => return Err(missing(slot)),
            None => {}
        }
    }
    check_query(route, ask, trace)
}

fn missing(slot: &Slot) -> Stop<'_> {
    match slot.supply() {
        Supply::Caller(_) => Stop::Refused(Refusal::Nobody),
        _ => bad(BadRequest::Missing(slot.parameter().name())),
    }
}

/// The value of a slot, from where the policy says; `None` when nothing is
/// there.
fn supply<'a>(
    slot: &'a Slot,
    ask: &'a Ask<'_>,
    caller: &'a Caller,
) -> Option<Result<(Value<'a>, Origin), ValueError>> {
    let (text, origin) = match slot.supply() {
        Supply::Nothing => return None,
        Supply::Constant(value) => return Some(Ok((value.by_ref(), Origin::Constant))),
        Supply::Path(segment) => (&**ask.segments().get(*segment)?, Origin::Path),
        Supply::Query => {
            let mut fields = ask.query();
            let (_, value) =
                fields.find(|(name, _)| is_same_name(name, slot.parameter().name()))?;
            // A form sends the fields that were left empty, too.
            ((!value.trim().is_empty()).then_some(value)?, Origin::Query)
        }
        Supply::Caller(field) => (caller.field(*field)?, Origin::Caller),
    };
    Some(slot.parameter().parse(text).map(|value| (value, origin)))
}

/// Looks at every query field once: declared ones may stand there once, those
/// that would steer the call must not be there, others are ignored.
fn check_query<'a>(
    route: &'a Route,
    ask: &'a Ask<'_>,
    trace: &mut Trace<'a>,
) -> Result<(), Stop<'a>> {
    for (at, (name, _)) in ask.query().enumerate() {
        if let Some(declared) = declared(route, name, trace) {
            if ask
                .query()
                .take(at)
                .any(|(earlier, _)| is_same_name(earlier, name))
            {
                return Err(bad(BadRequest::Twice(declared)));
            }
        } else if route.is_steering(name) {
            return Err(bad(BadRequest::Steering(name)));
        } else {
            trace.ignored += 1;
        }
    }
    Ok(())
}

/// The policy's name for a query field that the route reads. What a link sets
/// is not asked of the visitor any more.
fn declared<'a>(route: &'a Route, name: &str, trace: &Trace<'_>) -> Option<&'a str> {
    if is_same_name(name, BACK) {
        return route.lets_visitors_pick_back().then_some(BACK);
    }
    let mut slots = route.slots().iter().enumerate();
    let (_, slot) = slots.find(|(number, slot)| {
        *slot.supply() == Supply::Query
            && is_same_name(slot.parameter().name(), name)
            && trace.link.is_none_or(|link| link.preset(*number).is_none())
    })?;
    Some(slot.parameter().name())
}

fn choose_back<'a>(
    route: &'a Route,
    ask: &Ask<'_>,
    trace: &mut Trace<'a>,
) -> Result<Option<&'a NamedBack>, Stop<'a>> {
    let picked = route
        .lets_visitors_pick_back()
        .then(|| ask.query().find(|(name, _)| is_same_name(name, BACK)))
        .flatten();
    let mut backs = route.backs().iter();
    let back = match picked {
        Some((_, name)) => Some(
            backs
                .find(|back| is_same_name(back.name(), name))
                .ok_or(bad(BadRequest::UnknownBack))?,
        ),
        None => backs.next(),
    };
    trace.back = back.map(|back| &**back);
    for place in back.iter().flat_map(|back| back.url().places()) {
        if !trace
            .filled
            .iter()
            .any(|filled| filled.parameter.name() == place)
        {
            return Err(bad(BadRequest::Missing(place)));
        }
    }
    Ok(trace.back)
}

fn bad(request: BadRequest<'_>) -> Stop<'_> {
    Stop::Bad(request)
}
