//! The certificates that the server has, and which of them a client gets.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Timestamp;
use rustls::client::verify_server_name;
use rustls::pki_types::ServerName;
use rustls::server::{ClientHello, ParsedCertificate, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use x509_cert::Certificate;
use x509_cert::der::Decode as _;
use x509_cert::time::Time;

/// A certificate with its key, and when it is valid.
#[derive(Clone)]
pub struct ServerCertificate {
    pub file: PathBuf,
    pub not_before: Timestamp,
    pub not_after: Timestamp,
    key: Arc<CertifiedKey>,
}

impl ServerCertificate {
    /// `None` when there is no certificate that can be read.
    pub fn new(file: &Path, key: CertifiedKey) -> Option<Self> {
        let certificate = Certificate::from_der(key.end_entity_cert().ok()?).ok()?;
        let validity = *certificate.tbs_certificate().validity();
        Some(Self {
            file: file.to_owned(),
            not_before: timestamp(validity.not_before)?,
            not_after: timestamp(validity.not_after)?,
            key: Arc::new(key),
        })
    }

    /// Why it is not valid at that time, in words.
    pub fn invalid_because(&self, now: Timestamp) -> Option<&'static str> {
        if now < self.not_before {
            Some("not valid yet")
        } else if now > self.not_after {
            Some("expired")
        } else {
            None
        }
    }

    fn is_for(&self, name: &ServerName<'_>) -> bool {
        let certificate = self.key.end_entity_cert();
        let certificate = certificate.and_then(ParsedCertificate::try_from);
        certificate.is_ok_and(|certificate| verify_server_name(&certificate, name).is_ok())
    }
}

fn timestamp(time: Time) -> Option<Timestamp> {
    let seconds = i64::try_from(time.to_unix_duration().as_secs()).ok()?;
    Timestamp::from_second(seconds).ok()
}

/// Chooses a certificate by the name that the client asks for.
#[derive(Debug)]
pub struct Certificates(Vec<ServerCertificate>);

impl Certificates {
    pub fn new(certificates: Vec<ServerCertificate>) -> Self {
        Self(certificates)
    }

    pub fn all(&self) -> &[ServerCertificate] {
        &self.0
    }

    /// The first that has the name, of those that the client can check; without a name, or with one
    /// that none of them has, the first.
    fn choose(
        &self,
        name: Option<&str>,
        fits: impl Fn(&CertifiedKey) -> bool,
    ) -> Option<&ServerCertificate> {
        let name = name.and_then(|name| ServerName::try_from(name).ok());
        let named = |held: &&ServerCertificate| name.as_ref().is_some_and(|name| held.is_for(name));
        let fitting = || self.0.iter().filter(|held| fits(&held.key));
        let named = fitting().find(named);
        named.or_else(|| fitting().next()).or(self.0.first())
    }
}

impl ResolvesServerCert for Certificates {
    fn resolve(&self, hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        let schemes = hello.signature_schemes();
        let fits = |key: &CertifiedKey| key.key.choose_scheme(schemes).is_some();
        let held = self.choose(hello.server_name(), fits)?;
        Some(Arc::clone(&held.key))
    }
}

impl fmt::Debug for ServerCertificate {
    /// Without the key.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ServerCertificate")
            .field("file", &self.file)
            .field("not_after", &self.not_after)
            .finish_non_exhaustive()
    }
}
