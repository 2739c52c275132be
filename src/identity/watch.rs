//! Finding the headers that say who somebody is, in one pass over all.
//!
//! Programs differ in what they take for the same name: `X_Forwarded_User`
//! and `X.Forwarded.User` reach many applications as `X-Forwarded-User`
//! (CVE-2025-64484, CVE-2026-88011). A proxy that removes the one and lets
//! the other through would let a visitor speak for it. So a name that differs
//! only in such signs is never overlooked: the request is refused.

use hyper::HeaderMap;
use hyper::header::HeaderValue;
use smallvec::SmallVec;

use super::Spoof;
use crate::policy::{AddressFrom, CertificatesFrom, Vouchers};

/// What a header says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    User,
    Name,
    Email,
    Groups,
    Certificate,
    /// Where the client's address stands; this one may stand there often.
    Address,
    /// The token of that issuer.
    Token(usize),
}

/// So many parts are no tokens.
const PARTS: usize = 6;

impl Part {
    /// Its place among those that are no tokens.
    fn index(self) -> usize {
        match self {
            Self::User | Self::Token(_) => 0,
            Self::Name => 1,
            Self::Email => 2,
            Self::Groups => 3,
            Self::Certificate => 4,
            Self::Address => 5,
        }
    }

    fn needs_trust(self) -> bool {
        !matches!(self, Self::Token(_))
    }
}

/// The headers to look for.
#[derive(Debug)]
pub(super) struct Watch {
    names: Vec<(Part, Box<str>)>,
    /// The lengths of the names that count from trusted proxies.
    trusted: Lengths,
    /// The lengths of those that count from anybody.
    anybody: Lengths,
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
pub(super) struct Seen<'r> {
    parts: [Option<&'r HeaderValue>; PARTS],
    tokens: SmallVec<[Option<&'r HeaderValue>; 2]>,
    any: bool,
    addresses: usize,
}

impl<'r> Seen<'r> {
    pub(super) fn get(&self, part: Part) -> Option<&'r HeaderValue> {
        match part {
            Part::Token(number) => self.tokens.get(number).copied().flatten(),
            _ => self.parts[part.index()],
        }
    }

    /// Whether there is nothing that says who asks.
    pub(super) fn is_empty(&self) -> bool {
        !self.any
    }

    /// How many lines there are with addresses.
    pub(super) fn addresses(&self) -> usize {
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
            _ => &mut self.parts[part.index()],
        };
        match part {
            Part::Address => self.addresses += 1,
            _ if place.is_some() => return Err(Spoof::Twice),
            _ => {}
        }
        *place = Some(value);
        Ok(())
    }
}

impl Watch {
    pub(super) fn new(vouchers: &Vouchers) -> Self {
        let own = vouchers.headers.clone().unwrap_or_default();
        let address = match vouchers.address {
            AddressFrom::XForwardedFor => Some(super::address::X_FORWARDED_FOR.into()),
            AddressFrom::Forwarded => Some(super::address::FORWARDED.into()),
            AddressFrom::Connection | AddressFrom::ProxyProtocol => None,
        };
        let certificate = match &vouchers.certificates {
            Some(CertificatesFrom::Header(name)) => Some(name.clone()),
            Some(CertificatesFrom::Handshake) | None => None,
        };
        let parts = [
            (Part::User, own.user),
            (Part::Name, own.name),
            (Part::Email, own.email),
            (Part::Groups, own.groups),
            (Part::Certificate, certificate),
            (Part::Address, address),
        ];
        let parts = parts
            .into_iter()
            .filter_map(|(part, name)| Some((part, name?)));
        let tokens = vouchers.tokens.iter().enumerate();
        let tokens = tokens.map(|(number, token)| (Part::Token(number), token.header.clone()));
        let names: Vec<_> = parts.chain(tokens).collect();
        let (mut trusted, mut anybody) = (Lengths::default(), Lengths::default());
        for (part, name) in &names {
            trusted.add(name);
            if !part.needs_trust() {
                anybody.add(name);
            }
        }
        Self {
            names,
            trusted,
            anybody,
        }
    }

    /// Looks for all of them.
    pub(super) fn look<'r>(
        &self,
        headers: &'r HeaderMap,
        trusted: bool,
    ) -> Result<Seen<'r>, Spoof> {
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
            let looks_like = |own: &&(Part, Box<str>)| {
                (trusted || !own.0.needs_trust()) && is_alike(&own.1, name)
            };
            let Some((part, own)) = self.names.iter().find(looks_like) else {
                continue;
            };
            if **own != *name {
                return Err(Spoof::Alias);
            }
            seen.take(*part, value)?;
        }
        Ok(seen)
    }
}

/// Whether programs could take one name for the other. Both are in lower
/// case; signs are all the same.
fn is_alike(own: &str, name: &str) -> bool {
    let sign = |byte: u8| !byte.is_ascii_alphanumeric();
    let alike = |(a, b)| a == b || (sign(a) && sign(b));
    own == name || (own.len() == name.len() && own.bytes().zip(name.bytes()).all(alike))
}
