//! Reading which proxies are trusted, and where they say the client's address.

use ipnet::IpNet;

use crate::compile::fields::{text, texts};
use crate::compile::networks::{Networks, read_range};
use crate::compile::problem::{Problems, nearest};
use crate::compile::yaml::Node;
use crate::policy::Place;
use crate::policy::{AddressFrom, UNIX};

/// The words for where the address of the client stands.
const ADDRESSES: [(&str, AddressFrom); 3] = [
    ("x-forwarded-for", AddressFrom::XForwardedFor),
    ("forwarded", AddressFrom::Forwarded),
    ("proxy-protocol", AddressFrom::ProxyProtocol),
];

/// The proxies that are trusted.
#[derive(Debug, Default)]
pub struct Proxies {
    pub ranges: Vec<IpNet>,
    /// Whether those at Unix sockets are among them.
    pub unix: bool,
}

/// Reads `trusted_proxies:`, ranges, names of networks, or the word for Unix
/// sockets.
pub fn read_proxies(
    nodes: &[Node<'_>],
    networks: &mut Networks,
    problems: &mut Problems,
) -> Proxies {
    let mut proxies = Proxies::default();
    for node in nodes {
        if node.items().is_some_and(|mut items| items.next().is_none()) {
            problems
                .error(node.place(), "this list is empty")
                .propose("list ranges like 10.1.0.0/16, or names of networks");
        }
        for text in texts(*node, "a trusted proxy", problems) {
            proxies.add(text, networks, problems);
        }
    }
    check_size(&proxies.ranges, nodes, problems);
    proxies
}

impl Proxies {
    fn add(
        &mut self,
        (text, place): (&str, Place),
        networks: &mut Networks,
        problems: &mut Problems,
    ) {
        if text == UNIX {
            self.unix = true;
            check_unix(networks, place, problems);
        } else if means_unix(text, networks) {
            problems
                .error(place, format!("`{text}` is no trusted proxy"))
                .propose(format!("write `{UNIX}`, which stands for all Unix sockets"));
        } else if text.contains(['.', ':', '/']) {
            // No name of a network has any of these.
            self.ranges.extend(read_range(text, place, problems));
        } else if let Some(network) = networks.read_name(text, place, problems) {
            self.ranges.extend(network.ranges());
        }
    }
}

/// Reports a network of that name: which of both is meant would be a guess.
fn check_unix(networks: &Networks, place: Place, problems: &mut Problems) {
    if networks.has(UNIX) {
        problems
            .error(
                place,
                format!("`{UNIX}` stands for Unix sockets, and there is a network of that name"),
            )
            .propose("rename the network");
    }
}

/// Whether somebody wrote a slip, or one socket's address, for that word.
fn means_unix(text: &str, networks: &Networks) -> bool {
    let is_slip = || nearest(text, &[UNIX]).is_some() && !networks.has(text);
    text.starts_with("unix:") || is_slip()
}

fn check_size(proxies: &[IpNet], nodes: &[Node<'_>], problems: &mut Problems) {
    // Nobody's own proxies fill so much of the internet.
    let everybody = |net: &IpNet| net.prefix_len() < if net.addr().is_ipv4() { 8 } else { 16 };
    if let (true, Some(node)) = (
        IpNet::aggregate(&proxies.to_vec()).iter().any(everybody),
        nodes.first(),
    ) {
        problems
            .error(
                node.place(),
                "a large part of the internet would be trusted: anybody there could claim to be anybody",
            )
            .propose("name the addresses of your own proxies only");
    }
}

/// Reads `address:`.
pub fn read_address(node: Node<'_>, problems: &mut Problems) -> AddressFrom {
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
