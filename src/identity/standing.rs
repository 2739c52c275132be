//! What the rules of a policy make of a caller: in which of their networks the address lies, and
//! which of the caller's groups they name.

use std::collections::HashMap;
use std::iter;
use std::sync::Arc;

use jiff::Timestamp;

use crate::decision::Caller;
use crate::policy::{Access, Condition, Network, Policy, ProvenPerson, Route, Rule, Subject};
use crate::text::{look, searchable, without_unseen};

/// Most other spellings that are told of one group.
const SPELLINGS: usize = 8;

/// The groups and networks that the rules of a policy name.
// Made once for a policy: no request costs more for a larger one.
#[derive(Debug)]
pub struct RuleNames {
    networks: Vec<Named<Arc<Network>>>,
    groups_by_spelling: HashMap<String, Vec<Named<Box<str>>>>,
}

/// What a rule names, and from when on a rule that names it is enforced.
#[derive(Debug)]
struct Named<T> {
    what: T,
    /// [`Timestamp::MAX`] if all rules that name it are report-only.
    start: Timestamp,
}

/// Which rules are told of.
#[derive(Clone, Copy, Debug)]
pub enum ToldRules {
    /// To visitors, a report-only rule does not exist.
    EnforcedAt(Timestamp),
    /// To administrators, the policy is no secret.
    All,
}

/// How a caller stands with the rules of a policy.
#[derive(Debug)]
pub struct Standing<'p, 'c> {
    pub networks: Vec<&'p str>,
    /// In the order of the identity source; `None` when no source tells groups.
    pub groups: Option<Vec<GroupStanding<'p, 'c>>>,
}

/// A group of the caller.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupStanding<'p, 'c> {
    pub name: &'c str,
    pub matched: GroupMatch,
    /// Groups of rules that differ from it in case, punctuation, hidden characters or a prefix. One
    /// rule may name the group as it is, and another one may not.
    pub near: Vec<&'p str>,
}

/// Whether a rule names a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GroupMatch {
    Named,
    /// A rule names it, and the identity source may not put anybody into it: it counts for `deny`
    /// only.
    OutsideLimits,
    /// Rules name only others that are near.
    Near,
    Unnamed,
}

impl GroupMatch {
    /// The word for it in answers to programs.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Named => "named",
            Self::OutsideLimits => "outside_limits",
            Self::Near => "near",
            Self::Unnamed => "unnamed",
        }
    }
}

impl RuleNames {
    pub fn of(policy: &Policy) -> Self {
        let mut groups_by_spelling: HashMap<String, Vec<Named<Box<str>>>> = HashMap::new();
        for Named { what, start } in each_once(groups(policy), |group| group) {
            let same = groups_by_spelling.entry(spelling(what)).or_default();
            let what = what.into();
            same.push(Named { what, start });
        }
        let networks = each_once(networks(policy), |network| network.name()).into_iter();
        let networks = networks.map(|Named { what, start }| Named {
            what: Arc::clone(what),
            start,
        });
        Self {
            networks: networks.collect(),
            groups_by_spelling,
        }
    }

    fn spelled_like(&self, name: &str, told: ToldRules) -> impl Iterator<Item = &str> {
        let same = self.groups_by_spelling.get(&spelling(name));
        let same = same.into_iter().flatten();
        same.filter(move |one| told.contain(one))
            .map(|one| &*one.what)
    }

    fn has_group(&self, name: &str, told: ToldRules) -> bool {
        self.spelled_like(name, told).any(|one| one == name)
    }

    /// The groups of rules that are all there is in this one, and not itself.
    // A person is told of them. So they have to be spelled out in what they have: whoever may create
    // groups would otherwise find out the names of others by trying similar ones.
    fn near(&self, group: &str, told: ToldRules) -> Vec<&str> {
        let mut near: Vec<&str> = Vec::new();
        // A name of nothing but signs is like every other such.
        let forms = forms(group).filter(|form| form.chars().any(char::is_alphanumeric));
        for form in forms {
            for name in self.spelled_like(form, told) {
                let is_new = name != group && !near.contains(&name);
                if is_new && near.len() < SPELLINGS {
                    near.push(name);
                }
            }
        }
        near
    }
}

impl ToldRules {
    fn contain<T>(self, named: &Named<T>) -> bool {
        match self {
            Self::EnforcedAt(now) => named.start <= now,
            Self::All => true,
        }
    }
}

impl<'p, 'c> Standing<'p, 'c> {
    pub fn of(names: &'p RuleNames, told: ToldRules, caller: &'c Caller<'_>) -> Self {
        let told_of = names.networks.iter().filter(|named| told.contain(named));
        let networks = told_of.map(|named| &named.what);
        let around = networks.filter(|network| network.contains(caller.address()));
        Self {
            networks: around.map(|network| network.name()).collect(),
            groups: groups_of_caller(names, told, caller),
        }
    }
}

fn groups_of_caller<'p, 'c>(
    names: &'p RuleNames,
    told: ToldRules,
    caller: &'c Caller<'_>,
) -> Option<Vec<GroupStanding<'p, 'c>>> {
    let proof = caller.strongest()?;
    let groups = proof.person().groups.names()?.map(|name| {
        let near = names.near(name, told);
        let matched = match names.has_group(name, told) {
            true if proof.may_claim_group(name) => GroupMatch::Named,
            true => GroupMatch::OutsideLimits,
            false if near.is_empty() => GroupMatch::Unnamed,
            false => GroupMatch::Near,
        };
        GroupStanding {
            name,
            matched,
            near,
        }
    });
    Some(groups.collect())
}

/// A group that a rule asks for, and how the caller has it.
struct Asked<'a> {
    group: &'a str,
    spelling: String,
    is_held: bool,
    is_held_nearly: bool,
}

/// Those of the groups that the caller has only in another spelling. What other rules name does not
/// count: the caller may have the spelling of one, and be refused by another.
pub fn nearly_held<'a>(caller: &Caller<'_>, asked: &[&'a str]) -> Vec<&'a str> {
    let proof = caller.strongest();
    let Some(held) = proof.and_then(|proof| proof.person().groups.names()) else {
        return Vec::new();
    };
    let asked = asked.iter().map(|group| Asked {
        group,
        spelling: spelling(group),
        is_held: false,
        is_held_nearly: false,
    });
    let mut asked: Vec<Asked<'a>> = asked.collect();
    for own in held {
        let spellings: Vec<String> = forms(own).map(spelling).collect();
        for one in &mut asked {
            one.is_held |= one.group == own;
            one.is_held_nearly |= !one.spelling.is_empty() && spellings.contains(&one.spelling);
        }
    }
    let nearly = asked
        .iter()
        .filter(|one| one.is_held_nearly && !one.is_held);
    nearly.map(|one| one.group).collect()
}

/// The conditions of all rules, each with the moment from which on it decides.
fn conditions(policy: &Policy) -> impl Iterator<Item = Named<&Condition>> {
    let access = policy.routes().iter().map(Route::access);
    let rules = access.flat_map(Access::rules);
    rules.flat_map(
        |Rule {
             alternative,
             enforcement,
         }| {
            let start = enforcement.start().unwrap_or(Timestamp::MAX);
            let conditions = alternative.conditions().iter();
            conditions.map(move |what| Named { what, start })
        },
    )
}

/// The networks that the rules of a policy name.
fn networks(policy: &Policy) -> impl Iterator<Item = Named<&Arc<Network>>> {
    conditions(policy).flat_map(|Named { what, start }| {
        let networks = match what {
            Condition::Network(networks) => &**networks,
            _ => &[],
        };
        networks.iter().map(move |what| Named { what, start })
    })
}

/// The groups that the rules of a policy name.
fn groups(policy: &Policy) -> impl Iterator<Item = Named<&str>> {
    conditions(policy).flat_map(|Named { what, start }| {
        let groups = match what {
            Condition::Group(groups) => &**groups,
            _ => &[],
        };
        groups.iter().map(move |what| Named {
            what: &**what,
            start,
        })
    })
}

/// The groups that the rules of a policy name, report-only or not.
pub fn groups_of_rules(policy: &Policy) -> impl Iterator<Item = &str> {
    groups(policy).map(|named| named.what)
}

/// Each once, in the order in which they come, with the earliest of its moments.
fn each_once<'p, T: Copy>(
    all: impl Iterator<Item = Named<T>>,
    name: impl Fn(T) -> &'p str,
) -> Vec<Named<T>> {
    let mut places: HashMap<&str, usize> = HashMap::new();
    let mut once: Vec<Named<T>> = Vec::new();
    for named in all {
        let place = *places.entry(name(named.what)).or_insert(once.len());
        match once.get_mut(place) {
            Some(known) => known.start = known.start.min(named.start),
            None => once.push(named),
        }
    }
    once
}

/// A group's name as a whole, and the part of a path, an address, or a distinguished name by which
/// people call it.
fn forms(group: &str) -> impl Iterator<Item = &str> {
    let (before, _) = group.split_once('@').unwrap_or((group, ""));
    let (first, _) = group.split_once(',').unwrap_or((group, ""));
    let last = |text| str::rsplit(text, ['/', '\\', ':', '=']).next();
    let parts = [
        before,
        last(group).unwrap_or(group),
        last(first).unwrap_or(group),
    ];
    // Most groups have none of these signs, and so no other form.
    let parts = parts.into_iter().filter(move |part| *part != group);
    iter::once(group).chain(parts)
}

/// What two names have in common that people take for the same.
fn spelling(name: &str) -> String {
    if name.is_ascii() {
        let letters = name.chars().filter(char::is_ascii_alphanumeric);
        return letters.map(|c| c.to_ascii_lowercase()).collect();
    }
    unicode_spelling(name)
}

fn unicode_spelling(name: &str) -> String {
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
        loaded(POLICY)
    }

    fn loaded(text: &str) -> Policy {
        let loaded = load_text("policy.yaml", text, Timestamp::UNIX_EPOCH);
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
        let names = RuleNames::of(&policy);
        let standing = Standing::of(&names, ToldRules::All, &caller);
        assert_eq!(standing.networks, ["office", "floor"]);
        assert_eq!(standing.groups, None);
        let nobody = Caller::unknown("192.0.2.1".parse::<IpAddr>().expect("an address"));
        assert_eq!(
            Standing::of(&names, ToldRules::All, &nobody).networks,
            [""; 0]
        );
    }

    #[test]
    fn a_group_is_named_or_nearly_or_not() {
        use GroupMatch::{Named, Near, Unnamed};
        let names = RuleNames::of(&policy());
        for (name, matched, near) in [
            ("webex-hosts", Named, &[][..]),
            ("/webex-hosts", Near, &["webex-hosts"][..]),
            ("Webex_Hosts", Near, &["webex-hosts"][..]),
            ("webex hosts", Near, &["webex-hosts"][..]),
            ("webex-hosts@acme.example", Near, &["webex-hosts"][..]),
            ("ACME\\webex-hosts", Near, &["webex-hosts"][..]),
            ("/teams/it/webex-hosts", Near, &["webex-hosts"][..]),
            ("role:webex-hosts", Near, &["webex-hosts"][..]),
            (
                "CN=Webex-Hosts,OU=Groups,DC=acme",
                Near,
                &["webex-hosts"][..],
            ),
            ("webex\u{200b}-hosts", Near, &["webex-hosts"][..]),
            ("\u{202e}webex-hosts", Near, &["webex-hosts"][..]),
            ("w\u{435}bex-hosts", Near, &["webex-hosts"][..]),
            ("staff", Near, &["Staff"][..]),
            ("acme/banned", Near, &["/acme/banned"][..]),
            // None of these has the name of a rule in it.
            ("webex-host", Unnamed, &[]),
            ("webex", Unnamed, &[]),
            ("banned", Unnamed, &[]),
            ("staffing", Unnamed, &[]),
            ("-", Unnamed, &[]),
            ("<b>", Unnamed, &[]),
        ] {
            assert_stands(&names, name, matched, near);
        }
    }

    #[track_caller]
    fn assert_stands(names: &RuleNames, name: &str, matched: GroupMatch, near: &[&str]) {
        let caller = caller(Groups::List(vec![name.into()]));
        let groups = Standing::of(names, ToldRules::All, &caller)
            .groups
            .expect("groups");
        let near = near.to_vec();
        let expected = GroupStanding {
            name,
            matched,
            near,
        };
        assert_eq!(groups, [expected]);
    }

    #[test]
    fn visitors_learn_of_rules_that_are_enforced_and_of_no_others() {
        let policy = POLICY.replace(
            "deny: [{ group: /acme/banned }, { network: office }]",
            "deny: [{ group: choir, report_only: true }, { group: band, enforce_from: 1970-02-01 },
           { network: floor, report_only: true }, { group: webex-hosts, report_only: true }]",
        );
        let names = RuleNames::of(&loaded(&policy.replace("[office, floor]", "office")));
        let groups = ["choir", "Choir", "band", "webex-hosts"].map(Into::into);
        let caller = caller(Groups::List(groups.to_vec()));
        let told = |told| {
            let standing = Standing::of(&names, told, &caller);
            let groups = standing.groups.expect("groups").into_iter();
            let groups: Vec<_> = groups.map(|group| group.matched.as_str()).collect();
            (standing.networks.join(" "), groups.join(" "))
        };
        let at = |moment: &str| ToldRules::EnforcedAt(moment.parse().expect("a moment"));
        for (rules, networks, groups) in [
            (
                at("1970-01-31T23:59:59Z"),
                "office",
                "unnamed unnamed unnamed named",
            ),
            (
                at("1970-02-01T00:00:00Z"),
                "office",
                "unnamed unnamed named named",
            ),
            (ToldRules::All, "office floor", "named near named named"),
        ] {
            assert_eq!(
                told(rules),
                (networks.to_owned(), groups.to_owned()),
                "{rules:?}"
            );
        }
    }

    #[test]
    fn one_spelling_of_a_rule_does_not_hide_another() {
        let policy = POLICY.replace("Staff]", "Staff, staff, /STAFF, '***']");
        let names = RuleNames::of(&loaded(&policy));
        for (name, matched, near) in [
            ("staff", GroupMatch::Named, &["Staff", "/STAFF"][..]),
            ("STAFF", GroupMatch::Near, &["Staff", "staff", "/STAFF"]),
            ("***", GroupMatch::Named, &[]),
            ("---", GroupMatch::Unnamed, &[]),
        ] {
            assert_stands(&names, name, matched, near);
        }
    }

    #[test]
    fn a_group_that_is_asked_for_is_held_or_nearly_or_not() {
        for (held, nearly) in [
            (&["staff"][..], &["Staff", "/STAFF"][..]),
            (&["Staff", "choir"], &["/STAFF"]),
            (&["role:hosts"], &["hosts"]),
            (&["hosts", "/hosts"], &[]),
            (&["---"], &[]),
            (&[], &[]),
        ] {
            let list = held.iter().map(|group| (*group).into()).collect();
            let caller = caller(Groups::List(list));
            let asked = ["Staff", "/STAFF", "hosts", "***"];
            assert_eq!(nearly_held(&caller, &asked), nearly, "{held:?}");
        }
        assert_eq!(nearly_held(&caller(Groups::Unknown), &["Staff"]), [""; 0]);
    }

    #[test]
    fn plain_names_are_spelled_as_all_others() {
        let every: String = ('\0'..='\u{7f}').collect();
        for name in ["Webex-Hosts_1", "a b", "", "I1l0O", &every] {
            assert_eq!(spelling(name), unicode_spelling(name), "{name:?}");
        }
    }
}
