//! The values of the parameters and of the back URL, and the check that the query has nothing else
//! that could be taken for one.

use super::caller::Caller;
use super::link_request::LinkRequest;
use super::outcome::{BadRequest, Refusal, Stop};
use super::trace::{Filled, Trace};
use crate::policy::{BACK, Binding, NamedBack, Route, ValueOrigin, ValueSource};
use crate::text::is_same_name;
use crate::webex::{Value, ValueError};

/// Gives every parameter its value, then checks the query.
pub fn fill<'p: 'r, 'r>(
    route: &'p Route,
    request: &'r LinkRequest<'_>,
    caller: &'r Caller<'_>,
    trace: &mut Trace<'p, 'r>,
) -> Result<(), Stop<'p>> {
    for (number, binding) in route.bindings().iter().enumerate() {
        // What a link presets cannot be overridden by the request.
        let supplied = match trace.link.and_then(|link| link.preset(number)) {
            Some(value) => Some(Ok((value.by_ref(), ValueOrigin::Link))),
            None => supply(binding, request, caller),
        };
        let parameter = binding.parameter();
        match supplied {
            Some(Ok((value, origin))) => trace.filled.push(Filled {
                binding: number,
                parameter,
                value,
                origin,
            }),
            Some(Err(error)) => return Err(BadRequest::Value(parameter.name(), error).into()),
            None if parameter.is_required() => return Err(missing(binding, caller)),
            None => {}
        }
    }
    check_query(route, request, trace)
}

fn missing<'a>(binding: &'a Binding, caller: &Caller<'_>) -> Stop<'a> {
    match binding.source() {
        // The identity is there but lacks the field: another login would not add it.
        ValueSource::Caller(_) if caller.person().is_some() => Stop::Refused(Refusal::Account),
        ValueSource::Caller(_) => Stop::Refused(Refusal::Nobody),
        _ => BadRequest::Missing(binding.parameter().name()).into(),
    }
}

/// The value of a binding from the source that the policy names; `None` when the source has none.
fn supply<'a>(
    binding: &'a Binding,
    request: &'a LinkRequest<'_>,
    caller: &'a Caller<'_>,
) -> Option<Result<(Value<'a>, ValueOrigin), ValueError>> {
    let (text, origin) = match binding.source() {
        ValueSource::Nothing => return None,
        ValueSource::Constant(value) => return Some(Ok((value.by_ref(), ValueOrigin::Constant))),
        ValueSource::Secret(value) => return Some(Ok((value.by_ref(), ValueOrigin::Secret))),
        ValueSource::Path(segment) => (&**request.segments().get(*segment)?, ValueOrigin::Path),
        ValueSource::Query => {
            let mut fields = request.query();
            let (_, value) =
                fields.find(|(name, _)| is_same_name(name, binding.parameter().name()))?;
            // Forms also send fields that were left empty.
            (
                (!value.trim().is_empty()).then_some(value)?,
                ValueOrigin::Query,
            )
        }
        ValueSource::Caller(field) => {
            // Nobody can mend what their employer calls them: a name that is no value is none.
            let value = binding.parameter().parse(caller.field(*field)?).ok()?;
            return Some(Ok((value, ValueOrigin::Caller)));
        }
    };
    Some(binding.parameter().parse(text).map(|value| (value, origin)))
}

/// Checks every query field: declared ones may come once, those that would steer the call must not
/// come at all, others are counted and ignored.
fn check_query<'p>(
    route: &'p Route,
    request: &LinkRequest<'_>,
    trace: &mut Trace<'p, '_>,
) -> Result<(), Stop<'p>> {
    for (at, (name, _)) in request.query().enumerate() {
        // Names are compared folded, so that `meeting_key` and `MeetingKey` are one field. Of two
        // values it would be unclear which one counts.
        if let Some(declared) = declared(route, name, trace) {
            if request
                .query()
                .take(at)
                .any(|(earlier, _)| is_same_name(earlier, name))
            {
                return Err(BadRequest::Twice(declared).into());
            }
        } else if route.is_steering(name) {
            return Err(BadRequest::Steering(name.into()).into());
        } else {
            trace.ignored += 1;
        }
    }
    Ok(())
}

/// The policy's name for a query field that the route reads. A parameter that the link presets is
/// not read from the query.
pub fn declared<'a>(route: &'a Route, name: &str, trace: &Trace<'_, '_>) -> Option<&'a str> {
    if is_same_name(name, BACK) {
        return route.lets_visitors_pick_back().then_some(BACK);
    }
    let mut bindings = route.bindings().iter().enumerate();
    let (_, binding) = bindings.find(|(number, binding)| {
        *binding.source() == ValueSource::Query
            && is_same_name(binding.parameter().name(), name)
            && trace.link.is_none_or(|link| link.preset(*number).is_none())
    })?;
    Some(binding.parameter().name())
}

/// Chooses the back URL: the one that the visitor picked, else the first of the route.
pub fn choose_back<'p>(
    route: &'p Route,
    request: &LinkRequest<'_>,
    trace: &mut Trace<'p, '_>,
) -> Result<(), Stop<'p>> {
    let picked = route
        .lets_visitors_pick_back()
        .then(|| request.query().find(|(name, _)| is_same_name(name, BACK)))
        .flatten();
    let mut backs = route.backs().iter();
    let back = match picked {
        Some((_, name)) => Some(
            backs
                .find(|back| is_same_name(back.name(), name))
                .ok_or(BadRequest::UnknownBack)?,
        ),
        None => backs.next(),
    };
    trace.back = back.map(|back| &**back);
    let referrers = trace.back.and_then(NamedBack::referrers);
    trace.page = referrers.and_then(|origins| origins.admit(request.referrer()?));
    // The page that the person came from takes the place of the back URL, whose places do not
    // matter then.
    if trace.page.is_some() {
        return Ok(());
    }
    let mut places = back.iter().flat_map(|back| back.url().places());
    match places.find(|place| trace.text(place).is_none()) {
        Some(place) => Err(BadRequest::Missing(place).into()),
        None => Ok(()),
    }
}
