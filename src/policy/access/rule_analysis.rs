//! Checks rules as a whole: whether `deny` takes away all that `allow` gives, as far as whole
//! networks and names tell.

use ipnet::IpNet;

use super::condition::{Alternative, Condition};
use super::rule_set::RuleSet;

impl RuleSet<'_> {
    /// Whether anybody is let in.
    pub fn lets_anybody_in(self) -> bool {
        self.allowed().any(|allowed| !self.keeps_out(allowed))
    }

    /// Whether an anonymous caller whom `allow` would let in has to log in all the same, because of
    /// a `deny` about persons.
    pub fn asks_everybody_to_log_in(self) -> bool {
        self.denied().any(|denied| {
            let overlaps = |allowed: &&Alternative| may_both_hold(denied, allowed);
            let mut allowed = self.allowed().filter(overlaps);
            !denied.is_open_to_unknown() && allowed.any(Alternative::is_open_to_unknown)
        })
    }

    /// Whether `deny` holds wherever this alternative does. Different rules may cover different
    /// ranges of it.
    fn keeps_out(self, allowed: &Alternative) -> bool {
        let kept_out = |range: Option<&IpNet>| {
            self.denied().any(|denied| {
                let mut denied = denied.conditions().iter();
                denied.all(|denied| is_implied(denied, allowed, range))
            })
        };
        match ranges(allowed) {
            None => kept_out(None),
            // The ranges are broken, and have been reported.
            Some(ranges) if ranges.is_empty() => false,
            // Two rules may share out the ranges of one network.
            Some(ranges) => ranges.into_iter().all(|range| kept_out(Some(range))),
        }
    }
}

/// Whether a condition holds for all who meet an alternative and come from a range.
fn is_implied(denied: &Condition, allowed: &Alternative, range: Option<&IpNet>) -> bool {
    use Condition::{Certificate, From, Group, Link, MailDomain, Network, Time, User};
    let among = |all: &[Box<str>], few: &[Box<str>]| few.iter().all(|one| all.contains(one));
    if let Network(networks) = denied {
        let mut ranges = networks.iter().flat_map(|network| network.ranges());
        return range.is_some_and(|range| ranges.any(|denied| denied.contains(range)));
    }
    let mut conditions = allowed.conditions().iter();
    conditions.any(|allowed| match (denied, allowed) {
        (User(all), User(few))
        | (MailDomain(all), MailDomain(few))
        | (Group(all), Group(few))
        | (Certificate(all), Certificate(few))
        | (From(all), From(few)) => among(all, few),
        // Only equal windows count: whether one lies within another depends on their zones.
        (Time(denied), Time(allowed)) => denied == allowed,
        (Link(denied), Link(allowed)) => denied == allowed,
        _ => false,
    })
}

/// Whether two alternatives can hold for one address.
fn may_both_hold(one: &Alternative, other: &Alternative) -> bool {
    match (ranges(one), ranges(other)) {
        (Some(one), Some(other)) => one.iter().any(|a| {
            let mut other = other.iter();
            other.any(|b| a.contains(*b) || b.contains(*a))
        }),
        _ => true,
    }
}

/// The ranges from which an alternative can hold; `None` when from anywhere.
fn ranges(alternative: &Alternative) -> Option<Vec<&IpNet>> {
    let mut conditions = alternative.conditions().iter();
    conditions.find_map(|condition| match condition {
        Condition::Network(networks) => Some(
            networks
                .iter()
                .flat_map(|network| network.ranges())
                .collect(),
        ),
        _ => None,
    })
}
