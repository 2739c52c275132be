//! What the decision log is told.

use std::borrow::Cow;
use std::iter;

use crate::word_list::words;

words! {
    /// How meeting keys stand in the decision log.
    #[derive(Default)]
    pub enum MeetingKeys {
        /// All but the last digits hidden: with a key, anybody may try to join.
        #[default]
        Masked = "masked",
        Full = "full",
    }
}

words! {
    /// What happens to an answer whose line the decision log cannot take.
    #[derive(Default)]
    pub enum Audit {
        /// The answer is sent, and the lost line is counted.
        #[default]
        Counted = "counted",
        /// The answer is not sent.
        Required = "required",
    }
}

words! {
    /// Whether the decision log has the names of links that do not exist.
    #[derive(Default)]
    pub enum MissedNames {
        /// The help desk sees what was mistyped.
        #[default]
        Yes = "yes",
        No = "no",
    }
}

/// What the decision log is told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LogRules {
    pub meeting_keys: MeetingKeys,
    pub audit: Audit,
    pub missed_names: MissedNames,
}

/// How many digits of a masked key are shown: enough to tell meetings apart for those who know the
/// keys.
const SHOWN_DIGITS: usize = 3;

/// In place of a digit that is not shown.
const HIDDEN: char = '*';

impl MeetingKeys {
    /// The parameter that names a meeting.
    pub const PARAMETER: &'static str = "meeting_key";

    /// Whether a key was written with digits hidden.
    pub fn is_masked(key: &str) -> bool {
        key.contains(HIDDEN)
    }

    /// A key as it may be shown.
    pub fn shown(self, key: Cow<'_, str>) -> Cow<'_, str> {
        match self {
            Self::Masked => masked(&key).into(),
            Self::Full => key,
        }
    }
}

fn masked(key: &str) -> String {
    let hidden = key.len().saturating_sub(SHOWN_DIGITS);
    let shown = key.get(hidden..).unwrap_or_default();
    // Written for each redirect that is logged, so with one allocation.
    let mut masked = String::with_capacity(key.len());
    masked.extend(iter::repeat_n(HIDDEN, hidden));
    masked.push_str(shown);
    masked
}

#[cfg(test)]
mod tests {
    use super::masked;

    #[test]
    fn a_masked_key_shows_its_last_digits_only() {
        assert_eq!(masked("123456789"), "******789");
        assert_eq!(masked("12"), "12");
        assert_eq!(masked(""), "");
    }
}
