//! Addresses that rules cannot tell apart: those that lie in the networks of the same conditions.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::Arc;

use ipnet::IpNet;

use crate::net::ClientAddress;
use crate::policy::Network;

/// A condition about networks.
pub type Networks<'p> = &'p [Arc<Network>];

/// All addresses that lie in the networks of the same conditions.
#[derive(Clone, Debug)]
pub struct AlikeAddresses {
    /// Which of the conditions hold.
    pub holds: Vec<bool>,
    /// One of them.
    pub first: IpAddr,
    pieces: Vec<String>,
}

impl AlikeAddresses {
    /// All of them, so that each address lies in one. Ranges lie apart or in one another, so each is cut
    /// into itself without those within it.
    pub fn of(conditions: &[Networks<'_>]) -> Vec<Self> {
        let mut found: Vec<Self> = Vec::new();
        for range in all_ranges(conditions) {
            let Some(first) = gap(&range, conditions) else {
                continue;
            };
            let holds = conditions.iter().map(|networks| lies_in(networks, first));
            let holds: Vec<bool> = holds.collect();
            let piece = in_words(&range, conditions, first);
            match found.iter_mut().find(|known| known.holds == holds) {
                Some(known) => known.pieces.push(piece),
                None => found.push(Self {
                    holds,
                    first,
                    pieces: vec![piece],
                }),
            }
        }
        found
    }

    pub fn has(&self, address: ClientAddress, conditions: &[Networks<'_>]) -> bool {
        let Some(address) = address.known() else {
            return false;
        };
        let mut pairs = conditions.iter().zip(&self.holds);
        pairs.all(|(networks, holds)| lies_in(networks, address) == *holds)
    }

    /// `10.0.0.0/8 (office)`, and of very many the first few.
    pub fn in_words(&self) -> String {
        const SHOWN: usize = 3;
        if !self.holds.contains(&true) {
            return "from elsewhere".to_owned();
        }
        match self.pieces.len() {
            0..=SHOWN => format!("from {}", self.pieces.join(" or ")),
            all => format!(
                "from {} or {} more ranges",
                self.pieces[..SHOWN].join(" or "),
                all - SHOWN
            ),
        }
    }
}

fn all_ranges(conditions: &[Networks<'_>]) -> Vec<IpNet> {
    let mut all: Vec<IpNet> = ranges(conditions).copied().collect();
    // What lies in none of them is alike, too.
    all.push(IpNet::new_assert(Ipv4Addr::UNSPECIFIED.into(), 0));
    all.push(IpNet::new_assert(Ipv6Addr::UNSPECIFIED.into(), 0));
    all.sort();
    all.dedup();
    all
}

fn ranges<'c>(conditions: &'c [Networks<'_>]) -> impl Iterator<Item = &'c IpNet> {
    let networks = conditions.iter().copied().flatten();
    networks.flat_map(|network| network.ranges())
}

fn lies_in(networks: Networks<'_>, address: IpAddr) -> bool {
    networks
        .iter()
        .any(|network| network.contains(address.into()))
}

/// An address of a range that lies in no smaller one of the others.
fn gap(range: &IpNet, conditions: &[Networks<'_>]) -> Option<IpAddr> {
    let mut within: Vec<&IpNet> = ranges(conditions)
        .filter(|other| range.contains(*other) && *other != range)
        .collect();
    within.sort();
    // Addresses for documentation are not taken for those of anybody.
    let nice = [
        IpAddr::V4(Ipv4Addr::new(198, 51, 100, 7)),
        IpAddr::V6(Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 7)),
    ];
    let is_free = |address: &IpAddr| !within.iter().any(|other| other.contains(address));
    if let Some(nice) = nice
        .iter()
        .find(|nice| range.contains(*nice) && is_free(nice))
    {
        return Some(*nice);
    }
    let mut at = range.network();
    // The first address of a range looks like the range itself.
    if let Some(second) = next(at).filter(|second| range.contains(second) && is_free(second)) {
        at = second;
    }
    if !is_canonical(at) {
        at = next(at)?;
    }
    while let Some(other) = within.iter().find(|other| other.contains(&at)) {
        at = next(other.broadcast()).filter(|at| range.contains(at))?;
    }
    is_canonical(at).then_some(at)
}

/// Whether callers have such addresses.
fn is_canonical(address: IpAddr) -> bool {
    ClientAddress::from(address).known() == Some(address)
}

fn next(address: IpAddr) -> Option<IpAddr> {
    Some(match address {
        IpAddr::V4(address) => IpAddr::V4(u32::from(address).checked_add(1)?.into()),
        IpAddr::V6(address) => IpAddr::V6(u128::from(address).checked_add(1)?.into()),
    })
}

fn in_words(range: &IpNet, conditions: &[Networks<'_>], first: IpAddr) -> String {
    let networks = conditions.iter().copied().flatten();
    let mut names: Vec<&str> = networks
        .filter(|network| network.contains(first.into()))
        .map(|network| network.name())
        .collect();
    names.sort_unstable();
    names.dedup();
    match names.is_empty() {
        true => range.to_string(),
        false => format!("{range} ({})", names.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn network(name: &str, ranges: &[&str]) -> Arc<Network> {
        let ranges = ranges.iter().map(|range| range.parse().expect("a range"));
        Arc::new(Network::of_test(name, ranges.collect()))
    }

    #[test]
    fn ranges_are_cut_where_others_lie_in_them() {
        let office = [network("office", &["10.0.0.0/8", "2001:db8::/32"])];
        let lab = [network("lab", &["10.0.0.0/9"])];
        let all = AlikeAddresses::of(&[&office, &lab]);
        let words: Vec<_> = all
            .iter()
            .map(|one| (one.in_words(), one.first.to_string()))
            .collect();
        let expected = [
            ("from elsewhere", "198.51.100.7"),
            (
                "from 10.0.0.0/8 (office) or 2001:db8::/32 (office)",
                "10.128.0.0",
            ),
            ("from 10.0.0.0/9 (lab, office)", "10.0.0.1"),
        ];
        let expected = expected.map(|(words, first)| (words.to_owned(), first.to_owned()));
        assert_eq!(words, expected);
    }

    #[test]
    fn a_range_that_others_fill_has_no_address_of_its_own() {
        let all = [network("all", &["0.0.0.0/0", "::/0"])];
        let halves = [network("halves", &["10.0.0.0/9", "10.128.0.0/9"])];
        let whole = [network("whole", &["10.0.0.0/8"])];
        let found = AlikeAddresses::of(&[&all, &halves, &whole]);
        let holds: Vec<_> = found.iter().map(|one| one.holds.clone()).collect();
        assert_eq!(holds, [[true, false, false], [true, true, true]]);
    }
}
