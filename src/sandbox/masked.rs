//! What a page shows of a text that came in: cut, and without secrets.

use std::fmt;

use percent_encoding::percent_decode_str;

use crate::text::replace_hidden;
use crate::webex::{Code, MASK, Parameter, ParameterType};

/// Most characters of a value that are kept.
const LONGEST: usize = 1000;

/// Most times that a text is decoded: links within links are encoded twice.
const MOST_DECODINGS: usize = 3;

/// A text that a page may show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown(String);

impl Shown {
    /// A text without what nobody sees, cut where it is too long.
    pub fn of(text: &str) -> Self {
        if holds_secret(text) {
            return Self(MASK.to_owned());
        }
        let escaped = replace_hidden(text, |_, _| Some(char::REPLACEMENT_CHARACTER));
        let count = escaped.chars().count();
        match escaped.char_indices().nth(LONGEST) {
            None => Self(escaped.into_owned()),
            Some((end, _)) => Self(format!("{}… ({count} characters)", &escaped[..end])),
        }
    }

    pub fn masked() -> Self {
        Self(MASK.to_owned())
    }

    /// The value of a field that no command of the catalogue has here.
    pub fn of_unknown(name: &str, value: &str) -> Self {
        match is_secret_name(name) {
            true => Self::masked(),
            false => Self::of(value),
        }
    }
}

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Whether a field has a secret by its name. Sister pages have names like `MPW` and `PWPW` (webex.md
/// 2).
fn is_secret_name(name: &str) -> bool {
    let code = Code::parse(&name.to_ascii_uppercase());
    let kind = ParameterType::Text { max: 1 };
    let parameter = code.and_then(|code| Parameter::new("field", vec![code], kind));
    let upper = name.to_ascii_uppercase();
    parameter.is_some_and(|parameter| parameter.is_secret())
        || ["PW", "PASS", "SECRET", "TOKEN", "PRINCIPAL"]
            .iter()
            .any(|word| upper.contains(word))
}

/// Whether an address within a text has a field with a secret.
fn holds_secret(text: &str) -> bool {
    let mut text = text.to_owned();
    for _ in 0..MOST_DECODINGS {
        let fields = text.split(['?', '&']).skip(1);
        let mut names = fields.filter_map(|field| Some(field.split_once('=')?.0));
        if names.any(is_secret_name) {
            return true;
        }
        let decoded = percent_decode_str(&text).decode_utf8_lossy().into_owned();
        if decoded == text {
            return false;
        }
        text = decoded;
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_masked_wherever_they_stand() {
        for (name, value) in [
            ("PW", "canary"),
            ("pw", "canary"),
            ("MPW", "canary"),
            ("CSRF", "canary"),
            ("TK", "canary"),
            ("X", "https://a.example/?PW=canary"),
            ("X", "https%3A%2F%2Fa.example%2F%3Fx%3D1%26pw%3Dcanary"),
            ("X", "https%253A%252F%252Fa.example%252F%253FTK%253Dcanary"),
        ] {
            assert_eq!(
                Shown::of_unknown(name, value),
                Shown::masked(),
                "{name}={value}"
            );
        }
        let plain = "https://a.example/?x=1&page=2";
        assert_eq!(Shown::of_unknown("BU", plain).to_string(), plain);
    }

    #[test]
    fn long_and_unseen_texts_are_short_and_seen() {
        let long = Shown::of(&"é".repeat(10_000)).to_string();
        assert!(long.ends_with("… (10000 characters)"), "{long}");
        assert!(long.len() < 2100);
        assert!(
            !Shown::of("a\u{202e}b\r\nc")
                .to_string()
                .contains(['\u{202e}', '\r', '\n'])
        );
    }
}
