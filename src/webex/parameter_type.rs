//! The types of parameters. They accept what people write and paste, and send one form of it.

mod read;
#[cfg(test)]
mod tests;

use super::address::HttpsUrl;
use super::time_zone;
use super::value::{Value, ValueError};
use read::{
    choice, digits, duration, email, features, flag, name, number, person, rows, start, text_of,
    token,
};

/// The type of a parameter, with its limits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ParameterType {
    /// From `min` to `max` digits, of which the first may be zero: meeting keys and session
    /// numbers. `123 456 789` and `123-456-789>` are read as `123456789`.
    Digits {
        min: u32,
        max: u32,
    },
    /// A whole number from `min` to `max`; zeros in front are dropped.
    Number {
        min: u32,
        max: u32,
    },
    /// Up to `max` characters for people to read, without control characters.
    Text {
        max: u32,
    },
    /// Up to `max` letters, digits, `.`, `_` and `-`, beginning with a letter or digit: safe as a
    /// segment of a path.
    Name {
        max: u32,
    },
    Email,
    /// Yes or no.
    Flag {
        /// What Webex takes for yes.
        on: Box<str>,
        /// What Webex takes for no; empty if the field is to be left out.
        off: Box<str>,
    },
    /// One of several words, each with Webex's code for it.
    Choice(Box<[(Box<str>, Box<str>)]>),
    /// A length of time from `min` to `max` minutes, sent as whole minutes.
    Duration {
        min: u32,
        max: u32,
    },
    /// A local date and time, sent as year, month, day, hour and minute.
    Start {
        /// The last year that Webex takes.
        latest_year: i16,
    },
    /// An IANA time zone, sent as Webex's id (webex.md 4.2).
    TimeZone,
    /// Features of a meeting, sent as a bit mask (webex.md 4.1).
    Features,
    /// Up to `max` people as `Name <mail>`, sent as numbered pairs of mail and name.
    People {
        max: u32,
    },
    /// Up to `max` texts of at most `max_length` characters, sent as numbered fields.
    Texts {
        max: u32,
        max_length: u32,
    },
    /// One of the letters of `prefix`, or none if it is empty, and exactly `hex` hexadecimal
    /// digits: the ids in links (webex.md 6).
    Token {
        prefix: Box<str>,
        hex: u32,
    },
    /// An `https` address, which only the policy may supply.
    Url,
}

impl ParameterType {
    /// The words for `type:` in policies and in the catalogue.
    pub const NAMES: [&'static str; 16] = [
        "meeting_key",
        "digits",
        "number",
        "text",
        "name",
        "email",
        "flag",
        "choice",
        "duration",
        "start",
        "time_zone",
        "features",
        "people",
        "texts",
        "token",
        "url",
    ];

    /// Keys of real meetings have 9 digits and Cisco's example 8 (webex.md 3.1). The tests of a
    /// public client use keys of 7 to 20 digits (webex.md 3.1 and 7.1).
    pub const MEETING_KEY: Self = Self::Digits { min: 7, max: 20 };

    /// Whether visitors may supply values of this kind.
    pub fn is_open_to_visitors(&self) -> bool {
        !matches!(self, Self::Url)
    }

    /// Whether every value is safe as a segment of a path: never empty, never a dot segment.
    pub fn is_safe_in_path(&self) -> bool {
        matches!(
            self,
            Self::Digits { .. } | Self::Number { .. } | Self::Name { .. } | Self::Token { .. }
        )
    }

    /// Whether its codes are sent with a number appended.
    pub fn is_numbered(&self) -> bool {
        matches!(self, Self::People { .. } | Self::Texts { .. })
    }

    /// The number of codes of a parameter of this kind that is sent as fields.
    pub fn code_count(&self) -> usize {
        match self {
            Self::Start { .. } => 5,
            Self::People { .. } => 2,
            _ => 1,
        }
    }

    /// Reads a value. The items of a list are separated by commas or semicolons.
    ///
    /// # Errors
    ///
    /// A [`ValueError`] that says what a value must look like.
    pub fn parse<'t>(&self, text: &'t str) -> Result<Value<'t>, ValueError> {
        // What is pasted often has blanks around it.
        let text = text.trim();
        if text.is_empty() {
            return Err(ValueError::Empty);
        }
        match self {
            Self::Digits { min, max } => digits(text, *min, *max),
            Self::Number { min, max } => number(text, *min, *max),
            Self::Text { max } => text_of(text, *max).map(Value::one),
            Self::Name { max } => name(text, *max),
            Self::Email => email(text).map(Value::one),
            Self::Flag { on, off } => flag(text, on, off),
            Self::Choice(choices) => choice(text, choices),
            Self::Duration { min, max } => duration(text, *min, *max),
            Self::Start { latest_year } => start(text, *latest_year),
            Self::TimeZone => time_zone::webex_id(text)
                .map(|id| Value::one(id.to_string()))
                .ok_or(ValueError::TimeZone),
            Self::Token { prefix, hex } => token(text, prefix, *hex),
            Self::Url => Ok(Value::one(text.parse::<HttpsUrl>()?.as_str().to_owned())),
            Self::Features | Self::People { .. } | Self::Texts { .. } => {
                let items: Vec<&str> = text.split([',', ';']).map(str::trim).collect();
                self.parse_items(&items)
            }
        }
    }

    /// Reads the items of a list.
    ///
    /// # Errors
    ///
    /// A [`ValueError`] for a wrong item, too many of them, or a kind that is no list.
    pub fn parse_items(&self, items: &[&str]) -> Result<Value<'static>, ValueError> {
        // An empty item is a comma too many or a value left out. Which one cannot be told.
        if items.iter().any(|item| item.trim().is_empty()) || items.is_empty() {
            return Err(ValueError::Empty);
        }
        match self {
            Self::Features => features(items),
            Self::People { max } => rows(items, *max, person),
            Self::Texts { max, max_length } => rows(items, *max, |item| {
                Ok([text_of(item.trim(), *max_length)?.into()].into())
            }),
            _ => Err(ValueError::List),
        }
    }
}
