//! The person that the claims of a token name.

use std::borrow::Cow;

use serde_json::Value;

use crate::decision::{Groups, Person};
use crate::identity::tokens::claims::Claims;
use crate::identity::tokens::error::TokenError;
use crate::policy::JwtIssuer;
use crate::text::{MailAddress, is_exact};

/// The longest user id, name, e-mail address or group, in characters.
const MAX_TEXT: usize = 256;

/// The person. A user id or an e-mail address is required. What a claim does not say is left open,
/// but one that cannot be read could be what a `deny` asks for: the token is refused.
pub fn read(config: &JwtIssuer, claims: &Claims) -> Result<Person<'static>, TokenError> {
    let names = &config.claims;
    let person = Person {
        user: user(claims, &names.user)?.map(owned),
        name: display_name(claims, &names.name)?.map(owned),
        email: email(claims, &names.email)?.map(owned),
        groups: groups(claims.get(&names.groups))?,
        identity_provider: Cow::Owned(config.name.to_string()),
    };
    match person.is_identifying() {
        true => Ok(person),
        false => Err(TokenError::Claims),
    }
}

fn owned(text: &str) -> Cow<'static, str> {
    Cow::Owned(text.to_owned())
}

fn user<'c>(claims: &'c Claims, name: &str) -> Result<Option<&'c str>, TokenError> {
    let user = match claims.get(name) {
        // Some issuers let users enter any address and verify it later: it must not become their
        // id.
        Some(_) if name == EMAIL && is_unverified(claims) => return Ok(None),
        Some(value) => value.as_str().ok_or(TokenError::Claims)?,
        None => return Ok(None),
    };
    match is_exact(user) {
        true => checked(user),
        false => Err(TokenError::Claims),
    }
}

/// No rule asks for it, so one that is no text is only left out.
fn display_name<'c>(claims: &'c Claims, name: &str) -> Result<Option<&'c str>, TokenError> {
    let text = claims.get(name).and_then(Value::as_str);
    text.map_or(Ok(None), checked)
}

fn checked(text: &str) -> Result<Option<&str>, TokenError> {
    if text.chars().any(char::is_control) || text.chars().nth(MAX_TEXT).is_some() {
        return Err(TokenError::Claims);
    }
    Ok((!text.is_empty()).then_some(text))
}

/// The claim of OpenID Connect to which `email_verified` belongs.
const EMAIL: &str = "email";

/// Whether there is an `email_verified`, and it is anything but true.
fn is_unverified(claims: &Claims) -> bool {
    match claims.get("email_verified") {
        None => false,
        Some(Value::Bool(verified)) => !verified,
        // Amazon Cognito writes a string.
        Some(Value::String(verified)) => !verified.eq_ignore_ascii_case("true"),
        Some(_) => true,
    }
}

/// The mail address, unless the issuer says that nobody has verified it, or the claim is empty or
/// a name without `@`.
fn email<'c>(claims: &'c Claims, name: &str) -> Result<Option<&'c str>, TokenError> {
    if is_unverified(claims) {
        return Ok(None);
    }
    let text = match claims.get(name) {
        None | Some(Value::Null) => return Ok(None),
        Some(Value::String(text)) => text,
        Some(_) => return Err(TokenError::Claims),
    };
    // A sign of another script that looks like `@` is no reason to leave an address out.
    if text.is_ascii() && !text.contains('@') {
        return Ok(None);
    }
    // Left out, it would free its holder of every `deny` of its domain.
    match MailAddress::parse(text) {
        Ok(_) => checked(text),
        Err(_) => Err(TokenError::Claims),
    }
}

/// A list of texts, or one text, which is one group. Some issuers leave the claim out where a person
/// has too many groups (`_claim_names` of Entra ID), so that no claim does not mean no group.
fn groups(claim: Option<&Value>) -> Result<Groups<'static>, TokenError> {
    let list = match claim {
        None | Some(Value::Null) => return Ok(Groups::Unknown),
        Some(Value::String(none)) if none.is_empty() => return Ok(Groups::Unknown),
        // It may be a list that the issuer has joined.
        Some(Value::String(one)) if one.contains(',') => return Err(TokenError::Claims),
        Some(one @ Value::String(_)) => std::slice::from_ref(one),
        Some(Value::Array(list)) => list,
        Some(_) => return Err(TokenError::Claims),
    };
    let groups = list.iter().map(group).collect::<Result<_, _>>()?;
    Ok(Groups::List(groups))
}

fn group(claim: &Value) -> Result<Box<str>, TokenError> {
    let group = claim.as_str().filter(|group| is_exact(group));
    let group = group.and_then(|group| checked(group).transpose());
    group.ok_or(TokenError::Claims)?.map(Box::from)
}
