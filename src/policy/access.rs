//! Who may use a route: `allow` and `deny`, over named networks.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::Arc;

use ipnet::IpNet;

use super::fields::{Fields, check_name, named_entries, texts};
use super::problem::Problems;
use super::yaml::Node;

/// A named list of address ranges.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Network {
    name: Box<str>,
    ranges: Vec<IpNet>,
}

impl Network {
    /// What the policy calls it.
    pub fn name(&self) -> &str {
        &self.name
    }

    fn contains(&self, address: IpAddr) -> bool {
        self.ranges.iter().any(|range| range.contains(&address))
    }
}

/// One way to be allowed in, or to be kept out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Alternative {
    /// Everybody.
    Anyone,
    /// Whoever comes from one of these networks.
    Networks(Vec<Arc<Network>>),
}

impl Alternative {
    fn holds(&self, address: IpAddr) -> bool {
        match self {
            Self::Anyone => true,
            Self::Networks(networks) => networks.iter().any(|n| n.contains(address)),
        }
    }

    /// In words, for explanations.
    pub fn in_words(&self) -> String {
        match self {
            Self::Anyone => "anyone".to_owned(),
            Self::Networks(networks) => {
                let names: Vec<&str> = networks.iter().map(|n| n.name()).collect();
                format!("network {}", names.join(" or "))
            }
        }
    }
}

/// Who may use a route.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Access {
    allow: Vec<Alternative>,
    deny: Vec<Alternative>,
}

/// What [`Access`] says about a caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict<'p> {
    /// Allowed, by this alternative.
    Allowed(&'p Alternative),
    /// Kept out, by this one.
    Denied(&'p Alternative),
    /// No alternative holds.
    Unknown,
}

impl Access {
    /// Judges a caller by the address that it comes from. Default deny.
    pub fn judge(&self, address: IpAddr) -> Verdict<'_> {
        let address = address.to_canonical();
        if let Some(denied) = self.deny.iter().find(|a| a.holds(address)) {
            return Verdict::Denied(denied);
        }
        match self.allow.iter().find(|a| a.holds(address)) {
            Some(allowed) => Verdict::Allowed(allowed),
            None => Verdict::Unknown,
        }
    }

    /// The ways to be allowed in.
    pub fn allowed(&self) -> &[Alternative] {
        &self.allow
    }

    /// The ways to be kept out.
    pub fn denied(&self) -> &[Alternative] {
        &self.deny
    }
}

/// The networks of a policy by name, with those that somebody refers to.
#[derive(Debug, Default)]
pub(super) struct Networks(BTreeMap<Box<str>, (Arc<Network>, bool)>);

impl Networks {
    /// Reads `callers:`.
    pub(super) fn read(sections: &[Node<'_>], problems: &mut Problems) -> Self {
        let mut networks = Self::default();
        let mut lists = Vec::new();
        for section in sections {
            let mut fields = Fields::open(*section, "`callers`", problems);
            lists.extend(fields.take("networks"));
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
            networks.0.insert(name, (network, false));
        }
        networks
    }

    /// Reads the `allow` and `deny` of a route.
    pub(super) fn read_access(
        &mut self,
        fields: &mut Fields<'_>,
        problems: &mut Problems,
    ) -> Option<Access> {
        let allow = fields.take("allow");
        let deny = fields.take("deny");
        let deny = deny.map_or_else(Vec::new, |node| self.read_alternatives(node, problems));
        let Some(allow) = allow else {
            problems
                .error(
                    fields.heading(),
                    format!("{} has no `allow`", fields.what()),
                )
                .propose("say who may use it: `allow: [{ network: NAME }]`, or `allow: anyone`");
            return None;
        };
        let place = allow.place();
        let allow = self.read_alternatives(allow, problems);
        if deny.contains(&Alternative::Anyone) {
            problems
                .error(place, "nobody can use this: `deny` holds for anyone")
                .propose("remove `anyone` from `deny`, or the whole route");
        }
        Some(Access { allow, deny })
    }

    /// Warns of networks that nobody refers to.
    pub(super) fn warn_of_unused(&self, sections: &[Node<'_>], problems: &mut Problems) {
        for (name, (_, used)) in &self.0 {
            if !used {
                let place = sections.first().map(|section| section.place());
                problems
                    .warning(
                        place.map(super::source::Place::head),
                        format!("the network `{name}` is not used by any route"),
                    )
                    .propose("name it in an `allow` or `deny`, or remove it");
            }
        }
    }

    fn read_alternatives(&mut self, node: Node<'_>, problems: &mut Problems) -> Vec<Alternative> {
        let items: Vec<Node<'_>> = match node.items() {
            Some(items) => items.collect(),
            None => vec![node],
        };
        if items.is_empty() {
            problems
                .error(node.place(), "this list is empty")
                .propose("write `anyone`, or conditions like `{ network: NAME }`");
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
                .propose(format!("write `anyone`, or `{{ network: {word} }}`"));
            return None;
        }
        let mut fields = Fields::open(node, "a condition", problems);
        let names = fields.require("network", problems);
        fields.finish(problems);
        let networks = texts(names?, "`network`", problems)
            .into_iter()
            .filter_map(|(name, place)| {
                if let Some((network, used)) = self.0.get_mut(name) {
                    *used = true;
                    return Some(Arc::clone(network));
                }
                problems
                    .error(place, format!("there is no network `{name}`"))
                    .propose_one_of(name, self.0.keys().map(|name| &**name));
                None
            })
            .collect();
        Some(Alternative::Networks(networks))
    }
}

fn read_ranges(node: Node<'_>, problems: &mut Problems) -> Vec<IpNet> {
    let ranges = texts(node, "a network", problems);
    if ranges.is_empty() {
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
