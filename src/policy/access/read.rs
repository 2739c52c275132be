//! Reading `callers:`, and the `allow` and `deny` of a route.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::Arc;

use ipnet::IpNet;

use super::{Access, Alternative, Network};
use crate::policy::fields::{Fields, check_name, named_entries, texts};
use crate::policy::problem::Problems;
use crate::policy::source::Place;
use crate::policy::yaml::Node;

/// The networks of a policy by name, with those that somebody refers to.
#[derive(Debug, Default)]
pub(in crate::policy) struct Networks(BTreeMap<Box<str>, Known>);

#[derive(Debug)]
struct Known {
    network: Arc<Network>,
    place: Place,
    used: bool,
}

impl Networks {
    /// Reads `callers:`.
    pub(in crate::policy) fn read(sections: &[Node<'_>], problems: &mut Problems) -> Self {
        let mut networks = Self::default();
        let mut lists = Vec::new();
        for section in sections {
            let mut fields = Fields::open(*section, "`callers`", problems);
            lists.extend(fields.take_section("networks", problems));
            fields.finish(problems);
        }
        for (name, key, value) in named_entries(&lists, "networks", problems) {
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

    /// Reads the `allow` and `deny` of a route.
    pub(in crate::policy) fn read_access(
        &mut self,
        fields: &mut Fields<'_>,
        problems: &mut Problems,
    ) -> Option<Access> {
        let mentioned = fields.mentions("allow");
        let allow = fields.take("allow", problems);
        let deny = fields.take("deny", problems);
        let deny = deny.map_or_else(Vec::new, |node| self.read_alternatives(node, problems));
        let Some(allow) = allow else {
            if !mentioned {
                problems
                    .error(
                        fields.heading(),
                        format!("{} has no `allow`", fields.what()),
                    )
                    .propose(
                        "say who may use it: `allow: [{ network: NAME }]`, or `allow: anyone`",
                    );
            }
            return None;
        };
        let place = allow.place();
        let allow = self.read_alternatives(allow, problems);
        let access = Access { allow, deny };
        if !access.lets_anybody_in() {
            problems
                .error(
                    place,
                    format!(
                        "nobody can use {}: `deny` holds for all that `allow` lets in",
                        fields.what()
                    ),
                )
                .propose("take something out of `deny`, or remove the route");
        }
        Some(access)
    }

    /// Warns of networks that nobody refers to.
    pub(in crate::policy) fn warn_of_unused(&self, problems: &mut Problems) {
        for (name, known) in self.0.iter().filter(|(_, known)| !known.used) {
            problems
                .warning(
                    known.place,
                    format!("the network `{name}` is not used by any route"),
                )
                .propose("name it in an `allow` or `deny`, or remove it");
        }
    }

    fn read_alternatives(&mut self, node: Node<'_>, problems: &mut Problems) -> Vec<Alternative> {
        let items: Vec<Node<'_>> = match node.items() {
            Some(items) => items.collect(),
            None => vec![node],
        };
        if items.is_empty() {
            report_empty_list(node, problems);
        }
        items
            .into_iter()
            .filter_map(|item| self.read_alternative(item, problems))
            .collect()
    }

    fn read_alternative(&mut self, node: Node<'_>, problems: &mut Problems) -> Option<Alternative> {
        if let Some(word) = node.text() {
            if word == "anyone" {
                return Some(Alternative::Anyone);
            }
            problems
                .error(node.place(), format!("`{word}` is no condition"))
                .propose(match super::super::nearest(word, &["anyone"]) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None if self.0.contains_key(word) => format!("write `{{ network: {word} }}`"),
                    None => "write `anyone`, or conditions like `{ network: NAME }`".to_owned(),
                });
            return None;
        }
        let mut fields = Fields::open(node, "a condition", problems);
        let names = fields.take("network", problems);
        let (is_mapping, heading) = (fields.is_mapping(), fields.heading());
        let unknown = fields.finish(problems);
        let Some(names) = names else {
            if is_mapping && !unknown {
                problems
                    .error(heading, "this condition is empty")
                    .propose("write it like `{ network: NAME }`");
            }
            return None;
        };
        let texts = texts(names, "`network`", problems);
        if texts.is_empty() {
            report_empty_list(names, problems);
        }
        let networks = texts
            .into_iter()
            .filter_map(|(name, place)| self.read_name(name, place, problems))
            .collect();
        Some(Alternative::Networks(networks))
    }

    fn read_name(
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

/// A list of conditions that is empty would hold for nobody, silently.
fn report_empty_list(node: Node<'_>, problems: &mut Problems) {
    problems
        .error(node.place(), "this list is empty")
        .propose("write `anyone`, or conditions like `{ network: NAME }`");
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
        .filter_map(|(text, place)| {
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
        })
        .collect()
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
