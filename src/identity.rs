//! Who asks: from the peer and the header of a request to a [`Caller`], as far
//! as the policy names who may vouch for callers.
//!
//! Signed tokens are believed from anybody, and so is, where the policy takes
//! it, the certificate that a client proves in the handshake of its own TLS
//! connection. Everything else is believed only when the peer is a trusted
//! proxy; from any other peer it is not even looked at, so that it cannot change
//! an answer.

mod address;
mod certificate;
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
pub(crate) use names::Names;
pub use names::{ConnectError, NameError};
pub use probe::{HeaderKind, MarkedHeader, NameForm, NoProbeId, ProbeId, Sighting, header_names};
pub(crate) use tokens::client_tls;
pub use tokens::{FetchError, KeyError, KeyFault, SetError, TokenError, Tokens};

/// Who may vouch for callers, made ready.
#[derive(Debug)]
pub struct Identity {
    watch: Watch,
    tokens: Arc<Tokens>,
}

/// Who asks, and why it is nobody although something claimed to know.
#[derive(Debug)]
pub struct Identified<'r> {
    /// Who asks.
    pub caller: Caller<'r>,
    /// Why nobody is known although something claimed it.
    pub doubt: Option<Doubt>,
}

/// Why nobody is known although something claimed it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doubt {
    /// The token does not hold: why, in a word.
    Token(&'static str),
    /// What is vouched for names neither a user nor a mail address.
    Nameless,
    /// The certificate of the handshake cannot be read.
    Certificate,
}

impl Doubt {
    /// Every word for one.
    pub fn words() -> impl Iterator<Item = &'static str> {
        let of_tokens = TokenError::ALL.into_iter().map(TokenError::as_str);
        let others = [Self::Nameless, Self::Certificate].map(Self::as_str);
        of_tokens.chain(others)
    }

    /// In a word, for the decision log.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Token(word) => word,
            Self::Nameless => "nameless",
            Self::Certificate => "certificate_unreadable",
        }
    }
}

/// A header that says who somebody is in a way that could be taken for two
/// things. The request is refused: another program on its way may have
/// believed the other one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spoof {
    /// It stands there twice.
    Twice,
    /// It has a name that programs take for the real one.
    Alias,
    /// Its value is too long, or no text.
    NoText,
    /// It is no mail address: there is not exactly one `@` in it.
    Email,
    /// It is no certificate.
    Certificate,
}

impl Spoof {
    /// In a word, for the decision log.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Twice => "header_twice",
            Self::Alias => "header_alias",
            Self::NoText => "header_no_text",
            Self::Email => "header_no_email",
            Self::Certificate => "header_no_certificate",
        }
    }
}

impl Identity {
    /// Makes those who may vouch ready.
    ///
    /// # Errors
    ///
    /// [`KeyError`] when the keys of an issuer cannot be used.
    pub fn new(policy: &Policy) -> Result<Self, KeyError> {
        let tokens = Tokens::new(&policy.vouchers().tokens)?;
        Ok(Self::with(policy, tokens))
    }

    /// The same for a policy that takes the place of another one. Keys that
    /// were fetched for it stay, as far as they are the same issuer's.
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

    /// The issuers of tokens: their keys have to be kept fresh.
    pub fn tokens(&self) -> Arc<Tokens> {
        Arc::clone(&self.tokens)
    }

    /// Says who asks. `vouchers` are those with which this was made.
    ///
    /// The strongest proof counts: a token, then headers, then a certificate.
    /// A token that does not hold is never made good by a weaker one.
    ///
    /// # Errors
    ///
    /// [`Spoof`] when something could be taken for two persons.
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
        let named = headers::person(&seen)?;
        let token = self.token(vouchers, &seen, now)?;
        let (caller, doubt) = match (token, named) {
            (Some(Ok(person)), _) => (unknown.remembered_as(person), None),
            (Some(Err(word)), _) => (unknown, Some(Doubt::Token(word))),
            (None, Some(person)) => known_as(unknown, person),
            (None, None) => certified_by(unknown, certificate.as_ref()),
        };
        let caller = match certificate {
            Some(Ok(certificate)) => caller.holding(certificate),
            Some(Err(_)) | None => caller,
        };
        Ok(Identified { caller, doubt })
    }

    /// Whom a token names, or why it does not hold. Of several, the first in
    /// the policy's order counts.
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

/// Who holds a certificate, where nobody else says who asks; `None` when it
/// does not say so either.
pub(crate) fn holder(certificate: &Certificate) -> Option<Person<'static>> {
    Some(certificate::person(certificate)).filter(says_who)
}

/// A caller who is known as that person, if the person can be told by it.
fn known_as<'r>(unknown: Caller<'r>, person: Person<'r>) -> (Caller<'r>, Option<Doubt>) {
    match says_who(&person) {
        true => (unknown.known_as(person), None),
        false => (unknown, Some(Doubt::Nameless)),
    }
}

/// A caller of whom nothing but a certificate may say who it is.
fn certified_by<'r>(
    unknown: Caller<'r>,
    certificate: Option<&Presented>,
) -> (Caller<'r>, Option<Doubt>) {
    match certificate {
        Some(Ok(certificate)) => known_as(unknown, certificate::person(certificate)),
        Some(Err(_)) => (unknown, Some(Doubt::Certificate)),
        None => (unknown, None),
    }
}

/// Whether anybody can be told by that: a bare name or a group is no proof of
/// who somebody is.
fn says_who(person: &Person<'_>) -> bool {
    person.user.is_some() || person.email.is_some()
}

/// The token in a header, if there is one. `Authorization` may hold another
/// kind of proof, which claims nothing here.
fn token_in<'v>(voucher: &TokenVoucher, text: &'v str) -> Option<&'v str> {
    use crate::policy::TokenForm::{AwsAlb, Bearer, Plain};
    let text = text.trim_ascii();
    let token = match voucher.form {
        Plain | AwsAlb => text,
        Bearer => {
            let (scheme, token) = text.split_once(' ')?;
            let bearer = scheme.eq_ignore_ascii_case("bearer");
            bearer.then_some(token.trim_start_matches(' '))?
        }
    };
    (!token.is_empty()).then_some(token)
}

#[cfg(test)]
mod tests;
