//! Kinds of persons: those of whom every rule holds alike. Rules name users, domains and groups that may
//! occur in very many combinations, but there are few rules, and so few kinds.

use super::cover::{Block, Table};
use super::person::{MadePerson, PersonFacts, PersonNames};
use super::rules::RuleOf;
use crate::decision::{Caller, Proof};
use crate::policy::{Case, Fact, Moment, RuleKind, Subject as _, TrustConfig, Truth};

/// Most combinations of facts.
const MAX_COMBINATIONS: usize = 1 << 16;

/// All persons, sorted into kinds.
#[derive(Clone, Debug)]
pub struct People {
    names: PersonNames,
    /// The number of the kind for each combination; `None` for one that no source can tell.
    kinds: Vec<Option<usize>>,
    /// One combination of each kind.
    firsts: Vec<PersonFacts>,
}

/// What one rule makes of a person, without what it asks of the rest of the request.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Judged {
    truth: Truth,
    /// What is missing to know it.
    unknown: Vec<Fact>,
}

impl People {
    /// `None` where there are too many.
    pub fn of(names: PersonNames, rules: &[RuleOf<'_>], trusts: [&TrustConfig; 2]) -> Option<Self> {
        let count = names.sizes().into_iter().fold(1, usize::saturating_mul);
        if count > MAX_COMBINATIONS {
            return None;
        }
        let mut known: Vec<Vec<Judged>> = Vec::new();
        let mut firsts = Vec::new();
        let mut kinds = Vec::with_capacity(count);
        for number in 0..count {
            let facts = names.facts(number);
            let made = names.make(&facts);
            kinds.push(made.map(|made| {
                let judged = judge(&made, rules, trusts);
                let kind = known.iter().position(|known| *known == judged);
                kind.unwrap_or_else(|| {
                    known.push(judged);
                    firsts.push(facts);
                    known.len() - 1
                })
            }));
        }
        Some(Self {
            names,
            kinds,
            firsts,
        })
    }

    /// How many kinds there are.
    pub fn count(&self) -> usize {
        self.firsts.len()
    }

    /// One person of a kind.
    pub fn make(&self, kind: usize) -> Option<MadePerson> {
        self.names.make(self.firsts.get(kind)?)
    }

    /// The kind of a person of a request.
    pub fn kind_of(&self, proof: &Proof<'_>) -> Option<usize> {
        let facts = self.names.facts_of(proof);
        let pairs = facts.iter().zip(self.names.sizes());
        let number = pairs.fold(0, |all, (fact, size)| all * size + fact);
        self.kinds.get(number).copied().flatten()
    }

    /// The persons of some kinds in words, one text for each block of them.
    pub fn in_words(&self, some: &[usize]) -> Vec<String> {
        let mut kinds = self.kinds.iter();
        let table = Table::fill(self.names.sizes(), |_| {
            let kind = kinds.next().copied().flatten()?;
            Some(u16::from(some.contains(&kind)))
        });
        let blocks = table.cover(1);
        blocks
            .iter()
            .map(|block| self.block_in_words(&table, block))
            .collect()
    }

    fn block_in_words(&self, table: &Table, block: &Block) -> String {
        let traits = self.names.traits().into_iter().zip(block).enumerate();
        let bounded = traits.filter(|(at, (_, some))| some.len() < table.size(*at));
        let words = bounded.map(|(_, (kind, some))| self.names.in_words(kind, some));
        let mut words: Vec<String> = words.collect();
        words.reverse();
        match words.is_empty() {
            true => "known".to_owned(),
            false => words.join(", "),
        }
    }
}

/// What all rules make of a person.
fn judge(made: &MadePerson, rules: &[RuleOf<'_>], trusts: [&TrustConfig; 2]) -> Vec<Judged> {
    let callers = trusts.map(|trust| Caller::unknown(None).with_identity(made.as_proof(trust)));
    let judged = rules.iter().map(|rule| {
        let case = rule.case(&callers[rule.side]);
        let about_person = rule.alternative.conditions().iter().filter(|condition| {
            // A certificate is not the person's, but the connection's.
            condition.is_about_person() && condition.fact() != Some(Fact::Certificate)
        });
        let mut judged = Judged {
            truth: Truth::Yes,
            unknown: Vec::new(),
        };
        for condition in about_person {
            let truth = condition.truth(case);
            judged.truth = judged.truth.and(truth);
            judged
                .unknown
                .extend(condition.fact().filter(|_| truth == Truth::Unknown));
        }
        match (rule.kind, judged.truth) {
            (_, Truth::Yes) | (RuleKind::Deny, Truth::Unknown) => judged,
            // What is not certain allows nothing, and what does not hold denies nothing.
            (RuleKind::Allow, _) | (RuleKind::Deny, Truth::No) => Judged {
                truth: Truth::No,
                unknown: Vec::new(),
            },
        }
    });
    judged.collect()
}

impl RuleOf<'_> {
    fn case<'s>(&self, caller: &'s Caller<'s>) -> Case<'s, Caller<'s>> {
        Case {
            subject: caller,
            person: caller.strongest(),
            rule: self.kind,
            moment: Moment {
                now: jiff::Timestamp::UNIX_EPOCH,
                dates: None,
            },
        }
    }
}
