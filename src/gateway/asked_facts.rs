//! What a policy asks of callers, name by name, and how one caller stands with each: the part of an identity
//! that a line of the decision log may have, and by which another policy can decide again.

use std::collections::HashSet;

use crate::decision::Caller;
use crate::policy::{
    Access, Case, Condition, Fact, Moment, Policy, Replayable, Route, RuleKind, Subject, Truth,
};
use crate::telemetry::{CallerFacts, FactNames};

/// Most names in a line. Of a policy that asks for more, the rest is not known later.
const MAX_NAMES: usize = 64;

/// The groups, mail domains and certificates that a policy asks for, each as a condition of its own.
#[derive(Debug, Default)]
pub struct AskedFacts(Vec<AskedFact>);

#[derive(Debug)]
struct AskedFact {
    name: Box<str>,
    condition: Condition,
}

impl AskedFacts {
    /// Nothing where lines do not have it.
    pub fn of(policy: &Policy) -> Self {
        if policy.log_rules().replayable == Replayable::No {
            return Self::default();
        }
        let access = policy.routes().iter().map(Route::access);
        // Those that are only reported, too: the next policy may enforce them.
        let rules = access.flat_map(Access::rules);
        let conditions = rules.flat_map(|rule| rule.alternative.conditions());
        // What a source may say depends on the domain, too.
        let limits = policy.trust().limits.iter();
        let limits = limits.filter_map(|limits| limits.mail_domains.clone());
        let limits: Vec<Condition> = limits.map(Condition::MailDomain).collect();
        let mut seen = HashSet::new();
        let mut facts = Vec::new();
        for condition in conditions.chain(&limits) {
            for fact in single(condition) {
                if facts.len() < MAX_NAMES && seen.insert((kind(condition), fact.name.clone())) {
                    facts.push(fact);
                }
            }
        }
        Self(facts)
    }

    /// What is known of a caller; `None` of one of whom nothing is but the address.
    pub fn of_caller<'p>(&'p self, caller: &Caller<'_>, moment: Moment) -> Option<CallerFacts<'p>> {
        let has = known(caller);
        if has.is_empty() {
            return None;
        }
        let case = Case {
            subject: caller,
            person: caller.strongest(),
            // A group that its source may not give counts for `deny`.
            rule: RuleKind::Deny,
            moment,
        };
        let (mut holds, mut lacks) = (FactNames::default(), FactNames::default());
        for fact in &self.0 {
            match fact.condition.truth(case) {
                Truth::Yes => fact.add_to(&mut holds),
                Truth::No => fact.add_to(&mut lacks),
                Truth::Unknown => {}
            }
        }
        Some(CallerFacts { has, holds, lacks })
    }
}

impl AskedFact {
    fn add_to<'p>(&'p self, names: &mut FactNames<'p>) {
        match self.condition {
            Condition::Group(_) => names.group.push(&self.name),
            Condition::MailDomain(_) => names.mail_domain.push(&self.name),
            _ => names.certificate.push(&self.name),
        }
    }
}

/// A condition for each name that one asks for.
fn single(condition: &Condition) -> Vec<AskedFact> {
    let each = |names: &[Box<str>], one: fn(Box<[Box<str>]>) -> Condition| {
        let facts = names.iter().map(|name| AskedFact {
            name: name.clone(),
            condition: one(Box::from([name.clone()])),
        });
        facts.collect()
    };
    match condition {
        Condition::Group(names) => each(names, Condition::Group),
        Condition::MailDomain(names) => each(names, Condition::MailDomain),
        Condition::Certificate(names) => each(names, Condition::Certificate),
        // The line has the rest: who asks, from where, by which source, and when.
        Condition::User(_)
        | Condition::Network(_)
        | Condition::From(_)
        | Condition::Time(_)
        | Condition::Link(_) => Vec::new(),
    }
}

fn kind(condition: &Condition) -> Option<&'static str> {
    condition.fact().map(Fact::as_str)
}

fn known(caller: &Caller<'_>) -> Vec<&'static str> {
    let person = caller.person();
    let has = [
        ("user", person.is_some_and(|person| person.user.is_some())),
        ("email", person.is_some_and(|person| person.email.is_some())),
        ("name", person.is_some_and(|person| person.name.is_some())),
        (
            "groups",
            person.is_some_and(|person| person.groups.names().is_some()),
        ),
        ("certificate", caller.certificate().is_some()),
    ];
    let has = has.into_iter().filter(|(_, is_known)| *is_known);
    has.map(|(fact, _)| fact).collect()
}
