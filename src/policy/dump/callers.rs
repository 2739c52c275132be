//! Who may vouch for callers, without the keys by which they do.

use serde::Serialize;

use crate::policy::network::ranges_in_words;
use crate::policy::trust::UNIX;
use crate::policy::{
    AddressFrom, Algorithm, CertificatesFrom, JwtIssuer, KeySource, ProxyHeaders, TokenForm,
    TrustConfig, TrustedHeader,
};
use crate::webex::HttpsUrl;

#[derive(Debug, Serialize)]
pub struct Callers<'p> {
    trusted_proxies: Vec<String>,
    address: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    headers: Option<Headers<'p>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    certificates: Option<Certificates<'p>>,
    tokens: Vec<Tokens<'p>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    login_url: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "lowercase")]
enum Certificates<'p> {
    Tls,
    Header(&'p str),
}

#[derive(Debug, Serialize)]
struct Headers<'p> {
    #[serde(skip_serializing_if = "Option::is_none")]
    user: Option<&'p str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'p str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<&'p str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    groups: Option<&'p str>,
}

/// An issuer of tokens, and what its tokens must be.
#[derive(Debug, Serialize)]
struct Tokens<'p> {
    name: &'p str,
    header: &'p str,
    form: &'static str,
    issuer: &'p str,
    audiences: Vec<&'p str>,
    algorithms: Vec<&'static str>,
    keys: Keys,
    claims: Claims<'p>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "lowercase")]
enum Keys {
    File,
    Url(String),
}

#[derive(Debug, Serialize)]
struct Claims<'p> {
    user: &'p str,
    name: &'p str,
    email: &'p str,
    groups: &'p str,
}

impl<'p> Callers<'p> {
    pub fn of(trust: &'p TrustConfig) -> Self {
        let mut proxies = ranges_in_words(&trust.trusted_proxies);
        if trust.trusts_unix_sockets {
            proxies.push(UNIX.to_owned());
        }
        let login = trust.login.as_ref();
        Self {
            trusted_proxies: proxies,
            address: address(trust.address),
            headers: trust.headers.as_ref().map(Headers::of),
            certificates: trust.certificates.as_ref().map(|from| match from {
                CertificatesFrom::Handshake => Certificates::Tls,
                CertificatesFrom::Header(header) => Certificates::Header(header.written()),
            }),
            tokens: trust.tokens.iter().map(|one| Tokens::of(one)).collect(),
            login_url: login.map(|login| login.url().to_string()),
        }
    }
}

impl<'p> Headers<'p> {
    fn of(headers: &'p ProxyHeaders) -> Self {
        Self {
            user: headers.user.as_ref().map(TrustedHeader::written),
            name: headers.name.as_ref().map(TrustedHeader::written),
            email: headers.email.as_ref().map(TrustedHeader::written),
            groups: headers.groups.as_ref().map(TrustedHeader::written),
        }
    }
}

impl<'p> Tokens<'p> {
    fn of(voucher: &'p JwtIssuer) -> Self {
        let claims = &voucher.claims;
        let algorithms = voucher.algorithms.iter().copied();
        Self {
            name: &voucher.name,
            header: &voucher.header,
            form: form(voucher.form),
            issuer: &voucher.issuer,
            audiences: voucher.audiences.iter().map(|one| &**one).collect(),
            algorithms: algorithms.map(Algorithm::as_str).collect(),
            keys: match &voucher.keys {
                KeySource::Set(_) => Keys::File,
                KeySource::Url { url, .. } => Keys::Url(without_query(url)),
            },
            claims: Claims {
                user: &claims.user,
                name: &claims.name,
                email: &claims.email,
                groups: &claims.groups,
            },
        }
    }
}

/// An address without its query: issuers that ask for a key of one's own take
/// it there.
fn without_query(url: &HttpsUrl) -> String {
    format!("{}{}", url.origin(), url.path())
}

fn address(from: AddressFrom) -> &'static str {
    match from {
        AddressFrom::Connection => "connection",
        AddressFrom::XForwardedFor => "x-forwarded-for",
        AddressFrom::Forwarded => "forwarded",
        AddressFrom::ProxyProtocol => "proxy-protocol",
    }
}

fn form(form: TokenForm) -> &'static str {
    match form {
        TokenForm::Plain => "plain",
        TokenForm::Bearer => "bearer",
        TokenForm::AwsAlb => "aws-alb",
    }
}
