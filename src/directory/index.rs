//! The search index over all links: by words, by prefixes of names, and by misspelled names. It is
//! built once for a policy, and no redirect uses it.
//!
//! There is a [`RouteIndex`] with the links of each route, because access is decided per route:
//! those of a route that a caller may not use cost nothing.

mod bigram_filter;
mod bits;
mod edit_distance;
mod letter_mask;
mod names;
mod order;
mod query;
mod rank;
mod result_set;
mod route_index;
mod text;
mod visible_set;

use crate::policy::{LinkId, Policy};
use order::OrderedLink;

pub use edit_distance::FuzzyQuery;
pub use query::Query;
pub use rank::Rank;
pub use result_set::ResultSet;
pub use route_index::RouteIndex;
pub use visible_set::VisibleSet;

/// All links and routes of a policy, to be searched.
#[derive(Debug)]
pub struct Index {
    /// The links ordered by name: by rank.
    order: Box<[LinkId]>,
    /// One per route, in the order of the policy.
    route_indexes: Box<[RouteIndex]>,
    /// The searchable text of each route.
    routes: Box<[Box<str>]>,
}

impl Index {
    pub fn new(policy: &Policy) -> Self {
        let (routes, links) = (policy.routes(), policy.links());
        let mut route_indexes: Vec<RouteIndex> =
            routes.iter().map(|_| RouteIndex::default()).collect();
        let mut order = Vec::with_capacity(links.len());
        for (link, id) in links.iter().zip(0..) {
            let route = link.route();
            let route_index = &mut route_indexes[route.0 as usize];
            let place = route_index.put(link);
            let name = route_index.name(place as usize);
            order.push(OrderedLink::new(name, LinkId(id), route, place));
        }
        order::sort(&mut order, &route_indexes);
        route_indexes
            .iter_mut()
            .for_each(RouteIndex::make_room_for_ranks);
        // In the order of names, so that each route index only appends to its sorted names.
        for (link, rank) in order.iter().zip(0..) {
            let route_index = &mut route_indexes[link.route.0 as usize];
            route_index.rank_next(link.place, rank, link.short_name().as_deref());
        }
        Self {
            order: order.iter().map(|ordered| ordered.link).collect(),
            route_indexes: route_indexes.into(),
            routes: routes.iter().map(text::of_route).collect(),
        }
    }

    pub fn count(&self) -> usize {
        self.order.len()
    }

    pub fn link(&self, rank: Rank) -> LinkId {
        self.order[rank as usize]
    }

    pub fn route_indexes(&self) -> &[RouteIndex] {
        &self.route_indexes
    }

    /// The searchable text of each route, in lower case.
    pub fn routes(&self) -> impl Iterator<Item = &str> {
        self.routes.iter().map(|text| &**text)
    }
}
