//! Why keys could not be fetched.

use std::io;
use std::time::Duration;

use hyper::StatusCode;

use crate::identity::names::ConnectError;

/// Why keys could not be fetched.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    /// The address has a host that no certificate can name.
    #[error("no certificate can be for the host {0}")]
    Host(Box<str>),
    /// The authorities that the policy names cannot be used.
    #[error("its authorities are no certificates in PEM form")]
    Authorities,
    /// The policy names no authorities, and the system has none.
    #[error("the system trusts no authorities: set SSL_CERT_FILE, or name `authorities`")]
    NoAuthorities,
    /// TLS cannot be used as it is set up here.
    #[error("TLS: {0}")]
    Tls(#[from] rustls::Error),
    /// No connection.
    #[error(transparent)]
    Connect(#[from] ConnectError),
    /// No connection that can be trusted.
    #[error("TLS failed: {0}")]
    Handshake(io::Error),
    /// What came is not HTTP, or it ended early.
    #[error("the exchange failed: {0}")]
    Exchange(hyper::Error),
    /// Another status than 200.
    #[error("the answer has status {0}, not 200")]
    Status(StatusCode),
    /// More bytes than are taken.
    #[error("the answer is longer than {0} bytes")]
    TooLong(usize),
    /// It took too long.
    #[error("no full answer within {} ms", .0.as_millis())]
    Slow(Duration),
    /// The body ended early.
    #[error("the answer ended early")]
    Body,
}
