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

words! {
    /// Whether the decision log has what `linkgate replay` needs.
    #[derive(Default)]
    pub enum Replayable {
        Yes = "yes",
        /// Lines are shorter, and say less of the request.
        #[default]
        No = "no",
    }
}

/// What the decision log is told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LogRules {
    pub meeting_keys: MeetingKeys,
    pub audit: Audit,
    pub missed_names: MissedNames,
    pub replayable: Replayable,
}

/// How many digits of a masked key are shown: enough to tell meetings apart for those who know the
/// keys.
const SHOWN_DIGITS: usize = 3;

/// From so many digits on, a part of a name may be the number of a meeting.
const NUMBER_DIGITS: usize = 7;

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

    /// A name as it may be shown: a meeting number may stand anywhere in it.
    pub fn shown_within(self, name: Cow<'_, str>) -> Cow<'_, str> {
        match self {
            Self::Masked => masked_within(&name).into(),
            Self::Full => name,
        }
    }
}

/// Masks each run of digits that may be a meeting number. What stands between digits that is no
/// letter only groups them.
fn masked_within(name: &str) -> String {
    let mut shown = String::with_capacity(name.len());
    let mut rest = name;
    while let Some(start) = rest.find(is_digit) {
        let (before, numbered) = rest.split_at(start);
        let end = numbered.find(char::is_alphabetic).unwrap_or(numbered.len());
        // A dash before the next letter belongs to neither.
        let run = numbered[..end].trim_end_matches(|c| !is_digit(c));
        shown.push_str(before);
        match run.chars().filter(|c| is_digit(*c)).count() >= NUMBER_DIGITS {
            true => shown.push_str(&masked(run)),
            false => shown.push_str(run),
        }
        rest = &numbered[run.len()..];
    }
    shown + rest
}

/// Names have no other digits.
fn is_digit(c: char) -> bool {
    c.is_ascii_digit()
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
    use super::{masked, masked_within};

    #[test]
    fn a_masked_key_shows_its_last_digits_only() {
        assert_eq!(masked("123456789"), "******789");
        assert_eq!(masked("12"), "12");
        assert_eq!(masked(""), "");
    }

    #[test]
    fn a_number_is_masked_wherever_it_stands_in_a_name() {
        for (name, shown) in [
            ("", ""),
            ("stand-up", "stand-up"),
            ("room-123456", "room-123456"),
            ("1234567", "****567"),
            ("join123456789", "join******789"),
            ("1-2-3-4-5-6-7-x-8", "**********6-7-x-8"),
            ("a1234567.b7654321", "a****567.b****321"),
            ("münchen-615.734_219x", "münchen-********219x"),
            ("12a34b56c78d", "12a34b56c78d"),
        ] {
            assert_eq!(masked_within(name), shown, "{name}");
        }
    }
}
