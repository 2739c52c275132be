//! The routes and links that a caller may use now: all of them, those that match a search, and
//! those that a mistyped path may have meant.
//!
//! A link is visible exactly when [`decide`](crate::decision::decide()) would not refuse it because
//! of access or dates.

mod near;

use std::ops::Range;

use super::index::{Index, Query, Rank, VisibleLinks};
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

/// Most links whose texts are read for suggestions, which are requested with every letter that is
/// typed. Links whose signatures show that they lack a word do not count.
const MAX_TEXTS_READ: usize = 16 * 1024;

impl<'p, 'c> Directory<'p, 'c> {
    /// The index has to be that of the policy.
    pub fn new(index: &'p Index, policy: &'p Policy, viewer: Viewer<'c>) -> Self {
        Self {
            index,
            policy,
            viewer,
        }
    }

    /// The routes and links that have all words of a query: those in `part` of all results.
    /// `called` gives the title of a route in the language of the reader, which is searched as
    /// well.
    pub fn search(
        &self,
        query: &Query,
        part: Range<usize>,
        called: impl Fn(&Route) -> Option<String>,
    ) -> Listing<'p> {
        let routes = self.routes_with(query, called);
        let links = self.links_with(query);
        let total = routes.len() + links.iter().filter(|is_found| **is_found).count();
        let found = (0..).zip(links).filter(|(_, is_found)| *is_found);
        let links = found.map(|(rank, _)| Entry::Link(self.link(rank)));
        let entries = routes.into_iter().map(Entry::Route).chain(links);
        let entries = entries.skip(part.start).take(part.len()).collect();
        Listing { entries, total }
    }

    /// Up to `most` links for a query that is still being typed: those whose names begin with it,
    /// in the order of their names, then those of which an alias does, then others that have all of
    /// its words.
    pub fn suggest(&self, query: &Query, most: usize) -> Vec<&'p Link> {
        // Both passes below need them, and finding them asks the access rules of every route.
        let visible: Vec<VisibleLinks<'_>> = self.visible_links().collect();
        let beginning = visible
            .iter()
            .flat_map(|links| links.beginning_with(query).take(most));
        let mut chosen: Vec<Rank> = beginning.collect();
        chosen.sort_unstable();
        chosen.truncate(most);
        let read = visible.iter().flat_map(|links| links.read(query));
        let by_alias = visible
            .iter()
            .flat_map(|links| links.with_alias_beginning_with(query));
        let mut others = by_alias.chain(read.take(MAX_TEXTS_READ).flatten());
        while chosen.len() < most
            && let Some(rank) = others.next()
        {
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
    ) -> Vec<&'p Route> {
        let routes = self.policy.routes().iter().zip(self.index.route_indexes());
        let found = routes.filter(|(route, index)| {
            let has_words = || query.is_in_route(&index.route_text, called(route).as_deref());
            self.viewer.has_route(route) && (query.is_empty() || has_words())
        });
        found.map(|(route, _)| route).collect()
    }

    /// Whether each link has all words of a query, by rank: this needs no sorting.
    fn links_with(&self, query: &Query) -> Vec<bool> {
        let mut found = vec![false; self.index.count()];
        for links in self.visible_links() {
            for rank in links.read(query).flatten() {
                found[rank as usize] = true;
            }
        }
        found
    }

    /// The links that the caller may use. Access is judged once for each route and validity, not
    /// for each link.
    fn visible_links(&self) -> impl Iterator<Item = VisibleLinks<'p>> {
        let routes = self.policy.routes().iter().zip(self.index.route_indexes());
        routes.filter_map(|(route, index)| {
            let may_use = |dates| self.viewer.may_use(route, Some(dates));
            VisibleLinks::of(index, self.viewer.now, may_use)
        })
    }

    fn link(&self, rank: Rank) -> &'p Link {
        self.policy.link(self.index.link(rank))
    }
}
