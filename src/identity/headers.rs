//! The person that a trusted proxy names in headers.

use std::borrow::Cow;

use super::error::HeaderConflict;
use super::header_matcher::{HeaderKind, IdentityHeaders};
use super::header_purpose::HeaderPurpose;
use crate::decision::{Groups, Person};
use crate::policy::HEADERS;
use crate::text::MailAddress;

/// The longest user id, display name or e-mail address, in characters.
const MAX_CHARACTERS: usize = 256;
/// The longest list of groups, in bytes.
const MAX_GROUPS: usize = 8 << 10;

/// The person that the headers name, if any.
pub fn person<'r>(seen: &IdentityHeaders<'r>) -> Result<Option<Person<'r>>, HeaderConflict> {
    let user = user_id(seen)?;
    let name = short_text(seen, HeaderPurpose::Name)?;
    let email = short_text(seen, HeaderPurpose::Email)?;
    let groups = text(seen, HeaderPurpose::Groups, MAX_GROUPS)?;
    if email.is_some_and(|email| MailAddress::parse(email).is_err()) {
        return Err(HeaderConflict::Email);
    }
    let groups = groups.map_or(Groups::Unknown, Groups::Joined);
    // Without anything else, an empty list of groups is about nobody.
    let says_groups = !matches!(groups, Groups::Unknown | Groups::Joined(""));
    if user.or(name).or(email).is_none() && !says_groups {
        return Ok(None);
    }
    Ok(Some(Person {
        user: user.map(Cow::Borrowed),
        name: name.map(Cow::Borrowed),
        email: email.map(Cow::Borrowed),
        groups,
        identity_provider: Cow::Borrowed(HEADERS),
    }))
}

fn user_id<'r>(seen: &IdentityHeaders<'r>) -> Result<Option<&'r str>, HeaderConflict> {
    let user = short_text(seen, HeaderPurpose::User)?;
    match user.is_some_and(is_list) {
        true => Err(HeaderConflict::Twice),
        false => Ok(user),
    }
}

/// Whether a user id is one line made of several. Programs on the way may join the lines of a
/// header with commas (RFC 9110, section 5.3): the visitor's and the proxy's, neither of whom it
/// names then.
///
/// The names of directories (`CN=Lee\, Ann,O=Acme`) have commas of their own, but begin and end with
/// an attribute. An id that is none shows itself at the end at which the proxy has put it.
fn is_list(user: &str) -> bool {
    let mut parts = user.split(',');
    let (first, last) = (parts.next(), parts.next_back());
    let is_attribute = |part: &str| part.contains('=');
    last.is_some_and(|last| !(first.is_some_and(is_attribute) && is_attribute(last)))
}

fn short_text<'r>(
    seen: &IdentityHeaders<'r>,
    kind: HeaderPurpose,
) -> Result<Option<&'r str>, HeaderConflict> {
    // UTF-8 takes up to four bytes for a character.
    let text = text(seen, kind, MAX_CHARACTERS * 4)?;
    match text.is_some_and(|text| is_longer(text, MAX_CHARACTERS)) {
        true => Err(HeaderConflict::NoText),
        false => Ok(text.filter(|text| !text.is_empty())),
    }
}

/// The text of a header without surrounding blanks; `None` if it is absent.
fn text<'r>(
    seen: &IdentityHeaders<'r>,
    kind: HeaderPurpose,
    max_bytes: usize,
) -> Result<Option<&'r str>, HeaderConflict> {
    let Some(value) = seen.get(HeaderKind::Proxy(kind)) else {
        return Ok(None);
    };
    let bytes = value.as_bytes();
    if bytes.len() > max_bytes {
        return Err(HeaderConflict::NoText);
    }
    let text = std::str::from_utf8(bytes.trim_ascii()).map_err(|_| HeaderConflict::NoText)?;
    // They could break a log line here, or end the text early in another program.
    if has_controls(text) {
        return Err(HeaderConflict::NoText);
    }
    Ok(Some(text))
}

fn has_controls(text: &str) -> bool {
    // No early exit, so that the compiler can look at many bytes at a time.
    let any = text
        .bytes()
        .fold(false, |any, b| any | b.is_ascii_control());
    any || (!text.is_ascii() && text.contains(char::is_control))
}

fn is_longer(text: &str, max: usize) -> bool {
    text.len() > max && text.chars().count() > max
}
