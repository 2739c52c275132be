//! The links of one route.

use jiff::Timestamp;

use super::Rank;
use super::bits::{WORD, numbers};
use super::names::SortedNames;
use super::query::Query;
use super::seen::Seen;
use super::signature::Signature;
use super::slips::Wanted;
use super::text::append_link;
use crate::policy::link::Link;
use crate::policy::validity::{Dates, Validity};

/// The links of one route. A link has its place in the order of the policy, so that memory is
/// written in that order.
#[derive(Debug, Default)]
pub(crate) struct Shelf {
    /// The searchable texts of all links, one after the other.
    text: String,
    /// Where the text of each link ends.
    ends: Vec<usize>,
    /// The lengths of the folded names, with which the texts begin.
    names: Vec<u8>,
    /// One for each block of links.
    signatures: Vec<Signature>,
    dated: Vec<(usize, Dates)>,
    ranks: Vec<Rank>,
    by_name: SortedNames,
}

impl Shelf {
    /// Appends a link, and returns its place.
    pub fn put(&mut self, link: &Link) -> u32 {
        let (place, start) = (self.ends.len(), self.text.len());
        let name = append_link(&mut self.text, link);
        if place.is_multiple_of(WORD) {
            self.signatures.push(Signature::empty());
        }
        if let Some(block) = self.signatures.last_mut() {
            block.enter(place % WORD, &self.text.as_bytes()[start..]);
        }
        let dates = link.dates();
        if dates.is_bounded() {
            self.dated.push((place, dates));
        }
        self.ends.push(self.text.len());
        self.names.push(u8::try_from(name).unwrap_or(u8::MAX));
        u32::try_from(place).unwrap_or(u32::MAX)
    }

    /// Prepares for the ranks, once all links are there.
    pub fn make_room_for_ranks(&mut self) {
        // All links are there, and an index is kept as long as its policy.
        self.text.shrink_to_fit();
        self.ends.shrink_to_fit();
        self.names.shrink_to_fit();
        self.signatures.shrink_to_fit();
        self.ranks = vec![0; self.ends.len()];
        self.by_name = SortedNames::with_room_for(self.ends.len());
    }

    /// Gives the next link in the order of names its rank. A short name is passed in; any other is
    /// looked up.
    pub fn rank_next(&mut self, place: u32, rank: Rank, short_name: Option<&[u8]>) {
        let at = place as usize;
        let length = || usize::from(self.names[at]);
        let name = short_name.unwrap_or_else(|| &text_in(&self.text, &self.ends, at)[..length()]);
        self.by_name.push(name, place);
        self.ranks[at] = rank;
    }

    /// The links that may be used now; `lets_in` tells which dates the rules admit.
    pub(crate) fn seen(&self, now: Timestamp, lets_in: impl Fn(Validity) -> bool) -> Seen {
        let usual = lets_in(Validity::Valid);
        // Nothing to see, so nothing is allocated.
        if self.dated.is_empty() && !usual || self.ends.is_empty() {
            return Seen::nothing();
        }
        let mut seen = Seen::all_or_none(usual, self.ends.len());
        if !self.dated.is_empty() {
            let (early, late) = (lets_in(Validity::NotYet), lets_in(Validity::Expired));
            for (place, dates) in &self.dated {
                let is_seen = match dates.validity(now) {
                    Validity::NotYet => early,
                    Validity::Valid => usual,
                    Validity::Expired => late,
                };
                seen.set(*place, is_seen);
            }
        }
        seen
    }

    /// The links that may have all words of a query.
    pub(crate) fn candidates(&self, query: &Query, seen: &Seen) -> impl Iterator<Item = usize> {
        let blocks = seen.words().iter().zip(&self.signatures);
        numbers(blocks.map(|(seen, block)| match seen {
            // Nothing of this block can be seen, so its signature is not read.
            0 => 0,
            seen => seen & query.candidates(block),
        }))
    }

    /// Whether a link has all words of a query.
    pub(crate) fn has(&self, place: usize, query: &Query) -> bool {
        query.is_in(self.text(place), self.name(place))
    }

    /// The links whose names begin with a query.
    pub(crate) fn beginning_with(&self, query: &Query, seen: &Seen) -> impl Iterator<Item = usize> {
        self.by_name.beginning_with(query.beginning(), seen)
    }

    /// The links whose names are near the wanted one, with the number of edits in each.
    pub(crate) fn near(
        &self,
        wanted: &Wanted,
        seen: &Seen,
    ) -> impl Iterator<Item = (u8, Rank)> + use<'_> {
        let near = self.by_name.near(wanted, seen).into_iter();
        near.map(|(slips, place)| (slips, self.rank(place)))
    }

    /// The rank of a link among those of all shelves.
    pub(crate) fn rank(&self, place: usize) -> Rank {
        self.ranks[place]
    }

    /// The folded name of a link.
    pub fn name(&self, place: usize) -> &[u8] {
        &self.text(place)[..usize::from(self.names[place])]
    }

    fn text(&self, place: usize) -> &[u8] {
        text_in(&self.text, &self.ends, place)
    }
}

fn text_in<'t>(all: &'t str, ends: &[usize], place: usize) -> &'t [u8] {
    let start = place.checked_sub(1).map_or(0, |before| ends[before]);
    &all.as_bytes()[start..ends[place]]
}
