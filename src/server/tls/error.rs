//! What can be wrong with the files of TLS.

use std::fmt;
use std::io;
use std::path::PathBuf;

/// One thing that is wrong. The message is complete: setting, file, cause.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    #[error("{setting} {}: {cause}", file.display())]
    Unreadable {
        setting: &'static str,
        file: PathBuf,
        cause: io::Error,
    },
    /// There is nothing of that kind in a file.
    #[error("{setting} {}: there is no {what} in it; it has to be PEM", file.display())]
    Missing {
        setting: &'static str,
        file: PathBuf,
        what: &'static str,
    },
    #[error("--tls-cert {}: not an X.509 certificate", .0.display())]
    NotACertificate(PathBuf),
    /// A key is of a kind that cannot be used.
    #[error("--tls-key {}: a key of RSA, ECDSA (P-256, P-384, P-521) or Ed25519 is needed", .0.display())]
    KeyKind(PathBuf),
    /// A key is another certificate's.
    #[error("--tls-key {}: not the key of the certificate in {}", key.display(), certificate.display())]
    Mismatch { key: PathBuf, certificate: PathBuf },
    /// The TLS library refuses what it is given.
    #[error("TLS cannot be set up: {0}")]
    Refused(String),
}

/// Everything that is wrong, one on each line.
#[derive(Debug, Default)]
pub struct TlsErrors(Vec<TlsError>);

impl TlsErrors {
    pub fn push(&mut self, error: TlsError) {
        self.0.push(error);
    }

    /// The value, or its error noted.
    pub fn keep<T>(&mut self, result: Result<T, TlsError>) -> Option<T> {
        result.map_err(|error| self.push(error)).ok()
    }

    /// Whether all is well.
    pub fn none(self) -> Result<(), Self> {
        match self.0.is_empty() {
            true => Ok(()),
            false => Err(self),
        }
    }

    pub fn iter(&self) -> impl Iterator<Item = &TlsError> {
        self.0.iter()
    }
}

impl From<TlsError> for TlsErrors {
    fn from(error: TlsError) -> Self {
        Self(vec![error])
    }
}

impl fmt::Display for TlsErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, error) in self.0.iter().enumerate() {
            let between = if index == 0 { "" } else { "\n" };
            write!(f, "{between}{error}")?;
        }
        Ok(())
    }
}

impl std::error::Error for TlsErrors {}
