//! From where a request comes.

use std::fmt;
use std::net::IpAddr;

/// The address of a client, if it is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClientAddress(Option<IpAddr>);

impl ClientAddress {
    /// The client came through a Unix socket, or its proxy does not say who it is.
    pub const UNKNOWN: Self = Self(None);

    /// The address, in the form of its own family.
    pub fn known(self) -> Option<IpAddr> {
        self.0
    }
}

impl From<IpAddr> for ClientAddress {
    fn from(address: IpAddr) -> Self {
        // Sockets of IPv6 show clients of IPv4 as `::ffff:192.0.2.7`.
        let address = address.to_canonical();
        // `0.0.0.0` and `::` are no host's address. A proxy that writes them knows none, and no
        // range of a policy may let them in.
        Self((!address.is_unspecified()).then_some(address))
    }
}

impl From<Option<IpAddr>> for ClientAddress {
    fn from(address: Option<IpAddr>) -> Self {
        address.map_or(Self::UNKNOWN, Self::from)
    }
}

impl fmt::Display for ClientAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(address) => address.fmt(f),
            None => f.write_str("unknown"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_known_in_its_own_family_or_not_at_all() {
        for (read, known) in [
            ("192.0.2.7", Some("192.0.2.7")),
            ("::ffff:192.0.2.7", Some("192.0.2.7")),
            ("2001:db8::7", Some("2001:db8::7")),
            ("::1", Some("::1")),
            ("0.0.0.1", Some("0.0.0.1")),
            ("0.0.0.0", None),
            ("::", None),
            ("::ffff:0.0.0.0", None),
        ] {
            let read: IpAddr = read.parse().expect("an address");
            let known = known.map(|known| known.parse().expect("an address"));
            assert_eq!(ClientAddress::from(read).known(), known, "{read}");
        }
        assert_eq!(ClientAddress::from(None).known(), None);
        assert_eq!(ClientAddress::UNKNOWN.to_string(), "unknown");
    }
}
