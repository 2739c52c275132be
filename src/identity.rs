//! Who asks: from the peer and the headers of a request to a [`Caller`], as far as the policy
//! configures identity sources.
//!
//! Signed tokens are accepted from any peer, and so is, where the policy says so, the client
//! certificate of the TLS handshake with the gateway itself. Everything else counts only from a
//! trusted proxy. From any other peer it is ignored, so that it cannot change an answer.

mod address;
mod certificate;
mod error;
mod header_matcher;
mod header_purpose;
mod headers;
pub(crate) mod names;
mod probe;
mod tokens;

use std::sync::Arc;

use hyper::HeaderMap;
use jiff::Timestamp;

use crate::decision::{Caller, Certificate, Person};
use crate::net::{ClientAddress, Peer};
use crate::policy::{JwtIssuer, Policy, TrustConfig};
use address::AddressLines;
use certificate::Presented;
use header_matcher::{HeaderKind, HeaderMatcher, IdentityHeaders};

pub use certificate::{CertificateError, read_certificate};
pub use error::{AuthError, HeaderConflict};
pub use header_purpose::{HeaderPurpose, MarkedHeader, NameForm};
pub(crate) use names::Names;
pub use names::{ConnectError, NameError};
pub use probe::{NoProbeId, ProbeId, Sighting, header_names};
pub(crate) use tokens::client_tls;
pub use tokens::{FetchError, KeyError, KeyFault, SetError, TokenError, Tokens};

/// The identity sources of a policy, ready to be asked.
#[derive(Debug)]
pub struct Identity {
    watch: HeaderMatcher,
    tokens: Arc<Tokens>,
}

#[derive(Debug)]
pub struct Identified<'r> {
    pub caller: Caller<'r>,
    /// Why the caller is anonymous although the request claims an identity.
    pub auth_error: Option<AuthError>,
}

impl Identity {
    /// # Errors
    ///
    /// [`KeyError`] when the keys of an issuer cannot be used.
    pub fn new(policy: &Policy) -> Result<Self, KeyError> {
        let tokens = Tokens::new(&policy.trust().tokens)?;
        Ok(Self::with(policy, tokens))
    }

    /// For a policy that replaces another one: keys that were fetched for an issuer of both stay.
    ///
    /// # Errors
    ///
    /// As [`Identity::new`].
    pub fn following(policy: &Policy, old: &Self) -> Result<Self, KeyError> {
        let tokens = Tokens::following(&policy.trust().tokens, &old.tokens)?;
        Ok(Self::with(policy, tokens))
    }

    fn with(policy: &Policy, tokens: Tokens) -> Self {
        Self {
            watch: HeaderMatcher::new(policy.trust()),
            tokens: Arc::new(tokens),
        }
    }

    /// The token issuers, whose keys have to be kept fresh.
    pub fn tokens(&self) -> Arc<Tokens> {
        Arc::clone(&self.tokens)
    }

    /// Identifies the caller. `trust` is what this was made with.
    ///
    /// The strongest proof counts: a token, then headers, then a certificate.
    ///
    /// # Errors
    ///
    /// [`HeaderConflict`] when two programs could take the headers for two different persons.
    pub fn identify<'r>(
        &'r self,
        trust: &'r TrustConfig,
        headers: &'r HeaderMap,
        peer: &Peer,
        now: Timestamp,
    ) -> Result<Identified<'r>, HeaderConflict> {
        let is_trusted = trust.trusts_peer(peer);
        let seen = self.watch.look(headers, is_trusted)?;
        let presented = certificate::presented(trust, peer, is_trusted);
        let peer = peer.address();
        if seen.is_empty() && presented.is_none() {
            let (caller, auth_error) = (Caller::unknown(peer), None);
            return Ok(Identified { caller, auth_error });
        }
        let unknown = Caller::unknown(client(trust, headers, &seen, peer));
        let certificate = match seen.get(HeaderKind::Proxy(HeaderPurpose::Certificate)) {
            Some(value) => certificate::in_header(value)?.map(|one| Ok(Arc::new(one))),
            None => presented,
        };
        // All are read before one is chosen: a conflict refuses the request also where another
        // source would have decided.
        let named = headers::person(&seen)?;
        let token = self.token(trust, &seen, now)?;
        Ok(strongest(unknown, token, named, certificate))
    }

    /// The address of the client alone, for a request that is refused before its caller is
    /// identified: behind a proxy it must not count for everybody.
    pub fn client_address(trust: &TrustConfig, headers: &HeaderMap, peer: &Peer) -> ClientAddress {
        match trust.trusts_peer(peer) {
            true => address::named_by_proxy(trust, headers, peer.address()),
            false => peer.address(),
        }
    }

    /// The person of the first token in the policy's order, or why it is invalid.
    fn token(
        &self,
        trust: &TrustConfig,
        seen: &IdentityHeaders<'_>,
        now: Timestamp,
    ) -> Result<Option<Result<KnownPerson, TokenError>>, HeaderConflict> {
        for (index, issuer) in trust.tokens.iter().enumerate() {
            let Some(value) = seen.get(HeaderKind::Token(index)) else {
                continue;
            };
            let text = value.to_str().map_err(|_| HeaderConflict::NoText)?;
            if let Some(token) = token_in(issuer, text) {
                return Ok(Some(self.tokens.verify(index, token, now)));
            }
        }
        Ok(None)
    }
}

/// The address of the client: what the policy's header says, else that of the peer.
fn client(
    trust: &TrustConfig,
    headers: &HeaderMap,
    seen: &IdentityHeaders<'_>,
    peer: ClientAddress,
) -> ClientAddress {
    let last = seen.get(HeaderKind::Proxy(HeaderPurpose::Address));
    last.map_or(peer, |last| {
        let count = seen.addresses();
        let lines = AddressLines {
            headers,
            last,
            count,
        };
        address::client(trust, lines, peer)
    })
}

type KnownPerson = Arc<Person<'static>>;

/// The caller by the strongest of the sources, with the certificate for conditions about it.
fn strongest<'r>(
    unknown: Caller<'r>,
    token: Option<Result<KnownPerson, TokenError>>,
    named: Option<Person<'r>>,
    certificate: Option<Presented>,
) -> Identified<'r> {
    let (caller, auth_error) = match (token, named) {
        (Some(Ok(person)), _) => (unknown.remembered_as(person), None),
        // Not replaced by a weaker source: a token that fails may be a forgery.
        (Some(Err(error)), _) => (unknown, Some(AuthError::Token(error))),
        (None, Some(person)) => identified(unknown, person),
        (None, None) => identified_by_certificate(unknown, certificate.as_ref()),
    };
    let caller = match certificate {
        Some(Ok(certificate)) => caller.with_certificate(certificate),
        Some(Err(_)) | None => caller,
    };
    Identified { caller, auth_error }
}

/// The person that a certificate names, if no other source names one.
pub(crate) fn holder(certificate: &Certificate) -> Option<Person<'static>> {
    Some(certificate::person(certificate)).filter(is_identifying)
}

fn identified<'r>(unknown: Caller<'r>, person: Person<'r>) -> (Caller<'r>, Option<AuthError>) {
    match is_identifying(&person) {
        true => (unknown.with_identity(person), None),
        false => (unknown, Some(AuthError::Nameless)),
    }
}

/// The caller where only a certificate could name a person.
fn identified_by_certificate<'r>(
    unknown: Caller<'r>,
    certificate: Option<&Presented>,
) -> (Caller<'r>, Option<AuthError>) {
    match certificate {
        Some(Ok(certificate)) => identified(unknown, certificate::person(certificate)),
        Some(Err(_)) => (unknown, Some(AuthError::Certificate)),
        None => (unknown, None),
    }
}

/// Whether it has a user id or an e-mail address. A display name or groups do not identify a
/// person.
fn is_identifying(person: &Person<'_>) -> bool {
    person.user.is_some() || person.email.is_some()
}

/// The token in a header, if there is one.
fn token_in<'v>(issuer: &JwtIssuer, text: &'v str) -> Option<&'v str> {
    use crate::policy::TokenForm::{AwsAlb, Bearer, Plain};
    let text = text.trim_ascii();
    let token = match issuer.form {
        Plain | AwsAlb => text,
        Bearer => {
            // Another scheme, such as `Basic`, is meant for another program and claims nothing
            // here.
            let (scheme, token) = text.split_once(' ')?;
            let bearer = scheme.eq_ignore_ascii_case("bearer");
            bearer.then_some(token.trim_start_matches(' '))?
        }
    };
    (!token.is_empty()).then_some(token)
}

#[cfg(test)]
mod tests;
