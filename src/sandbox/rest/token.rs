//! The token call: a refresh token for an access token.

use serde_json::json;

use super::answer::{Answer, Answered};
use super::call::RestCall;
use super::error::ApiError;
use crate::sandbox::credentials::Credentials;
use crate::sandbox::tokens::{ACCESS_LIFE, Grant, REFRESH_LIFE, Tokens};

pub fn refresh(call: &RestCall<'_>, credentials: &Credentials, tokens: &mut Tokens) -> Answered {
    let field = |name: &str| call.form.find(name).once();
    if field("grant_type") != Some("refresh_token") {
        return Err(ApiError::invalid("grant_type must be refresh_token"));
    }
    if field("client_id") != Some(&credentials.client_id)
        || field("client_secret") != Some(&credentials.client_secret)
    {
        return Err(ApiError::unauthorized_client());
    }
    let refresh_token = field("refresh_token").unwrap_or_default();
    let grant = grant_of(refresh_token, credentials).filter(|_| !tokens.refresh_is_dead);
    let Some(grant) = grant else {
        return Err(ApiError::invalid("refresh token not accepted"));
    };
    let access_token = tokens.issue(grant, call.now);
    let access_token = access_token.ok_or_else(ApiError::broken)?;
    Ok(Answer::Json(json!({
        "access_token": access_token,
        "expires_in": ACCESS_LIFE.as_secs(),
        // It stays the same, as in the answers that public code shows.
        "refresh_token": refresh_token,
        "refresh_token_expires_in": REFRESH_LIFE.as_secs(),
        "token_type": "Bearer",
    })))
}

fn grant_of(refresh_token: &str, credentials: &Credentials) -> Option<Grant> {
    let known = [
        (&credentials.refresh_token, Grant::ServiceApp),
        (&credentials.integration_refresh_token, Grant::Integration),
    ];
    let mut known = known.into_iter();
    known.find_map(|(known, grant)| (known == refresh_token).then_some(grant))
}
