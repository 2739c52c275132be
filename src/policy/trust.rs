//! The identity sources of a policy: proxies with headers, issuers of signed tokens, client
//! certificates. Without any, all callers are anonymous.

mod limits;
mod trusted_header;

use std::sync::Arc;

use ipnet::IpNet;

use crate::net::{ClientAddress, Origin, Peer};
use crate::webex::{BackUrl, HttpsUrl};
use crate::word_list::words;

pub use limits::{CERTIFICATE, HEADERS, SourceLimits};
pub(crate) use trusted_header::SECRET_PLACE;
pub use trusted_header::TrustedHeader;

/// The word for programs that connect through a Unix socket.
pub const UNIX: &str = "unix";

/// What a policy says under `callers:`.
#[derive(Clone, Debug, Default)]
pub struct TrustConfig {
    /// The addresses of trusted proxies, the only peers whose headers are believed.
    pub trusted_proxies: Vec<IpNet>,
    /// Whether peers at Unix sockets are trusted proxies, too.
    pub trusts_unix_sockets: bool,
    pub address: AddressFrom,
    /// The headers in which trusted proxies name the person.
    pub headers: Option<ProxyHeaders>,
    /// The issuers whose signed tokens are believed.
    pub tokens: Vec<Arc<JwtIssuer>>,
    /// Where the certificate of the client comes from.
    pub certificates: Option<CertificatesFrom>,
    /// What each source may say, for those that are limited.
    pub limits: Vec<Arc<SourceLimits>>,
    /// The login page for anonymous callers of routes that need an identity.
    pub login: Option<LoginUrl>,
}

impl TrustConfig {
    /// Whether that is the address of a trusted proxy. One that is not known is not.
    pub fn trusts(&self, address: ClientAddress) -> bool {
        let lies_in = |address| {
            self.trusted_proxies
                .iter()
                .any(|net| net.contains(&address))
        };
        address.known().is_some_and(lies_in)
    }

    /// Whether a peer is a trusted proxy. A client that a PROXY header names never is, even if its
    /// address becomes trusted by a reload.
    pub fn trusts_peer(&self, peer: &Peer) -> bool {
        match peer.origin() {
            Origin::Tcp => self.trusts(peer.address()),
            Origin::UnixSocket => self.trusts_unix_sockets,
            // This is the client that a proxy names, and not the proxy.
            Origin::ProxyHeader => false,
        }
    }
}

impl TrustConfig {
    /// The names of all identity sources, from the strongest.
    pub fn sources(&self) -> impl Iterator<Item = &str> {
        let tokens = self.tokens.iter().map(|issuer| &*issuer.name);
        let headers = self.headers.as_ref().map(|_| HEADERS);
        let certificate = self.certificates.as_ref().map(|_| CERTIFICATE);
        tokens.chain(headers).chain(certificate)
    }

    /// The limits of an identity source; `None` if it may say anything.
    pub fn limits_of(&self, source: &str) -> Option<&Arc<SourceLimits>> {
        let mut limits = self.limits.iter();
        limits.find(|limits| *limits.source == *source)
    }

    /// The headers that only trusted proxies may set, without the one with the client's address.
    pub fn trusted_headers(&self) -> impl Iterator<Item = &TrustedHeader> {
        let certificate = match &self.certificates {
            Some(CertificatesFrom::Header(header)) => Some(header),
            Some(CertificatesFrom::Handshake) | None => None,
        };
        let headers = self.headers.iter().flat_map(ProxyHeaders::all);
        headers.chain(certificate)
    }
}

/// Where the certificate of the client comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CertificatesFrom {
    /// From this header of trusted proxies.
    Header(TrustedHeader),
    /// From the TLS handshake with the gateway itself.
    Handshake,
}

words! {
    /// Where the address of the client is taken from.
    #[derive(Default)]
    pub enum AddressFrom {
        /// From the connection. A policy says so by leaving `address` out.
        #[default]
        Connection = "connection",
        /// From `X-Forwarded-For`, without the trusted proxies at its end.
        XForwardedFor = "x-forwarded-for",
        /// From `Forwarded` (RFC 7239), without the trusted proxies at its end.
        Forwarded = "forwarded",
        /// From the PROXY protocol, which comes before the first byte of HTTP.
        ProxyProtocol = "proxy-protocol",
    }
}

impl AddressFrom {
    /// The header that carries it, if one does.
    pub fn header(self) -> Option<&'static str> {
        match self {
            Self::XForwardedFor => Some("X-Forwarded-For"),
            Self::Forwarded => Some("Forwarded"),
            Self::Connection | Self::ProxyProtocol => None,
        }
    }
}

/// The headers in which trusted proxies name the person.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProxyHeaders {
    pub user: Option<TrustedHeader>,
    pub name: Option<TrustedHeader>,
    pub email: Option<TrustedHeader>,
    /// Their groups, with commas between them.
    pub groups: Option<TrustedHeader>,
}

impl ProxyHeaders {
    pub fn all(&self) -> impl Iterator<Item = &TrustedHeader> {
        [&self.user, &self.name, &self.email, &self.groups]
            .into_iter()
            .flatten()
    }
}

/// An issuer of signed tokens (JWT), and what a token of theirs must be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JwtIssuer {
    /// What the policy and the decision log call it.
    pub name: Box<str>,
    /// The header in which tokens come, in lower case.
    pub header: Box<str>,
    pub form: TokenForm,
    /// The issuer (`iss`) that they must name.
    pub issuer: Box<str>,
    /// The audiences (`aud`) of which they must name one. For tokens of AWS load balancers, the ARN
    /// of the load balancer (`signer`).
    pub audiences: Vec<Box<str>>,
    /// The only algorithms with which they may be signed.
    pub algorithms: Vec<Algorithm>,
    pub keys: KeySource,
    /// The claims that name the person.
    pub claims: Claims,
}

words! {
    /// How a token is written in its header.
    pub enum TokenForm {
        Plain = "plain",
        /// Behind the word `Bearer`.
        Bearer = "bearer",
        /// As AWS load balancers write it: padded, without an audience, and with the signer in the
        /// token's header.
        AwsAlb = "aws-alb",
    }
}

/// Where the keys of an issuer come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeySource {
    /// A JWK set: its text, read with the policy.
    Set(Box<str>),
    Url {
        /// The JWK set. For AWS load balancers, the folder of the keys.
        url: HttpsUrl,
        /// Certificates (PEM) that are trusted for it, in place of the system's.
        authorities: Option<Box<str>>,
    },
}

/// The names of the claims that name the person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claims {
    pub user: Box<str>,
    pub name: Box<str>,
    pub email: Box<str>,
    /// Their groups: a list of texts.
    pub groups: Box<str>,
}

words! {
    /// A way to sign tokens with a private key, by its name in RFC 7518. There is none with a
    /// shared one: whoever could check such a token could make it.
    pub enum Algorithm {
        RS256 = "RS256",
        RS384 = "RS384",
        RS512 = "RS512",
        PS256 = "PS256",
        PS384 = "PS384",
        PS512 = "PS512",
        ES256 = "ES256",
        ES384 = "ES384",
        EdDSA = "EdDSA",
    }
}

/// The address of a login page with a place for the address to return to:
/// `https://auth.acme.example/start?rd={back}`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoginUrl(BackUrl);

impl LoginUrl {
    /// The name of that place.
    pub const PLACE: &'static str = "back";

    /// `None` unless the address has exactly that one place, in its query.
    pub fn new(url: BackUrl) -> Option<Self> {
        let one = url.places().eq([Self::PLACE]);
        let in_query = url.places_in_path().next().is_none();
        (one && in_query).then_some(Self(url))
    }

    pub fn url(&self) -> &BackUrl {
        &self.0
    }
}
