//! What is searched of one route and its links.

use super::signature::{Letters, Signature};
use super::text::{append_link, text_of_route};
use crate::policy::{Dates, Link, Route};

/// The position of a link among all links of a policy, ordered by name. Comparing numbers replaces
/// comparing texts.
pub type Rank = u32;

/// What is searched of one route and its links, which have places in the order of the policy.
#[derive(Debug)]
pub struct RouteIndex {
    /// The searchable text of the route itself.
    pub route_text: Box<str>,
    pub links: Vec<IndexedLink>,
    /// One for each link, apart from them because every search reads them all.
    pub signatures: Vec<Signature>,
    /// The links that have dates.
    pub dated: Vec<(usize, Dates)>,
    /// The links ordered by name.
    pub by_name: Vec<u32>,
    /// The searchable texts of all links, one after the other.
    text: String,
}

#[derive(Clone, Copy, Debug)]
pub struct IndexedLink {
    pub rank: Rank,
    /// The letters of its folded name.
    pub letters: Letters,
    /// The length of its folded name, with which its text begins.
    pub name: u8,
    /// Where its text ends.
    end: usize,
}

impl RouteIndex {
    pub fn new(route: &Route) -> Self {
        Self {
            route_text: text_of_route(route),
            links: Vec::new(),
            signatures: Vec::new(),
            dated: Vec::new(),
            by_name: Vec::new(),
            text: String::new(),
        }
    }

    /// Appends a link.
    pub fn push(&mut self, link: &Link) {
        let start = self.text.len();
        let name = append_link(&mut self.text, link);
        let text = &self.text.as_bytes()[start..];
        let dates = link.dates();
        if dates.is_bounded() {
            self.dated.push((self.links.len(), dates));
        }
        self.signatures.push(Signature::of(text));
        self.links.push(IndexedLink {
            rank: 0,
            letters: Letters::of(&text[..name]),
            name: u8::try_from(name).unwrap_or(u8::MAX),
            end: self.text.len(),
        });
    }

    /// Gives a link its rank, once all links are there. They have to come in the order of their
    /// ranks.
    pub fn set_rank(&mut self, place: u32, rank: Rank) {
        self.links[place as usize].rank = rank;
        self.by_name.push(place);
    }

    /// An index is kept as long as its policy.
    pub fn shrink_to_fit(&mut self) {
        self.links.shrink_to_fit();
        self.signatures.shrink_to_fit();
        self.by_name.shrink_to_fit();
        self.text.shrink_to_fit();
    }

    /// The folded name of a link.
    pub fn name(&self, place: usize) -> &[u8] {
        &self.text(place)[..usize::from(self.links[place].name)]
    }

    pub fn text(&self, place: usize) -> &[u8] {
        let start = place.checked_sub(1).map_or(0, |last| self.links[last].end);
        &self.text.as_bytes()[start..self.links[place].end]
    }
}
