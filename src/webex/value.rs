//! A value that has been checked against its [`Kind`](super::Kind).

use std::borrow::Cow;

use super::address::AddressError;
use super::encode::encode_into;
use super::parameter::Code;
use super::secret::{MASK, Secret};

/// A checked value of one parameter, in the form in which Webex takes it.
///
/// Only [`Kind::parse`](super::Kind::parse) and
/// [`Kind::parse_items`](super::Kind::parse_items) make one, so whoever holds
/// a value need not check it again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Value<'t>(Form<'t>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Form<'t> {
    /// One field.
    One(Cow<'t, str>),
    /// One field for each code of the parameter: a date as year, month, ….
    Fields(Cow<'t, [Box<str>]>),
    /// A numbered list: each code once for every row, `EM1`, `FN1`, `EM2`, ….
    Rows(Cow<'t, [Box<[Box<str>]>]>),
    /// One field that never stands in an address, and is never shown.
    Secret(Secret),
}

impl<'t> Value<'t> {
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

    /// The same value, borrowed: costs nothing.
    pub fn by_ref(&self) -> Value<'_> {
        Value(match &self.0 {
            Form::One(text) => Form::One(Cow::Borrowed(text)),
            Form::Fields(texts) => Form::Fields(Cow::Borrowed(texts)),
            Form::Rows(rows) => Form::Rows(Cow::Borrowed(rows)),
            Form::Secret(secret) => Form::Secret(secret.clone()),
        })
    }

    /// The same value, independent of the text that it was read from.
    pub fn into_owned(self) -> Value<'static> {
        Value(match self.0 {
            Form::One(text) => Form::One(Cow::Owned(text.into_owned())),
            Form::Fields(texts) => Form::Fields(Cow::Owned(texts.into_owned())),
            Form::Rows(rows) => Form::Rows(Cow::Owned(rows.into_owned())),
            Form::Secret(secret) => Form::Secret(secret),
        })
    }

    /// The value as one text, for a place in a path; `None` for dates and
    /// lists, which have no such form.
    pub fn as_text(&self) -> Option<&str> {
        match &self.0 {
            Form::One(text) => Some(text),
            Form::Fields(_) | Form::Rows(_) | Form::Secret(_) => None,
        }
    }

    /// Appends `&CODE=value` for every field. An empty value is left out, and
    /// so is a secret.
    pub(super) fn write_query(&self, codes: &[Code], out: &mut String) {
        self.each_field(codes, |code, number, text| {
            write_pair(out, code, number, text);
        });
    }

    /// All fields that may be seen: code, number if it is numbered, text.
    fn each_field(&self, codes: &[Code], mut take: impl FnMut(&Code, Option<u32>, &str)) {
        match &self.0 {
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
                for (row, number) in rows.iter().zip(1..) {
                    for (code, text) in codes.iter().zip(row.iter()) {
                        take(code, Some(number), text);
                    }
                }
            }
            Form::Secret(_) => {}
        }
    }

    /// All fields for the body of a form, a secret among them.
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

    /// The value for people to read.
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

/// Why a text is no value of a kind: words that follow the parameter's name,
/// fit for a visitor. They never repeat the text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ValueError {
    /// Nothing but white space.
    #[error("must not be empty")]
    Empty,
    /// Something else than digits, or the wrong number of them.
    #[error("must be a number of {min} to {max} digits")]
    Digits {
        /// Fewest digits.
        min: u32,
        /// Most digits.
        max: u32,
    },
    /// No whole number, or outside the range.
    #[error("must be a whole number from {min} to {max}")]
    Range {
        /// Smallest.
        min: u32,
        /// Largest.
        max: u32,
    },
    /// More characters than allowed.
    #[error("must have at most {max} characters")]
    TooLong {
        /// Most characters.
        max: u32,
    },
    /// Control characters, or others that nobody sees.
    #[error("must not contain control characters")]
    Control,
    /// No plain name.
    #[error(
        "must be letters, digits, dots, dashes and underscores, beginning with a letter or digit"
    )]
    Name,
    /// No mail address.
    #[error("must be a mail address like name@example.org")]
    Email,
    /// No flag.
    #[error("must be yes or no")]
    Flag,
    /// None of the choices.
    #[error("must be one of: {0}")]
    Choice(String),
    /// No length of time.
    #[error("must be minutes, like 90 or 1h30m, from {min} to {max} minutes")]
    Duration {
        /// Shortest, in minutes.
        min: u32,
        /// Longest, in minutes.
        max: u32,
    },
    /// No local date and time.
    #[error("must be a local date and time like 2027-01-31T14:30, without seconds or offset")]
    Start,
    /// A year that Webex refuses.
    #[error("must not be after the year {0}")]
    Year(i16),
    /// A time zone without a Webex id.
    #[error("must be a time zone that Webex knows, like Europe/Berlin")]
    TimeZone,
    /// No feature of a meeting.
    #[error("must be features of a meeting: {0}")]
    Feature(String),
    /// No hexadecimal token.
    #[error("must be {letters}{hex} hexadecimal digits", letters = one_of(prefix))]
    Token {
        /// The letters that it may begin with.
        prefix: Box<str>,
        /// The number of hexadecimal digits behind it.
        hex: u32,
    },
    /// No usable address.
    #[error("must be an https address: {0}")]
    Url(#[from] AddressError),
    /// Too many items in a list.
    #[error("must have at most {max} entries")]
    TooMany {
        /// Most entries.
        max: u32,
    },
    /// A list where one value belongs.
    #[error("must be one value, not a list")]
    List,
}

/// A letter of several in words, with what leads on from it.
fn one_of(letters: &str) -> String {
    let letters: Vec<String> = letters.chars().map(String::from).collect();
    match letters.len() {
        0 => String::new(),
        _ => format!("{} and ", letters.join(" or ")),
    }
}
