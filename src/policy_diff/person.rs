//! What rules can tell of a person, and one person of whom exactly that can be told.

use std::borrow::Cow;
use std::ops::RangeInclusive;

use super::cover::cell;
use super::groups::{HeldGroups, Membership};
use super::names::{AlikeNames, other_name};
use super::rules::Rules;
use crate::decision::{Person, Proof};
use crate::policy::{ProvenPerson as _, TrustConfig};
use crate::text::MailAddress;

/// The names about persons in some rules.
#[derive(Clone, Debug)]
pub struct PersonNames {
    sources: Vec<AlikeNames>,
    users: Vec<AlikeNames>,
    domains: Vec<AlikeNames>,
    groups: Vec<AlikeNames>,
}

/// One thing that can be told of a person.
#[derive(Clone, Copy, Debug)]
pub enum Trait {
    Source,
    MailDomain,
    User,
    /// One of the groups by its number.
    Group(usize),
}

/// The number of a value for each trait. Of users and mail domains, 0 is one that is not told, and the
/// last is any other one.
pub type PersonFacts = Vec<usize>;

/// One person with these facts.
#[derive(Clone, Debug)]
pub struct MadePerson {
    pub user: Option<String>,
    pub email: Option<String>,
    pub groups: HeldGroups,
    pub source: String,
}

impl PersonNames {
    /// `sources` are those that either policy has.
    pub fn of(rules: &Rules<'_>, trusts: [&TrustConfig; 2], sources: &[Box<str>]) -> Self {
        let claims = |group: &str| {
            let limits = trusts.map(|trust| &trust.limits);
            let all = limits.into_iter().flatten();
            let admitted: Vec<bool> = all.map(|limits| limits.admit_group(group)).collect();
            (admitted, group.contains(','))
        };
        let limits = |source: &str| {
            trusts.map(|trust| trust.limits_of(source).map(|limits| limits.groups.clone()))
        };
        let mut froms = rules.sources();
        froms.push(sources);
        Self {
            sources: AlikeNames::of(&froms, limits),
            users: AlikeNames::of(&rules.users(), |_| ()),
            domains: AlikeNames::of(&rules.domains(), |_| ()),
            groups: AlikeNames::of(&rules.groups(), claims),
        }
    }

    /// All traits. What comes first is left out of words first.
    pub fn traits(&self) -> Vec<Trait> {
        let groups = (0..self.groups.len()).map(Trait::Group);
        let others = [Trait::Source, Trait::MailDomain, Trait::User];
        others.into_iter().chain(groups).collect()
    }

    /// How many values each trait has.
    pub fn sizes(&self) -> Vec<usize> {
        let size = |kind: &Trait| match kind {
            Trait::Source => self.sources.len(),
            Trait::MailDomain => values(&self.domains).count(),
            Trait::User => values(&self.users).count(),
            Trait::Group(_) => Membership::ALL.len(),
        };
        self.traits().iter().map(size).collect()
    }

    /// What rules can tell of a person of a request.
    pub fn facts_of(&self, proof: &Proof<'_>) -> PersonFacts {
        let source = self
            .sources
            .iter()
            .position(|one| one.contain(proof.source()));
        let user = |user: &str| self.users.iter().position(|one| one.contain(user));
        let address = proof
            .email()
            .and_then(|email| MailAddress::parse(email).ok());
        let domain = |address: MailAddress<'_>| {
            let is_at = |names: &AlikeNames| names.iter().any(|domain| address.is_at(domain));
            self.domains.iter().position(is_at)
        };
        let mut facts = vec![
            source.unwrap_or_default(),
            number(&self.domains, address.map(domain)),
            number(&self.users, proof.user().map(user)),
        ];
        facts.extend(self.groups.iter().map(|names| membership(names, proof)));
        facts
    }

    /// A person of whom exactly that can be told; `None` where no source can say so.
    pub fn make(&self, facts: &[usize]) -> Option<MadePerson> {
        let [source, domain, user, groups @ ..] = facts else {
            return None;
        };
        let held: Vec<Membership> = groups.iter().map(|held| Membership::ALL[*held]).collect();
        let domain = named(&self.domains, *domain, "elsewhere.example");
        Some(MadePerson {
            user: named(&self.users, *user, "jordan"),
            email: domain.map(|domain| format!("jordan@{domain}")),
            groups: HeldGroups::saying(&self.groups, &held)?,
            source: self.sources.get(*source)?.first().to_owned(),
        })
    }

    /// The facts with that number among all combinations.
    pub fn facts(&self, number: usize) -> PersonFacts {
        cell(&self.sizes(), number).to_vec()
    }

    /// Several values of a trait in words, of which there are more.
    pub fn in_words(&self, kind: Trait, some: &[usize]) -> String {
        match kind {
            Trait::Group(number) => group_in_words(&self.groups[number], some),
            Trait::Source => {
                let words = some.iter().map(|value| self.sources[*value].in_words());
                format!("proven by {}", words.collect::<Vec<_>>().join(" or "))
            }
            Trait::User => names_in_words("user", &self.users, some),
            Trait::MailDomain => names_in_words("mail domain", &self.domains, some),
        }
    }
}

/// The numbers that a fact about names may have. Where no rule asks, it makes no difference.
fn values(names: &[AlikeNames]) -> RangeInclusive<usize> {
    match names.len() {
        0 => 0..=0,
        known => 0..=known + 1,
    }
}

/// The number of a fact: what is told, and which of the names it is.
fn number(names: &[AlikeNames], told: Option<Option<usize>>) -> usize {
    match told {
        Some(known) if !names.is_empty() => known.unwrap_or(names.len()) + 1,
        _ => 0,
    }
}

fn named(names: &[AlikeNames], number: usize, other: &str) -> Option<String> {
    match number {
        // Where no rule asks for it, examples have one.
        0 if names.is_empty() => Some(other.to_owned()),
        0 => None,
        number if number <= names.len() => Some(names[number - 1].first().to_owned()),
        _ => Some(other_name(other, names)),
    }
}

/// Whether a person is in one of these groups, as a condition about all of them asks.
fn membership(names: &AlikeNames, proof: &Proof<'_>) -> usize {
    let mut found = Membership::Not;
    for group in names.iter() {
        match proof.is_in_group(group) {
            Some(true) => {
                found = Membership::In;
                break;
            }
            Some(false) => {}
            None => found = Membership::Untold,
        }
    }
    let at = Membership::ALL.iter().position(|one| *one == found);
    at.unwrap_or_default()
}

fn group_in_words(names: &AlikeNames, some: &[usize]) -> String {
    let names = names.in_words();
    match some {
        [0] => format!("in group {names}"),
        [1] => format!("not in group {names}"),
        [2] => format!("group {names} not told"),
        [1, 2] => format!("not known to be in group {names}"),
        [0, 2] => format!("not known to be outside group {names}"),
        _ => format!("known whether in group {names}"),
    }
}

fn names_in_words(what: &str, names: &[AlikeNames], some: &[usize]) -> String {
    let one = |number: usize| match number {
        0 => format!("{what} not told"),
        number if number <= names.len() => format!("{what} {}", names[number - 1].in_words()),
        _ => format!("any other {what}"),
    };
    let mut others = values(names).filter(|number| !some.contains(number));
    match (others.next(), others.next()) {
        (Some(other), None) => format!("not {}", one(other)),
        _ => some
            .iter()
            .map(|number| one(*number))
            .collect::<Vec<_>>()
            .join(" or "),
    }
}

impl MadePerson {
    pub fn as_person(&self) -> Person<'_> {
        Person {
            user: self.user.as_deref().map(Cow::Borrowed),
            name: None,
            email: self.email.as_deref().map(Cow::Borrowed),
            groups: self.groups.as_groups(),
            identity_provider: Cow::Borrowed(&self.source),
        }
    }

    /// The proof of it as a policy takes it.
    pub fn as_proof(&self, trust: &TrustConfig) -> Proof<'_> {
        let limits = trust.limits_of(&self.source).cloned();
        Proof::from(self.as_person()).limited_by(limits)
    }
}
