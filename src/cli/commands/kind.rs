//! The types of parameters in words.

use crate::webex::ParameterType;

/// What a value must look like, with the limits.
pub fn in_words(kind: &ParameterType) -> String {
    match kind {
        ParameterType::Digits { min, max } => format!("{min} to {max} digits"),
        ParameterType::Number { min, max } => format!("whole number, {min} to {max}"),
        ParameterType::Text { max } => format!("text, up to {max} characters"),
        ParameterType::Name { max } => format!("plain name, up to {max} characters"),
        ParameterType::Email => "e-mail address".to_owned(),
        ParameterType::Flag { on, off } if off.is_empty() => {
            format!("yes or no, sent as {on} or left out")
        }
        ParameterType::Flag { on, off } => format!("yes or no, sent as {on} or {off}"),
        ParameterType::Choice(choices) => {
            let words: Vec<String> = choices
                .iter()
                .map(|(word, code)| format!("{word} ({code})"))
                .collect();
            format!("one of {}", words.join(", "))
        }
        ParameterType::Duration { min, max } => format!("length of time, {min} to {max} minutes"),
        ParameterType::Start { latest_year } => {
            format!("local date and time, up to the year {latest_year}")
        }
        ParameterType::TimeZone => "IANA time zone".to_owned(),
        ParameterType::Features => "features of a meeting".to_owned(),
        ParameterType::People { max } => format!("up to {max} people as Name <e-mail>"),
        ParameterType::Texts { max, max_length } => {
            format!("up to {max} texts of up to {max_length} characters")
        }
        ParameterType::Token { prefix, hex } if prefix.is_empty() => {
            format!("{hex} hexadecimal digits")
        }
        ParameterType::Token { prefix, hex } => {
            format!("one of {prefix}, then {hex} hexadecimal digits")
        }
        ParameterType::Url => "https address, chosen by the policy only".to_owned(),
    }
}
