//! Why a fetch fails.

use std::io;
use std::time::Duration;

use hyper::header::{LOCATION, RETRY_AFTER};
use hyper::{HeaderMap, Response, StatusCode};
use url::Url;

use crate::https_client::names::ConnectError;

/// Why a fetch fails.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    #[error("no certificate can be for the host {0}")]
    Host(Box<str>),
    #[error("its authorities are no certificates in PEM form")]
    Authorities,
    #[error("the system trusts no authorities: set SSL_CERT_FILE, or name `authorities`")]
    NoAuthorities,
    /// The configuration of TLS is at fault, not a connection.
    #[error("TLS: {0}")]
    Tls(#[from] rustls::Error),
    #[error(transparent)]
    Connect(#[from] ConnectError),
    #[error("TLS failed: {0}")]
    Handshake(io::Error),
    /// The answer is not HTTP, or its head ended early.
    #[error("the exchange failed: {0}")]
    Exchange(hyper::Error),
    #[error("the answer has status {status}, not 200")]
    Status {
        status: StatusCode,
        /// When to ask again, as the server wishes (`Retry-After` in seconds).
        retry_after: Option<Duration>,
    },
    /// With the origin that it leads to, where that is one: the rest may hold a secret.
    #[error("the answer is a redirect{}, which is not followed: name the final address", in_words(.0.as_deref()))]
    Redirect(Option<Box<str>>),
    /// The bound, in bytes.
    #[error("the answer is longer than {0} bytes")]
    TooLong(usize),
    #[error("no full answer within {} ms", .0.as_millis())]
    Slow(Duration),
    #[error("no more of the answer within {} ms", .0.as_millis())]
    Stalled(Duration),
    #[error("the answer ended early")]
    Body,
}

impl FetchError {
    pub fn status(status: StatusCode) -> Self {
        Self::Status {
            status,
            retry_after: None,
        }
    }

    /// Of an answer that has nothing of what was asked for.
    pub fn of<B>(response: &Response<B>) -> Self {
        let (status, headers) = (response.status(), response.headers());
        match status.is_redirection() {
            true => Self::Redirect(origin_in(headers)),
            false => Self::Status {
                status,
                retry_after: retry_after_in(headers),
            },
        }
    }
}

fn origin_in(headers: &HeaderMap) -> Option<Box<str>> {
    let location = headers.get(LOCATION)?.to_str().ok()?;
    let origin = Url::parse(location).ok()?.origin();
    origin
        .is_tuple()
        .then(|| origin.ascii_serialization().into())
}

fn retry_after_in(headers: &HeaderMap) -> Option<Duration> {
    let seconds = headers.get(RETRY_AFTER)?.to_str().ok()?.parse().ok()?;
    Some(Duration::from_secs(seconds))
}

fn in_words(origin: Option<&str>) -> String {
    origin
        .map(|origin| format!(" to {origin}"))
        .unwrap_or_default()
}
