//! Which headers a visitor can set: `linkgate probe` marks what it sends, and this finds the marks
//! in what arrives.
//!
//! One request cannot show that a proxy forgets to delete a header: what it let through looks like
//! what it set itself. A mark that only the probe knows can.

use std::fmt;
use std::net::{IpAddr, Ipv6Addr};
use std::str::FromStr;

use aws_lc_rs::digest::{Context, SHA256};
use hyper::HeaderMap;
use secrecy::ExposeSecret as _;
use serde::{Deserialize, Serialize};

use super::Identity;
use super::address::{self, AddressLines};
use crate::net::{ClientAddress, Origin, Peer};
use crate::policy::{AddressFrom, Vouchers};

/// The name of one probe: 128 random bits, so that no visitor can pass for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProbeId(u128);

/// A digest of the names of all headers that trusted proxies may set, secret parts among them: by
/// it a probe knows that it tries the names which the gateway believes. It is different for every
/// probe, and leads back to no secret.
pub fn header_names(vouchers: &Vouchers, id: ProbeId) -> String {
    let mut digest = Context::new(&SHA256);
    digest.update(id.mark().as_bytes());
    for header in vouchers.trusted_headers() {
        for name in header.names() {
            let name = name.expose_secret().as_bytes();
            digest.update(&(name.len() as u64).to_be_bytes());
            digest.update(name);
        }
    }
    let digest = digest.finish();
    let hex = digest.as_ref().iter().map(|byte| format!("{byte:02x}"));
    hex.collect()
}

/// A text that is no [`ProbeId`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a probe has 32 hexadecimal digits")]
pub struct NoProbeId;

impl ProbeId {
    /// A new one; `None` when the system gives no random numbers.
    pub fn random() -> Option<Self> {
        let mut bytes = [0; 16];
        aws_lc_rs::rand::fill(&mut bytes).ok()?;
        Some(Self(u128::from_be_bytes(bytes)))
    }

    /// What stands in the value of a marked header.
    pub fn mark(self) -> String {
        format!("linkgate-probe-{self}")
    }

    /// The marked address of a client: in the range for documentation (RFC 3849), which nobody has.
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

/// What a header says that trusted proxies set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum HeaderKind {
    /// The id of the person.
    User,
    /// Their name, for people.
    Name,
    /// Their e-mail address.
    Email,
    /// Their groups.
    Groups,
    /// The certificate of the client.
    Certificate,
    /// The address of the client.
    Address,
}

/// By which name a header came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum NameForm {
    /// By its own: it is believed.
    Exact,
    /// By one that other programs take for it (`X_Team_User`): the request is refused.
    Alias,
}

/// A header that arrived with the mark in its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MarkedHeader {
    /// What it says.
    pub says: HeaderKind,
    /// By which name it came.
    pub form: NameForm,
}

/// What arrived of a marked request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sighting {
    /// Whether it came from a trusted proxy. From any other peer no header is believed.
    pub from_trusted_proxy: bool,
    /// The headers with the mark in them.
    pub headers: Vec<MarkedHeader>,
    /// Whether the marked address counts as the client's.
    pub address_is_marked: bool,
}

impl Identity {
    /// Looks for the marks of a probe in a request. `vouchers` are those with which this was made.
    pub fn sight(
        &self,
        vouchers: &Vouchers,
        headers: &HeaderMap,
        peer: &Peer,
        id: ProbeId,
    ) -> Sighting {
        let is_trusted = vouchers.trusts_peer(peer);
        let client = match is_trusted {
            true => client_address(vouchers, headers, peer.address()),
            false => peer.address(),
        };
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

/// Where a trusted proxy says the client is, whatever else it says: of a request that contradicts
/// itself about the person, too.
fn client_address(vouchers: &Vouchers, headers: &HeaderMap, peer: ClientAddress) -> ClientAddress {
    let name = match vouchers.address {
        AddressFrom::XForwardedFor => address::X_FORWARDED_FOR,
        AddressFrom::Forwarded => address::FORWARDED,
        AddressFrom::Connection | AddressFrom::ProxyProtocol => return peer,
    };
    let lines = headers.get_all(name);
    let count = lines.iter().count();
    let last = lines.iter().next_back();
    last.map_or(peer, |last| {
        let lines = AddressLines {
            headers,
            last,
            count,
        };
        address::client(vouchers, lines, peer)
    })
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
