//! A caller at a moment, and what they may use.

use jiff::Timestamp;

use crate::decision::Caller;
use crate::policy::{Moment, Route, Validity, Verdict};

#[derive(Clone, Copy, Debug)]
pub struct Viewer<'c> {
    pub caller: &'c Caller<'c>,
    pub now: Timestamp,
}

impl Viewer<'_> {
    /// Whether the caller may use this route, and it has a path.
    pub fn has_route(self, route: &Route) -> bool {
        route.path().is_some() && self.may_use(route, None)
    }

    /// Whether the caller may use this route, or its links with such dates.
    pub fn may_use(self, route: &Route, dates: Option<Validity>) -> bool {
        matches!(self.verdict(route, dates), Verdict::Allowed(_))
    }

    /// What the access rules of the route say about the caller.
    pub fn verdict<'p>(self, route: &'p Route, dates: Option<Validity>) -> Verdict<'p> {
        let now = self.now;
        route.access().judge(self.caller, Moment { now, dates })
    }
}
