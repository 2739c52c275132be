//! The person whom a trusted proxy names in headers.

use std::borrow::Cow;

use hyper::header::HeaderValue;

use super::watch::{Part, Seen};
use super::{Groups, HeaderKind, Person, Spoof};
use crate::text::MailAddress;

/// The longest id, name or mail address, in characters.
const MAX_CHARACTERS: usize = 256;
/// The longest list of groups, in bytes.
const MAX_GROUPS: usize = 8 << 10;
/// What the decision log calls this way to vouch.
const VOUCHER: &str = "headers";

/// The person whom headers name, if they name any.
pub(super) fn person<'r>(seen: &Seen<'r>) -> Result<Option<Person<'r>>, Spoof> {
    let text = |kind| {
        let value = seen.get(Part::Proxy(kind));
        let text = value
            .map(|value| text(value, MAX_CHARACTERS * 4))
            .transpose()?;
        let text = text.flatten();
        match text.is_some_and(|text| is_longer(text, MAX_CHARACTERS)) {
            true => Err(Spoof::NoText),
            false => Ok(text),
        }
    };
    let user = text(HeaderKind::User)?;
    let name = text(HeaderKind::Name)?;
    let email = text(HeaderKind::Email)?;
    let groups = seen
        .get(Part::Proxy(HeaderKind::Groups))
        .map(|value| self::text(value, MAX_GROUPS));
    let groups = groups.transpose()?.flatten();
    if email.is_some_and(|email| MailAddress::parse(email).is_err()) {
        return Err(Spoof::Email);
    }
    if user.or(name).or(email).or(groups).is_none() {
        return Ok(None);
    }
    Ok(Some(Person {
        user: user.map(Cow::Borrowed),
        name: name.map(Cow::Borrowed),
        email: email.map(Cow::Borrowed),
        groups: groups.map_or_else(Groups::default, Groups::Joined),
        voucher: Cow::Borrowed(VOUCHER),
    }))
}

/// The text of a header, without the blanks around it; `None` when nothing is
/// left. Control characters could break a line of a log, or end a text early
/// elsewhere.
fn text(value: &HeaderValue, max_bytes: usize) -> Result<Option<&str>, Spoof> {
    let bytes = value.as_bytes();
    if bytes.len() > max_bytes {
        return Err(Spoof::NoText);
    }
    let text = std::str::from_utf8(bytes.trim_ascii()).map_err(|_| Spoof::NoText)?;
    if has_controls(text) {
        return Err(Spoof::NoText);
    }
    Ok((!text.is_empty()).then_some(text))
}

fn has_controls(text: &str) -> bool {
    // Without an early end, so that bytes are looked at many at a time.
    let any = text
        .bytes()
        .fold(false, |any, b| any | b.is_ascii_control());
    any || (!text.is_ascii() && text.contains(char::is_control))
}

fn is_longer(text: &str, max: usize) -> bool {
    text.len() > max && text.chars().count() > max
}
