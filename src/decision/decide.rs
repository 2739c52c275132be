//! The evaluator, for production and for `explain`.

use jiff::Timestamp;

use super::bind_parameters::{choose_back, fill};
use super::build_call::deliver;
use super::caller::Caller;
use super::check_access::check_access;
use super::inputs::Inputs;
use super::link_request::LinkRequest;
use super::outcome::{BadRequest, Decision, Outcome, Stop};
use super::server_call::check_acting;
use super::trace::Trace;
use crate::policy::{AliasNumber, Link, Policy, Route, Segment, Target};

/// Decides what happens to a request.
pub fn decide<'p: 'r, 'r>(
    policy: &'p Policy,
    request: &'r LinkRequest<'_>,
    caller: &'r Caller<'_>,
    now: Timestamp,
) -> Decision<'p, 'r> {
    resume(policy, request, caller, 0, now)
}

/// Decides what happens to a caller who has been through the legs before this one. Every check of
/// the first leg is made again: access may have been withdrawn in between.
pub fn resume<'p: 'r, 'r>(
    policy: &'p Policy,
    request: &'r LinkRequest<'_>,
    caller: &'r Caller<'_>,
    leg: usize,
    now: Timestamp,
) -> Decision<'p, 'r> {
    let inputs = Inputs {
        policy,
        request,
        caller,
        leg,
        now,
    };
    let mut trace = Trace::default();
    let outcome = evaluate(inputs, &mut trace).unwrap_or_else(Outcome::Stop);
    Decision { outcome, trace }
}

/// The steps of a decision in their order; any of them may stop the request.
fn evaluate<'p: 'r, 'r>(
    inputs: Inputs<'p, 'r, '_>,
    trace: &mut Trace<'p, 'r>,
) -> Result<Outcome<'p>, Stop<'p>> {
    let Inputs {
        policy,
        request,
        caller,
        leg,
        now,
    } = inputs;
    let route = find(policy, request, trace)?;
    // Access comes before the values: a caller who may not use a route does not learn from error
    // messages which parameters it has.
    check_access(route, caller, now, trace)?;
    if let Err(stop) = fill(route, request, caller, trace) {
        return Err(match is_missed_name(&stop, route, inputs) {
            true => missed(trace),
            false => stop,
        });
    }
    check_acting(route, caller)?;
    choose_back(route, request, trace)?;
    let delivery = deliver(inputs, route, trace)?;
    let effect = route.leg_effect(leg);
    Ok(if effect.needs_confirmation() {
        Outcome::Confirm(delivery, effect)
    } else {
        Outcome::Send(delivery)
    })
}

/// Finds the route for a path, directly or through a link.
pub fn find<'p>(
    policy: &'p Policy,
    request: &LinkRequest<'_>,
    trace: &mut Trace<'p, '_>,
) -> Result<&'p Route, Stop<'p>> {
    let route = match policy.find(request.segments()) {
        None => return Err(Stop::Unknown),
        Some(Target::Route(route)) => policy.route(route),
        Some(Target::Link(link)) => {
            let link = policy.link(link);
            trace.link = Some(link);
            policy.route(link.route())
        }
        Some(Target::Alias(link)) => {
            let link = policy.link(link);
            trace.link = Some(link);
            trace.alias = asked_alias(link, request);
            policy.route(link.route())
        }
    };
    trace.route = Some(route);
    Ok(route)
}

/// Whether the value that is wrong is a name that no link has: the parameter has the place of names, as
/// in `/{meeting_key}` where links stand at the root. What has no letter is meant as a number.
fn is_missed_name(stop: &Stop<'_>, route: &Route, inputs: Inputs<'_, '_, '_>) -> bool {
    let Stop::Bad(BadRequest::Value(wrong, _)) = stop else {
        return false;
    };
    let Some((asked, before)) = inputs.request.segments().split_last() else {
        return false;
    };
    let is_in_place = match route.segments().last() {
        Some(Segment::Parameter(name)) => **name == **wrong,
        _ => false,
    };
    is_in_place
        && inputs.policy.endpoint().is_link_prefix(before)
        && asked.chars().any(char::is_alphabetic)
}

/// Nothing was found after all.
#[cold]
fn missed<'p>(trace: &mut Trace<'p, '_>) -> Stop<'p> {
    *trace = Trace::default();
    Stop::Unknown
}

/// The alias that a path ends with.
// Out of line: most requests ask for a route or for a name, and pay for this with no instruction.
#[cold]
fn asked_alias(link: &Link, request: &LinkRequest<'_>) -> Option<AliasNumber> {
    let asked = request.segments().last()?;
    link.find_alias(asked)
}
