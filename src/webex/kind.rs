//! What the values of a parameter look like: forgiving to people, strict in
//! what comes out.

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
pub enum Kind {
    /// A number that is written in digits and may begin with zeros: meeting
    /// keys and session numbers. `123 456 789` and `123-456-789>` are read as
    /// `123456789`.
    Digits {
        /// Fewest digits.
        min: u32,
        /// Most digits.
        max: u32,
    },
    /// A whole number.
    Number {
        /// Smallest.
        min: u32,
        /// Largest.
        max: u32,
    },
    /// Free text for people, without control characters.
    Text {
        /// Most characters.
        max: u32,
    },
    /// A name that is safe as a segment of a path: letters, digits, `.`, `_`
    /// and `-`, beginning with a letter or digit.
    Name {
        /// Most characters.
        max: u32,
    },
    /// A mail address.
    Email,
    /// Yes or no.
    Flag {
        /// What Webex takes for yes.
        on: Box<str>,
        /// What Webex takes for no; empty: the field is left out.
        off: Box<str>,
    },
    /// One of several plain words, each with Webex's code for it.
    Choice(Box<[(Box<str>, Box<str>)]>),
    /// A length of time, sent as whole minutes.
    Duration {
        /// Shortest, in minutes.
        min: u32,
        /// Longest, in minutes.
        max: u32,
    },
    /// A local date and time, sent as year, month, day, hour and minute.
    Start {
        /// The last year that Webex takes.
        latest_year: i16,
    },
    /// An IANA time zone, sent as Webex's id (WEBEX.md 4.2).
    TimeZone,
    /// Features of a meeting, sent as a bit mask (WEBEX.md 4.1).
    Features,
    /// People as `Name <mail>`, sent as numbered pairs of mail and name.
    People {
        /// Most people.
        max: u32,
    },
    /// Several texts, sent as numbered fields.
    Texts {
        /// Most texts.
        max: u32,
        /// Most characters of one.
        max_length: u32,
    },
    /// A letter out of `prefix` (none when it is empty) and so many
    /// hexadecimal digits.
    Token {
        /// The letters that it may begin with.
        prefix: Box<str>,
        /// The number of hexadecimal digits behind it.
        hex: u32,
    },
    /// An `https` address, which only the policy may choose.
    Url,
}

impl Kind {
    /// The words for this kind in a policy's `type:`, as in the catalogue.
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

    /// Meeting keys: Cisco's example has 8 digits, those in the wild 9, public
    /// clients accept up to 20 (WEBEX.md 3.1).
    pub const MEETING_KEY: Self = Self::Digits { min: 7, max: 20 };

    /// Whether a visitor may supply a value at all. Addresses are the
    /// policy's alone.
    pub fn is_open_to_visitors(&self) -> bool {
        !matches!(self, Self::Url)
    }

    /// Whether every value is safe as a segment of a path: never empty and
    /// never a dot segment.
    pub fn is_safe_in_path(&self) -> bool {
        matches!(
            self,
            Self::Digits { .. } | Self::Number { .. } | Self::Name { .. } | Self::Token { .. }
        )
    }

    /// Whether its codes are sent with a number behind them.
    pub fn is_numbered(&self) -> bool {
        matches!(self, Self::People { .. } | Self::Texts { .. })
    }

    /// How many codes a parameter of this kind has.
    pub fn code_count(&self) -> usize {
        match self {
            Self::Start { .. } => 5,
            Self::People { .. } => 2,
            _ => 1,
        }
    }

    /// Reads one value. Lists are separated by commas or semicolons.
    ///
    /// # Errors
    ///
    /// [`ValueError`] says what a value must look like.
    pub fn parse<'t>(&self, text: &'t str) -> Result<Value<'t>, ValueError> {
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
    /// [`ValueError`] for a wrong item, too many, or a kind that is no list.
    pub fn parse_items(&self, items: &[&str]) -> Result<Value<'static>, ValueError> {
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
