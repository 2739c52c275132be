//! What the gateway asks Webex's servers itself, and what the replies come to.

use jiff::Timestamp;

use super::caller::Caller;
use super::outcome::{Refusal, Stop};
use super::trace::Trace;
use crate::policy::{ActsFor, CallerField, Policy, Route, StepCall};
use crate::webex::{Acting, Attendee, Progress, RestReply};

/// A call to the REST API for somebody who may make it.
#[derive(Clone, Copy, Debug)]
pub struct RestTask<'t, 'p, 'r> {
    pub policy: &'t Policy,
    pub trace: &'t Trace<'p, 'r>,
    pub caller: &'t Caller<'t>,
    pub leg: usize,
    pub now: Timestamp,
}

impl RestTask<'_, '_, '_> {
    /// What to ask next, or what the replies so far come to; `None` for a leg that asks nothing.
    pub fn progress(&self, replies: &[RestReply]) -> Option<Progress> {
        let route = self.trace.route?;
        let step = route.leg(self.leg)?.first()?;
        let StepCall::Rest(rest) = step.call() else {
            return None;
        };
        let acting = Acting {
            host: acts_for(route, self.caller),
            attendee: attendee(route, self.caller),
            now: self.now,
            zone: self.policy.endpoint().time_zone(),
        };
        Some(rest.form.plan(self.trace.arguments(step), &acting, replies))
    }
}

/// For whom the call is made: a mail address, or the user id of the site for a ticket.
pub fn acts_for<'a>(route: &'a Route, caller: &'a Caller<'_>) -> Option<&'a str> {
    match route.acts_for()? {
        ActsFor::Named(person) => Some(person),
        ActsFor::Caller => caller.field(CallerField::Email),
    }
}

/// Refuses a caller for whom the call would be made, and whose mail address is not known.
pub fn check_acting<'p>(route: &Route, caller: &Caller<'_>) -> Result<(), Stop<'p>> {
    match (route.acts_for(), caller.field(CallerField::Email)) {
        (Some(ActsFor::Caller), None) => Err(Stop::Refused(match caller.person() {
            // Another login would not add it.
            Some(_) => Refusal::Account,
            None => Refusal::Nobody,
        })),
        _ => Ok(()),
    }
}

/// Under whose name the caller joins, if the route lets those join who are known.
fn attendee<'a>(route: &Route, caller: &'a Caller<'_>) -> Option<Attendee<'a>> {
    let email = caller.field(CallerField::Email)?;
    let name = caller.field(CallerField::Name)?;
    let attendee = Attendee { email, name };
    route.is_personal().then_some(attendee)
}
