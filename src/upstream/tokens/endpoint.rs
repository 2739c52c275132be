//! The token endpoint: a refresh token in, an access token out.

use std::time::Duration;

use http_body_util::Full;
use hyper::body::Bytes;
use hyper::header::{ACCEPT, CONTENT_TYPE, HeaderValue, USER_AGENT};
use hyper::{Method, Request, StatusCode, Uri};
use secrecy::zeroize::Zeroizing;
use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;
use tokio::time::timeout;
use url::form_urlencoded::byte_serialize;

use crate::https_client::AGENT;
use crate::upstream::answer::Answer;
use crate::upstream::client::{CallFailure, Connection, HttpClient};
use crate::upstream::config::TokenConfig;

/// For one answer of the token endpoint. Nobody waits for it but at a start, and a token that it issues
/// late is better than none.
const LIMIT: Duration = Duration::from_secs(10);

/// The life of a token whose answer names none: the shortest that OAuth servers commonly give.
const UNNAMED_LIFETIME: Duration = Duration::from_secs(60 * 60);

/// The longest life that is believed: that of a refresh token.
const MAX_LIFETIME: Duration = Duration::from_secs(90 * 24 * 60 * 60);

/// Tokens of Webex have over two thousand characters at the most.
const MAX_TOKEN: usize = 16 * 1024;

pub struct Endpoint {
    client: HttpClient,
    config: TokenConfig,
}

/// What the endpoint says.
pub enum RefreshAnswer {
    Granted(Grant),
    /// This refresh token does not count any more.
    Refused {
        tracking_id: Option<Box<str>>,
    },
    /// It may give one later.
    Failed {
        reason: String,
        retry_after: Option<Duration>,
    },
}

pub struct Grant {
    pub access_token: SecretString,
    pub lifetime: Duration,
    /// In place of the one that was sent.
    pub refresh_token: Option<SecretString>,
}

#[derive(Deserialize)]
struct GrantBody {
    access_token: SecretString,
    expires_in: Option<u64>,
    refresh_token: Option<SecretString>,
}

impl Endpoint {
    pub fn new(client: HttpClient, config: TokenConfig) -> Self {
        Self { client, config }
    }

    /// The refresh token of the policy.
    pub fn configured(&self) -> SecretString {
        self.config.refresh_token.expose().into()
    }

    pub async fn refresh(&self, refresh_token: &SecretString) -> RefreshAnswer {
        let Some(request) = self.request(refresh_token) else {
            return RefreshAnswer::failed("its address cannot be asked");
        };
        let exchange = self.client.exchange(request, Connection::New);
        let answer = timeout(LIMIT, exchange).await;
        match answer.unwrap_or_else(|_| Err(CallFailure::slow(LIMIT))) {
            Ok(answer) => RefreshAnswer::of(answer),
            Err(failure) => RefreshAnswer::failed(failure.detail),
        }
    }

    fn request(&self, refresh_token: &SecretString) -> Option<Request<Full<Bytes>>> {
        let form = self.form(refresh_token);
        // Wiped when hyper has sent it.
        let mut request = Request::new(Full::new(Bytes::from_owner(form)));
        *request.method_mut() = Method::POST;
        *request.uri_mut() = Uri::try_from(self.config.token_url.as_str()).ok()?;
        let headers = request.headers_mut();
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        headers.insert(USER_AGENT, HeaderValue::from_static(AGENT));
        let form = HeaderValue::from_static("application/x-www-form-urlencoded");
        headers.insert(CONTENT_TYPE, form);
        Some(request)
    }

    fn form(&self, refresh_token: &SecretString) -> Zeroizing<String> {
        let fields = [
            ("grant_type", "refresh_token"),
            ("client_id", self.config.client_id.expose()),
            ("client_secret", self.config.client_secret.expose()),
            ("refresh_token", refresh_token.expose_secret()),
        ];
        let length = fields
            .iter()
            .map(|(name, value)| name.len() + 3 * value.len() + 2);
        // As long as it can get: growing would leave copies.
        let mut form = Zeroizing::new(String::with_capacity(length.sum()));
        for (name, value) in fields {
            if !form.is_empty() {
                form.push('&');
            }
            form.push_str(name);
            form.push('=');
            form.extend(byte_serialize(value.as_bytes()));
        }
        form
    }
}

impl RefreshAnswer {
    fn failed(reason: impl Into<String>) -> Self {
        Self::Failed {
            reason: reason.into(),
            retry_after: None,
        }
    }

    fn of(answer: Answer) -> Self {
        match answer.status {
            StatusCode::OK => Grant::read(&answer.body)
                .map_or_else(|| Self::failed("the answer has no token"), Self::Granted),
            StatusCode::BAD_REQUEST | StatusCode::UNAUTHORIZED => Self::Refused {
                tracking_id: answer.tracking_id,
            },
            status => Self::Failed {
                reason: format!("the answer has status {status}"),
                retry_after: answer.retry_after,
            },
        }
    }
}

impl Grant {
    fn read(body: &[u8]) -> Option<Self> {
        let body: GrantBody = serde_json::from_slice(body).ok()?;
        let lifetime = body
            .expires_in
            .map_or(UNNAMED_LIFETIME, Duration::from_secs);
        let refresh_token = body.refresh_token.filter(is_token);
        is_token(&body.access_token).then_some(Self {
            access_token: body.access_token,
            lifetime: lifetime.min(MAX_LIFETIME),
            refresh_token,
        })
    }
}

/// Whether it can stand in a header and a form, and is no more than it may be.
pub fn is_token(token: &SecretString) -> bool {
    let token = token.expose_secret();
    let length = 1..=MAX_TOKEN;
    length.contains(&token.len()) && token.bytes().all(|byte| byte.is_ascii_graphic())
}
