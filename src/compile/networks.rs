//! Reading the networks of a policy.

use std::net::IpAddr;
use std::sync::Arc;

use ipnet::IpNet;

use crate::compile::context::Text;
use crate::compile::declarations::Declarations;
use crate::compile::fields::{check_name, named_entries};
use crate::compile::yaml::Node;
use crate::policy::Network;

/// The networks of a policy by name.
#[derive(Debug)]
pub struct Networks<'d>(Declarations<'d, Arc<Network>>);

impl<'d> Networks<'d> {
    /// Reads `networks:`.
    pub fn read(sections: &[Node<'d>]) -> Self {
        let mut networks = Declarations::default();
        for entry in named_entries(sections, "networks") {
            check_name(entry.name);
            let network = Network {
                name: entry.name.as_str().into(),
                ranges: read_ranges(entry.value),
            };
            networks.insert(entry.name, Some(Arc::new(network)));
        }
        Self(networks)
    }

    /// Whether there is a network of that name.
    pub fn has(&self, name: &str) -> bool {
        self.0.has(name)
    }

    pub fn warn_of_unused(&self) {
        self.0
            .warn_of_unused("network", "name it in an `allow` or `deny`, or remove it");
    }

    /// The network of that name. That there is none is reported.
    pub fn refer_to(&self, name: Text<'_>) -> Option<Arc<Network>> {
        let Some(network) = self.0.refer_to(&name) else {
            name.error(format!("there is no network `{name}`"))
                .help_one_of(&name, self.0.names());
            return None;
        };
        network.item.clone()
    }
}

fn read_ranges(node: Node<'_>) -> Vec<IpNet> {
    if node.is_empty_list() {
        node.error("this network has no addresses")
            .help("list ranges like 10.0.0.0/8 or \"2001:db8::/32\"");
    }
    let ranges = node.read_texts("a network").into_iter();
    ranges.filter_map(read_range).collect()
}

/// Reads a range of addresses, or one address.
pub fn read_range(text: Text<'_>) -> Option<IpNet> {
    let range = text
        .parse::<IpNet>()
        .or_else(|error| text.parse::<IpAddr>().map(IpNet::from).map_err(|_| error));
    match range {
        Ok(range) if in_ipv4(&range).is_some() => text
            .error("callers with such an address are compared by their IPv4 address")
            .help(format!("write {}", in_ipv4(&range).unwrap_or(range))),
        // `10.1.2.3/8` looks like one host, and would mean all of 10.0.0.0/8.
        Ok(range) if range.addr() == range.network() => return Some(range),
        Ok(range) => text
            .error(format!("`{text}` has bits set after its prefix"))
            .help(format!("write {}", range.trunc())),
        Err(_) => text
            .error(format!("`{text}` is not an address range"))
            .help("write it like 10.0.0.0/8, \"2001:db8::/32\" or 192.0.2.7"),
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
