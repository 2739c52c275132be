//! The time that a report is about.

use jiff::Timestamp;

/// From a moment on, and before another one.
#[derive(Clone, Copy, Debug, Default)]
pub struct Period {
    since: Option<Timestamp>,
    until: Option<Timestamp>,
}

impl Period {
    /// `None` where no moment is in it.
    pub fn new(since: Option<Timestamp>, until: Option<Timestamp>) -> Option<Self> {
        let is_empty = since
            .zip(until)
            .is_some_and(|(since, until)| since >= until);
        (!is_empty).then_some(Self { since, until })
    }

    pub fn contains(self, time: Timestamp) -> bool {
        self.since.is_none_or(|since| since <= time) && self.until.is_none_or(|until| time < until)
    }
}
