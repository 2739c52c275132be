//! What the rules of a route say under each kind of condition.

use std::sync::Arc;

use jiff::Timestamp;

use super::side::Sides;
use crate::policy::{Access, Alternative, Condition, Network, Rule, RuleKind, Window};

/// Some rules of which nothing but their conditions counts.
#[derive(Clone, Debug, Default)]
pub struct Rules<'p>(Vec<&'p Condition>);

impl<'p> Rules<'p> {
    pub fn of(accesses: &[&'p Access]) -> Self {
        let all = accesses.iter().flat_map(|access| {
            let rules = access.rules().filter(|rule| may_count(rule));
            rules.flat_map(|rule| rule.alternative.conditions())
        });
        Self(all.collect())
    }

    /// Those of `deny`, which are about every person that a request proves.
    pub fn of_deny(accesses: &[&'p Access]) -> Self {
        let all = accesses.iter().flat_map(|access| {
            let rules = access.deny().iter().filter(|rule| may_count(rule));
            rules.flat_map(|rule| rule.alternative.conditions())
        });
        Self(all.collect())
    }

    pub fn are_about_persons(&self) -> bool {
        self.0.iter().any(|condition| condition.is_about_person())
    }

    fn names(&self, pick: impl Fn(&'p Condition) -> Option<&'p [Box<str>]>) -> Vec<&'p [Box<str>]> {
        self.0
            .iter()
            .filter_map(|condition| pick(condition))
            .collect()
    }

    pub fn users(&self) -> Vec<&'p [Box<str>]> {
        self.names(|condition| match condition {
            Condition::User(names) => Some(names),
            _ => None,
        })
    }

    pub fn domains(&self) -> Vec<&'p [Box<str>]> {
        self.names(|condition| match condition {
            Condition::MailDomain(names) => Some(names),
            _ => None,
        })
    }

    pub fn groups(&self) -> Vec<&'p [Box<str>]> {
        self.names(|condition| match condition {
            Condition::Group(names) => Some(names),
            _ => None,
        })
    }

    pub fn certificates(&self) -> Vec<&'p [Box<str>]> {
        self.names(|condition| match condition {
            Condition::Certificate(names) => Some(names),
            _ => None,
        })
    }

    pub fn sources(&self) -> Vec<&'p [Box<str>]> {
        self.names(|condition| match condition {
            Condition::From(names) => Some(names),
            _ => None,
        })
    }

    pub fn networks(&self) -> Vec<&'p [Arc<Network>]> {
        let networks = self.0.iter().filter_map(|condition| match condition {
            Condition::Network(networks) => Some(&**networks),
            _ => None,
        });
        networks.collect()
    }

    /// The moments behind `now` from which on other rules are enforced, sorted.
    pub fn edges(accesses: &[&Access], now: Timestamp) -> Vec<Timestamp> {
        let rules = accesses.iter().flat_map(|access| access.rules());
        let starts = rules.filter_map(|rule| rule.enforcement.start());
        let mut edges: Vec<Timestamp> = starts.filter(|start| *start > now).collect();
        edges.sort_unstable();
        edges.dedup();
        edges
    }

    /// Each window once.
    pub fn windows(&self) -> Vec<&'p Window> {
        let mut windows: Vec<&Window> = Vec::new();
        for condition in &self.0 {
            if let Condition::Time(window) = condition
                && !windows.contains(&window)
            {
                windows.push(window);
            }
        }
        windows
    }
}

/// Whether a rule is ever enforced. One that is only reported decides nothing.
fn may_count(rule: &Rule) -> bool {
    rule.enforcement.start().is_some()
}

/// One rule of one side.
#[derive(Clone, Copy, Debug)]
pub struct RuleOf<'p> {
    /// 0 is the old one.
    pub side: usize,
    pub kind: RuleKind,
    pub alternative: &'p Alternative,
}

impl<'p> RuleOf<'p> {
    pub fn all(sides: Sides<'p>) -> Vec<Self> {
        let mut all = Vec::new();
        for (answer, side) in [sides.old, sides.new].into_iter().zip(0..) {
            let Some(answer) = answer else {
                continue;
            };
            let access = answer.route.access();
            let lists = [
                (RuleKind::Allow, access.allow()),
                (RuleKind::Deny, access.deny()),
            ];
            for (kind, rules) in lists {
                let rules = rules.iter().filter(|rule| may_count(rule));
                all.extend(rules.map(|rule| Self {
                    side,
                    kind,
                    alternative: &rule.alternative,
                }));
            }
        }
        all
    }
}
