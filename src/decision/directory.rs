//! The routes and links that a caller may use now: all of them, those that match a search, and
//! those that a mistyped path may have meant.
//!
//! A link is visible exactly when [`decide`](super::decide()) would not refuse it because of access
//! or dates.

mod near;

use jiff::Timestamp;

use super::caller::Caller;
use crate::policy::{
    Found, Link, Moment, Policy, Query, Rank, Route, Seen, Shelf, Validity, Verdict,
};

/// The routes and links that a caller may use at a moment.
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
    Link(&'p Link),
}

/// A part of the results of a search.
#[derive(Clone, Debug, Default)]
pub struct Listing<'p> {
    /// Routes in the order of the policy, then links in the order of their names.
    pub entries: Vec<Entry<'p>>,
    /// The number of all results.
    pub total: usize,
}

/// Most links whose texts are searched for suggestions, which are asked for with every letter that
/// is typed. Links that lack a pair of letters of the query are excluded before and do not count.
const LOOKED_INTO: usize = 16 * 1024;

impl<'p, 'c> Directory<'p, 'c> {
    pub fn of(policy: &'p Policy, caller: &'c Caller<'c>, now: Timestamp) -> Self {
        Self {
            policy,
            caller,
            now,
        }
    }

    /// The routes and links that have all words of a query: `take` of them after the first `skip`.
    /// `called` gives the title of a route in the language of the reader, which is searched as
    /// well.
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
        let links = links.page(behind_routes, take - entries.len());
        entries.extend(links.map(|rank| Entry::Link(self.link(rank))));
        Listing { entries, total }
    }

    /// Up to `most` links for a query that is still being typed: those whose names begin with it,
    /// in the order of their names, then others that have all of its words.
    pub fn suggest(&self, query: &Query, most: usize) -> Vec<&'p Link> {
        // Both passes below need them, and finding them asks the access rules of every route.
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

    /// The shelves that have a link which the caller may use. Access is judged once for each route
    /// and validity, not for each link.
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

    /// Whether the caller may use this route, and it has a path.
    pub fn has_route(&self, route: &Route) -> bool {
        route.path().is_some() && self.lets_in(route, None)
    }

    fn lets_in(&self, route: &Route, dates: Option<Validity>) -> bool {
        let now = self.now;
        let verdict = route.access().judge(self.caller, Moment { now, dates });
        matches!(verdict, Verdict::Allowed(_))
    }
}
