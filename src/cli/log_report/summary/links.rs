//! Links, those that are not used or do not work, and the owners of them.

use std::collections::BTreeMap;

use serde::Serialize;

use super::listed::Listed;
use super::rules::Rules;
use crate::cli::log_report::by_name::ByName;
use crate::cli::log_report::uses::Uses;
use crate::policy::{Link, Policy, Validity};
use crate::word_list::words;

#[derive(Debug, Serialize)]
pub struct LinkLists {
    /// Those that were asked for, the most opened first.
    pub links: Listed<LinkRow>,
    /// Those of the policy that were not opened; `None` without a policy.
    pub unused: Option<Listed<LinkRow>>,
    /// Those that were refused or failed always.
    pub dead: Listed<LinkRow>,
    /// The owners of the policy's links; `None` without a policy.
    pub owners: Option<Listed<OwnerRow>>,
}

#[derive(Clone, Debug, Serialize)]
pub struct LinkRow {
    /// `None` for those whose names were too many to be counted one by one.
    pub link: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub route: Option<String>,
    #[serde(flatten)]
    pub uses: Uses,
    #[serde(serialize_with = "as_words")]
    pub findings: Vec<Finding>,
}

words! {
    /// What stands out about a link.
    pub enum Finding {
        /// It was not opened.
        Unused = "unused",
        /// It was refused or failed always.
        Dead = "dead",
        /// Its dates are over.
        Expired = "expired",
        /// Its dates have not begun.
        NotYetValid = "not_yet_valid",
        /// The policy has no link of this name.
        NotInPolicy = "not_in_policy",
    }
}

#[derive(Debug, Serialize)]
pub struct OwnerRow {
    /// `None` for the links without one.
    pub owner: Option<String>,
    pub links: u64,
    pub unused: u64,
    pub dead: u64,
    #[serde(flatten)]
    pub uses: Uses,
}

impl LinkLists {
    pub fn new(counts: ByName<Uses>, policy: Option<&Policy>, rules: &Rules) -> Self {
        let rows = rows(counts, policy, rules);
        let with = |finding: Finding| {
            let rows = rows.iter().filter(|row| row.findings.contains(&finding));
            Listed::first(rows.cloned().collect(), rules.top)
        };
        let owners = || Listed::first(owner_rows(&rows), rules.top);
        let asked = rows.iter().filter(|row| row.uses.requests > 0);
        Self {
            unused: policy.map(|_| with(Finding::Unused)),
            dead: with(Finding::Dead),
            owners: policy.map(|_| owners()),
            links: Listed::first(asked.cloned().collect(), rules.top),
        }
    }
}

/// All links of the policy and of the log, the most opened first.
fn rows(mut counts: ByName<Uses>, policy: Option<&Policy>, rules: &Rules) -> Vec<LinkRow> {
    let mut rows = Vec::new();
    if let Some(policy) = policy {
        let links = policy.links().iter();
        rows.extend(links.map(|link| of_policy(link, policy, counts.take(link.name()), rules)));
    }
    let (rest, others) = counts.into_rest();
    rows.extend(rest.map(|(name, uses)| of_log(Some(name.into()), policy, uses)));
    if others.requests > 0 {
        rows.push(of_log(None, policy, others));
    }
    rows.sort_by(|one, other| {
        let by_use = one.uses.by_use(&other.uses);
        by_use.then_with(|| one.link.cmp(&other.link))
    });
    rows
}

fn of_policy(link: &Link, policy: &Policy, uses: Uses, rules: &Rules) -> LinkRow {
    let dates = match link.validity(rules.now) {
        Validity::Valid => None,
        Validity::NotYet => Some(Finding::NotYetValid),
        Validity::Expired => Some(Finding::Expired),
    };
    let is_unused = uses.is_unused(rules.unused_since);
    let findings = [
        Some(Finding::Unused).filter(|_| is_unused),
        Some(Finding::Dead).filter(|_| uses.is_dead()),
        dates,
    ];
    LinkRow {
        link: Some(link.name().to_owned()),
        title: link.title().map(str::to_owned),
        owner: link.owner().map(str::to_owned),
        route: Some(policy.route(link.route()).name().to_owned()),
        uses,
        findings: findings.into_iter().flatten().collect(),
    }
}

fn of_log(link: Option<String>, policy: Option<&Policy>, uses: Uses) -> LinkRow {
    let findings = [
        policy.map(|_| Finding::NotInPolicy),
        // What is said of many together says nothing about each.
        Some(Finding::Dead).filter(|_| uses.is_dead() && link.is_some()),
    ];
    LinkRow {
        link,
        title: None,
        owner: None,
        route: None,
        uses,
        findings: findings.into_iter().flatten().collect(),
    }
}

fn owner_rows(links: &[LinkRow]) -> Vec<OwnerRow> {
    let mut owners: BTreeMap<Option<&str>, OwnerRow> = BTreeMap::new();
    let of_policy = |link: &&LinkRow| !link.findings.contains(&Finding::NotInPolicy);
    for link in links.iter().filter(of_policy) {
        let owner = link.owner.as_deref();
        let row = owners.entry(owner).or_insert_with(|| OwnerRow {
            owner: owner.map(str::to_owned),
            links: 0,
            unused: 0,
            dead: 0,
            uses: Uses::default(),
        });
        row.links += 1;
        row.unused += u64::from(link.findings.contains(&Finding::Unused));
        row.dead += u64::from(link.findings.contains(&Finding::Dead));
        row.uses.join(&link.uses);
    }
    let mut rows: Vec<OwnerRow> = owners.into_values().collect();
    // The sort is stable: owners that are as busy stay in the order of their names.
    rows.sort_by(|one, other| one.uses.by_use(&other.uses));
    rows
}

fn as_words<S: serde::Serializer>(findings: &[Finding], to: S) -> Result<S::Ok, S::Error> {
    to.collect_seq(findings.iter().map(|finding| finding.as_str()))
}
