//! The order of names, without looking at many of them.

use smallvec::SmallVec;

use super::shelf::Shelf;
use crate::policy::id::{LinkId, RouteId};

/// A link on its shelf, to be sorted by its folded name.
#[derive(Clone, Copy, Debug)]
pub struct Shelved {
    /// The first letters of the name as a number, which decides nearly always.
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

    /// The name, if it is short: most are, and need not be looked up.
    pub fn short_name(&self) -> Option<SmallVec<[u8; FIRST]>> {
        let first = self.first.to_be_bytes();
        let length = first.iter().position(|letter| *letter == 0)?;
        Some(first[..length].into())
    }

    fn whole<'s>(&self, shelves: &'s [Shelf]) -> &'s [u8] {
        shelves[self.route.0 as usize].name(self.place as usize)
    }
}

pub fn sort(links: &mut [Shelved], shelves: &[Shelf]) {
    links.sort_unstable_by(|one, other| {
        let rest = || one.whole(shelves).cmp(other.whole(shelves));
        one.first.cmp(&other.first).then_with(rest)
    });
}
