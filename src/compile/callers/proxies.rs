//! Reading which proxies are trusted, and where they say the client's address.

use ipnet::IpNet;

use crate::compile::context::Text;
use crate::compile::networks::{Networks, read_range};
use crate::compile::yaml::Node;
use crate::policy::{AddressFrom, UNIX};
use crate::text::nearest;

#[derive(Debug, Default)]
pub struct Proxies {
    pub ranges: Vec<IpNet>,
    /// Whether those at Unix sockets are among them.
    pub unix: bool,
}

/// Reads `trusted_proxies:`: ranges, names of networks, and the word for Unix sockets.
pub fn read_proxies(nodes: &[Node<'_>], networks: &Networks<'_>) -> Proxies {
    let mut proxies = Proxies::default();
    for node in nodes {
        if node.is_empty_list() {
            node.error("this list is empty")
                .help("list ranges like 10.1.0.0/16, or names of networks");
        }
        for text in node.read_texts("a trusted proxy") {
            proxies.add(text, networks);
        }
    }
    check_size(&proxies.ranges, nodes);
    proxies
}

impl Proxies {
    fn add(&mut self, text: Text<'_>, networks: &Networks<'_>) {
        if text.as_str() == UNIX {
            self.unix = true;
            check_unix(networks, text);
        } else if means_unix(&text, networks) {
            text.error(format!("`{text}` cannot be a trusted proxy"))
                .help(format!("write `{UNIX}`, which means all Unix sockets"));
        } else if text.contains(['.', ':', '/']) {
            // No name of a network has any of these.
            self.ranges.extend(read_range(text));
        } else if let Some(network) = networks.refer_to(text) {
            self.ranges.extend(network.ranges());
        }
    }
}

/// Reports a network named `unix`, because the word would have two meanings.
fn check_unix(networks: &Networks<'_>, word: Text<'_>) {
    if networks.has(UNIX) {
        word.error(format!(
            "`{UNIX}` means Unix sockets, but there is a network of that name"
        ))
        .help("rename the network");
    }
}

/// Whether the text is a misspelling of `unix`, or the address of one socket.
fn means_unix(text: &str, networks: &Networks<'_>) -> bool {
    let is_slip = || nearest(text, &[UNIX]).is_some() && !networks.has(text);
    text.starts_with("unix:") || is_slip()
}

fn check_size(proxies: &[IpNet], nodes: &[Node<'_>]) {
    // Shorter prefixes cover far more than the proxies of one organisation. Ranges are merged
    // first, because several of them may add up to the same.
    let is_too_wide = |net: &IpNet| net.prefix_len() < if net.addr().is_ipv4() { 8 } else { 16 };
    if let (true, Some(node)) = (
        IpNet::aggregate(&proxies.to_vec()).iter().any(is_too_wide),
        nodes.first(),
    ) {
        node.error(
            "this trusts a large part of the internet: any client there could claim any identity",
        )
        .help("name the addresses of your own proxies only");
    }
}

/// Reads `address:`.
pub fn read_address(node: Node<'_>) -> AddressFrom {
    let Some(word) = node.read_text("`address`") else {
        return AddressFrom::Connection;
    };
    // The address of the connection counts where the key is left out, so there is no word for it.
    let from_proxies = |from: &AddressFrom| *from != AddressFrom::Connection;
    let known = AddressFrom::from_word(&word).filter(from_proxies);
    if known.is_none() {
        let all = AddressFrom::ALL.iter().copied().filter(from_proxies);
        word.error(format!("unknown value `{word}` for `address`"))
            .help_one_of(&word, all.map(AddressFrom::as_str));
    }
    known.unwrap_or_default()
}
