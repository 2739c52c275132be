//! The search index over all links: by words, by prefixes of names, and by misspelled names. It is
//! built once for a policy, and no redirect uses it.
//!
//! There is a [`RouteIndex`] with the links of each route, because access is decided per route:
//! those of a route that a caller may not use cost nothing.

mod edit_distance;
mod query;
mod route_index;
mod signature;
mod text;
mod visible_links;

use crate::policy::{LinkId, Policy, RouteId};

pub use edit_distance::{FuzzyQuery, compared};
pub use query::Query;
pub use route_index::{Rank, RouteIndex};
pub use visible_links::VisibleLinks;

/// All links and routes of a policy, to be searched.
#[derive(Debug)]
pub struct Index {
    /// The links ordered by name: by rank.
    order: Box<[LinkId]>,
    /// One per route, in the order of the policy.
    route_indexes: Box<[RouteIndex]>,
    /// The letters with which names begin, in the order of the names.
    initials: Box<[Initial]>,
}

/// A letter with which names begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Initial {
    pub letter: char,
    /// The first link whose name begins with it.
    pub first: Rank,
}

/// A link to be sorted by its folded name.
struct OrderedLink {
    /// The first letters of the name as a number, which nearly always decides: other names are
    /// somewhere in memory.
    first: u128,
    id: LinkId,
    route: RouteId,
    /// Its place in its route index.
    place: u32,
}

impl Index {
    pub fn new(policy: &Policy) -> Self {
        let mut route_indexes: Box<[RouteIndex]> =
            policy.routes().iter().map(RouteIndex::new).collect();
        let mut order = Vec::with_capacity(policy.links().len());
        for (link, id) in policy.links().iter().zip(0..) {
            let route_index = &mut route_indexes[link.route().0 as usize];
            let place = route_index.links.len();
            route_index.push(link);
            order.push(OrderedLink {
                first: first_letters(route_index.name(place)),
                id: LinkId(id),
                route: link.route(),
                place: u32::try_from(place).unwrap_or(u32::MAX),
            });
        }
        sort(&mut order, &route_indexes);
        for (link, rank) in order.iter().zip(0..) {
            route_indexes[link.route.0 as usize].set_rank(link.place, rank);
        }
        route_indexes.iter_mut().for_each(RouteIndex::finish);
        Self {
            initials: initials(&order, &route_indexes),
            order: order.iter().map(|link| link.id).collect(),
            route_indexes,
        }
    }

    /// The number of all links.
    pub fn count(&self) -> usize {
        self.order.len()
    }

    pub fn link(&self, rank: Rank) -> LinkId {
        self.order[rank as usize]
    }

    pub fn route_indexes(&self) -> &[RouteIndex] {
        &self.route_indexes
    }

    /// The letters with which names begin.
    pub fn initials(&self) -> &[Initial] {
        &self.initials
    }
}

fn initials(order: &[OrderedLink], route_indexes: &[RouteIndex]) -> Box<[Initial]> {
    let letters = order.iter().map(|link| {
        let name = route_indexes[link.route.0 as usize].name(link.place as usize);
        let name = str::from_utf8(name).unwrap_or_default();
        name.chars().next().unwrap_or(char::REPLACEMENT_CHARACTER)
    });
    let mut initials: Vec<Initial> = Vec::new();
    for (letter, first) in letters.zip(0..) {
        if initials.last().is_none_or(|last| last.letter != letter) {
            initials.push(Initial { letter, first });
        }
    }
    initials.into()
}

fn first_letters(name: &[u8]) -> u128 {
    let mut first = [0; size_of::<u128>()];
    let length = name.len().min(first.len());
    first[..length].copy_from_slice(&name[..length]);
    u128::from_be_bytes(first)
}

fn sort(links: &mut [OrderedLink], route_indexes: &[RouteIndex]) {
    let name = |link: &OrderedLink| route_indexes[link.route.0 as usize].name(link.place as usize);
    links.sort_unstable_by(|one, other| {
        let by_first = one.first.cmp(&other.first);
        by_first.then_with(|| name(one).cmp(name(other)))
    });
}
