//! Finding the headers that say who somebody is, in one pass over all.
//!
//! Programs differ in what they take for the same name: `X_Forwarded_User`
//! and `X.Forwarded.User` reach many applications as `X-Forwarded-User`
//! (CVE-2025-64484, CVE-2026-88011). A proxy that removes the one and lets
//! the other through would let a visitor speak for it. So a name that differs
//! only in such signs is never overlooked: the request is refused.

use hyper::HeaderMap;
use hyper::header::HeaderValue;
use secrecy::{ExposeSecret as _, SecretString};
use smallvec::SmallVec;

use super::error::Spoof;
use super::header_kind::{HeaderKind, MarkedHeader, NameForm};
use crate::policy::{AddressFrom, CertificatesFrom, TrustedHeader, Vouchers};

/// What a header says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Something that trusted proxies say. The address may stand there often.
    Proxy(HeaderKind),
    /// The token of that issuer, believed from anybody.
    Token(usize),
}

/// So many parts are what proxies say.
const PARTS: usize = 6;

impl Part {
    fn needs_trust(self) -> bool {
        matches!(self, Self::Proxy(_))
    }
}

/// The headers to look for.
#[derive(Debug)]
pub struct Watch {
    names: Vec<Name>,
    /// The lengths of the names that count from trusted proxies.
    trusted: Lengths,
    /// The lengths of those that count from anybody.
    anybody: Lengths,
}

/// The name of a header, and what it says. The name is never printed: it may have a secret part.
#[derive(Debug)]
struct Name {
    part: Part,
    name: SecretString,
}

impl Name {
    fn as_str(&self) -> &str {
        self.name.expose_secret()
    }
}

/// A set of lengths: most headers are told apart by theirs alone.
#[derive(Clone, Copy, Debug, Default)]
struct Lengths(u64);

impl Lengths {
    fn add(&mut self, name: &str) {
        self.0 |= bit(name);
    }

    fn has(self, name: &str) -> bool {
        self.0 & bit(name) != 0
    }
}

/// The bit for a length. No configured name is longer than 63 bytes, so that
/// longer ones may share the last bit.
fn bit(name: &str) -> u64 {
    1 << name.len().min(63)
}

/// What was found.
#[derive(Debug, Default)]
pub struct Seen<'r> {
    parts: [Option<&'r HeaderValue>; PARTS],
    tokens: SmallVec<[Option<&'r HeaderValue>; 2]>,
    any: bool,
    addresses: usize,
}

impl<'r> Seen<'r> {
    pub fn get(&self, part: Part) -> Option<&'r HeaderValue> {
        match part {
            Part::Token(number) => self.tokens.get(number).copied().flatten(),
            Part::Proxy(kind) => self.parts[kind as usize],
        }
    }

    /// Whether there is nothing that says who asks.
    pub fn is_empty(&self) -> bool {
        !self.any
    }

    /// How many lines there are with addresses.
    pub fn addresses(&self) -> usize {
        self.addresses
    }

    /// Takes a value in; it is the only one, but for addresses.
    fn take(&mut self, part: Part, value: &'r HeaderValue) -> Result<(), Spoof> {
        self.any = true;
        let place = match part {
            Part::Token(number) => {
                if self.tokens.len() <= number {
                    self.tokens.resize(number + 1, None);
                }
                &mut self.tokens[number]
            }
            Part::Proxy(kind) => &mut self.parts[kind as usize],
        };
        match part {
            Part::Proxy(HeaderKind::Address) => self.addresses += 1,
            _ if place.is_some() => return Err(Spoof::Twice),
            _ => {}
        }
        *place = Some(value);
        Ok(())
    }
}

impl Watch {
    pub fn new(vouchers: &Vouchers) -> Self {
        let own = vouchers.headers.clone().unwrap_or_default();
        let address = match vouchers.address {
            AddressFrom::XForwardedFor => Some(super::address::X_FORWARDED_FOR),
            AddressFrom::Forwarded => Some(super::address::FORWARDED),
            AddressFrom::Connection | AddressFrom::ProxyProtocol => None,
        };
        let certificate = match &vouchers.certificates {
            Some(CertificatesFrom::Header(header)) => Some(header.clone()),
            Some(CertificatesFrom::Handshake) | None => None,
        };
        let headers = [
            (HeaderKind::User, own.user),
            (HeaderKind::Name, own.name),
            (HeaderKind::Email, own.email),
            (HeaderKind::Groups, own.groups),
            (HeaderKind::Certificate, certificate),
        ];
        let mut names = Vec::new();
        for (kind, header) in headers {
            let part = Part::Proxy(kind);
            for name in header.iter().flat_map(TrustedHeader::names) {
                let name = name.clone();
                names.push(Name { part, name });
            }
        }
        let address = address.map(|name| (Part::Proxy(HeaderKind::Address), name));
        let tokens = vouchers.tokens.iter().enumerate();
        let tokens = tokens.map(|(number, token)| (Part::Token(number), &*token.header));
        for (part, name) in address.into_iter().chain(tokens) {
            let name = SecretString::from(name);
            names.push(Name { part, name });
        }
        let (mut trusted, mut anybody) = (Lengths::default(), Lengths::default());
        for name in &names {
            trusted.add(name.as_str());
            if !name.part.needs_trust() {
                anybody.add(name.as_str());
            }
        }
        Self {
            names,
            trusted,
            anybody,
        }
    }

    /// Looks for all of them.
    pub fn look<'r>(&self, headers: &'r HeaderMap, trusted: bool) -> Result<Seen<'r>, Spoof> {
        let mut seen = Seen::default();
        let lengths = if trusted { self.trusted } else { self.anybody };
        if lengths.0 == 0 {
            return Ok(seen);
        }
        for (name, value) in headers {
            let name = name.as_str();
            if !lengths.has(name) {
                continue;
            }
            let looks_like =
                |own: &&Name| (trusted || !own.part.needs_trust()) && is_alike(own.as_str(), name);
            let Some(own) = self.names.iter().find(looks_like) else {
                continue;
            };
            if own.as_str() != name {
                return Err(Spoof::Alias);
            }
            seen.take(own.part, value)?;
        }
        Ok(seen)
    }
}

impl Watch {
    /// The headers of trusted proxies, by their own names or by names that could be taken for them,
    /// that have the mark in their value.
    pub fn marked(&self, headers: &HeaderMap, mark: &str) -> Vec<MarkedHeader> {
        let has_mark =
            |value: &HeaderValue| memchr::memmem::find(value.as_bytes(), mark.as_bytes()).is_some();
        let marked = headers.iter().filter(|(_, value)| has_mark(value));
        marked
            .filter_map(|(name, _)| {
                let name = name.as_str();
                let own = self.names.iter().find(|own| is_alike(own.as_str(), name))?;
                let form = match own.as_str() == name {
                    true => NameForm::Exact,
                    false => NameForm::Alias,
                };
                match own.part {
                    Part::Proxy(says) => Some(MarkedHeader { says, form }),
                    Part::Token(_) => None,
                }
            })
            .collect()
    }
}

/// Whether programs could take one name for the other. Both are in lower
/// case; signs are all the same.
///
/// There is no early end: how long it takes must not tell a visitor how much of a secret name
/// they have guessed.
fn is_alike(own: &str, name: &str) -> bool {
    let sign = |byte: u8| !byte.is_ascii_alphanumeric();
    let alike = |(a, b): (u8, u8)| a == b || (sign(a) && sign(b));
    let pairs = own.bytes().zip(name.bytes());
    own.len() == name.len() && pairs.fold(true, |all, pair| all & alike(pair))
}
