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
        let now = self.now;
        let verdict = route.access().judge(self.caller, Moment { now, dates });
        matches!(verdict, Verdict::Allowed(_))
    }
}
