//! The claims about the token itself: issuer, audience, and when it is valid.
//!
//! `jsonwebtoken` would compare times with the system's clock. Here they are compared with the time
//! of the request, which comes in as an argument.

use std::fmt;

use jiff::Timestamp;
use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, Visitor};
use serde_json::{Map, Value};

use crate::identity::tokens::error::TokenError;

/// The difference that is allowed between the clocks of an issuer and ours, in seconds. Google asks
/// for 30 (IAP). Synchronised clocks need less, and by every second more an expired token is
/// accepted longer.
const LEEWAY: i64 = 30;

/// The payload of a token. A claim that occurs twice is an error: of two programs that read the
/// token, one may take the first and one the last.
#[derive(Debug)]
pub struct Claims(Map<String, Value>);

impl Claims {
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name)
    }
}

impl<'de> Deserialize<'de> for Claims {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(ClaimsVisitor)
    }
}

struct ClaimsVisitor;

impl<'de> Visitor<'de> for ClaimsVisitor {
    type Value = Claims;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the claims of a token")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Claims, A::Error> {
        let mut claims = Map::new();
        while let Some((name, value)) = entries.next_entry::<String, Value>()? {
            if claims.insert(name, value).is_some() {
                return Err(A::Error::custom("a claim occurs twice"));
            }
        }
        Ok(Claims(claims))
    }
}

/// When a token is valid, in seconds since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Validity {
    from: i64,
    until: i64,
}

impl Validity {
    /// `exp` is required; `nbf` and `iat` count where they occur. Of `exp` in the claims and in the
    /// JOSE header, the earlier one counts.
    pub fn of(claims: &Claims, header_exp: Option<&Value>) -> Result<Self, TokenError> {
        let time = |name| claims.get(name).map(seconds).transpose();
        let header_exp = header_exp.map(seconds).transpose()?;
        let until = time("exp")?.into_iter().chain(header_exp).min();
        let from = time("nbf")?.max(time("iat")?);
        Ok(Self {
            from: from.unwrap_or(i64::MIN),
            until: until.ok_or(TokenError::Claims)?,
        })
    }

    pub fn check(self, now: Timestamp) -> Result<(), TokenError> {
        let now = now.as_second();
        if now >= self.until.saturating_add(LEEWAY) {
            return Err(TokenError::Expired);
        }
        if now < self.from.saturating_sub(LEEWAY) {
            return Err(TokenError::NotYet);
        }
        Ok(())
    }
}

/// A `NumericDate` (RFC 7519): seconds, perhaps with a fraction.
fn seconds(value: &Value) -> Result<i64, TokenError> {
    if let Some(whole) = value.as_i64() {
        return Ok(whole);
    }
    let parts = value.as_f64().ok_or(TokenError::Claims)?;
    #[expect(
        clippy::cast_possible_truncation,
        reason = "the fraction is meant to go, and too large a number becomes the largest"
    )]
    Ok(parts.floor() as i64)
}

pub fn is_from(claim: Option<&Value>, issuer: &str) -> bool {
    claim.and_then(Value::as_str) == Some(issuer)
}

/// Whether `aud` has one of the audiences. A token may be for several.
pub fn is_for(claims: &Claims, audiences: &[Box<str>]) -> bool {
    let is_ours = |one: &Value| {
        let one = one.as_str();
        audiences.iter().any(|ours| one == Some(ours))
    };
    match claims.get("aud") {
        Some(Value::Array(list)) => list.iter().any(is_ours),
        Some(one) => is_ours(one),
        None => false,
    }
}
