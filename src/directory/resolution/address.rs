//! Pasted addresses: those of the gateway, and calls that a route could have made.

use jiff::Timestamp;

use super::choice::{Resolution, choice};
use super::fitting::{Fitting, Reading};
use super::words;
use crate::policy::{Policy, Route};
use crate::webex::{CallForm, Pasted};

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
            let fitting = Fitting::of(route, |form| read(form, address, now))?;
            Some((*route, fitting.path(policy)?))
        });
        choice(candidates.collect())
    };
    taking(CallForm::read).or_else(|| taking(CallForm::read_meeting))
}
