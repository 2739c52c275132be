//! Identity sources, without their keys.

use serde::Serialize;

use crate::policy::network::ranges_in_words;
use crate::policy::trust::UNIX;
use crate::policy::{
    Algorithm, CertificatesFrom, JwtIssuer, KeySource, ProxyHeaders, SourceLimits, TrustConfig,
    TrustedHeader,
};
use crate::webex::HttpsUrl;

#[derive(Debug, Serialize)]
pub struct CallersView<'p> {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    trusted_proxies: Vec<String>,
    address: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    headers: Option<HeadersView<'p>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    certificates: Option<CertificatesView<'p>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tokens: Vec<TokensView<'p>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    limits: Vec<LimitsView<'p>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    login_url: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "lowercase")]
enum CertificatesView<'p> {
    Tls,
    Header(&'p str),
}

#[derive(Debug, Serialize)]
struct HeadersView<'p> {
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
struct TokensView<'p> {
    name: &'p str,
    header: &'p str,
    form: &'static str,
    issuer: &'p str,
    audiences: Vec<&'p str>,
    algorithms: Vec<&'static str>,
    keys: KeysView,
    claims: ClaimsView<'p>,
}

/// What an identity source may say; what is left out is not limited.
#[derive(Debug, Serialize)]
struct LimitsView<'p> {
    source: &'p str,
    #[serde(skip_serializing_if = "Option::is_none")]
    users: Option<&'p [Box<str>]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    mail_domains: Option<&'p [Box<str>]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    groups: Option<&'p [Box<str>]>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "lowercase")]
enum KeysView {
    File,
    Url(String),
}

#[derive(Debug, Serialize)]
struct ClaimsView<'p> {
    user: &'p str,
    name: &'p str,
    email: &'p str,
    groups: &'p str,
}

impl<'p> CallersView<'p> {
    pub fn of(trust: &'p TrustConfig) -> Self {
        let mut proxies = ranges_in_words(&trust.trusted_proxies);
        if trust.trusts_unix_sockets {
            proxies.push(UNIX.to_owned());
        }
        let login = trust.login.as_ref();
        Self {
            trusted_proxies: proxies,
            address: trust.address.as_str(),
            headers: trust.headers.as_ref().map(HeadersView::of),
            certificates: trust.certificates.as_ref().map(|from| match from {
                CertificatesFrom::Handshake => CertificatesView::Tls,
                // As the policy writes it, so without its secret.
                CertificatesFrom::Header(header) => CertificatesView::Header(header.written()),
            }),
            tokens: trust.tokens.iter().map(|one| TokensView::of(one)).collect(),
            limits: trust.limits.iter().map(|one| LimitsView::of(one)).collect(),
            login_url: login.map(|login| login.url().to_string()),
        }
    }
}

impl<'p> LimitsView<'p> {
    fn of(limits: &'p SourceLimits) -> Self {
        Self {
            source: &limits.source,
            users: limits.users.as_deref(),
            mail_domains: limits.mail_domains.as_deref(),
            groups: limits.groups.as_deref(),
        }
    }
}

impl<'p> HeadersView<'p> {
    fn of(headers: &'p ProxyHeaders) -> Self {
        Self {
            user: headers.user.as_ref().map(TrustedHeader::written),
            name: headers.name.as_ref().map(TrustedHeader::written),
            email: headers.email.as_ref().map(TrustedHeader::written),
            groups: headers.groups.as_ref().map(TrustedHeader::written),
        }
    }
}

impl<'p> TokensView<'p> {
    fn of(issuer: &'p JwtIssuer) -> Self {
        let claims = &issuer.claims;
        let algorithms = issuer.algorithms.iter().copied();
        Self {
            name: &issuer.name,
            header: &issuer.header,
            form: issuer.form.as_str(),
            issuer: &issuer.issuer,
            audiences: issuer.audiences.iter().map(|one| &**one).collect(),
            algorithms: algorithms.map(Algorithm::as_str).collect(),
            keys: match &issuer.keys {
                KeySource::Set(_) => KeysView::File,
                KeySource::Url { url, .. } => KeysView::Url(without_query(url)),
            },
            claims: ClaimsView {
                user: &claims.user,
                name: &claims.name,
                email: &claims.email,
                groups: &claims.groups,
            },
        }
    }
}

/// An address without its query, in which some issuers take an API key.
fn without_query(url: &HttpsUrl) -> String {
    format!("{}{}", url.origin(), url.path())
}
