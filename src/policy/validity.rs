//! The dates of a link.

use jiff::Timestamp;

/// Where a moment stands relative to the dates of a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Validity {
    /// Before `from`.
    NotYet,
    /// Within its dates, or it has none.
    Valid,
    /// After `until`.
    Expired,
}

#[derive(Clone, Copy, Debug)]
pub struct Dates {
    pub from: Option<Timestamp>,
    pub until: Option<Timestamp>,
}

impl Dates {
    pub fn is_bounded(self) -> bool {
        self.from.is_some() || self.until.is_some()
    }

    /// Where a moment stands relative to them.
    pub fn validity(self, now: Timestamp) -> Validity {
        if self.from.is_some_and(|from| now < from) {
            Validity::NotYet
        } else if self.until.is_some_and(|until| now >= until) {
            Validity::Expired
        } else {
            Validity::Valid
        }
    }
}
