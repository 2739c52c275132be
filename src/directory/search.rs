//! The routes and links that a caller may use now: all of them, those that match a search, and
//! those that a mistyped path may have meant.
//!
//! A link is visible exactly when [`decide`](crate::decision::decide()) would not refuse it because
//! of access or dates.

mod near;

use std::ops::Range;

use super::index::{Index, Initial, Query, Rank, VisibleLinks};
use super::viewer::Viewer;
use crate::policy::{Link, Policy, Route};
use crate::webex::Effect;

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

/// A part of a listing. What deletes or ends something stands apart, so that nobody takes it for a
/// link into a meeting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Section {
    Links,
    Routes,
    Destroying,
}

/// A part of the results of a search.
#[derive(Clone, Debug, Default)]
pub struct Listing<'p> {
    /// Links in the order of their names, then routes in the order of the policy; behind them the
    /// links and the routes that destroy something.
    pub entries: Vec<Entry<'p>>,
    /// The number of all results.
    pub counts: Counts,
    /// The letters with which names of found links begin, those that destroy something apart:
    /// `first` is a position among all results.
    pub initials: Vec<Initial>,
}

/// How many links and routes were found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub links: usize,
    pub routes: usize,
    pub destroying_links: usize,
    pub destroying_routes: usize,
}

impl Counts {
    pub fn total(self) -> usize {
        self.all_links() + self.all_routes()
    }

    pub fn all_links(self) -> usize {
        self.links + self.destroying_links
    }

    pub fn all_routes(self) -> usize {
        self.routes + self.destroying_routes
    }

    /// The section of a position among all results.
    pub fn section(self, position: usize) -> Section {
        if position < self.links {
            Section::Links
        } else if position < self.links + self.routes {
            Section::Routes
        } else {
            Section::Destroying
        }
    }
}

/// The links that were found, by rank.
struct FoundLinks {
    /// Whether each is among those that destroy nothing.
    ordinary: Vec<bool>,
    /// Whether each is among those that destroy something; empty if none does.
    destroying: Vec<bool>,
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
        let (destroying, routes) = self.routes_with(query, called);
        let links = self.links_with(query);
        let counts = Counts {
            links: count(&links.ordinary),
            routes: routes.len(),
            destroying_links: count(&links.destroying),
            destroying_routes: destroying.len(),
        };
        let entries = self
            .found(&links.ordinary)
            .chain(routes.into_iter().map(Entry::Route))
            .chain(self.found(&links.destroying))
            .chain(destroying.into_iter().map(Entry::Route));
        Listing {
            entries: entries.skip(part.start).take(part.len()).collect(),
            initials: self.initials(&links.ordinary),
            counts,
        }
    }

    fn found(&self, links: &[bool]) -> impl Iterator<Item = Entry<'p>> {
        let found = (0..).zip(links).filter(|(_, is_found)| **is_found);
        found.map(|(rank, _)| Entry::Link(self.link(rank)))
    }

    /// The letters with which the found names begin, each with the position of the first of them.
    fn initials(&self, found: &[bool]) -> Vec<Initial> {
        let initials = self.index.initials();
        let ends = initials.iter().skip(1).map(|next| next.first as usize);
        let ends = ends.chain([found.len()]);
        let mut position = 0;
        let letters = initials.iter().zip(ends).filter_map(|(initial, end)| {
            let first = position;
            let number = found.get(initial.first as usize..end).map_or(0, count);
            position += Rank::try_from(number).unwrap_or(Rank::MAX);
            (number > 0).then_some(Initial { first, ..*initial })
        });
        letters.collect()
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

    /// The routes that have all words of a query, those that destroy something first.
    fn routes_with(
        &self,
        query: &Query,
        called: impl Fn(&Route) -> Option<String>,
    ) -> (Vec<&'p Route>, Vec<&'p Route>) {
        let routes = self.policy.routes().iter().zip(self.index.route_indexes());
        let found = routes.filter(|(route, index)| {
            let has_words = || query.is_in_route(&index.route_text, called(route).as_deref());
            self.viewer.has_route(route) && (query.is_empty() || has_words())
        });
        let found = found.map(|(route, _)| route);
        found.partition(|route| destroys(route))
    }

    /// Whether each link has all words of a query, by rank: this needs no sorting.
    fn links_with(&self, query: &Query) -> FoundLinks {
        let mut links = FoundLinks {
            ordinary: vec![false; self.index.count()],
            destroying: Vec::new(),
        };
        for (route, visible) in self.visible_links_by_route() {
            let found = match destroys(route) {
                true => {
                    links.destroying.resize(self.index.count(), false);
                    &mut links.destroying
                }
                false => &mut links.ordinary,
            };
            for rank in visible.read(query).flatten() {
                found[rank as usize] = true;
            }
        }
        links
    }

    fn visible_links(&self) -> impl Iterator<Item = VisibleLinks<'p>> {
        self.visible_links_by_route().map(|(_, links)| links)
    }

    /// The links that the caller may use. Access is judged once for each route and validity, not
    /// for each link.
    fn visible_links_by_route(&self) -> impl Iterator<Item = (&'p Route, VisibleLinks<'p>)> {
        let routes = self.policy.routes().iter().zip(self.index.route_indexes());
        routes.filter_map(|(route, index)| {
            let may_use = |dates| self.viewer.may_use(route, Some(dates));
            Some((route, VisibleLinks::of(index, self.viewer.now, may_use)?))
        })
    }

    fn link(&self, rank: Rank) -> &'p Link {
        self.policy.link(self.index.link(rank))
    }
}

fn count(found: &[bool]) -> usize {
    found.iter().filter(|is_found| **is_found).count()
}

fn destroys(route: &Route) -> bool {
    route.effect() == Effect::Destroy
}
