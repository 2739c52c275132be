//! One reader for each kind of value.

use std::borrow::Cow;

use jiff::civil::DateTime;
use jiff::{Span, Unit};

use crate::text::{MailAddress, has_hidden, is_same_word, without_marks};
use crate::webex::feature;
use crate::webex::value::{Value, ValueError};

pub fn digits(text: &str, min: u32, max: u32) -> Result<Value<'_>, ValueError> {
    let text = without_marks(text);
    let separator = |c: char| c.is_whitespace() || matches!(c, '-' | '\u{2010}'..='\u{2015}');
    let digits: Cow<'_, str> = if text.contains(separator) {
        text.replace(separator, "").into()
    } else {
        text.into()
    };
    let plain = digits.bytes().all(|b| b.is_ascii_digit());
    if !plain || !within(digits.len(), min, max) {
        return Err(ValueError::Digits { min, max });
    }
    Ok(Value::one(digits))
}

pub fn number(text: &str, min: u32, max: u32) -> Result<Value<'_>, ValueError> {
    // The parser of the standard library also takes a `+` in front.
    let plain = text.bytes().all(|b| b.is_ascii_digit());
    match text.parse::<u32>() {
        Ok(number) if plain && (min..=max).contains(&number) => Ok(Value::one(number.to_string())),
        _ => Err(ValueError::Range { min, max }),
    }
}

pub fn text_of(text: &str, max: u32) -> Result<&str, ValueError> {
    if has_hidden(text) {
        return Err(ValueError::Control);
    }
    if !within(text.chars().count(), 1, max) {
        return Err(ValueError::TooLong { max });
    }
    Ok(text)
}

pub fn name(text: &str, max: u32) -> Result<Value<'_>, ValueError> {
    let text = without_marks(text);
    let plain = text
        .bytes()
        .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-'));
    // The first character excludes the segments `.` and `..`.
    if !plain || !text.starts_with(|c: char| c.is_ascii_alphanumeric()) {
        return Err(ValueError::Name);
    }
    if !within(text.len(), 1, max) {
        return Err(ValueError::TooLong { max });
    }
    Ok(Value::one(text))
}

pub fn email(text: &str) -> Result<&str, ValueError> {
    let text = text.strip_prefix("mailto:").unwrap_or(text);
    let text = without_marks(text);
    let address = MailAddress::parse(text).map_err(|_| ValueError::Email)?;
    address
        .is_standard()
        .then_some(text)
        .ok_or(ValueError::Email)
}

pub fn flag(text: &str, on: &str, off: &str) -> Result<Value<'static>, ValueError> {
    match text.to_ascii_lowercase().as_str() {
        "yes" | "true" | "on" | "1" => Ok(Value::one(on.to_owned())),
        "no" | "false" | "off" | "0" => Ok(Value::one(off.to_owned())),
        _ => Err(ValueError::Flag),
    }
}

pub fn choice(text: &str, choices: &[(Box<str>, Box<str>)]) -> Result<Value<'static>, ValueError> {
    choices
        .iter()
        .find(|(word, code)| is_same_word(word, text) || code.eq_ignore_ascii_case(text))
        .map(|(_, code)| Value::one(code.to_string()))
        .ok_or_else(|| {
            let words: Vec<&str> = choices.iter().map(|(word, _)| &**word).collect();
            ValueError::Choice(words.join(", "))
        })
}

pub fn duration(text: &str, min: u32, max: u32) -> Result<Value<'static>, ValueError> {
    let minutes = if text.bytes().all(|b| b.is_ascii_digit()) {
        text.parse::<f64>().ok()
    } else {
        text.parse::<Span>()
            .ok()
            .and_then(|span| span.total(Unit::Minute).ok())
    };
    match minutes {
        // Webex takes whole minutes (webex.md 4, `DU`): 90 s are not rounded.
        Some(m) if m.fract() == 0.0 && m >= f64::from(min) && m <= f64::from(max) => {
            Ok(Value::one(m.to_string()))
        }
        _ => Err(ValueError::Duration { min, max }),
    }
}

pub fn start(text: &str, latest_year: i16) -> Result<Value<'static>, ValueError> {
    // The parser of `DateTime` accepts an offset and drops it: the meeting would be at another
    // hour.
    let shape = |(at, c): (usize, char)| match at {
        4 | 7 => c == '-',
        10 => matches!(c, 'T' | 't' | ' '),
        13 => c == ':',
        _ => c.is_ascii_digit(),
    };
    if text.len() != 16 || !text.char_indices().all(shape) {
        return Err(ValueError::Start);
    }
    let at: DateTime = text.parse().map_err(|_| ValueError::Start)?;
    if at.year() > latest_year {
        return Err(ValueError::Year(latest_year));
    }
    // Webex takes numbers without zeros in front (webex.md 4, `DA`).
    let parts = [
        i32::from(at.year()),
        at.month().into(),
        at.day().into(),
        at.hour().into(),
        at.minute().into(),
    ];
    Ok(Value::fields(
        parts.iter().map(|part| part.to_string().into()).collect(),
    ))
}

pub fn features(items: &[&str]) -> Result<Value<'static>, ValueError> {
    let mut mask = 0;
    for item in items {
        mask |= feature::bit(item).ok_or_else(|| {
            ValueError::Feature(feature::FEATURES.map(|(name, _)| name).join(", "))
        })?;
    }
    Ok(Value::one(mask.to_string()))
}

pub fn rows(
    items: &[&str],
    max: u32,
    row: impl Fn(&str) -> Result<Box<[Box<str>]>, ValueError>,
) -> Result<Value<'static>, ValueError> {
    if !within(items.len(), 1, max) {
        return Err(ValueError::TooMany { max });
    }
    let rows: Result<Vec<_>, _> = items.iter().map(|item| row(item)).collect();
    rows.map(Value::rows)
}

/// Reads `Ada Lovelace <ada@acme.example>`, or a mail address alone, which becomes the name as
/// well.
pub fn person(item: &str) -> Result<Box<[Box<str>]>, ValueError> {
    let item = item.trim();
    let (name, mail) = match item.split_once('<') {
        Some((name, mail)) if !unquoted(name).is_empty() => (unquoted(name), email(mail)?),
        Some((_, mail)) => (email(mail)?, email(mail)?),
        None => (email(item)?, email(item)?),
    };
    // Webex takes the whole name in `FN` here (webex.md 4).
    Ok([mail.into(), text_of(name, 128)?.into()].into())
}

/// A name without the quotes that mail programs put around it.
fn unquoted(name: &str) -> &str {
    name.trim().trim_matches('"').trim()
}

pub fn token<'t>(text: &'t str, prefix: &str, hex: u32) -> Result<Value<'t>, ValueError> {
    let text = without_marks(text);
    let digits = match text.chars().next() {
        Some(first) if !prefix.is_empty() && prefix.contains(first) => &text[first.len_utf8()..],
        Some(_) if prefix.is_empty() => text,
        _ => "",
    };
    if within(digits.len(), hex, hex) && digits.bytes().all(|b| b.is_ascii_hexdigit()) {
        return Ok(Value::one(text));
    }
    let prefix = prefix.into();
    Err(ValueError::Token { prefix, hex })
}

fn within(length: usize, min: u32, max: u32) -> bool {
    u32::try_from(length).is_ok_and(|length| (min..=max).contains(&length))
}
