//! The search index over all links: by words, by prefixes of names, and by misspelled names. It is
//! built once with the policy, and no redirect uses it.
//!
//! There is a [`Shelf`] with the links of each route, because access is decided per route: those of
//! a route that a caller may not use cost nothing.

mod bag;
mod bits;
mod found;
mod names;
mod order;
mod query;
mod seen;
mod shelf;
mod signature;
mod slips;
mod text;

use super::id::LinkId;
use super::link::Link;
use super::route::Route;
use order::Shelved;

pub(crate) use found::Found;
pub use query::Query;
pub(crate) use seen::Seen;
pub(crate) use shelf::Shelf;
pub(crate) use slips::Wanted;

/// The position of a link among all links, ordered by name. Comparing numbers replaces comparing
/// texts.
pub(crate) type Rank = u32;

/// All links and routes of a policy, to be searched.
#[derive(Debug, Default)]
pub(crate) struct Index {
    /// The links ordered by name: by rank.
    order: Box<[LinkId]>,
    /// One shelf per route, in the order of the policy.
    shelves: Box<[Shelf]>,
    /// The searchable text of each route.
    routes: Box<[Box<str>]>,
}

impl Index {
    pub fn build(routes: &[Route], links: &[Link]) -> Self {
        let mut shelves: Vec<Shelf> = routes.iter().map(|_| Shelf::default()).collect();
        let mut order = Vec::with_capacity(links.len());
        for (link, id) in links.iter().zip(0..) {
            let route = link.route();
            let shelf = &mut shelves[route.0 as usize];
            let place = shelf.put(link);
            let name = shelf.name(place as usize);
            order.push(Shelved::new(name, LinkId(id), route, place));
        }
        order::sort(&mut order, &shelves);
        shelves.iter_mut().for_each(Shelf::make_room_for_ranks);
        // In the order of names, so that each shelf only appends to its sorted names.
        for (link, rank) in order.iter().zip(0..) {
            let shelf = &mut shelves[link.route.0 as usize];
            shelf.rank_next(link.place, rank, link.short_name().as_deref());
        }
        Self {
            order: order.iter().map(|shelved| shelved.link).collect(),
            shelves: shelves.into(),
            routes: routes.iter().map(text::of_route).collect(),
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.order.len()
    }

    pub(crate) fn link(&self, rank: Rank) -> LinkId {
        self.order[rank as usize]
    }

    pub(crate) fn shelves(&self) -> &[Shelf] {
        &self.shelves
    }

    /// The searchable text of each route, in lower case.
    pub(crate) fn routes(&self) -> impl Iterator<Item = &str> {
        self.routes.iter().map(|text| &**text)
    }
}
