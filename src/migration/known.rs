//! The links that a policy has already, by where they lead.

use std::collections::HashMap;

use jiff::Timestamp;

use super::convert::Destination;
use crate::directory::Fitting;
use crate::policy::{Link, Policy, Route, Validity};

/// Finds the link of a policy that leads where an address leads.
pub struct KnownLinks<'p> {
    links: HashMap<CallKey<'p>, &'p Link>,
}

/// What tells one call of a route from another: the values that the call itself requires.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct CallKey<'p> {
    route: &'p str,
    values: Vec<String>,
}

impl<'p> KnownLinks<'p> {
    /// The links that work at that moment; of several that lead to the same, the first.
    pub fn new(policy: &'p Policy, now: Timestamp) -> Self {
        let mut links = HashMap::new();
        for link in policy.links() {
            let route = policy.route(link.route());
            if link.validity(now) == Validity::Valid
                && let Some(key) = CallKey::of_link(link, route)
            {
                links.entry(key).or_insert(link);
            }
        }
        Self { links }
    }

    pub fn of_fitting(&self, fitting: &Fitting<'p>) -> Option<&'p Link> {
        let route = fitting.route();
        let values: Vec<_> = fitting.needed().collect();
        let key = CallKey::new(route, |name| {
            let mut values = values.iter();
            let value = values.find(|value| value.binding.parameter().name() == name)?;
            let value = value.binding.parameter().parse(value.words).ok()?;
            Some(value.shown().into_owned())
        });
        self.links.get(&key?).copied()
    }

    pub fn of_destination(&self, destination: &Destination<'p>) -> Option<&'p Link> {
        let key = CallKey::new(destination.route, |name| {
            let mut values = destination.values.iter();
            let value = values.find(|given| given.parameter.name() == name)?;
            Some(value.canonical())
        });
        self.links.get(&key?).copied()
    }
}

impl<'p> CallKey<'p> {
    fn of_link(link: &Link, route: &'p Route) -> Option<Self> {
        let bindings = route.bindings();
        Self::new(route, |name| {
            let at = bindings.iter().position(|b| b.parameter().name() == name)?;
            Some(link.preset(at)?.shown().into_owned())
        })
    }

    /// `None` if a value is missing.
    fn new(route: &'p Route, value: impl Fn(&str) -> Option<String>) -> Option<Self> {
        let bindings = route.bindings().iter().enumerate();
        let of_call = bindings.filter(|(number, binding)| {
            !route.is_own_binding(*number)
                && !binding.source().is_fixed()
                && binding.parameter().is_required()
        });
        let values = of_call.map(|(_, binding)| value(binding.parameter().name()));
        let values = values.collect::<Option<_>>()?;
        let route = route.name();
        Some(Self { route, values })
    }
}
