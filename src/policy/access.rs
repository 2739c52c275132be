//! Who may use a route: `allow` and `deny`, over named networks.

mod read;

use std::net::IpAddr;
use std::sync::Arc;

use ipnet::IpNet;

pub(super) use read::Networks;

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

    fn ranges(&self) -> impl Iterator<Item = &IpNet> {
        let networks = match self {
            Self::Anyone => &[][..],
            Self::Networks(networks) => networks,
        };
        networks.iter().flat_map(|network| &network.ranges)
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
    /// Lets nobody in: what counts while a route's own rules are broken.
    pub(super) fn nobody() -> Self {
        Self {
            allow: Vec::new(),
            deny: Vec::new(),
        }
    }

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

    /// Whether there is an address that is let in, as far as whole networks
    /// tell. Without any alternative there has been a finding already.
    fn lets_anybody_in(&self) -> bool {
        let kept_out = |range: &IpNet| {
            let mut denied = self.deny.iter().flat_map(Alternative::ranges);
            denied.any(|denied| denied.contains(range))
        };
        if self.deny.contains(&Alternative::Anyone) {
            return false;
        }
        self.allow.is_empty()
            || self.allow.contains(&Alternative::Anyone)
            || self.allow.iter().any(|allowed| {
                let mut ranges = allowed.ranges().peekable();
                ranges.peek().is_none() || !ranges.all(kept_out)
            })
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
