//! What the rules of a policy make of a caller: in which of their networks the address lies, and
//! which of the caller's groups they name.

use std::collections::{HashMap, HashSet};

use crate::decision::Caller;
use crate::policy::{Alternative, Condition, Policy, ProvenPerson, Route, Subject};
use crate::text::{look, searchable, without_unseen};

/// How a caller stands with the rules of a policy.
#[derive(Debug)]
pub struct Standing<'p, 'c> {
    pub networks: Vec<&'p str>,
    /// In the order of the identity source; `None` when no source tells groups.
    pub groups: Option<Vec<GroupStanding<'p, 'c>>>,
}

/// A group of the caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GroupStanding<'p, 'c> {
    pub name: &'c str,
    pub matched: GroupMatch<'p>,
}

/// Whether a rule names a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GroupMatch<'p> {
    Named,
    /// A rule names it, and the identity source may not put anybody into it: it counts for `deny`
    /// only.
    OutsideLimits,
    /// A rule names another one that differs in case, punctuation, hidden characters or a prefix.
    Near(&'p str),
    Unnamed,
}

impl<'p> GroupMatch<'p> {
    /// The word for it in answers to programs.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Named => "named",
            Self::OutsideLimits => "outside_limits",
            Self::Near(_) => "near",
            Self::Unnamed => "unnamed",
        }
    }

    /// The group that may have been meant.
    pub fn near(self) -> Option<&'p str> {
        match self {
            Self::Near(name) => Some(name),
            Self::Named | Self::OutsideLimits | Self::Unnamed => None,
        }
    }
}

impl<'p, 'c> Standing<'p, 'c> {
    pub fn of(policy: &'p Policy, caller: &'c Caller<'_>) -> Self {
        Self {
            networks: networks(policy, caller),
            groups: groups(policy, caller),
        }
    }
}

/// The conditions of all rules.
fn conditions(policy: &Policy) -> impl Iterator<Item = &Condition> {
    let access = policy.routes().iter().map(Route::access);
    let alternatives = access.flat_map(|access| access.allowed().iter().chain(access.denied()));
    alternatives.flat_map(Alternative::conditions)
}

fn networks<'p>(policy: &'p Policy, caller: &Caller<'_>) -> Vec<&'p str> {
    let named = conditions(policy).filter_map(|condition| match condition {
        Condition::Network(networks) => Some(networks),
        _ => None,
    });
    let mut seen = HashSet::new();
    // Rules share their networks: each is asked once.
    let named = named
        .flatten()
        .filter(|network| seen.insert(network.name()));
    let around = named.filter(|network| network.contains(caller.address()));
    around.map(|network| network.name()).collect()
}

/// The groups that the rules of a policy name.
pub fn groups_of_rules(policy: &Policy) -> impl Iterator<Item = &str> {
    let named = conditions(policy).filter_map(|condition| match condition {
        Condition::Group(groups) => Some(groups),
        _ => None,
    });
    named.flatten().map(|group| &**group)
}

fn groups<'p, 'c>(
    policy: &'p Policy,
    caller: &'c Caller<'_>,
) -> Option<Vec<GroupStanding<'p, 'c>>> {
    let person = caller.strongest()?;
    let named: HashSet<&str> = groups_of_rules(policy).collect();
    let mut near = Spellings {
        policy,
        by_spelling: None,
    };
    let groups = person.person().groups.names()?.map(|name| {
        let matched = match named.contains(name) {
            true if person.may_claim_group(name) => GroupMatch::Named,
            true => GroupMatch::OutsideLimits,
            false => near.of(name).map_or(GroupMatch::Unnamed, GroupMatch::Near),
        };
        GroupStanding { name, matched }
    });
    Some(groups.collect())
}

/// The groups of the rules by their spelling. Nobody pays for them whose groups are all named.
struct Spellings<'p> {
    policy: &'p Policy,
    by_spelling: Option<HashMap<String, &'p str>>,
}

impl<'p> Spellings<'p> {
    /// The group of a rule that is all there is in this one.
    // A person is told of it. So it has to be spelled out in what they have: whoever may create
    // groups would otherwise find out the names of others by trying similar ones.
    fn of(&mut self, group: &str) -> Option<&'p str> {
        let by_spelling = self.by_spelling.get_or_insert_with(|| {
            let mut spelled = HashMap::new();
            for name in groups_of_rules(self.policy) {
                spelled.entry(spelling(name)).or_insert(name);
            }
            spelled
        });
        let forms = forms(group);
        forms
            .into_iter()
            .find_map(|form| by_spelling.get(&spelling(form)).copied())
    }
}

/// A group's name as a whole, and the part of a path, an address, or a distinguished name by which
/// people call it.
fn forms(group: &str) -> [&str; 4] {
    let (before, _) = group.split_once('@').unwrap_or((group, ""));
    let (first, _) = group.split_once(',').unwrap_or((group, ""));
    let last = |text| str::rsplit(text, ['/', '\\', ':', '=']).next();
    [
        group,
        before,
        last(group).unwrap_or(group),
        last(first).unwrap_or(group),
    ]
}

/// What two names have in common that people take for the same.
fn spelling(name: &str) -> String {
    let letters = look(&searchable(&without_unseen(name)));
    letters.chars().filter(|c| c.is_alphanumeric()).collect()
}

#[cfg(test)]
mod tests {
    use std::net::IpAddr;

    use jiff::Timestamp;

    use super::*;
    use crate::compile::load_text;
    use crate::decision::{Groups, Person};

    const POLICY: &str = "\
version: 1
public_url: https://go.acme.example/
sites: { acme: https://acme.webex.com/acme/ }
callers:
  trusted_proxies: [127.0.0.1]
  headers: { user: x-user, groups: x-groups }
  networks: { office: [10.0.0.0/8], floor: [10.1.0.0/16], unused: [10.1.1.0/24] }
routes:
  join:
    command: meeting.join
    path: /go/{meeting_key}
    allow: [{ group: [webex-hosts, Staff] }, { network: [office, floor] }]
    deny: [{ group: /acme/banned }, { network: office }]
";

    fn policy() -> Policy {
        let loaded = load_text("policy.yaml", POLICY, Timestamp::UNIX_EPOCH);
        loaded.policy.expect("a policy")
    }

    fn caller(groups: Groups<'static>) -> Caller<'static> {
        let address: IpAddr = "10.1.2.3".parse().expect("an address");
        Caller::unknown(address).with_identity(Person {
            user: Some("ann".into()),
            groups,
            identity_provider: "headers".into(),
            ..Person::default()
        })
    }

    #[test]
    fn networks_are_those_of_rules_each_once() {
        let (policy, caller) = (policy(), caller(Groups::Unknown));
        let standing = Standing::of(&policy, &caller);
        assert_eq!(standing.networks, ["office", "floor"]);
        assert_eq!(standing.groups, None);
        let nobody = Caller::unknown("192.0.2.1".parse::<IpAddr>().expect("an address"));
        assert_eq!(Standing::of(&policy, &nobody).networks, [""; 0]);
    }

    #[test]
    fn a_group_is_named_or_nearly_or_not() {
        use GroupMatch::{Named, Near, Unnamed};
        let policy = policy();
        for (group, expected) in [
            ("webex-hosts", Named),
            ("/webex-hosts", Near("webex-hosts")),
            ("Webex_Hosts", Near("webex-hosts")),
            ("webex hosts", Near("webex-hosts")),
            ("webex-hosts@acme.example", Near("webex-hosts")),
            ("ACME\\webex-hosts", Near("webex-hosts")),
            ("/teams/it/webex-hosts", Near("webex-hosts")),
            ("role:webex-hosts", Near("webex-hosts")),
            ("CN=Webex-Hosts,OU=Groups,DC=acme", Near("webex-hosts")),
            ("webex\u{200b}-hosts", Near("webex-hosts")),
            ("\u{202e}webex-hosts", Near("webex-hosts")),
            ("w\u{435}bex-hosts", Near("webex-hosts")),
            ("staff", Near("Staff")),
            ("acme/banned", Near("/acme/banned")),
            // None of these has the name of a rule in it.
            ("webex-host", Unnamed),
            ("webex", Unnamed),
            ("banned", Unnamed),
            ("staffing", Unnamed),
            ("-", Unnamed),
            ("<b>", Unnamed),
        ] {
            let caller = caller(Groups::List(vec![group.into()]));
            let standing = Standing::of(&policy, &caller);
            let groups = standing.groups.expect("groups");
            let name = group;
            assert_eq!(
                groups,
                [GroupStanding {
                    name,
                    matched: expected
                }]
            );
        }
    }
}
