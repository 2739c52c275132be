//! Sorts links by name, mostly without reading the names.

use smallvec::SmallVec;

use super::shelf::Shelf;
use crate::policy::id::{LinkId, RouteId};

/// A link to be sorted by its folded name, with its place on its shelf.
#[derive(Clone, Copy, Debug)]
pub struct Shelved {
    /// The first letters of the name as a number, which nearly always decides.
    first: u128,
    pub link: LinkId,
    pub route: RouteId,
    pub place: u32,
}

const FIRST: usize = size_of::<u128>();

impl Shelved {
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

    fn whole<'s>(&self, shelves: &'s [Shelf]) -> &'s [u8] {
        shelves[self.route.0 as usize].name(self.place as usize)
    }
}

pub fn sort(links: &mut [Shelved], shelves: &[Shelf]) {
    links.sort_unstable_by(|one, other| {
        // Only names that begin alike have to be read.
        let rest = || one.whole(shelves).cmp(other.whole(shelves));
        one.first.cmp(&other.first).then_with(rest)
    });
}
