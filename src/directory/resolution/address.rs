//! Pasted addresses: those of the gateway, and calls that a route could have made.

use jiff::Timestamp;

use super::choice::{Resolution, choice};
use super::paths::path_of;
use super::words;
use crate::policy::{Binding, Policy, Route, Step, ValueSource};
use crate::webex::{CallForm, OwnPath, Pasted, ReadBack};

/// The first meaning among these addresses.
pub fn resolve<'p>(
    policy: &'p Policy,
    routes: &[&'p Route],
    addresses: &[Pasted],
    now: Timestamp,
) -> Resolution<'p> {
    let meanings = addresses
        .iter()
        .map(|address| of_one(policy, routes, address, now));
    let mut meanings = meanings.filter(|meaning| !matches!(meaning, Resolution::Nothing));
    meanings.next().unwrap_or(Resolution::Nothing)
}

fn of_one<'p>(
    policy: &'p Policy,
    routes: &[&'p Route],
    address: &Pasted,
    now: Timestamp,
) -> Resolution<'p> {
    if policy.endpoint().answers_for(address.host()) {
        let path = words::path_as_written(policy, address.path_and_query());
        return path.map_or(Resolution::Nothing, Resolution::Path);
    }
    let taking = |read: Reading| {
        let candidates = routes.iter().filter_map(|route| {
            let path = through(policy, route, |form| read(form, address, now))?;
            Some((*route, path))
        });
        choice(candidates.collect())
    };
    taking(CallForm::read).or_else(|| taking(CallForm::read_meeting))
}

/// How a form reads an address.
type Reading = for<'a> fn(&'a CallForm, &'a Pasted, Timestamp) -> Option<ReadBack<'a>>;

/// The path of this route, if it makes the call that was pasted.
fn through<'a>(
    policy: &Policy,
    route: &'a Route,
    read: impl FnOnce(&'a CallForm) -> Option<ReadBack<'a>>,
) -> Option<OwnPath> {
    // A route of several steps does more than the call.
    let [step] = route.steps() else {
        return None;
    };
    let read = read(step.pasted_form()?)?;
    let agrees = route
        .bindings()
        .iter()
        .all(|binding| agrees(step, binding, &read));
    let words = |binding: &Binding| read.words(step.pasted_parameter(binding.parameter())?);
    agrees.then(|| path_of(policy, route, words))?
}

/// Whether an address agrees with a constant of the policy: it has the same value, or none for a
/// parameter that is not required.
fn agrees(step: &Step, binding: &Binding, read: &ReadBack<'_>) -> bool {
    let ValueSource::Constant(constant) = binding.source() else {
        return true;
    };
    // What those links cannot say, they do not contradict.
    let Some(parameter) = step.pasted_parameter(binding.parameter()) else {
        return true;
    };
    match read.words(parameter) {
        Some(words) => parameter
            .parse(&words)
            .is_ok_and(|value| value == *constant),
        None => !parameter.is_required() && !read.mentions(parameter),
    }
}
