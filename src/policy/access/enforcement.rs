//! Whether a rule is enforced, or only reported.

use jiff::Timestamp;
use jiff::civil::Date;

use super::condition::Alternative;

/// An alternative of `allow` or `deny`, and from when on it counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    pub alternative: Alternative,
    pub enforcement: Enforcement,
}

/// Whether a rule decides. One that does not is judged as well, and the log says what it would have
/// changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Enforcement {
    #[default]
    Enforced,
    /// Until the policy changes, it is only reported. `since` is what the policy says, for `check`.
    ReportOnly { since: Option<Date> },
    /// It is only reported before this moment.
    From(Timestamp),
}

impl Rule {
    /// In words for operators, with what `enforcement` says.
    pub fn in_words(&self) -> String {
        self.marked(self.alternative.in_words())
    }

    /// Other words for it, with the same mark.
    pub fn marked(&self, words: String) -> String {
        match self.enforcement.in_words() {
            Some(mark) => format!("{words} [{mark}]"),
            None => words,
        }
    }
}

impl Enforcement {
    pub fn is_enforced(self, now: Timestamp) -> bool {
        self.start().is_some_and(|start| start <= now)
    }

    /// From when on the rule decides; `None` if the policy names no such moment.
    pub fn start(self) -> Option<Timestamp> {
        match self {
            Self::Enforced => Some(Timestamp::MIN),
            Self::ReportOnly { .. } => None,
            Self::From(start) => Some(start),
        }
    }

    /// `None` for a rule that is simply enforced.
    fn in_words(self) -> Option<String> {
        Some(match self {
            Self::Enforced => return None,
            Self::ReportOnly { since: None } => "report-only".to_owned(),
            Self::ReportOnly { since: Some(since) } => format!("report-only since {since}"),
            Self::From(start) => format!("enforced from {start}"),
        })
    }
}
