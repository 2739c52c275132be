//! What a token claims about itself: who issued it, for whom, and when it is
//! valid.
//!
//! The library would compare times with the system's clock. Here they are
//! compared with the time of the request, which comes in as an argument.

use jiff::Timestamp;
use serde_json::{Map, Value};

use crate::identity::tokens::error::TokenError;

/// How far the clocks of an issuer and ours may be apart, in seconds. Google
/// asks for 30 (IAP); synchronised clocks need less, and every second is one in
/// which a token lives on after its end.
const LEEWAY: i64 = 30;

/// The claims of a token: what stands in its payload.
pub type Claims = Map<String, Value>;

/// When a token is valid, in seconds since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    from: i64,
    until: i64,
}

impl Window {
    /// The window of a token with those claims: `exp` is required, `nbf` and
    /// `iat` are honoured. If its head names an end as well, the earlier one
    /// counts.
    pub fn of(claims: &Claims, end_in_head: Option<&Value>) -> Result<Self, TokenError> {
        let time = |name| claims.get(name).map(seconds).transpose();
        let end_in_head = end_in_head.map(seconds).transpose()?;
        let until = time("exp")?.into_iter().chain(end_in_head).min();
        let from = time("nbf")?.max(time("iat")?);
        Ok(Self {
            from: from.unwrap_or(i64::MIN),
            until: until.ok_or(TokenError::Claims)?,
        })
    }

    /// Whether that moment lies in it, give or take the leeway.
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

/// A `NumericDate` (RFC 7519): seconds, possibly with a fraction.
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

/// Whether the claims name exactly that issuer.
pub fn is_from(claim: Option<&Value>, issuer: &str) -> bool {
    claim.and_then(Value::as_str) == Some(issuer)
}

/// Whether the claims name one of those audiences. A token may be for several.
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
