//! Finds the identity headers of a request in one pass.
//!
//! Programs differ in which names they take for the same. Where a proxy removes only the exact name,
//! a visitor could impersonate anybody with a variant. So a name that programs could take for the
//! configured one is never ignored: the request is refused.

use hyper::HeaderMap;
use hyper::header::HeaderValue;
use secrecy::{ExposeSecret as _, SecretString};
use smallvec::SmallVec;

use super::error::HeaderConflict;
use super::header_alias::is_alike;
use super::header_purpose::{HeaderPurpose, MarkedHeader, NameForm};
use crate::policy::{AddressFrom, CertificatesFrom, TrustConfig, TrustedHeader};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HeaderKind {
    /// Set by trusted proxies. Only the one with addresses may occur several times.
    Proxy(HeaderPurpose),
    /// The token of the issuer with this index, accepted from any peer.
    Token(usize),
}

/// The number of [`HeaderPurpose`]s.
const PARTS: usize = 6;

impl HeaderKind {
    fn needs_trust(self) -> bool {
        matches!(self, Self::Proxy(_))
    }
}

/// The headers to look for.
#[derive(Debug)]
pub struct HeaderMatcher {
    names: Vec<WatchedName>,
    /// The lengths of all names: of those that count from trusted proxies.
    trusted: Lengths,
    /// The lengths of the names that count from any peer.
    anybody: Lengths,
}

#[derive(Debug)]
struct WatchedName {
    part: HeaderKind,
    /// Never printed: it may have a secret part.
    name: SecretString,
}

impl WatchedName {
    fn as_str(&self) -> &str {
        self.name.expose_secret()
    }
}

/// A set of lengths. Nearly all other headers of a request are ruled out by their length alone.
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

fn bit(name: &str) -> u64 {
    // Longer names share the last bit: a length in the set is only a reason to compare.
    1 << name.len().min(63)
}

/// The identity headers of one request.
#[derive(Debug, Default)]
pub struct IdentityHeaders<'r> {
    parts: [Option<&'r HeaderValue>; PARTS],
    tokens: SmallVec<[Option<&'r HeaderValue>; 2]>,
    any: bool,
    addresses: usize,
}

impl<'r> IdentityHeaders<'r> {
    pub fn get(&self, part: HeaderKind) -> Option<&'r HeaderValue> {
        match part {
            HeaderKind::Token(number) => self.tokens.get(number).copied().flatten(),
            HeaderKind::Proxy(kind) => self.parts[kind as usize],
        }
    }

    pub fn is_empty(&self) -> bool {
        !self.any
    }

    /// How many header lines have addresses.
    pub fn addresses(&self) -> usize {
        self.addresses
    }

    fn take(&mut self, part: HeaderKind, value: &'r HeaderValue) -> Result<(), HeaderConflict> {
        self.any = true;
        let place = match part {
            HeaderKind::Token(number) => {
                if self.tokens.len() <= number {
                    self.tokens.resize(number + 1, None);
                }
                &mut self.tokens[number]
            }
            HeaderKind::Proxy(kind) => &mut self.parts[kind as usize],
        };
        match part {
            HeaderKind::Proxy(HeaderPurpose::Address) => self.addresses += 1,
            _ if place.is_some() => return Err(HeaderConflict::Twice),
            _ => {}
        }
        *place = Some(value);
        Ok(())
    }
}

impl HeaderMatcher {
    pub fn new(trust: &TrustConfig) -> Self {
        let mut names = names_of_proxies(trust);
        let address = address_header(trust.address);
        let address = address.map(|name| (HeaderKind::Proxy(HeaderPurpose::Address), name));
        let tokens = trust.tokens.iter().enumerate();
        let tokens = tokens.map(|(number, token)| (HeaderKind::Token(number), &*token.header));
        for (part, name) in address.into_iter().chain(tokens) {
            let name = SecretString::from(name);
            names.push(WatchedName { part, name });
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

    pub fn look<'r>(
        &self,
        headers: &'r HeaderMap,
        trusted: bool,
    ) -> Result<IdentityHeaders<'r>, HeaderConflict> {
        let mut seen = IdentityHeaders::default();
        let lengths = if trusted { self.trusted } else { self.anybody };
        if lengths.0 == 0 {
            return Ok(seen);
        }
        for (name, value) in headers {
            let name = name.as_str();
            if !lengths.has(name) {
                continue;
            }
            let looks_like = |own: &&WatchedName| {
                (trusted || !own.part.needs_trust()) && is_alike(own.as_str(), name)
            };
            let Some(own) = self.names.iter().find(looks_like) else {
                continue;
            };
            if own.as_str() != name {
                return Err(HeaderConflict::Alias);
            }
            seen.take(own.part, value)?;
        }
        Ok(seen)
    }

    /// The headers of trusted proxies, by their configured names or by variants of them, that have
    /// the mark of a probe in their value.
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
                    HeaderKind::Proxy(says) => Some(MarkedHeader { says, form }),
                    HeaderKind::Token(_) => None,
                }
            })
            .collect()
    }
}

/// The headers of trusted proxies but for the one with addresses.
fn names_of_proxies(trust: &TrustConfig) -> Vec<WatchedName> {
    let headers = trust.headers.clone().unwrap_or_default();
    let certificate = match &trust.certificates {
        Some(CertificatesFrom::Header(header)) => Some(header.clone()),
        Some(CertificatesFrom::Handshake) | None => None,
    };
    let headers = [
        (HeaderPurpose::User, headers.user),
        (HeaderPurpose::Name, headers.name),
        (HeaderPurpose::Email, headers.email),
        (HeaderPurpose::Groups, headers.groups),
        (HeaderPurpose::Certificate, certificate),
    ];
    let mut names = Vec::new();
    for (kind, header) in headers {
        let part = HeaderKind::Proxy(kind);
        for name in header.iter().flat_map(TrustedHeader::names) {
            let name = name.clone();
            names.push(WatchedName { part, name });
        }
    }
    names
}

fn address_header(from: AddressFrom) -> Option<&'static str> {
    match from {
        AddressFrom::XForwardedFor => Some(super::address::X_FORWARDED_FOR),
        AddressFrom::Forwarded => Some(super::address::FORWARDED),
        AddressFrom::Connection | AddressFrom::ProxyProtocol => None,
    }
}
