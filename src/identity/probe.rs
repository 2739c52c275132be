//! Which identity headers a visitor can set: `linkgate probe` marks the headers that it sends, and
//! this finds the marks in what arrives.
//!
//! A request alone does not show that a proxy let a visitor's header through: it looks like one
//! that the proxy set. A mark that only the probe knows tells them apart.

use std::fmt;
use std::net::{IpAddr, Ipv6Addr};
use std::str::FromStr;

use hyper::HeaderMap;
use secrecy::ExposeSecret as _;
use serde::{Deserialize, Serialize};

use super::Identity;
use super::header_purpose::MarkedHeader;
use crate::digest::{Hasher, hex};
use crate::net::{Origin, Peer};
use crate::policy::TrustConfig;

/// The id of one probe: 128 random bits, which no visitor can guess.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProbeId(u128);

/// A digest of the names of all headers that trusted proxies may set, secret parts included. It
/// tells a probe whether it tries the names that the gateway believes. Because it is different for
/// every probe, it cannot be looked up in a table of guessed names.
pub fn header_names(trust: &TrustConfig, id: ProbeId) -> String {
    let mut hasher = Hasher::new();
    // Always of the same length.
    hasher.raw(id.mark().as_bytes());
    for header in trust.trusted_headers() {
        for name in header.names() {
            hasher.part(name.expose_secret().as_bytes());
        }
    }
    hex(&hasher.finish())
}

/// The text is not a [`ProbeId`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a probe has 32 hexadecimal digits")]
pub struct NoProbeId;

impl ProbeId {
    /// `None` if the system has no random numbers.
    pub fn random() -> Option<Self> {
        let mut bytes = [0; 16];
        aws_lc_rs::rand::fill(&mut bytes).ok()?;
        Some(Self(u128::from_be_bytes(bytes)))
    }

    /// The mark in the value of a header.
    pub fn mark(self) -> String {
        format!("linkgate-probe-{self}")
    }

    /// The client address that is a mark: in the range for documentation (RFC 3849), which no
    /// client has.
    pub fn address(self) -> Ipv6Addr {
        const DOCUMENTATION: u128 = 0x2001_0db8 << 96;
        let [_, _, _, _, rest @ ..] = self.0.to_be_bytes();
        let rest = rest
            .into_iter()
            .fold(0, |rest: u128, byte| rest << 8 | u128::from(byte));
        Ipv6Addr::from(DOCUMENTATION | rest)
    }
}

impl fmt::Display for ProbeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

impl FromStr for ProbeId {
    type Err = NoProbeId;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let is_digit = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
        match text.len() == 32 && text.bytes().all(is_digit) {
            true => u128::from_str_radix(text, 16)
                .map(Self)
                .map_err(|_| NoProbeId),
            false => Err(NoProbeId),
        }
    }
}

/// What arrived of a request of a probe.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sighting {
    /// From any other peer no header is believed.
    pub from_trusted_proxy: bool,
    pub headers: Vec<MarkedHeader>,
    /// Whether the marked address is taken for the client's.
    pub address_is_marked: bool,
}

impl Identity {
    /// Looks for the marks of a probe. `trust` is what this was made with.
    pub fn sight(
        &self,
        trust: &TrustConfig,
        headers: &HeaderMap,
        peer: &Peer,
        id: ProbeId,
    ) -> Sighting {
        let is_trusted = trust.trusts_peer(peer);
        let client = Self::client_address(trust, headers, peer);
        Sighting {
            // A PROXY header names a client, who is no trusted proxy: the one that sent it is.
            from_trusted_proxy: is_trusted || peer.origin() == Origin::ProxyHeader,
            headers: match is_trusted {
                true => self.watch.marked(headers, &id.mark()),
                false => Vec::new(),
            },
            address_is_marked: client == IpAddr::V6(id.address()).into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_read_as_it_is_written_and_not_otherwise() {
        let id = ProbeId(0x0123_4567_89ab_cdef_0011_2233_4455_6677);
        assert_eq!(id.to_string().parse(), Ok(id));
        assert_eq!(id.to_string(), "0123456789abcdef0011223344556677");
        assert_eq!(
            id.address().to_string(),
            "2001:db8:89ab:cdef:11:2233:4455:6677"
        );
        for text in [
            "",
            "0123456789abcdef001122334455667",
            "0123456789ABCDEF0011223344556677",
            "+123456789abcdef0011223344556677",
            "0123456789abcdef00112233445566778",
        ] {
            assert_eq!(text.parse::<ProbeId>(), Err(NoProbeId), "{text}");
        }
    }
}
