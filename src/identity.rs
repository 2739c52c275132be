//! Who asks: from the peer and the headers of a request to a [`Caller`], as far as the policy
//! configures identity sources.
//!
//! Signed tokens are accepted from any peer, and so is, where the policy says so, the client
//! certificate of the TLS handshake with the gateway itself. Everything else counts only from a
//! trusted proxy. From any other peer it is ignored, so that it cannot change an answer.

mod address;
mod certificate;
mod error;
mod header_kind;
mod headers;
pub(crate) mod names;
mod probe;
mod tokens;
mod watch;

use std::sync::Arc;

use hyper::HeaderMap;
use jiff::Timestamp;

use crate::decision::{Caller, Certificate, Groups, Person};
use crate::net::Peer;
use crate::policy::{Policy, TokenVoucher, Vouchers};
use address::AddressLines;
use certificate::Presented;
use watch::{Part, Seen, Watch};

pub use certificate::{CertificateError, read_certificate};
pub use error::{Doubt, Spoof};
pub use header_kind::{HeaderKind, MarkedHeader, NameForm};
pub(crate) use names::Names;
pub use names::{ConnectError, NameError};
pub use probe::{NoProbeId, ProbeId, Sighting, header_names};
pub(crate) use tokens::client_tls;
pub use tokens::{FetchError, KeyError, KeyFault, SetError, TokenError, Tokens};

/// The identity sources of a policy, ready to be asked.
#[derive(Debug)]
pub struct Identity {
    watch: Watch,
    tokens: Arc<Tokens>,
}

#[derive(Debug)]
pub struct Identified<'r> {
    pub caller: Caller<'r>,
    /// Why the caller is anonymous although the request claims an identity.
    pub doubt: Option<Doubt>,
}

impl Identity {
    /// # Errors
    ///
    /// [`KeyError`] when the keys of an issuer cannot be used.
    pub fn new(policy: &Policy) -> Result<Self, KeyError> {
        let tokens = Tokens::new(&policy.vouchers().tokens)?;
        Ok(Self::with(policy, tokens))
    }

    /// For a policy that replaces another one: keys that were fetched for an issuer of both stay.
    ///
    /// # Errors
    ///
    /// As [`Identity::new`].
    pub fn following(policy: &Policy, old: &Self) -> Result<Self, KeyError> {
        let tokens = Tokens::following(&policy.vouchers().tokens, &old.tokens)?;
        Ok(Self::with(policy, tokens))
    }

    fn with(policy: &Policy, tokens: Tokens) -> Self {
        Self {
            watch: Watch::new(policy.vouchers()),
            tokens: Arc::new(tokens),
        }
    }

    /// The token issuers, whose keys have to be kept fresh.
    pub fn tokens(&self) -> Arc<Tokens> {
        Arc::clone(&self.tokens)
    }

    /// Identifies the caller. `vouchers` are those with which this was made.
    ///
    /// The strongest proof counts: a token, then headers, then a certificate.
    ///
    /// # Errors
    ///
    /// [`Spoof`] when two programs could take the headers for two different persons.
    pub fn identify<'r>(
        &'r self,
        vouchers: &'r Vouchers,
        headers: &'r HeaderMap,
        peer: &Peer,
        now: Timestamp,
    ) -> Result<Identified<'r>, Spoof> {
        let is_trusted = vouchers.trusts_peer(peer);
        let seen = self.watch.look(headers, is_trusted)?;
        let presented = certificate::presented(vouchers, peer, is_trusted);
        let peer = peer.address();
        if seen.is_empty() && presented.is_none() {
            let (caller, doubt) = (Caller::unknown(peer), None);
            return Ok(Identified { caller, doubt });
        }
        let address = seen
            .get(Part::Proxy(HeaderKind::Address))
            .map_or(peer, |last| {
                let count = seen.addresses();
                let lines = AddressLines {
                    headers,
                    last,
                    count,
                };
                address::client(vouchers, lines, peer)
            });
        let unknown = Caller::unknown(address);
        let certificate = match seen.get(Part::Proxy(HeaderKind::Certificate)) {
            Some(value) => certificate::in_header(value)?.map(|one| Ok(Arc::new(one))),
            None => presented,
        };
        // All are read before one is chosen: a conflict refuses the request also where another
        // source would have decided.
        let named = headers::person(&seen)?;
        let token = self.token(vouchers, &seen, now)?;
        Ok(strongest(unknown, token, named, certificate))
    }

    /// The person of the first token in the policy's order, or why it is invalid.
    fn token(
        &self,
        vouchers: &Vouchers,
        seen: &Seen<'_>,
        now: Timestamp,
    ) -> Result<Option<Result<KnownPerson, &'static str>>, Spoof> {
        for (index, voucher) in vouchers.tokens.iter().enumerate() {
            let Some(value) = seen.get(Part::Token(index)) else {
                continue;
            };
            let text = value.to_str().map_err(|_| Spoof::NoText)?;
            if let Some(token) = token_in(voucher, text) {
                return Ok(Some(match self.tokens.verify(index, token, now) {
                    Ok(person) => Ok(person),
                    Err(error) => Err(error.as_str()),
                }));
            }
        }
        Ok(None)
    }
}

type KnownPerson = Arc<Person<'static>>;

/// The caller by the strongest of the sources, with the certificate for conditions about it.
fn strongest<'r>(
    unknown: Caller<'r>,
    token: Option<Result<KnownPerson, &'static str>>,
    named: Option<Person<'r>>,
    certificate: Option<Presented>,
) -> Identified<'r> {
    let (caller, doubt) = match (token, named) {
        (Some(Ok(person)), _) => (unknown.remembered_as(person), None),
        // Not replaced by a weaker source: a token that fails may be a forgery.
        (Some(Err(word)), _) => (unknown, Some(Doubt::Token(word))),
        (None, Some(person)) => identified(unknown, person),
        (None, None) => identified_by_certificate(unknown, certificate.as_ref()),
    };
    let caller = match certificate {
        Some(Ok(certificate)) => caller.holding(certificate),
        Some(Err(_)) | None => caller,
    };
    Identified { caller, doubt }
}

/// The person that a certificate names, if no other source names one.
pub(crate) fn holder(certificate: &Certificate) -> Option<Person<'static>> {
    Some(certificate::person(certificate)).filter(is_identifying)
}

fn identified<'r>(unknown: Caller<'r>, person: Person<'r>) -> (Caller<'r>, Option<Doubt>) {
    match is_identifying(&person) {
        true => (unknown.known_as(person), None),
        false => (unknown, Some(Doubt::Nameless)),
    }
}

/// The caller where only a certificate could name a person.
fn identified_by_certificate<'r>(
    unknown: Caller<'r>,
    certificate: Option<&Presented>,
) -> (Caller<'r>, Option<Doubt>) {
    match certificate {
        Some(Ok(certificate)) => identified(unknown, certificate::person(certificate)),
        Some(Err(_)) => (unknown, Some(Doubt::Certificate)),
        None => (unknown, None),
    }
}

/// Whether it has a user id or an e-mail address. A display name or groups do not identify a
/// person.
fn is_identifying(person: &Person<'_>) -> bool {
    person.user.is_some() || person.email.is_some()
}

/// The token in a header, if there is one.
fn token_in<'v>(voucher: &TokenVoucher, text: &'v str) -> Option<&'v str> {
    use crate::policy::TokenForm::{AwsAlb, Bearer, Plain};
    let text = text.trim_ascii();
    let token = match voucher.form {
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
