//! The two sides of a comparison: what answers a path in the old policy, and what in the new one.

use jiff::Timestamp;

use crate::policy::{Binding, Link, Policy, Route, SharedSegment, Target, Validity, ValueSource};
use crate::webex::ParameterType;

/// Where a moment stands relative to the dates of the links of both sides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct BothDates {
    pub old: Option<Validity>,
    pub new: Option<Validity>,
}

/// What answers a path in one policy.
#[derive(Clone, Copy, Debug)]
pub struct Answer<'p> {
    pub policy: &'p Policy,
    pub route: &'p Route,
    pub link: Option<&'p Link>,
    /// Whether the words of the path could be values of the parameters that stand there.
    pub takes_words: bool,
}

/// What answers a path in both policies; at least one of them does.
#[derive(Clone, Copy, Debug)]
pub struct Sides<'p> {
    pub old: Option<Answer<'p>>,
    pub new: Option<Answer<'p>>,
}

impl<'p> Answer<'p> {
    pub fn of(policy: &'p Policy, target: Target) -> Self {
        let link = match target {
            Target::Route(_) => None,
            Target::Link(link) | Target::Alias(link) => Some(policy.link(link)),
        };
        let route = match target {
            Target::Route(route) => policy.route(route),
            Target::Link(link) | Target::Alias(link) => policy.route(policy.link(link).route()),
        };
        Self {
            policy,
            route,
            link,
            takes_words: true,
        }
    }

    /// The same for a path of which some words are known.
    #[must_use]
    pub fn at(self, path: &[SharedSegment]) -> Self {
        let is_wrong = |binding: &Binding| match binding.source() {
            ValueSource::Path(at) => {
                matches!(path.get(*at), Some(SharedSegment::Word(word)) if is_no_value(binding, word))
            }
            _ => false,
        };
        let takes_words = self.link.is_some() || !self.route.bindings().iter().any(is_wrong);
        Self {
            takes_words,
            ..self
        }
    }

    fn validity(&self, now: Timestamp) -> Option<Validity> {
        self.link.map(|link| link.validity(now))
    }

    /// `route join`, `link standup of route join`.
    pub fn in_words(&self) -> String {
        match self.link {
            None => format!("route {}", self.route.name()),
            Some(link) => format!("link {} of route {}", link.name(), self.route.name()),
        }
    }
}

/// Whether no way to write a word is a value. Words are folded, so that this can be told of numbers only:
/// case and dashes make no difference to them.
fn is_no_value(binding: &Binding, word: &str) -> bool {
    let parameter = binding.parameter();
    let is_number = matches!(
        parameter.kind(),
        ParameterType::Digits { .. } | ParameterType::Number { .. }
    );
    is_number && parameter.parse(word).is_err()
}

impl<'p> Sides<'p> {
    pub fn dates(&self, now: Timestamp) -> BothDates {
        BothDates {
            old: self.old.and_then(|answer| answer.validity(now)),
            new: self.new.and_then(|answer| answer.validity(now)),
        }
    }

    /// The moments from which on the dates of any link count differently, behind `now`.
    pub fn edges(&self, now: Timestamp) -> Vec<Timestamp> {
        let links = [self.old, self.new].into_iter().flatten();
        let links = links.filter_map(|answer| answer.link);
        let mut edges: Vec<Timestamp> = links
            .flat_map(|link| [link.from(), link.until()])
            .flatten()
            .filter(|edge| *edge > now)
            .collect();
        edges.sort_unstable();
        edges.dedup();
        edges
    }

    pub fn both(&self) -> impl Iterator<Item = Answer<'p>> {
        [self.old, self.new].into_iter().flatten()
    }
}

impl Sides<'_> {
    /// Whether the same routes and links answer.
    pub fn is_same(&self, other: &Sides<'_>) -> bool {
        let is_same = |one: Option<Answer<'_>>, other: Option<Answer<'_>>| match (one, other) {
            (None, None) => true,
            (Some(one), Some(other)) => {
                let links = match (one.link, other.link) {
                    (None, None) => true,
                    (Some(one), Some(other)) => std::ptr::eq(one, other),
                    _ => false,
                };
                links && std::ptr::eq(one.route, other.route)
            }
            _ => false,
        };
        is_same(self.old, other.old) && is_same(self.new, other.new)
    }
}
