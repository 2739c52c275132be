//! The links of one route that a caller may use now.

use jiff::Timestamp;

use super::edit_distance::FuzzyQuery;
use super::query::Query;
use super::route_index::{Rank, RouteIndex};
use crate::policy::Validity;

/// The links of one route that a caller may use now.
#[derive(Debug)]
pub struct VisibleLinks<'i> {
    index: &'i RouteIndex,
    /// One for each link.
    is_visible: Vec<bool>,
}

impl<'i> VisibleLinks<'i> {
    /// `may_use` decides which dates the rules admit. `None` when they admit none of the links, so
    /// that these cost nothing.
    pub fn of(
        index: &'i RouteIndex,
        now: Timestamp,
        may_use: impl Fn(Validity) -> bool,
    ) -> Option<Self> {
        let usual = may_use(Validity::Valid);
        if index.links.is_empty() || index.dated.is_empty() && !usual {
            return None;
        }
        let mut is_visible = vec![usual; index.links.len()];
        if !index.dated.is_empty() {
            let (early, late) = (may_use(Validity::NotYet), may_use(Validity::Expired));
            for (place, dates) in &index.dated {
                is_visible[*place] = match dates.validity(now) {
                    Validity::NotYet => early,
                    Validity::Valid => usual,
                    Validity::Expired => late,
                };
            }
        }
        Some(Self { index, is_visible })
    }

    /// The links of which the texts have to be read, in the order of the policy: the rank of each
    /// that has all words of a query.
    pub fn read(&self, query: &Query) -> impl Iterator<Item = Option<Rank>> {
        let links = self.is_visible.iter().zip(&self.index.signatures);
        let may_match = links.enumerate().filter(|(_, (is_visible, signature))| {
            **is_visible && signature.may_contain(query.signature())
        });
        may_match.map(|(place, _)| {
            let (text, names) = (self.index.text(place), self.index.names(place));
            let has_words = query.is_in(text, names);
            has_words.then(|| self.index.links[place].rank)
        })
    }

    /// The links whose names begin with a query, ordered by name.
    pub fn beginning_with(&self, query: &Query) -> impl Iterator<Item = Rank> {
        let (names, wanted) = (&self.index.by_name, query.beginning());
        let start = names.partition_point(|place| self.index.name(*place as usize) < wanted);
        let places = names[start..].iter().map(|place| *place as usize);
        let visible = places.filter(|place| self.is_visible[*place]);
        let found = visible.take_while(|place| self.index.name(*place).starts_with(wanted));
        found.map(|place| self.index.links[place].rank)
    }

    /// The links of which an alias begins with a query, ordered by these aliases: once for each.
    pub fn with_alias_beginning_with(&self, query: &Query) -> impl Iterator<Item = Rank> {
        let (aliases, wanted) = (&self.index.aliases, query.beginning());
        let start = aliases.partition_point(|alias| self.index.alias(alias) < wanted);
        let found = aliases[start..].iter();
        let found = found.take_while(|alias| self.index.alias(alias).starts_with(wanted));
        let places = found.map(|alias| alias.place as usize);
        let visible = places.filter(|place| self.is_visible[*place]);
        visible.map(|place| self.index.links[place].rank)
    }

    /// The links whose names or aliases are near the wanted name, with the number of edits in each: a link
    /// may come several times.
    pub fn near(&self, wanted: &FuzzyQuery) -> impl Iterator<Item = (u8, Rank)> {
        let links = (0..).zip(self.is_visible.iter().zip(&self.index.links));
        let by_name = links.filter_map(|(place, (is_visible, link))| {
            let may_be_near =
                *is_visible && wanted.may_be_near(usize::from(link.name), link.letters);
            let edits = may_be_near.then(|| wanted.edits_in(self.index.name(place)))??;
            Some((edits, link.rank))
        });
        let by_alias = self.index.aliases.iter().filter_map(|alias| {
            let place = alias.place as usize;
            let may_be_near =
                self.is_visible[place] && wanted.may_be_near(alias.length(), alias.letters);
            let edits = may_be_near.then(|| wanted.edits_in(self.index.alias(alias)))??;
            Some((edits, self.index.links[place].rank))
        });
        by_name.chain(by_alias)
    }
}
