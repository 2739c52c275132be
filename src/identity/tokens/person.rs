//! The person that the claims of a token name.

use std::borrow::Cow;

use serde_json::Value;

use crate::decision::{Groups, Person};
use crate::identity::tokens::claims::Claims;
use crate::identity::tokens::error::TokenError;
use crate::policy::JwtIssuer;
use crate::text::MailAddress;

/// The longest user id, name, e-mail address or group, in characters.
const MAX_TEXT: usize = 256;

/// The person. A user id or an e-mail address is required.
pub fn read(config: &JwtIssuer, claims: &Claims) -> Result<Person<'static>, TokenError> {
    let names = &config.claims;
    let user = match claims.get(&names.user) {
        // Some issuers let users enter any address and verify it later: it must not become their
        // id.
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
        groups: groups(claims.get(&names.groups))?,
        identity_provider: Cow::Owned(config.name.to_string()),
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
    let Some(text) = claims.get(name).and_then(Value::as_str) else {
        return Ok(None);
    };
    // A sign of another script that looks like `@` is no reason to leave an address out.
    if text.is_ascii() && !text.contains('@') {
        return Ok(None);
    }
    // Left out, it would free its holder of every `deny` of its domain.
    let address = MailAddress::parse(text);
    address.map(|_| Some(text)).map_err(|_| TokenError::Claims)
}

/// A list of strings, or one string, which is one group. Anything else means no groups.
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
