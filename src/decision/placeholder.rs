//! What stands in the decision log for a value that a visitor gave: its kind and its size, never the value.
//!
//! Whether a value is accepted depends on no more than that. So a value of the same kind and size, which
//! [`sample`] makes up, is accepted exactly where the visitor's was. A policy that would write another
//! placeholder for the sample may treat the value in another way, and nothing is concluded then.

use crate::webex::{ParameterType, Value};

/// Longest value that is made up, in characters. No type takes a longer one.
const MAX_SAMPLE: usize = 4096;

/// A letter of four bytes in UTF-8, percent-encoded.
const LONGEST_CHARACTER: &str = "%F0%A0%80%80";

/// The placeholder for a value of a type, in braces, which no encoded path has. A choice among words of
/// the policy stands for itself.
pub fn placeholder(kind: &ParameterType, value: &Value<'_>) -> String {
    let text = value.as_text().unwrap_or_default();
    match kind {
        ParameterType::Digits { .. } => format!("{{digits:{}}}", text.len()),
        ParameterType::Name { .. } => format!("{{name:{}}}", text.len()),
        ParameterType::Text { .. } => format!("{{text:{}}}", text.chars().count()),
        ParameterType::Number { min, max } => format!("{{number:{min}-{max}}}"),
        ParameterType::Duration { min, max } => format!("{{duration:{min}-{max}}}"),
        ParameterType::Start { latest_year } => format!("{{start:{latest_year}}}"),
        ParameterType::Token { prefix, hex } => format!("{{token:{prefix}-{hex}}}"),
        ParameterType::Email => "{email}".to_owned(),
        ParameterType::Flag { .. } => "{flag}".to_owned(),
        ParameterType::TimeZone => "{time_zone}".to_owned(),
        ParameterType::Choice(_)
        | ParameterType::Features
        | ParameterType::People { .. }
        | ParameterType::Texts { .. }
        | ParameterType::Url => "{other}".to_owned(),
    }
}

/// A value that fits a placeholder, which is given without its braces; `None` where none can be made up.
pub fn sample(placeholder: &str) -> Option<String> {
    let (kind, size) = placeholder.split_once(':').unwrap_or((placeholder, ""));
    match kind {
        "digits" => repeated("0", size),
        "name" | "text" => repeated("x", size),
        "number" | "duration" => Some(size.split_once('-')?.0.to_owned()),
        "start" => Some("2000-01-01T00:00".to_owned()),
        "token" => {
            let (prefix, hex) = size.split_once('-')?;
            let first: String = prefix.chars().take(1).collect();
            Some(first + &repeated("0", hex)?)
        }
        "email" => Some("x@x.example".to_owned()),
        "flag" => Some("yes".to_owned()),
        _ => None,
    }
}

/// The longest text that fits a placeholder, which is given without its braces, as an address has it: each
/// of its characters may take many bytes there. `None` for other placeholders.
pub fn longest_sample(placeholder: &str) -> Option<String> {
    let size = placeholder.strip_prefix("text:")?;
    repeated(LONGEST_CHARACTER, size)
}

fn repeated(character: &str, count: &str) -> Option<String> {
    let count = count.parse().ok().filter(|count| *count <= MAX_SAMPLE)?;
    Some(character.repeat(count))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The placeholder of a text under a type.
    fn of(kind: &ParameterType, text: &str) -> String {
        let value = kind.parse(text).expect(text);
        placeholder(kind, &value)
    }

    #[test]
    fn a_sample_has_the_placeholder_that_it_was_made_for() {
        let digits = ParameterType::MEETING_KEY;
        let text = ParameterType::Text { max: 20 };
        let token = ParameterType::Token {
            prefix: "me".into(),
            hex: 32,
        };
        for (kind, value, expected) in [
            (digits, "123-456 789", "{digits:9}"),
            (text, "Zoë Müller", "{text:10}"),
            (ParameterType::Name { max: 9 }, "ada.l", "{name:5}"),
            (ParameterType::Email, "ada@acme.example", "{email}"),
            (
                ParameterType::Number { min: 2, max: 9 },
                "7",
                "{number:2-9}",
            ),
            (
                ParameterType::Duration { min: 5, max: 90 },
                "1h",
                "{duration:5-90}",
            ),
            (
                ParameterType::Start { latest_year: 2037 },
                "2027-01-31T14:30",
                "{start:2037}",
            ),
            (token, &format!("m{}", "a1".repeat(16)), "{token:me-32}"),
        ] {
            let written = of(&kind, value);
            assert_eq!(written, expected);
            assert!(!written.contains(value), "{written}");
            let inner = written.trim_matches(['{', '}']);
            let sample = sample(inner).expect("a sample");
            assert_eq!(of(&kind, &sample), expected);
        }
    }

    #[test]
    fn nothing_is_made_up_for_a_placeholder_of_another_hand() {
        for text in [
            "",
            "other",
            "digits",
            "digits:x",
            "text:99999999999",
            "number:7",
            "time_zone",
        ] {
            assert_eq!(sample(text), None, "{text}");
        }
    }
}
