//! Sorts links by name, mostly without reading the names.

use smallvec::SmallVec;

use super::route_index::RouteIndex;
use crate::policy::{LinkId, RouteId};

/// A link to be sorted by its folded name, with its place in its route index.
#[derive(Clone, Copy, Debug)]
pub struct OrderedLink {
    /// The first letters of the name as a number, which nearly always decides.
    first: u128,
    pub link: LinkId,
    pub route: RouteId,
    pub place: u32,
}

const FIRST: usize = size_of::<u128>();

impl OrderedLink {
    pub fn new(name: &[u8], link: LinkId, route: RouteId, place: u32) -> Self {
        let mut first = [0; FIRST];
        let length = name.len().min(FIRST);
        first[..length].copy_from_slice(&name[..length]);
        Self {
            first: u128::from_be_bytes(first),
            link,
            route,
            place,
        }
    }

    /// The name, if it is short. Most are, which saves a look-up.
    pub fn short_name(&self) -> Option<SmallVec<[u8; FIRST]>> {
        let first = self.first.to_be_bytes();
        // Names have no NUL, so the first one ends a name that is shorter than the number.
        let length = first.iter().position(|letter| *letter == 0)?;
        Some(first[..length].into())
    }

    fn whole<'s>(&self, route_indexes: &'s [RouteIndex]) -> &'s [u8] {
        route_indexes[self.route.0 as usize].name(self.place as usize)
    }
}

pub fn sort(links: &mut [OrderedLink], route_indexes: &[RouteIndex]) {
    links.sort_unstable_by(|one, other| {
        // Only names that begin alike have to be read.
        let rest = || one.whole(route_indexes).cmp(other.whole(route_indexes));
        one.first.cmp(&other.first).then_with(rest)
    });
}
