//! Who asks: from the peer and the headers of a request to a [`Caller`], as far as the policy
//! configures identity sources.
//!
//! Signed tokens are accepted from any peer, and so is, where the policy says so, the client
//! certificate of the TLS handshake with the gateway itself. Everything else counts only from a
//! trusted proxy. From any other peer it is ignored, so that it cannot change an answer.
//!
//! [`Standing`] says what the rules of the policy make of a caller; no decision depends on it.

mod address;
mod certificate;
mod error;
mod header_alias;
mod header_matcher;
mod header_purpose;
mod headers;
mod probe;
mod proofs;
mod standing;
mod tokens;

use std::sync::Arc;

use hyper::HeaderMap;
use jiff::Timestamp;

use crate::decision::{Caller, Certificate, Person};
use crate::net::{ClientAddress, Peer};
use crate::policy::{CERTIFICATE, JwtIssuer, Policy, TrustConfig};
use address::AddressLines;
use certificate::Presented;
use header_matcher::{HeaderKind, HeaderMatcher, IdentityHeaders};
use proofs::Proofs;

pub use certificate::{CertificateError, read_certificate};
pub use error::{AuthError, HeaderConflict};
pub use header_alias::AliasForm;
pub use header_purpose::{HeaderPurpose, MarkedHeader, NameForm};
pub use probe::{NoProbeId, ProbeId, Sighting, header_names};
pub use standing::{
    GroupMatch, GroupStanding, RuleNames, Standing, ToldRules, groups_of_rules, nearly_held,
};
pub use tokens::{KeyError, KeyFault, SetError, TokenError, Tokens};

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

/// Whom an operator supposes to ask.
#[derive(Clone, Debug)]
pub struct Supposed {
    pub address: ClientAddress,
    /// The strongest proof first.
    pub persons: Vec<Person<'static>>,
    pub certificate: Option<Certificate>,
}

impl Supposed {
    /// The caller, as if sources of the policy had proven all of it.
    pub fn identify(self, trust: &TrustConfig) -> Identified<'static> {
        let mut proofs = Proofs::new(trust);
        for person in self.persons {
            proofs.add(person);
        }
        let certificate = self.certificate.map(|one| Ok(Arc::new(one)));
        let unknown = Caller::unknown(self.address);
        let unknown = add_certificate(&mut proofs, unknown, certificate);
        let (caller, auth_error) = proofs.name(unknown);
        Identified { caller, auth_error }
    }
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
    /// Every proof is verified. The strongest names the caller: a token, then headers, then a
    /// certificate; the others only count for `deny`.
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
        let mut proofs = Proofs::new(trust);
        self.add_tokens(&mut proofs, &seen, now)?;
        if let Some(person) = headers::person(&seen)? {
            proofs.add(person);
        }
        let unknown = add_certificate(&mut proofs, unknown, certificate);
        let (caller, auth_error) = proofs.name(unknown);
        Ok(Identified { caller, auth_error })
    }

    /// The address of the client alone, for a request that is refused before its caller is
    /// identified: behind a proxy it must not count for everybody.
    pub fn client_address(trust: &TrustConfig, headers: &HeaderMap, peer: &Peer) -> ClientAddress {
        match trust.trusts_peer(peer) {
            true => address::named_by_proxy(trust, headers, peer.address()),
            false => peer.address(),
        }
    }

    /// Adds the tokens, in the order of the policy.
    fn add_tokens<'r>(
        &self,
        proofs: &mut Proofs<'_, 'r>,
        seen: &IdentityHeaders<'r>,
        now: Timestamp,
    ) -> Result<(), HeaderConflict> {
        for (index, issuer) in proofs.trust().tokens.iter().enumerate() {
            let Some(value) = seen.get(HeaderKind::Token(index)) else {
                continue;
            };
            let text = value.to_str().map_err(|_| HeaderConflict::NoText)?;
            let Some(token) = token_in(issuer, text) else {
                continue;
            };
            match self.tokens.verify(index, token, now) {
                Ok(person) => proofs.add(person),
                Err(error) => proofs.refuse(AuthError::Token(error)),
            }
        }
        Ok(())
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

/// Adds a certificate, which is kept for conditions about it.
fn add_certificate<'r>(
    proofs: &mut Proofs<'_, 'r>,
    unknown: Caller<'r>,
    certificate: Option<Presented>,
) -> Caller<'r> {
    let limits = proofs.trust().limits_of(CERTIFICATE);
    match certificate {
        Some(Ok(certificate)) if limits.is_some_and(|limits| !certificate.is_within(limits)) => {
            proofs.refuse(AuthError::Limits);
            unknown
        }
        Some(Ok(certificate)) => {
            proofs.add(certificate::person(&certificate));
            unknown.with_certificate(certificate)
        }
        Some(Err(_)) => {
            proofs.add_unreadable(certificate::unreadable(), AuthError::Certificate);
            unknown
        }
        None => unknown,
    }
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
