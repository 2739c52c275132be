//! Where the values of a call come from, and that nothing else of the query
//! could be meant to be one.

use super::ask::Ask;
use super::caller::Caller;
use super::decide::{BadRequest, Refusal, Stop, bad};
use super::trace::{Filled, Origin, Trace};
use crate::policy::{BACK, NamedBack, Route, Slot, Supply};
use crate::text::is_same_name;
use crate::webex::{Value, ValueError};

/// Gives every parameter its value, and makes sure that no query field is
/// left which could be meant to.
pub(super) fn fill<'a>(
    route: &'a Route,
    ask: &'a Ask<'_>,
    caller: &'a Caller<'_>,
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
                slot: number,
                parameter,
                value,
                origin,
            }),
            Some(Err(error)) => return Err(bad(BadRequest::Value(parameter.name(), error))),
            None if parameter.is_required() => return Err(missing(slot, caller)),
            None => {}
        }
    }
    check_query(route, ask, trace)
}

fn missing<'a>(slot: &'a Slot, caller: &Caller<'_>) -> Stop<'a> {
    match slot.supply() {
        // Nobody gets another name by logging in once more.
        Supply::Caller(_) if caller.person().is_some() => Stop::Refused(Refusal::Account),
        Supply::Caller(_) => Stop::Refused(Refusal::Nobody),
        _ => bad(BadRequest::Missing(slot.parameter().name())),
    }
}

/// The value of a slot, from where the policy says; `None` when nothing is
/// there.
fn supply<'a>(
    slot: &'a Slot,
    ask: &'a Ask<'_>,
    caller: &'a Caller<'_>,
) -> Option<Result<(Value<'a>, Origin), ValueError>> {
    let (text, origin) = match slot.supply() {
        Supply::Nothing => return None,
        Supply::Constant(value) => return Some(Ok((value.by_ref(), Origin::Constant))),
        Supply::Secret(value) => return Some(Ok((value.by_ref(), Origin::Secret))),
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
pub(super) fn declared<'a>(route: &'a Route, name: &str, trace: &Trace<'_>) -> Option<&'a str> {
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

/// Chooses the back URL: the one that the visitor picked, else the first.
pub(super) fn choose_back<'a>(
    route: &'a Route,
    ask: &Ask<'_>,
    trace: &mut Trace<'a>,
) -> Result<(), Stop<'a>> {
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
    let referrers = trace.back.and_then(NamedBack::referrers);
    trace.page = referrers.and_then(|origins| origins.admit(ask.referrer()?));
    if trace.page.is_some() {
        return Ok(());
    }
    let mut places = back.iter().flat_map(|back| back.url().places());
    match places.find(|place| trace.text(place).is_none()) {
        Some(place) => Err(bad(BadRequest::Missing(place))),
        None => Ok(()),
    }
}
