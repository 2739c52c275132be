//! What one caller may use now, for somebody who looks for a link: all of it,
//! what has some words, and what they may have meant.
//!
//! A link is seen exactly when [`decide`](super::decide()) would not refuse it
//! for the sake of access or dates.

mod near;

use jiff::Timestamp;

use super::caller::Caller;
use crate::policy::{
    Found, Link, Moment, Policy, Query, Rank, Route, Seen, Shelf, Validity, Verdict,
};

/// What one caller may use now.
#[derive(Clone, Copy, Debug)]
pub struct Directory<'p, 'c> {
    policy: &'p Policy,
    caller: &'c Caller<'c>,
    now: Timestamp,
}

/// One line of a [`Listing`].
#[derive(Clone, Copy, Debug)]
pub enum Entry<'p> {
    /// A route with a path.
    Route(&'p Route),
    /// A named link.
    Link(&'p Link),
}

/// A part of what was found.
#[derive(Clone, Debug, Default)]
pub struct Listing<'p> {
    /// Routes first, in the policy's order, then links in the order of their
    /// names.
    pub entries: Vec<Entry<'p>>,
    /// How many were found in all.
    pub total: usize,
}

/// So many links are looked into for suggestions, which are wanted with every
/// letter that is typed. Links without all pairs of letters do not count.
const LOOKED_INTO: usize = 16 * 1024;

impl<'p, 'c> Directory<'p, 'c> {
    /// What a caller may use at that moment.
    pub fn of(policy: &'p Policy, caller: &'c Caller<'c>, now: Timestamp) -> Self {
        Self {
            policy,
            caller,
            now,
        }
    }

    /// The routes and links that have all words of a query: `take` of them,
    /// after the first `skip`. `called` says what a route is called besides, by
    /// somebody who reads another language than that of the policy.
    pub fn search(
        &self,
        query: &Query,
        skip: usize,
        take: usize,
        called: impl Fn(&Route) -> Option<String>,
    ) -> Listing<'p> {
        let routes = self.routes_with(query, called);
        let routes: Vec<&Route> = routes.collect();
        let links = self.links_with(query);
        let total = routes.len() + links.count();
        let behind_routes = skip.saturating_sub(routes.len());
        let routes = routes.into_iter().skip(skip).take(take);
        let mut entries: Vec<Entry<'p>> = routes.map(Entry::Route).collect();
        let links = links.page((behind_routes, take - entries.len()));
        entries.extend(links.map(|rank| Entry::Link(self.link(rank))));
        Listing { entries, total }
    }

    /// A few links for somebody who is still typing: those whose names begin
    /// like that, in their order, then others that have all words, as they
    /// stand in the policy.
    pub fn suggest(&self, query: &Query, most: usize) -> Vec<&'p Link> {
        let shelves: Vec<(&Shelf, Seen)> = self.shelves().collect();
        let beginning = shelves.iter().flat_map(|(shelf, seen)| {
            let places = shelf.beginning_with(query, seen).take(most);
            places.map(|place| shelf.rank(place))
        });
        let mut chosen: Vec<Rank> = beginning.collect();
        chosen.sort_unstable();
        chosen.truncate(most);
        let candidates = shelves.iter().flat_map(|(shelf, seen)| {
            let places = shelf.candidates(query, seen);
            places.map(move |place| (shelf, place))
        });
        let looked_into = candidates.take(LOOKED_INTO);
        let mut others = looked_into.filter(|(shelf, place)| shelf.has(*place, query));
        while chosen.len() < most
            && let Some((shelf, place)) = others.next()
        {
            let rank = shelf.rank(place);
            if !chosen.contains(&rank) {
                chosen.push(rank);
            }
        }
        chosen.into_iter().map(|rank| self.link(rank)).collect()
    }

    fn routes_with(
        &self,
        query: &Query,
        called: impl Fn(&Route) -> Option<String>,
    ) -> impl Iterator<Item = &'p Route> {
        let texts = self.policy.index().routes();
        let routes = self.policy.routes().iter().zip(texts);
        let found = routes.filter(move |(route, text)| {
            let has_words = || query.is_in_route(text, called(route).as_deref());
            self.has_route(route) && (query.is_empty() || has_words())
        });
        found.map(|(route, _)| route)
    }

    fn links_with(&self, query: &Query) -> Found {
        let mut found = Found::none_of(self.policy.index().len());
        for (shelf, seen) in self.shelves() {
            let candidates = shelf.candidates(query, &seen);
            for place in candidates.filter(|place| shelf.has(*place, query)) {
                found.insert(shelf.rank(place));
            }
        }
        found
    }

    /// The shelves of which the caller may use anything.
    fn shelves(&self) -> impl Iterator<Item = (&'p Shelf, Seen)> {
        let (routes, shelves) = (self.policy.routes(), self.policy.index().shelves());
        let seen = routes.iter().zip(shelves).map(|(route, shelf)| {
            let lets_in = |dates| self.lets_in(route, Some(dates));
            (shelf, shelf.seen(self.now, lets_in))
        });
        seen.filter(|(_, seen)| !seen.is_nothing())
    }

    fn link(&self, rank: Rank) -> &'p Link {
        self.policy.link(self.policy.index().link(rank))
    }

    /// Whether a route is in it.
    pub fn has_route(&self, route: &Route) -> bool {
        route.path().is_some() && self.lets_in(route, None)
    }

    fn lets_in(&self, route: &Route, dates: Option<Validity>) -> bool {
        let now = self.now;
        let verdict = route.access().judge(self.caller, Moment { now, dates });
        matches!(verdict, Verdict::Allowed(_))
    }
}
