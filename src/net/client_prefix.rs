//! Which addresses count as one client.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::ClientAddress;

/// The addresses of one client: an IPv4 address, or a /64 of IPv6, the least that providers give
/// to one customer, who may use another address of it for every connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ClientPrefix(IpAddr);

impl ClientPrefix {
    /// The one that an address belongs to, if the address is known.
    pub fn of(address: ClientAddress) -> Option<Self> {
        let known = address.known();
        known.map(|address| Self(first_bits(address, 32, 64)))
    }

    /// The network of a client of IPv6. Of IPv4, customers get single addresses, and the next larger
    /// networks belong to many of them.
    pub fn network(self) -> Option<ClientNetwork> {
        let network = ClientNetwork(first_bits(self.0, 32, 48));
        self.0.is_ipv6().then_some(network)
    }

    /// Roughly the most that providers give to one customer.
    pub fn wider_prefix(self) -> IpAddr {
        first_bits(self.0, 16, 48)
    }
}

/// A /48 of IPv6, the most that providers usually give to one customer (RFC 6177): 65,536 clients
/// that may all be one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ClientNetwork(IpAddr);

/// The first bits of an address, as many as its family takes.
fn first_bits(address: IpAddr, v4_bits: u32, v6_bits: u32) -> IpAddr {
    match address {
        IpAddr::V4(address) => {
            let kept = u32::MAX << (u32::BITS - v4_bits);
            Ipv4Addr::from_bits(address.to_bits() & kept).into()
        }
        IpAddr::V6(address) => {
            let kept = u128::MAX << (u128::BITS - v6_bits);
            Ipv6Addr::from_bits(address.to_bits() & kept).into()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn prefix(address: &str) -> ClientPrefix {
        let address: IpAddr = address.parse().expect("an address");
        ClientPrefix::of(address.into()).expect("a known address")
    }

    #[test]
    fn an_ipv4_address_or_a_64_is_one_client() {
        for (one, other, same) in [
            ("192.0.2.7", "192.0.2.7", true),
            ("192.0.2.7", "192.0.2.8", false),
            ("192.0.2.7", "::ffff:192.0.2.7", true),
            ("::ffff:192.0.2.7", "::ffff:192.0.2.8", false),
            ("2001:db8::1", "2001:db8::ffff:ffff:ffff:ffff", true),
            ("2001:db8::1", "2001:db8:0:1::1", false),
        ] {
            assert_eq!(prefix(one) == prefix(other), same, "{one} {other}");
        }
    }

    #[test]
    fn a_48_of_ipv6_is_one_network() {
        let network = |address| prefix(address).network();
        for (one, other, same) in [
            ("2001:db8:1::1", "2001:db8:1:ffff::1", true),
            ("2001:db8:1::1", "2001:db8:2::1", false),
            ("2001:db8::1", "2001:db9::1", false),
        ] {
            assert_eq!(network(one) == network(other), same, "{one} {other}");
        }
        for address in ["192.0.2.7", "::ffff:192.0.2.7"] {
            assert_eq!(network(address), None);
        }
    }

    #[test]
    fn a_wider_prefix_is_larger() {
        for (address, expected) in [
            ("192.0.2.7", "192.0.0.0"),
            ("2001:db8:1:2::7", "2001:db8:1::"),
        ] {
            assert_eq!(prefix(address).wider_prefix().to_string(), expected);
        }
    }
}
