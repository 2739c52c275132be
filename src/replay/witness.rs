//! The environment of a replayed request: names its caller, and sees whether made-up values were taken for
//! what they stand for.

use std::cell::Cell;

use super::caller::LineCaller;
use super::template::{Hidden, Place};
use crate::decision::{BadRequest, Caller, Filled, Stop, placeholder};
use crate::gateway::{Decided, Environment, LimitClass, RateLimited};
use crate::identity::Identified;
use crate::policy::{Policy, Route, ValueSource};

#[derive(Debug)]
pub struct Witness<'a> {
    policy: &'a Policy,
    caller: LineCaller<'a>,
    hidden: &'a [Hidden<'a>],
    /// Whether a value that the line does not have would have to be known.
    needs_value: Cell<bool>,
}

impl<'a> Witness<'a> {
    pub fn new(policy: &'a Policy, caller: LineCaller<'a>, hidden: &'a [Hidden<'a>]) -> Self {
        Self {
            policy,
            caller,
            hidden,
            needs_value: Cell::new(false),
        }
    }

    pub fn needs_value(&self) -> bool {
        self.needs_value.get()
    }

    /// Whether a value was made up for one that this policy would treat in another way: it would write
    /// another placeholder for it.
    fn is_of_other_type(&self, route: &Route, filled: &Filled<'_, '_>) -> bool {
        let binding = &route.bindings()[filled.binding];
        let place = match binding.source() {
            ValueSource::Path(at) => Place::Segment(*at),
            ValueSource::Query => Place::Field(filled.parameter.name()),
            _ => return false,
        };
        let mut hidden = self.hidden.iter();
        let hidden = hidden.find(|hidden| hidden.place == place);
        hidden.is_some_and(|hidden| {
            placeholder(filled.parameter.kind(), &filled.value) != hidden.placeholder
        })
    }
}

impl Environment for Witness<'_> {
    /// How often somebody asked is not asked again.
    fn admit(&self, _: LimitClass, _: &Caller<'_>) -> Result<(), RateLimited> {
        Ok(())
    }

    fn identified<'r>(&self, proven: Identified<'r>) -> Identified<'r> {
        let address = self.caller.line.client.as_deref();
        let address = address.and_then(|address| address.parse().ok());
        // A peer of another policy may be a proxy of this one, whose headers a line does not have.
        let address = address.map_or(proven.caller.address(), |address: std::net::IpAddr| {
            address.into()
        });
        self.caller.identified(address, self.policy.trust())
    }

    fn decided(&self, decided: &Decided<'_, '_, '_>) {
        let Some(route) = decided.trace.route.filter(|_| !self.hidden.is_empty()) else {
            return;
        };
        let is_refused = matches!(decided.stop, Some(Stop::Bad(BadRequest::Value(..))));
        let mut filled = decided.trace.filled.iter();
        if is_refused || filled.any(|filled| self.is_of_other_type(route, filled)) {
            self.needs_value.set(true);
        }
    }
}
