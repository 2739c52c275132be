//! Why a fetch fails.

use std::io;
use std::time::Duration;

use hyper::StatusCode;

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
