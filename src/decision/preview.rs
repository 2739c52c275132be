//! What a link would do, told without doing it.

use super::deliver::chain;
use super::outcome::{Decision, Outcome, Stop};
use super::trace::Trace;
use crate::policy::{Link, Route};
use crate::webex::{Back, BackAddress, Call};

/// What a link would do for a caller.
#[derive(Debug)]
pub struct Preview<'d, 'a> {
    /// The link.
    pub link: &'a Link,
    /// Its route.
    pub route: &'a Route,
    /// How far the decision came.
    pub trace: &'d Trace<'a>,
    /// Where it leads, without secrets; `None` where the link leaves something
    /// open that has to be given with it.
    pub target: Option<Call>,
    /// Where the person goes in the end, as far as that is known.
    pub home: Option<BackAddress>,
}

impl<'d, 'a> Preview<'d, 'a> {
    /// What a decision about a link tells of it; `None` when it is not
    /// followed. Whoever may not use a link is told nothing about it.
    pub fn of(decision: &'d Decision<'a>) -> Option<Self> {
        let trace = &decision.trace;
        let is_complete = match decision.outcome {
            Outcome::Send(_) | Outcome::Confirm(..) => true,
            // The link is good, and whoever follows it gives the rest.
            Outcome::Stop(Stop::Bad(_)) => false,
            Outcome::Stop(_) => return None,
        };
        let (link, route) = trace.link.zip(trace.route)?;
        let home = is_complete.then(|| trace.home()).flatten();
        let back = home.as_ref().map(Back::At);
        let target = is_complete.then(|| chain(route.steps(), trace, back));
        Some(Self {
            link,
            route,
            trace,
            target: target.flatten(),
            home,
        })
    }
}
