//! The dates of a link.

use jiff::Timestamp;

use crate::word_list::words;

words! {
    /// Whether a moment lies within the dates of a link, by the word for it under `link` in rules.
    #[derive(Hash)]
    pub enum Validity {
        /// Within the dates, or the link has none.
        Valid = "within_dates",
        /// Before `from`.
        NotYet = "before_dates",
        /// At `until` or after it.
        Expired = "after_dates",
    }
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
