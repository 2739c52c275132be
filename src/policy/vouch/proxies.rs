//! Reading which proxies are trusted, and where they say the client's address.

use ipnet::IpNet;

use super::AddressFrom;
use crate::policy::access::{Networks, read_range};
use crate::policy::fields::{text, texts};
use crate::policy::problem::Problems;
use crate::policy::yaml::Node;

/// The words for where the address of the client stands.
const ADDRESSES: [(&str, AddressFrom); 3] = [
    ("x-forwarded-for", AddressFrom::XForwardedFor),
    ("forwarded", AddressFrom::Forwarded),
    ("proxy-protocol", AddressFrom::ProxyProtocol),
];

/// Reads `trusted_proxies:`, ranges or names of networks.
pub(super) fn read_proxies(
    nodes: &[Node<'_>],
    networks: &mut Networks,
    problems: &mut Problems,
) -> Vec<IpNet> {
    let mut proxies = Vec::new();
    for node in nodes {
        if node.items().is_some_and(|mut items| items.next().is_none()) {
            problems
                .error(node.place(), "this list is empty")
                .propose("list ranges like 10.1.0.0/16, or names of networks");
        }
        for (text, place) in texts(*node, "a trusted proxy", problems) {
            // No name of a network has any of these.
            if text.contains(['.', ':', '/']) {
                proxies.extend(read_range(text, place, problems));
            } else if let Some(network) = networks.read_name(text, place, problems) {
                proxies.extend(network.ranges());
            }
        }
    }
    // Nobody's own proxies fill so much of the internet.
    let everybody = |net: &IpNet| net.prefix_len() < if net.addr().is_ipv4() { 8 } else { 16 };
    if let (true, Some(node)) = (
        IpNet::aggregate(&proxies).iter().any(everybody),
        nodes.first(),
    ) {
        problems
            .error(
                node.place(),
                "a large part of the internet would be trusted: anybody there could claim to be anybody",
            )
            .propose("name the addresses of your own proxies only");
    }
    proxies
}

/// Reads `address:`.
pub(super) fn read_address(node: Node<'_>, problems: &mut Problems) -> AddressFrom {
    let Some(word) = text(node, "`address`", problems) else {
        return AddressFrom::Connection;
    };
    let known = ADDRESSES.iter().find(|(known, _)| *known == word);
    if known.is_none() {
        problems
            .error(node.place(), format!("`{word}` is no place for an address"))
            .propose_one_of(word, ADDRESSES.map(|(known, _)| known));
    }
    known.map_or(AddressFrom::Connection, |(_, from)| *from)
}
