//! What of a policy the expectations reach: routes, rules, links and back URLs.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::ptr;

use serde::Serialize;

use crate::cli::explanation::Witness;
use crate::cli::findings::Spans;
use crate::compile::{RulePlaces, Sources};
use crate::gateway::Decided;
use crate::policy::{Alternative, Place, Policy, Route, Verdict};
use crate::word_list::words;

/// Notes what decisions reach.
#[derive(Debug)]
pub struct Coverage<'p> {
    policy: &'p Policy,
    reached: RefCell<HashSet<PartKey>>,
}

/// A part of the policy is known by its address, which stays as long as the policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct PartKey(*const ());

impl PartKey {
    fn of<T>(part: &T) -> Self {
        Self(ptr::from_ref(part).cast())
    }
}

words! {
    /// What can be reached.
    #[derive(Hash, PartialOrd, Ord)]
    pub enum PartKind {
        Route = "route",
        Allow = "allow",
        Deny = "deny",
        Link = "link",
        BackUrl = "back_url",
    }
}

impl PartKind {
    pub fn noun(self) -> &'static str {
        match self {
            Self::Route => "route",
            Self::Allow => "`allow` rule",
            Self::Deny => "`deny` rule",
            Self::Link => "link",
            Self::BackUrl => "back URL",
        }
    }
}

impl<'p> Coverage<'p> {
    pub fn of(policy: &'p Policy) -> Self {
        Self {
            policy,
            reached: RefCell::default(),
        }
    }
}

impl Witness for Coverage<'_> {
    fn saw(&self, decided: &Decided<'_, '_, '_>) {
        let trace = decided.trace;
        let parts = [
            trace.route.map(PartKey::of),
            trace.link.map(PartKey::of),
            trace.back.map(PartKey::of),
            trace.verdict.and_then(deciding).map(PartKey::of),
            // A report-only rule decides nothing else.
            trace.would.and_then(deciding).map(PartKey::of),
        ];
        self.reached
            .borrow_mut()
            .extend(parts.into_iter().flatten());
    }
}

/// The rule that decides; `None` where none does.
fn deciding(verdict: Verdict<'_>) -> Option<&Alternative> {
    match verdict {
        Verdict::Allowed(by) | Verdict::Denied(by) => Some(by),
        Verdict::Unestablished(unknown) => Some(unknown.denied),
        Verdict::NotAllowed(_) => None,
    }
}

/// What is reached, and what is not.
#[derive(Debug, Serialize)]
pub struct CoverageReport {
    pub counts: Vec<Count>,
    /// What no expectation reaches.
    pub gaps: Vec<Gap>,
}

#[derive(Debug, Serialize)]
pub struct Count {
    #[serde(serialize_with = "word")]
    pub kind: PartKind,
    pub reached: usize,
    pub all: usize,
}

/// A part of the policy that no expectation reaches.
#[derive(Debug, Serialize)]
pub struct Gap {
    #[serde(serialize_with = "word")]
    pub kind: PartKind,
    pub name: String,
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    pub at: Option<At>,
}

#[derive(Clone, Debug, Serialize)]
pub struct At {
    pub file: String,
    pub line: usize,
    pub column: usize,
}

fn word<S: serde::Serializer>(kind: &PartKind, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(kind.as_str())
}

/// A part of the policy.
struct Part {
    kind: PartKind,
    name: String,
    place: Option<Place>,
    key: PartKey,
}

impl CoverageReport {
    pub fn new(coverage: &Coverage<'_>, sources: &Sources) -> Self {
        let reached = coverage.reached.borrow();
        let parts = parts(coverage.policy, sources);
        let counts = PartKind::ALL.iter().map(|kind| {
            let of_kind = || parts.iter().filter(|part| part.kind == *kind);
            Count {
                kind: *kind,
                reached: of_kind().filter(|part| reached.contains(&part.key)).count(),
                all: of_kind().count(),
            }
        });
        let counts = counts.filter(|count| count.all > 0).collect();
        let missed = parts.iter().filter(|part| !reached.contains(&part.key));
        let missed: Vec<&Part> = missed.collect();
        let places = positions(&missed, sources);
        let gaps = missed.into_iter().map(|part| Gap {
            kind: part.kind,
            name: part.name.clone(),
            at: part.place.and_then(|place| places.get(&place).cloned()),
        });
        Self {
            counts,
            gaps: gaps.collect(),
        }
    }
}

fn positions(parts: &[&Part], sources: &Sources) -> HashMap<Place, At> {
    let places: BTreeSet<Place> = parts.iter().filter_map(|part| part.place).collect();
    let mut spans = Spans::new(sources);
    let found = places.into_iter().filter_map(|place| {
        let span = spans.find(place)?;
        let at = At {
            file: span.file.to_owned(),
            line: span.line,
            column: span.column,
        };
        Some((place, at))
    });
    found.collect()
}

fn parts(policy: &Policy, sources: &Sources) -> Vec<Part> {
    let places = RulePlaces::of(sources);
    let mut parts = Vec::new();
    for route in policy.routes() {
        parts.push(Part {
            kind: PartKind::Route,
            name: route.name().to_owned(),
            place: Some(route.place()),
            key: PartKey::of(route),
        });
        parts.extend(rules(route, &places));
    }
    let links = policy.links().iter().map(|link| Part {
        kind: PartKind::Link,
        name: link.name().to_owned(),
        place: Some(link.place()),
        key: PartKey::of(link),
    });
    parts.extend(links);
    parts.extend(backs(policy));
    parts
}

fn rules(route: &Route, places: &RulePlaces) -> Vec<Part> {
    let access = route.access();
    let part = |kind, words: String, key, place: Option<&Place>| Part {
        kind,
        name: format!("{}: {words}", route.name()),
        place: place.copied(),
        key,
    };
    let (allow, deny) = (places.allow(route.place()), places.deny(route.place()));
    let allowed = access.allow().iter().enumerate().map(|(at, rule)| {
        let key = PartKey::of(&rule.alternative);
        part(PartKind::Allow, rule.in_words(), key, allow.get(at))
    });
    let denied = access.deny().iter().enumerate().map(|(at, rule)| {
        let key = PartKey::of(&rule.alternative);
        part(PartKind::Deny, rule.in_words(), key, deny.get(at))
    });
    allowed.chain(denied).collect()
}

/// The back URLs that routes use. Several routes may share one.
fn backs(policy: &Policy) -> Vec<Part> {
    let mut seen = HashSet::new();
    let backs = policy.routes().iter().flat_map(Route::backs);
    let backs = backs.filter(|back| seen.insert(PartKey::of(&***back)));
    let parts = backs.map(|back| Part {
        kind: PartKind::BackUrl,
        name: back.name().to_owned(),
        place: None,
        key: PartKey::of(&**back),
    });
    parts.collect()
}
