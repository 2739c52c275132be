//! What the rules of the policy make of the caller: the networks and groups that count, and those
//! that nearly do.

use serde::Serialize;

use crate::decision::Caller;
use crate::identity::{GroupMatch, GroupStanding, Standing, groups_of_rules};
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
    /// The group that rules name instead.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub near: Option<String>,
    /// What an administrator should look at.
    #[serde(skip)]
    pub remark: Option<String>,
}

impl StandingFacts {
    pub fn of(policy: &Policy, caller: &Caller<'_>) -> Self {
        let standing = Standing::of(policy, caller);
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
    fn of(group: GroupStanding<'_, '_>, named: &[&str]) -> Self {
        // An administrator is told of mistyped groups, too: to them, the policy is no secret.
        let matched = match group.matched {
            GroupMatch::Unnamed => {
                nearest(group.name, named).map_or(GroupMatch::Unnamed, GroupMatch::Near)
            }
            matched => matched,
        };
        Self {
            name: group.name.to_owned(),
            rules: matched.as_str(),
            near: matched.near().map(ToOwned::to_owned),
            remark: remark(group.name, matched),
        }
    }
}

fn remark(name: &str, matched: GroupMatch<'_>) -> Option<String> {
    match matched {
        GroupMatch::Near(near) => Some(format!("no rule names `{name}`; did you mean `{near}`?")),
        GroupMatch::OutsideLimits => Some(format!(
            "rules name `{name}`, but by `limits` it does not count from this identity source"
        )),
        GroupMatch::Named | GroupMatch::Unnamed => None,
    }
}
