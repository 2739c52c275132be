//! Why keys cannot be fetched.

use std::error::Error;
use std::time::Duration;

use hyper::StatusCode;
use hyper_util::client::legacy;

use crate::identity::names::ConnectError;

/// Why keys cannot be fetched.
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
    #[error("{}", cause(.0))]
    Connect(legacy::Error),
    #[error("TLS failed: {}", cause(.0))]
    Handshake(legacy::Error),
    /// The answer is not HTTP, or its head ended early.
    #[error("the exchange failed: {}", cause(.0))]
    Exchange(legacy::Error),
    #[error("the answer has status {0}, not 200")]
    Status(StatusCode),
    /// The bound, in bytes.
    #[error("the answer is longer than {0} bytes")]
    TooLong(usize),
    #[error("no full answer within {} ms", .0.as_millis())]
    Slow(Duration),
    #[error("the answer ended early")]
    Body,
}

impl FetchError {
    pub fn of_client(error: legacy::Error) -> Self {
        match error.source() {
            Some(cause) if cause.is::<ConnectError>() => Self::Connect(error),
            // TLS is the other half of the connector.
            Some(_) if error.is_connect() => Self::Handshake(error),
            _ => Self::Exchange(error),
        }
    }
}

/// The client's own words only say at which step it failed.
fn cause(error: &legacy::Error) -> String {
    let cause = error.source();
    cause.map_or_else(|| error.to_string(), ToString::to_string)
}
