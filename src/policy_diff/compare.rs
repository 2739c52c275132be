//! Going through all paths of both policies, and sorting those that change by what changes about them.

use std::collections::HashMap;
use std::rc::Rc;

use jiff::Timestamp;

use super::access::{AccessDiff, Compared};
use super::content::{is_same_link, link_facts, route_facts};
use super::facts::{KeyChange, changes};
use super::group::{ChangedPath, Group};
use super::side::{Answer, BothDates, Sides};
use crate::policy::{BothAnswers, Policy, RouteId, Segment, SharedSegment, Target};

/// The numbers of the routes of both sides.
type RoutePair = [Option<RouteId>; 2];

/// Paths that change in the same way: the numbers of what changes about their routes, and the keys that
/// change about their links.
#[derive(Debug, PartialEq, Eq, Hash)]
struct GroupKey {
    routes: RoutePair,
    are_links: [bool; 2],
    take_words: [bool; 2],
    dates: Vec<BothDates>,
    keys: Vec<String>,
}

/// All that the access of a pair of routes depends on.
#[derive(Debug, PartialEq, Eq, Hash)]
struct AccessKey {
    routes: RoutePair,
    take_words: [bool; 2],
    dates: Vec<BothDates>,
}

/// What has been found so far. Many links share a few routes, so each pair of routes is compared once.
pub struct Comparison<'p> {
    policies: [&'p Policy; 2],
    now: Timestamp,
    contents: HashMap<RoutePair, Rc<Vec<KeyChange>>>,
    have_same_rules: HashMap<RoutePair, bool>,
    accesses: HashMap<AccessKey, Rc<AccessDiff<'p>>>,
    groups: HashMap<GroupKey, Group<'p>>,
}

impl<'p> Comparison<'p> {
    pub fn new(policies: [&'p Policy; 2], now: Timestamp) -> Self {
        Self {
            policies,
            now,
            contents: HashMap::new(),
            have_same_rules: HashMap::new(),
            accesses: HashMap::new(),
            groups: HashMap::new(),
        }
    }

    /// The groups of all paths that change, in an order that does not depend on chance.
    pub fn groups(mut self) -> Vec<Group<'p>> {
        let [old, new] = self.policies;
        old.visit_paths_of_both(new, |both| self.add(both));
        let mut groups: Vec<Group<'p>> = self.groups.into_values().collect();
        for group in &mut groups {
            group.paths.sort_by(|one, other| one.path.cmp(&other.path));
        }
        groups.sort_by(|one, other| {
            let key = |group: &Group<'p>| (!group.widens(), group.paths[0].path.clone());
            key(one).cmp(&key(other))
        });
        groups
    }

    fn add(&mut self, both: BothAnswers<'_>) {
        let [old, new] = self.policies;
        let sides = Sides {
            old: both.old.map(|target| Answer::of(old, target).at(both.path)),
            new: both.new.map(|target| Answer::of(new, target).at(both.path)),
        };
        let routes = [route_of(old, both.old), route_of(new, both.new)];
        let is_same_rule = self.has_same_rules(routes, sides);
        let content = self.content(routes, sides);
        if is_same_rule && content.is_empty() && is_same_answer(sides) {
            return;
        }
        let own = own_changes(sides);
        let dates = self.dates(sides);
        let access = self.access(routes, sides, &dates);
        // What would be sent makes no difference where nobody is let in.
        let is_sent = access.admitted.is_some() || access.space().is_none();
        let is_moved = both.old.map(is_link) != both.new.map(is_link);
        let says_more = !content.is_empty() || !own.is_empty() || is_moved;
        if access.changes.is_empty() && !(is_sent && says_more) {
            return;
        }
        let key = GroupKey {
            routes,
            are_links: [both.old, both.new].map(|target| target.is_some_and(is_link)),
            take_words: take_words(sides),
            dates,
            keys: own.iter().map(|change| change.key.clone()).collect(),
        };
        let compared = Compared {
            sides,
            policies: self.policies,
            have_same_rules: is_same_rule,
        };
        let group = self.groups.entry(key).or_insert_with(|| Group {
            compared,
            content: if is_sent { content } else { Rc::default() },
            access,
            paths: Vec::new(),
        });
        group.add(ChangedPath {
            path: in_words(both.path, sides),
            segments: both.path.into(),
            sides,
            own,
        });
    }

    /// Whether the access rules of both sides are the same, and mean the same.
    fn has_same_rules(&mut self, routes: RoutePair, sides: Sides<'p>) -> bool {
        let trusts = self.policies.map(Policy::trust);
        *self.have_same_rules.entry(routes).or_insert_with(|| {
            let Sides {
                old: Some(old),
                new: Some(new),
            } = sides
            else {
                return false;
            };
            let [was, is] = trusts;
            let is_same_trust = was.limits == is.limits && was.sources().eq(is.sources());
            old.route.access() == new.route.access() && is_same_trust
        })
    }

    fn content(&mut self, routes: RoutePair, sides: Sides<'p>) -> Rc<Vec<KeyChange>> {
        let found = self.contents.entry(routes).or_insert_with(|| {
            let (Some(old), Some(new)) = (sides.old, sides.new) else {
                return Rc::default();
            };
            let facts = |answer: Answer<'p>| route_facts(answer.route, answer.policy);
            Rc::new(changes(&facts(old), &facts(new)))
        });
        Rc::clone(found)
    }

    fn access(
        &mut self,
        routes: RoutePair,
        sides: Sides<'p>,
        dates: &[BothDates],
    ) -> Rc<AccessDiff<'p>> {
        let have_same_rules = self.has_same_rules(routes, sides);
        let compared = Compared {
            sides,
            policies: self.policies,
            have_same_rules,
        };
        let now = self.now;
        let key = AccessKey {
            routes,
            take_words: take_words(sides),
            dates: dates.to_vec(),
        };
        let found = self
            .accesses
            .entry(key)
            .or_insert_with(|| Rc::new(AccessDiff::of(compared, dates, now)));
        Rc::clone(found)
    }

    /// All that the dates of the links come to from now on.
    fn dates(&self, sides: Sides<'p>) -> Vec<BothDates> {
        let mut all = vec![sides.dates(self.now)];
        for edge in sides.edges(self.now) {
            let dates = sides.dates(edge);
            if !all.contains(&dates) {
                all.push(dates);
            }
        }
        all
    }
}

fn route_of(policy: &Policy, target: Option<Target>) -> Option<RouteId> {
    Some(match target? {
        Target::Route(route) => route,
        Target::Link(link) | Target::Alias(link) => policy.link(link).route(),
    })
}

fn take_words(sides: Sides<'_>) -> [bool; 2] {
    [sides.old, sides.new].map(|answer| answer.is_none_or(|answer| answer.takes_words))
}

fn is_link(target: Target) -> bool {
    !matches!(target, Target::Route(_))
}

/// Whether nothing but the routes could differ.
fn is_same_answer(sides: Sides<'_>) -> bool {
    let (Some(old), Some(new)) = (sides.old, sides.new) else {
        return false;
    };
    match (old.link, new.link) {
        (None, None) => true,
        (Some(old), Some(new)) => is_same_link(old, new),
        _ => false,
    }
}

/// What the links of both sides make different. Where one side answers with a route, everything that the
/// link says is new.
fn own_changes(sides: Sides<'_>) -> Vec<KeyChange> {
    let (Some(old), Some(new)) = (sides.old, sides.new) else {
        return Vec::new();
    };
    let facts = |answer: Answer<'_>| {
        let link = answer.link.map(|link| link_facts(link, answer.policy));
        link.unwrap_or_default()
    };
    changes(&facts(old), &facts(new))
}

/// The path in words: with the names of parameters where any value may be.
fn in_words(path: &[SharedSegment], sides: Sides<'_>) -> String {
    let name = |at: usize| {
        let mut routes = sides.both().filter(|answer| answer.link.is_none());
        routes.find_map(|answer| match answer.route.segments().get(at)? {
            Segment::Parameter(name) => Some(&**name),
            Segment::Literal(_) => None,
        })
    };
    let words = path.iter().enumerate().map(|(at, segment)| match segment {
        SharedSegment::Word(word) => format!("/{word}"),
        SharedSegment::Other => format!("/{{{}}}", name(at).unwrap_or("…")),
    });
    words.collect()
}
