//! Addresses that rules cannot tell apart: those that lie in the networks of the same conditions.

use std::collections::{BTreeMap, BTreeSet};
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

/// A range of the policies, or all addresses of a family.
struct Range {
    net: IpNet,
    /// The conditions that name it.
    conditions: Vec<usize>,
    /// The networks that have it.
    names: Vec<String>,
    /// The number behind the last range within it: those in between lie in it.
    end: usize,
}

impl AlikeAddresses {
    /// All of them, so that each address lies in one. Ranges lie apart or in one another, so each is cut
    /// into itself without those within it.
    pub fn of(conditions: &[Networks<'_>]) -> Vec<Self> {
        let ranges = all_ranges(conditions);
        let mut found: Vec<Self> = Vec::new();
        let mut around: Vec<&Range> = Vec::new();
        for (at, range) in ranges.iter().enumerate() {
            around.retain(|outer| outer.net.contains(&range.net));
            around.push(range);
            let Some(first) = gap(&range.net, children(&ranges, at)) else {
                continue;
            };
            let mut holds = vec![false; conditions.len()];
            for condition in around.iter().flat_map(|outer| &outer.conditions) {
                holds[*condition] = true;
            }
            let piece = in_words(&around);
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

/// All ranges, each before those that lie in it.
fn all_ranges(conditions: &[Networks<'_>]) -> Vec<Range> {
    // What lies in none of them is alike, too.
    let families = [
        IpNet::new_assert(Ipv4Addr::UNSPECIFIED.into(), 0),
        IpNet::new_assert(Ipv6Addr::UNSPECIFIED.into(), 0),
    ];
    let mut sorted: BTreeMap<IpNet, Range> = BTreeMap::new();
    for net in families {
        sorted.insert(net, Range::of(net));
    }
    for (condition, networks) in conditions.iter().enumerate() {
        for network in networks.iter() {
            for net in network.ranges() {
                let net = net.trunc();
                let range = sorted.entry(net).or_insert_with(|| Range::of(net));
                range.conditions.push(condition);
                range.names.push(network.name().to_owned());
            }
        }
    }
    let mut all: Vec<Range> = sorted.into_values().collect();
    let mut open: Vec<usize> = Vec::new();
    for at in 0..all.len() {
        while let Some(last) = open.pop_if(|last| !all[*last].net.contains(&all[at].net)) {
            all[last].end = at;
        }
        open.push(at);
    }
    let count = all.len();
    for last in open {
        all[last].end = count;
    }
    all
}

impl Range {
    fn of(net: IpNet) -> Self {
        Self {
            net,
            conditions: Vec::new(),
            names: Vec::new(),
            end: 0,
        }
    }
}

/// The ranges directly within that one, in their order.
fn children(ranges: &[Range], at: usize) -> impl Iterator<Item = &IpNet> + Clone {
    let end = ranges[at].end;
    let is_within = move |next: &usize| *next < end;
    let numbers = std::iter::successors(Some(at + 1).filter(is_within), move |child| {
        Some(ranges[*child].end).filter(is_within)
    });
    numbers.map(|child| &ranges[child].net)
}

fn lies_in(networks: Networks<'_>, address: IpAddr) -> bool {
    networks
        .iter()
        .any(|network| network.contains(address.into()))
}

/// An address of a range that lies in none of those within it, which come in their order.
fn gap<'r>(range: &IpNet, within: impl Iterator<Item = &'r IpNet> + Clone) -> Option<IpAddr> {
    // Addresses for documentation are not taken for those of anybody.
    let nice = [
        IpAddr::V4(Ipv4Addr::new(198, 51, 100, 7)),
        IpAddr::V6(Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 7)),
    ];
    let is_free = |address: &IpAddr| !within.clone().any(|other| other.contains(address));
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
    for other in within {
        if other.contains(&at) {
            at = next(other.broadcast()).filter(|at| range.contains(at))?;
        }
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

/// The last of some ranges that lie in one another, with the names of all.
fn in_words(around: &[&Range]) -> String {
    let names: BTreeSet<&str> = around
        .iter()
        .flat_map(|range| range.names.iter().map(String::as_str))
        .collect();
    let names: Vec<&str> = names.into_iter().collect();
    let net = around.last().map(|range| range.net.to_string());
    let net = net.unwrap_or_default();
    match names.is_empty() {
        true => net,
        false => format!("{net} ({})", names.join(", ")),
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

    /// Each range is looked at for the ranges directly within it, and never for all others.
    #[test]
    fn thousands_of_ranges_are_swept_once() {
        let nets: Vec<String> = (0..20_000_u32)
            .map(|number| format!("{}/31", Ipv4Addr::from(0x0a00_0000 + number * 4)))
            .collect();
        let nets: Vec<&str> = nets.iter().map(String::as_str).collect();
        let many = [network("many", &nets)];
        let office = [network("office", &["10.0.0.0/8"])];
        let begun = std::time::Instant::now();
        let found = AlikeAddresses::of(&[&many, &office]);
        let holds: Vec<_> = found.iter().map(|one| one.holds.clone()).collect();
        assert_eq!(holds, [[false, false], [false, true], [true, true]]);
        assert_eq!(
            found[2].in_words(),
            "from 10.0.0.0/31 (many, office) or 10.0.0.4/31 (many, office) or 10.0.0.8/31 (many, office) or 19997 more ranges"
        );
        // A walk over all pairs takes minutes.
        assert!(begun.elapsed().as_secs() < 20, "{:?}", begun.elapsed());
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
