//! Values that have been checked against their [`ParameterType`](super::ParameterType).

use std::borrow::Cow;

use super::address::AddressError;
use super::code::Code;
use super::encode::encode_into;
use super::secret::{MASK, Secret};

/// What a value holds, for bodies that are no forms. Secrets are in the open here.
#[derive(Clone, Copy)]
pub(super) enum Content<'v> {
    One(&'v str),
    Fields(&'v [Box<str>]),
    Rows(&'v [Box<[Box<str>]>]),
    Secret(&'v str),
}

/// A checked value of one parameter, as Webex takes it.
///
/// Only [`ParameterType::parse`](super::ParameterType::parse) and
/// [`ParameterType::parse_items`](super::ParameterType::parse_items) make one, so a value need not
/// be checked again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Value<'t>(Form<'t>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Form<'t> {
    /// One field; every code of the parameter gets the same text.
    One(Cow<'t, str>),
    /// One field for each code of the parameter: year, month, … of a date.
    Fields(Cow<'t, [Box<str>]>),
    /// A numbered list with each code once in every row: `EM1`, `FN1`, `EM2`, ….
    Rows(Cow<'t, [Box<[Box<str>]>]>),
    /// One field that is never written into an address and never shown.
    Secret(Secret),
}

impl<'t> Value<'t> {
    // The constructors and what exposes a secret are for this module alone: a value made elsewhere
    // would be one that nobody has checked.

    pub(super) fn one(text: impl Into<Cow<'t, str>>) -> Self {
        Self(Form::One(text.into()))
    }

    pub(super) fn fields(texts: Vec<Box<str>>) -> Self {
        Self(Form::Fields(texts.into()))
    }

    pub(super) fn rows(rows: Vec<Box<[Box<str>]>>) -> Self {
        Self(Form::Rows(rows.into()))
    }

    pub(super) fn secret(secret: Secret) -> Self {
        Self(Form::Secret(secret))
    }

    /// A secret that was not read. A policy with one is checked, and never served.
    pub fn unread_secret() -> Value<'static> {
        Value::secret(Secret::new(String::new()))
    }

    /// The same value, borrowed, without an allocation.
    pub fn by_ref(&self) -> Value<'_> {
        Value(match &self.0 {
            Form::One(text) => Form::One(Cow::Borrowed(text)),
            Form::Fields(texts) => Form::Fields(Cow::Borrowed(texts)),
            Form::Rows(rows) => Form::Rows(Cow::Borrowed(rows)),
            Form::Secret(secret) => Form::Secret(secret.clone()),
        })
    }

    /// The same value, independent of the text from which it was read.
    pub fn into_owned(self) -> Value<'static> {
        Value(match self.0 {
            Form::One(text) => Form::One(Cow::Owned(text.into_owned())),
            Form::Fields(texts) => Form::Fields(Cow::Owned(texts.into_owned())),
            Form::Rows(rows) => Form::Rows(Cow::Owned(rows.into_owned())),
            Form::Secret(secret) => Form::Secret(secret),
        })
    }

    /// The value as one text, for a place in a path; `None` for dates, lists and secrets.
    pub fn as_text(&self) -> Option<&str> {
        match &self.0 {
            Form::One(text) => Some(text),
            Form::Fields(_) | Form::Rows(_) | Form::Secret(_) => None,
        }
    }

    /// Appends `&CODE=value` for every field. Empty values and secrets are left out.
    pub(crate) fn write_query(&self, codes: &[Code], out: &mut String) {
        self.each_field(codes, |code, number, text| {
            write_pair(out, code, number, text);
        });
    }

    /// All fields but secret ones: code, number if there is one, text.
    fn each_field(&self, codes: &[Code], mut take: impl FnMut(&Code, Option<u32>, &str)) {
        match &self.0 {
            // A flag has no text for "no" where Webex wants the field left out.
            Form::One(text) if text.is_empty() => {}
            Form::One(text) => {
                for code in codes {
                    take(code, None, text);
                }
            }
            Form::Fields(texts) => {
                for (code, text) in codes.iter().zip(texts.iter()) {
                    take(code, None, text);
                }
            }
            Form::Rows(rows) => {
                // Webex numbers from 1 (webex.md 2.6).
                for (row, number) in rows.iter().zip(1..) {
                    for (code, text) in codes.iter().zip(row.iter()) {
                        take(code, Some(number), text);
                    }
                }
            }
            Form::Secret(_) => {}
        }
    }

    /// All fields for the body of a form, including secret ones.
    pub(super) fn form_fields(&self, codes: &[Code]) -> Vec<(String, String)> {
        let mut fields = Vec::new();
        if let Form::Secret(secret) = &self.0 {
            let named = |code: &Code| (code.as_str().to_owned(), secret.expose().to_owned());
            fields.extend(codes.iter().map(named));
        }
        self.each_field(codes, |code, number, text| {
            let number = number.map_or_else(String::new, |number| number.to_string());
            fields.push((format!("{}{number}", code.as_str()), text.to_owned()));
        });
        fields
    }

    pub(super) fn content(&self) -> Content<'_> {
        match &self.0 {
            Form::One(text) => Content::One(text),
            Form::Fields(texts) => Content::Fields(texts),
            Form::Rows(rows) => Content::Rows(rows),
            Form::Secret(secret) => Content::Secret(secret.expose()),
        }
    }

    /// The value for people to read; a secret is masked.
    pub fn shown(&self) -> Cow<'_, str> {
        match &self.0 {
            Form::One(text) => Cow::Borrowed(text),
            Form::Fields(texts) => Cow::Owned(texts.join(" ")),
            Form::Rows(rows) => {
                let rows: Vec<String> = rows.iter().map(|row| row.join(" ")).collect();
                Cow::Owned(rows.join(", "))
            }
            Form::Secret(_) => Cow::Borrowed(MASK),
        }
    }
}

fn write_pair(out: &mut String, code: &Code, number: Option<u32>, text: &str) {
    out.push('&');
    out.push_str(code.as_str());
    if let Some(number) = number {
        out.push_str(&number.to_string());
    }
    out.push('=');
    encode_into(out, text);
}

/// Why a text is no value of a kind. The message follows the name of the parameter, is meant for
/// visitors, and never repeats the text, which may be a secret.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ValueError {
    #[error("must not be empty")]
    Empty,
    #[error("must be a number of {min} to {max} digits")]
    Digits { min: u32, max: u32 },
    #[error("must be a whole number from {min} to {max}")]
    Range { min: u32, max: u32 },
    #[error("must have at most {max} characters")]
    TooLong {
        /// Most characters.
        max: u32,
    },
    /// Control characters, or others that nobody sees.
    #[error("must not contain control characters")]
    Control,
    #[error(
        "must be letters, digits, dots, dashes and underscores, beginning with a letter or digit"
    )]
    Name,
    #[error("must be an e-mail address like name@example.org")]
    Email,
    #[error("must be yes or no")]
    Flag,
    /// With the words to choose from.
    #[error("must be one of: {0}")]
    Choice(String),
    #[error("must be minutes, like 90 or 1h30m, from {min} to {max} minutes")]
    Duration { min: u32, max: u32 },
    #[error("must be a local date and time like 2027-01-31T14:30, without seconds or offset")]
    Start,
    /// With the last year that Webex takes.
    #[error("must not be after the year {0}")]
    Year(i16),
    /// Webex has no id for the time zone.
    #[error("must be a time zone that Webex knows, like Europe/Berlin")]
    TimeZone,
    /// With the names of all features.
    #[error("must be features of a meeting: {0}")]
    Feature(String),
    #[error("must be {letters}{hex} hexadecimal digits", letters = one_of(prefix))]
    Token {
        /// The letters one of which comes first; may be empty.
        prefix: Box<str>,
        /// The number of hexadecimal digits.
        hex: u32,
    },
    #[error("must be an https address: {0}")]
    Url(#[from] AddressError),
    #[error("must have at most {max} entries")]
    TooMany { max: u32 },
    /// A list where one value is expected.
    #[error("must be one value, not a list")]
    List,
}

/// `m or e and ` for the letters `me`; empty for none.
fn one_of(letters: &str) -> String {
    let letters: Vec<String> = letters.chars().map(String::from).collect();
    match letters.len() {
        0 => String::new(),
        _ => format!("{} and ", letters.join(" or ")),
    }
}
