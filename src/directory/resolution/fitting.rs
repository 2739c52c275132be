//! A route that could have made the call of a pasted address, with the values that the address has.

use jiff::Timestamp;

use super::choice::Aim;
use super::paths::{is_needed, path_of};
use crate::policy::{Binding, Policy, Route, Step, ValueSource};
use crate::webex::{CallForm, OwnPath, Pasted, ReadBack};

/// How a form reads an address.
pub type Reading = for<'a> fn(&'a CallForm, &'a Pasted, Timestamp) -> Option<ReadBack<'a>>;

/// A route that makes the call of an address.
#[derive(Clone, Debug)]
pub struct Fitting<'p> {
    route: &'p Route,
    /// The words of the address for each binding of the route.
    words: Vec<Option<String>>,
}

/// A value that an address has for a parameter of a route.
#[derive(Clone, Copy, Debug)]
pub struct FittingValue<'p, 'f> {
    pub binding: &'p Binding,
    pub words: &'f str,
}

/// Why a route that reads an address does not make its call.
#[derive(Clone, Copy, Debug)]
pub struct Contradiction<'p> {
    pub route: &'p Route,
    /// The constant of the route that the address does not have.
    pub binding: &'p Binding,
}

/// The routes that make the call of this address, the most likely first. Those that only find its
/// meeting count where no other does.
pub fn fittings<'p>(policy: &'p Policy, address: &Pasted, now: Timestamp) -> Vec<Fitting<'p>> {
    let by = |read: Reading| {
        let routes = policy.routes().iter();
        let fittings = routes.filter_map(|r| Fitting::of(r, |form| read(form, address, now)));
        let mut fittings: Vec<_> = fittings.collect();
        fittings.sort_by_key(|fitting| Aim::of(fitting.route));
        fittings
    };
    let exact = by(CallForm::read);
    match exact.is_empty() {
        true => by(CallForm::read_meeting),
        false => exact,
    }
}

/// The first route that reads this address, but has another value for one of its parameters.
pub fn contradiction<'p>(
    policy: &'p Policy,
    address: &Pasted,
    now: Timestamp,
) -> Option<Contradiction<'p>> {
    policy.routes().iter().find_map(|route| {
        let step = only_step(route)?;
        let read = step.pasted_form()?.read(address, now)?;
        let binding = contradicted(step, route, &read)?;
        Some(Contradiction { route, binding })
    })
}

impl<'p> Fitting<'p> {
    /// `None` for a route that makes another call.
    pub fn of<'a>(
        route: &'p Route,
        read: impl FnOnce(&'a CallForm) -> Option<ReadBack<'a>>,
    ) -> Option<Self>
    where
        'p: 'a,
    {
        let step = only_step(route)?;
        let read = read(step.pasted_form()?)?;
        if contradicted(step, route, &read).is_some() {
            return None;
        }
        let words = |binding: &Binding| read.words(step.pasted_parameter(binding.parameter())?);
        Some(Self {
            route,
            words: route.bindings().iter().map(words).collect(),
        })
    }

    pub fn route(&self) -> &'p Route {
        self.route
    }

    /// The path of the route with these values.
    pub fn path(&self, policy: &Policy) -> Option<OwnPath> {
        let at = |binding: &Binding| {
            let mut bindings = self.route.bindings().iter();
            bindings.position(|own| std::ptr::eq(own, binding))
        };
        path_of(policy, self.route, |binding| {
            self.words[at(binding)?].clone()
        })
    }

    /// The values that a link of the route needs. What the route sets itself is not among them, nor
    /// is what a call can do without: it may describe the person from whom the address was copied.
    pub fn needed(&self) -> impl Iterator<Item = FittingValue<'p, '_>> {
        let bindings = self.route.bindings().iter().zip(&self.words);
        bindings.filter_map(|(binding, words)| {
            let words = words.as_deref().filter(|_| self.needs(binding))?;
            Some(FittingValue { binding, words })
        })
    }

    /// What a link of the route needs and the address does not have.
    pub fn missing(&self) -> Option<&'p Binding> {
        let mut bindings = self.route.bindings().iter().zip(&self.words);
        let missing = bindings.find(|(binding, words)| words.is_none() && self.needs(binding));
        missing.map(|(binding, _)| binding)
    }

    fn needs(&self, binding: &Binding) -> bool {
        let is_place = matches!(binding.source(), ValueSource::Path(_));
        let name = binding.parameter().name();
        let is_needed = is_needed(self.route, binding) || self.route.is_needed_to_go_back(name);
        !binding.source().is_fixed() && (is_place || is_needed)
    }
}

/// A route of several steps does more than the call.
fn only_step(route: &Route) -> Option<&Step> {
    match route.steps() {
        [step] => Some(step),
        _ => None,
    }
}

fn contradicted<'p>(step: &Step, route: &'p Route, read: &ReadBack<'_>) -> Option<&'p Binding> {
    let mut bindings = route.bindings().iter();
    bindings.find(|binding| !agrees(step, binding, read))
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
