//! Reading the networks of a policy.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::Arc;

use ipnet::IpNet;

use crate::compile::fields::{check_name, named_entries, texts};
use crate::compile::problem::Problems;
use crate::compile::yaml::Node;
use crate::policy::Network;
use crate::policy::Place;

/// The networks of a policy by name, with those that somebody refers to.
#[derive(Debug, Default)]
pub struct Networks(BTreeMap<Box<str>, Known>);

#[derive(Debug)]
struct Known {
    network: Arc<Network>,
    place: Place,
    used: bool,
}

impl Networks {
    /// Reads `networks:`.
    pub fn read(sections: &[Node<'_>], problems: &mut Problems) -> Self {
        let mut networks = Self::default();
        for (name, key, value) in named_entries(sections, "networks", problems) {
            check_name(name, key, problems);
            let ranges = read_ranges(value, problems);
            let name: Box<str> = name.into();
            let network = Arc::new(Network {
                name: name.clone(),
                ranges,
            });
            let known = Known {
                network,
                place: key.place(),
                used: false,
            };
            networks.0.insert(name, known);
        }
        networks
    }

    /// Whether there is a network of that name.
    pub fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// Warns of networks that nobody refers to.
    pub fn warn_of_unused(&self, problems: &mut Problems) {
        for (name, known) in self.0.iter().filter(|(_, known)| !known.used) {
            problems
                .warning(
                    known.place,
                    format!("the network `{name}` is not used by any route"),
                )
                .propose("name it in an `allow` or `deny`, or remove it");
        }
    }

    /// The network of that name, which is used from now on.
    pub fn read_name(
        &mut self,
        name: &str,
        place: Place,
        problems: &mut Problems,
    ) -> Option<Arc<Network>> {
        if let Some(known) = self.0.get_mut(name) {
            known.used = true;
            return Some(Arc::clone(&known.network));
        }
        problems
            .error(place, format!("there is no network `{name}`"))
            .propose_one_of(name, self.0.keys().map(|name| &**name));
        None
    }
}

fn read_ranges(node: Node<'_>, problems: &mut Problems) -> Vec<IpNet> {
    let ranges = texts(node, "a network", problems);
    if ranges.is_empty() && node.items().is_some_and(|mut items| items.next().is_none()) {
        problems
            .error(node.place(), "this network has no addresses")
            .propose("list ranges like 10.0.0.0/8 or \"2001:db8::/32\"");
    }
    ranges
        .into_iter()
        .filter_map(|(text, place)| read_range(text, place, problems))
        .collect()
}

/// Reads a range of addresses, or one address.
pub fn read_range(text: &str, place: Place, problems: &mut Problems) -> Option<IpNet> {
    let range = text
        .parse::<IpNet>()
        .or_else(|error| text.parse::<IpAddr>().map(IpNet::from).map_err(|_| error));
    match range {
        Ok(range) if in_ipv4(&range).is_some() => problems
            .error(
                place,
                "callers with such an address are known by their IPv4 address",
            )
            .propose(format!("write {}", in_ipv4(&range).unwrap_or(range))),
        Ok(range) if range.addr() == range.network() => return Some(range),
        Ok(range) => problems
            .error(place, format!("`{text}` has bits behind its prefix"))
            .propose(format!("write {}", range.trunc())),
        Err(_) => problems
            .error(place, format!("`{text}` is no range of addresses"))
            .propose("write it like 10.0.0.0/8, \"2001:db8::/32\" or 192.0.2.7"),
    }
    None
}

/// The IPv4 range that an IPv4-mapped IPv6 range stands for.
fn in_ipv4(range: &IpNet) -> Option<IpNet> {
    let IpNet::V6(range) = range else {
        return None;
    };
    let prefix = range.prefix_len().checked_sub(96)?;
    let address = range.addr().to_ipv4_mapped()?;
    Some(IpNet::new(address.into(), prefix).ok()?.trunc())
}
