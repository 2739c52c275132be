//! The routes and links that a caller may use now: all of them, those that match a search, and
//! those that a mistyped path may have meant.
//!
//! A link is visible exactly when [`decide`](crate::decision::decide()) would not refuse it because of access
//! or dates.

mod near;

use super::index::{Index, Query, Rank, ResultSet, RouteIndex, VisibleSet};
use super::viewer::Viewer;
use crate::policy::{Link, Policy, Route};

/// The routes and links that a caller may use at a moment.
#[derive(Clone, Copy, Debug)]
pub struct Directory<'p, 'c> {
    index: &'p Index,
    policy: &'p Policy,
    viewer: Viewer<'c>,
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
    /// The index has to be that of the policy.
    pub fn new(index: &'p Index, policy: &'p Policy, viewer: Viewer<'c>) -> Self {
        Self {
            index,
            policy,
            viewer,
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
        let route_indexes: Vec<(&RouteIndex, VisibleSet)> = self.route_indexes().collect();
        let beginning = route_indexes.iter().flat_map(|(route_index, visible)| {
            let places = route_index.beginning_with(query, visible).take(most);
            places.map(|place| route_index.rank(place))
        });
        let mut chosen: Vec<Rank> = beginning.collect();
        chosen.sort_unstable();
        chosen.truncate(most);
        let candidates = route_indexes.iter().flat_map(|(route_index, visible)| {
            let places = route_index.candidates(query, visible);
            places.map(move |place| (route_index, place))
        });
        let looked_into = candidates.take(LOOKED_INTO);
        let mut others = looked_into.filter(|(route_index, place)| route_index.has(*place, query));
        while chosen.len() < most
            && let Some((route_index, place)) = others.next()
        {
            let rank = route_index.rank(place);
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
        let texts = self.index.routes();
        let routes = self.policy.routes().iter().zip(texts);
        let found = routes.filter(move |(route, text)| {
            let has_words = || query.is_in_route(text, called(route).as_deref());
            self.viewer.has_route(route) && (query.is_empty() || has_words())
        });
        found.map(|(route, _)| route)
    }

    fn links_with(&self, query: &Query) -> ResultSet {
        let mut found = ResultSet::none_of(self.index.count());
        for (route_index, visible) in self.route_indexes() {
            let candidates = route_index.candidates(query, &visible);
            for place in candidates.filter(|place| route_index.has(*place, query)) {
                found.insert(route_index.rank(place));
            }
        }
        found
    }

    /// The route indexes that have a link which the caller may use. Access is judged once for each
    /// route and validity, not for each link.
    fn route_indexes(&self) -> impl Iterator<Item = (&'p RouteIndex, VisibleSet)> {
        let (routes, route_indexes) = (self.policy.routes(), self.index.route_indexes());
        let visible = routes
            .iter()
            .zip(route_indexes)
            .map(|(route, route_index)| {
                let lets_in = |dates| self.viewer.may_use(route, Some(dates));
                (route_index, route_index.visible(self.viewer.now, lets_in))
            });
        visible.filter(|(_, visible)| !visible.is_nothing())
    }

    fn link(&self, rank: Rank) -> &'p Link {
        self.policy.link(self.index.link(rank))
    }
}
