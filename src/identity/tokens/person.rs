//! The person that the claims of a token name.

use std::borrow::Cow;

use serde_json::Value;

use crate::decision::{Groups, Person};
use crate::identity::tokens::TokenError;
use crate::identity::tokens::claims::Claims;
use crate::policy::TokenVoucher;
use crate::text::{MailAddress, MailError};

/// The longest name, id, address or group, in characters. Longer ones are no
/// mistake of a person.
const MAX_TEXT: usize = 256;

/// The person, as the voucher's claims name them. Somebody without an id must
/// have an address.
pub(super) fn read(voucher: &TokenVoucher, claims: &Claims) -> Result<Person<'static>, TokenError> {
    let names = &voucher.claims;
    let user = match claims.get(&*names.user) {
        // Whoever may write any address into a claim must not be known by it.
        Some(_) if &*names.user == EMAIL && is_unverified(claims) => None,
        Some(value) => Some(value.as_str().ok_or(TokenError::Claims)?),
        None => None,
    };
    let text = |name: &str| claims.get(name).and_then(Value::as_str);
    let email = email(claims, &names.email)?;
    let person = Person {
        user: checked(user)?,
        name: checked(text(&names.name))?,
        email: checked(email)?,
        groups: groups(claims.get(&*names.groups))?,
        voucher: Cow::Owned(voucher.name.to_string()),
    };
    match (&person.user, &person.email) {
        (None, None) => Err(TokenError::Claims),
        _ => Ok(person),
    }
}

fn checked(text: Option<&str>) -> Result<Option<Cow<'static, str>>, TokenError> {
    let Some(text) = text.filter(|text| !text.is_empty()) else {
        return Ok(None);
    };
    if text.chars().any(char::is_control) || text.chars().nth(MAX_TEXT).is_some() {
        return Err(TokenError::Claims);
    }
    Ok(Some(Cow::Owned(text.to_owned())))
}

/// The standard's name for the mail address.
const EMAIL: &str = "email";

/// Whether the issuer says anything but that the mail address is verified.
fn is_unverified(claims: &Claims) -> bool {
    match claims.get("email_verified") {
        None => false,
        Some(Value::Bool(verified)) => !verified,
        // Amazon Cognito writes it as a text.
        Some(Value::String(verified)) => !verified.eq_ignore_ascii_case("true"),
        Some(_) => true,
    }
}

/// The mail address, unless the issuer says that nobody has verified it, or it
/// is none.
fn email<'c>(claims: &'c Claims, name: &str) -> Result<Option<&'c str>, TokenError> {
    if is_unverified(claims) {
        return Ok(None);
    }
    let Some(text) = claims.get(name).and_then(Value::as_str) else {
        return Ok(None);
    };
    match MailAddress::parse(text) {
        Ok(_) => Ok(Some(text)),
        Err(MailError::Sides) => Ok(None),
        // Left out, it would free its holder of every `deny` of its domain.
        Err(MailError::Characters) => Err(TokenError::Claims),
    }
}

/// The groups: a list of texts, or one text, which is one group. Anything else
/// means none.
fn groups(claim: Option<&Value>) -> Result<Groups<'static>, TokenError> {
    let texts: Option<Vec<&str>> = match claim {
        Some(Value::String(one)) => Some(vec![one]),
        Some(Value::Array(list)) => list.iter().map(Value::as_str).collect(),
        _ => None,
    };
    let mut groups = Vec::new();
    for text in texts.unwrap_or_default() {
        groups.extend(checked(Some(text))?.map(|group| group.into_owned().into_boxed_str()));
    }
    Ok(Groups::List(groups))
}
