//! The client certificate, from the TLS handshake with the gateway or from a header that a trusted
//! proxy sets.
//!
//! Its chain and its dates are not checked here but by the program that terminates TLS. Without the
//! handshake a certificate proves nothing, because certificates are public.

use std::borrow::Cow;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};
use base64::{alphabet, engine::DecodePaddingMode};
use hyper::header::HeaderValue;
use percent_encoding::percent_decode_str;
use x509_cert::Certificate as X509;
use x509_cert::der::Decode as _;
use x509_cert::ext::pkix::SubjectAltName;
use x509_cert::ext::pkix::name::GeneralName;

use super::error::HeaderConflict;
use crate::decision::{Certificate, Groups, Person};
use crate::net::Peer;
use crate::policy::{CERTIFICATE, CertificatesFrom, TrustConfig};
use crate::text::MailAddress;

/// The largest certificate in a header, in bytes.
const MAX_BYTES: usize = 16 << 10;
/// RFC 8941 recommends that parsers accept base64 without padding, too.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// Why a certificate cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CertificateError {
    #[error("not an X.509 certificate")]
    Syntax,
    #[error("alternative names that cannot be read")]
    Names,
    /// Left out, the address would free its holder of every `deny` of its domain.
    #[error("an e-mail address that some programs read as another one")]
    Email,
}

/// A certificate that the handshake has proven to be the client's, or why it cannot be used.
pub type Presented = Result<Arc<Certificate>, CertificateError>;

/// Reads a certificate (DER).
///
/// # Errors
///
/// [`CertificateError`] when it, or one of its alternative names, cannot be read.
pub fn read_certificate(der: &[u8]) -> Result<Certificate, CertificateError> {
    let certificate = X509::from_der(der).map_err(|_| CertificateError::Syntax)?;
    let inner = certificate.tbs_certificate();
    let names = inner.get_extension::<SubjectAltName>();
    let names = names.map_err(|_| CertificateError::Names)?;
    let names = names.map_or_else(Vec::new, |(_, names)| names.0);
    let emails = names.iter().filter_map(|name| match name {
        GeneralName::Rfc822Name(email) => Some(checked(email.as_str())),
        _ => None,
    });
    Ok(Certificate {
        subject: inner.subject().to_string().into(),
        emails: emails.collect::<Result<_, _>>()?,
    })
}

fn checked(email: &str) -> Result<Box<str>, CertificateError> {
    let address = MailAddress::parse(email);
    address
        .map(|_| email.into())
        .map_err(|_| CertificateError::Email)
}

/// The person that a certificate names.
pub fn person<'r>(certificate: &Certificate) -> Person<'r> {
    let subject = (!certificate.subject.is_empty()).then(|| certificate.subject.to_string());
    let email = match &*certificate.emails {
        // Nothing says which of several addresses is the person's own.
        [email] => Some(email.to_string()),
        _ => None,
    };
    Person {
        user: subject.map(Cow::Owned),
        name: None,
        email: email.map(Cow::Owned),
        groups: Groups::default(),
        identity_provider: Cow::Borrowed(CERTIFICATE),
    }
}

/// The holder of a certificate that cannot be read.
pub fn unreadable() -> Person<'static> {
    Person {
        identity_provider: Cow::Borrowed(CERTIFICATE),
        ..Person::default()
    }
}

/// What counts of the handshake. A trusted proxy proves itself in it, and not
/// the client; behind a PROXY header the handshake is the client's own.
pub fn presented(trust: &TrustConfig, peer: &Peer, is_trusted: bool) -> Option<Presented> {
    match trust.certificates {
        Some(CertificatesFrom::Handshake) if !is_trusted => {
            let certificate = peer.certificate()?;
            Some(certificate.decoded(|der| read_certificate(der).map(Arc::new)))
        }
        Some(CertificatesFrom::Handshake | CertificatesFrom::Header(_)) | None => None,
    }
}

/// The certificate in a header: `:base64:` (RFC 9440), or percent-encoded PEM, as nginx writes it.
/// `None` for an empty value, which proxies send for a client without a certificate.
pub fn in_header(value: &HeaderValue) -> Result<Option<Certificate>, HeaderConflict> {
    if value.len() > MAX_BYTES {
        return Err(HeaderConflict::NoText);
    }
    let text = value.to_str().map_err(|_| HeaderConflict::NoText)?;
    let text = text.trim_ascii();
    if text.is_empty() {
        return Ok(None);
    }
    let der = match text.strip_prefix(':') {
        Some(rest) => rest
            .strip_suffix(':')
            .and_then(|code| BASE64.decode(code).ok()),
        None => in_pem(text),
    };
    let der = der.ok_or(HeaderConflict::Certificate)?;
    let certificate = read_certificate(&der).map_err(|_| HeaderConflict::Certificate)?;
    Ok(Some(certificate))
}

/// The single certificate of a percent-encoded PEM text.
fn in_pem(text: &str) -> Option<Vec<u8>> {
    let pem = percent_decode_str(text).decode_utf8().ok()?;
    let inner = pem.trim().strip_prefix("-----BEGIN CERTIFICATE-----")?;
    let inner = inner.strip_suffix("-----END CERTIFICATE-----")?;
    let code: String = inner.split_ascii_whitespace().collect();
    BASE64.decode(code).ok()
}
