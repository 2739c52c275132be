//! Who asks: from the peer and the header of a request to a [`Caller`], as far
//! as the policy names who may vouch for callers.
//!
//! Signed tokens are believed from anybody. Everything else is believed only
//! when the peer is a trusted proxy; from any other peer it is not even
//! looked at, so that it cannot change an answer.

mod address;
mod certificate;
mod headers;
mod peer;
mod tokens;
mod watch;

use std::sync::Arc;

use hyper::HeaderMap;
use jiff::Timestamp;

use crate::decision::{Caller, Certificate, Groups, Person};
use crate::policy::{Policy, TokenVoucher, Vouchers};
use watch::{Part, Seen, Watch};

pub use certificate::{CertificateError, read_certificate};
pub use peer::Peer;
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
}

impl Doubt {
    /// In a word, for the decision log.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Token(word) => word,
            Self::Nameless => "nameless",
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
        let vouchers = policy.vouchers();
        Ok(Self {
            watch: Watch::new(vouchers),
            tokens: Arc::new(Tokens::new(&vouchers.tokens)?),
        })
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
        let peer = peer.address();
        let seen = self.watch.look(headers, vouchers.trusts(peer))?;
        if seen.is_empty() {
            let (caller, doubt) = (Caller::unknown(peer), None);
            return Ok(Identified { caller, doubt });
        }
        let address = seen.get(Part::Address).map_or(peer, |last| {
            address::client(vouchers, (headers, last, seen.addresses()), peer)
        });
        let unknown = Caller::unknown(address);
        let certificate = seen.get(Part::Certificate);
        let certificate = certificate.map(certificate::in_header).transpose()?;
        let certificate = certificate.flatten();
        let named = headers::person(&seen)?;
        let token = self.token(vouchers, &seen, now)?;
        let (caller, doubt) = match (token, named) {
            (Some(Ok(person)), _) => (unknown.remembered_as(person), None),
            (Some(Err(word)), _) => (unknown, Some(Doubt::Token(word))),
            (None, named) => {
                let certified = || certificate.as_ref().map(certificate::person);
                match named.or_else(certified) {
                    Some(person) if says_who(&person) => (unknown.known_as(person), None),
                    Some(_) => (unknown, Some(Doubt::Nameless)),
                    None => (unknown, None),
                }
            }
        };
        let caller = match certificate {
            Some(certificate) => caller.holding(certificate),
            None => caller,
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
