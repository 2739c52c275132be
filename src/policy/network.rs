//! A policy's networks.

use ipnet::IpNet;

use crate::net::ClientAddress;

/// A named list of address ranges.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Network {
    pub(crate) name: Box<str>,
    pub(crate) ranges: Vec<IpNet>,
}

impl Network {
    #[cfg(test)]
    pub fn of_test(name: &str, ranges: Vec<IpNet>) -> Self {
        let name = name.into();
        Self { name, ranges }
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether it holds any address of these ranges.
    pub fn meets(&self, others: &[IpNet]) -> bool {
        // Two ranges are apart, or one contains the other.
        let meet = |one: &IpNet, other: &IpNet| one.contains(other) || other.contains(one);
        let mut ranges = self.ranges.iter();
        ranges.any(|range| others.iter().any(|other| meet(range, other)))
    }

    pub fn ranges(&self) -> &[IpNet] {
        &self.ranges
    }

    /// Whether an address lies in it. One that is not known lies in no network.
    pub fn contains(&self, address: ClientAddress) -> bool {
        let lies_in = |address| self.ranges.iter().any(|range| range.contains(&address));
        address.known().is_some_and(lies_in)
    }
}

/// Ranges of addresses as a policy writes them.
pub fn ranges_in_words(ranges: &[IpNet]) -> Vec<String> {
    ranges.iter().map(IpNet::to_string).collect()
}
