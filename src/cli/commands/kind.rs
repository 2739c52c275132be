//! The types of parameters in words.

use crate::webex::Kind;

/// What a value must look like, with the limits.
pub(super) fn in_words(kind: &Kind) -> String {
    match kind {
        Kind::Digits { min, max } => format!("{min} to {max} digits"),
        Kind::Number { min, max } => format!("whole number, {min} to {max}"),
        Kind::Text { max } => format!("text, up to {max} characters"),
        Kind::Name { max } => format!("plain name, up to {max} characters"),
        Kind::Email => "mail address".to_owned(),
        Kind::Flag { on, off } if off.is_empty() => format!("yes or no, sent as {on} or left out"),
        Kind::Flag { on, off } => format!("yes or no, sent as {on} or {off}"),
        Kind::Choice(choices) => {
            let words: Vec<String> = choices
                .iter()
                .map(|(word, code)| format!("{word} ({code})"))
                .collect();
            format!("one of {}", words.join(", "))
        }
        Kind::Duration { min, max } => format!("length of time, {min} to {max} minutes"),
        Kind::Start { latest_year } => format!("local date and time, up to the year {latest_year}"),
        Kind::TimeZone => "IANA time zone".to_owned(),
        Kind::Features => "features of a meeting".to_owned(),
        Kind::People { max } => format!("up to {max} people as Name <mail>"),
        Kind::Texts { max, max_length } => {
            format!("up to {max} texts of up to {max_length} characters")
        }
        Kind::Token { prefix, hex } if prefix.is_empty() => format!("{hex} hexadecimal digits"),
        Kind::Token { prefix, hex } => format!("one of {prefix}, then {hex} hexadecimal digits"),
        Kind::Url => "https address, chosen by the policy only".to_owned(),
    }
}
