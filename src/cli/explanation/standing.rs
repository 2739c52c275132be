//! What the rules of the policy make of the caller: the networks and groups that count, and those
//! that nearly do.

use serde::Serialize;

use crate::decision::Caller;
use crate::identity::{GroupMatch, GroupStanding, RuleNames, Standing, ToldRules, groups_of_rules};
use crate::policy::Policy;
use crate::text::nearest;

#[derive(Debug, Default, Serialize)]
pub struct StandingFacts {
    /// The networks that rules name and the client is in.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub networks: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<GroupFacts>,
}

#[derive(Debug, Serialize)]
pub struct GroupFacts {
    pub name: String,
    /// What rules make of it, in the words of `/-/me`.
    pub rules: &'static str,
    /// Groups of rules in another spelling.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub near: Vec<String>,
    /// What an administrator should look at.
    #[serde(skip)]
    pub remark: Option<String>,
}

impl StandingFacts {
    pub fn of(policy: &Policy, caller: &Caller<'_>) -> Self {
        let names = RuleNames::of(policy);
        let standing = Standing::of(&names, ToldRules::All, caller);
        let named: Vec<&str> = groups_of_rules(policy).collect();
        let groups = standing.groups.unwrap_or_default().into_iter();
        let networks = standing.networks.into_iter();
        Self {
            networks: networks.map(ToOwned::to_owned).collect(),
            groups: groups.map(|group| GroupFacts::of(group, &named)).collect(),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.networks.is_empty() && self.groups.is_empty()
    }
}

impl GroupFacts {
    fn of<'p>(group: GroupStanding<'p, '_>, named: &[&'p str]) -> Self {
        // An administrator is told of mistyped groups, too: to them, the policy is no secret.
        let GroupStanding {
            name,
            mut matched,
            mut near,
        } = group;
        if matched == GroupMatch::Unnamed
            && let Some(mistyped) = nearest(name, named)
        {
            (matched, near) = (GroupMatch::Near, vec![mistyped]);
        }
        Self {
            name: name.to_owned(),
            rules: matched.as_str(),
            remark: remark(name, matched, &near),
            near: near.into_iter().map(ToOwned::to_owned).collect(),
        }
    }
}

fn remark(name: &str, matched: GroupMatch, near: &[&str]) -> Option<String> {
    let near = near.iter().map(|name| format!("`{name}`"));
    let near = near.collect::<Vec<_>>().join(" or ");
    match matched {
        GroupMatch::Near => Some(format!("no rule names `{name}`; did you mean {near}?")),
        GroupMatch::OutsideLimits => Some(format!(
            "rules name `{name}`, but by `limits` it does not count from this identity source"
        )),
        GroupMatch::Named if !near.is_empty() => {
            Some(format!("rules name `{name}`, and others {near}"))
        }
        GroupMatch::Named | GroupMatch::Unnamed => None,
    }
}
