//! The links of one route.

use jiff::Timestamp;

use super::bigram_filter::BigramFilter;
use super::bits::{WORD, numbers};
use super::edit_distance::FuzzyQuery;
use super::names::SortedNames;
use super::query::Query;
use super::rank::Rank;
use super::text::append_link;
use super::visible_set::VisibleSet;
use crate::policy::{Dates, Link, Validity};

/// The links of one route. A link has its place in the order of the policy, so that memory is
/// written in that order.
#[derive(Debug, Default)]
pub struct RouteIndex {
    /// The searchable texts of all links, one after the other.
    text: String,
    /// Where the text of each link ends.
    ends: Vec<usize>,
    /// The lengths of the folded names, with which the texts begin.
    names: Vec<u8>,
    /// One for each block of links.
    filters: Vec<BigramFilter>,
    dated: Vec<(usize, Dates)>,
    ranks: Vec<Rank>,
    by_name: SortedNames,
}

impl RouteIndex {
    /// Appends a link, and returns its place.
    pub fn put(&mut self, link: &Link) -> u32 {
        let (place, start) = (self.ends.len(), self.text.len());
        let name = append_link(&mut self.text, link);
        if place.is_multiple_of(WORD) {
            self.filters.push(BigramFilter::empty());
        }
        if let Some(block) = self.filters.last_mut() {
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
        self.filters.shrink_to_fit();
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
    pub fn visible(&self, now: Timestamp, lets_in: impl Fn(Validity) -> bool) -> VisibleSet {
        let usual = lets_in(Validity::Valid);
        // Nothing to see, so nothing is allocated.
        if self.dated.is_empty() && !usual || self.ends.is_empty() {
            return VisibleSet::nothing();
        }
        let mut visible = VisibleSet::all_or_none(usual, self.ends.len());
        if !self.dated.is_empty() {
            let (early, late) = (lets_in(Validity::NotYet), lets_in(Validity::Expired));
            for (place, dates) in &self.dated {
                let is_visible = match dates.validity(now) {
                    Validity::NotYet => early,
                    Validity::Valid => usual,
                    Validity::Expired => late,
                };
                visible.set(*place, is_visible);
            }
        }
        visible
    }

    /// The links that may have all words of a query.
    pub fn candidates(&self, query: &Query, visible: &VisibleSet) -> impl Iterator<Item = usize> {
        let blocks = visible.words().iter().zip(&self.filters);
        numbers(blocks.map(|(visible, block)| match visible {
            // Nothing of this block can be seen, so its signature is not read.
            0 => 0,
            visible => visible & query.candidates(block),
        }))
    }

    /// Whether a link has all words of a query.
    pub fn has(&self, place: usize, query: &Query) -> bool {
        query.is_in(self.text(place), self.name(place))
    }

    /// The links whose names begin with a query.
    pub fn beginning_with(
        &self,
        query: &Query,
        visible: &VisibleSet,
    ) -> impl Iterator<Item = usize> {
        self.by_name.beginning_with(query.beginning(), visible)
    }

    /// The links whose names are near the wanted one, with the number of edits in each.
    pub fn near(
        &self,
        wanted: &FuzzyQuery,
        visible: &VisibleSet,
    ) -> impl Iterator<Item = (u8, Rank)> + use<'_> {
        let near = self.by_name.near(wanted, visible).into_iter();
        near.map(|(edits, place)| (edits, self.rank(place)))
    }

    /// The rank of a link among those of all route indexes.
    pub fn rank(&self, place: usize) -> Rank {
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
