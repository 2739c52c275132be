//! What is searched of one route and its links.

use super::signature::{Letters, Signature};
use super::text::{END, NamesInText, append_link, text_of_route};
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
    /// The aliases of all links, ordered by themselves.
    pub aliases: Vec<IndexedAlias>,
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
    /// The length of that and of its folded aliases.
    names: u16,
    /// Where its text ends.
    end: usize,
}

#[derive(Clone, Copy, Debug)]
pub struct IndexedAlias {
    /// The link that has it.
    pub place: u32,
    /// The letters of the folded alias.
    pub letters: Letters,
    /// Where it begins in the text of the link.
    start: u16,
    length: u8,
}

impl IndexedAlias {
    pub fn length(&self) -> usize {
        usize::from(self.length)
    }
}

impl RouteIndex {
    pub fn new(route: &Route) -> Self {
        Self {
            route_text: text_of_route(route),
            links: Vec::new(),
            signatures: Vec::new(),
            dated: Vec::new(),
            by_name: Vec::new(),
            aliases: Vec::new(),
            text: String::new(),
        }
    }

    /// Appends a link.
    pub fn push(&mut self, link: &Link) {
        let start = self.text.len();
        let NamesInText { name, names } = append_link(&mut self.text, link);
        let text = &self.text.as_bytes()[start..];
        let dates = link.dates();
        if dates.is_bounded() {
            self.dated.push((self.links.len(), dates));
        }
        self.signatures.push(Signature::of(text));
        let place = u32::try_from(self.links.len()).unwrap_or(u32::MAX);
        self.aliases.extend(aliases_in(&text[..names], name, place));
        self.links.push(IndexedLink {
            rank: 0,
            letters: Letters::of(&text[..name]),
            name: u8::try_from(name).unwrap_or(u8::MAX),
            names: u16::try_from(names).unwrap_or(u16::MAX),
            end: self.text.len(),
        });
    }

    /// Gives a link its rank, once all links are there. They have to come in the order of their
    /// ranks.
    pub fn set_rank(&mut self, place: u32, rank: Rank) {
        self.links[place as usize].rank = rank;
        self.by_name.push(place);
    }

    /// Orders the aliases. An index is kept as long as its policy, and takes no more memory than it needs.
    pub fn finish(&mut self) {
        let mut aliases = std::mem::take(&mut self.aliases);
        aliases.sort_unstable_by(|one, other| self.alias(one).cmp(self.alias(other)));
        aliases.shrink_to_fit();
        self.aliases = aliases;
        self.links.shrink_to_fit();
        self.signatures.shrink_to_fit();
        self.by_name.shrink_to_fit();
        self.text.shrink_to_fit();
    }

    /// The folded name of a link.
    pub fn name(&self, place: usize) -> &[u8] {
        &self.text(place)[..usize::from(self.links[place].name)]
    }

    /// The folded name of a link and its folded aliases.
    pub fn names(&self, place: usize) -> &[u8] {
        &self.text(place)[..usize::from(self.links[place].names)]
    }

    /// An alias in its folded form.
    pub fn alias(&self, alias: &IndexedAlias) -> &[u8] {
        let start = usize::from(alias.start);
        &self.text(alias.place as usize)[start..start + alias.length()]
    }

    pub fn text(&self, place: usize) -> &[u8] {
        let start = place.checked_sub(1).map_or(0, |last| self.links[last].end);
        &self.text.as_bytes()[start..self.links[place].end]
    }
}

/// The aliases in the folded names of a link, of which the first, so long, is its name.
fn aliases_in(names: &[u8], name: usize, place: u32) -> impl Iterator<Item = IndexedAlias> {
    let mut start = 0;
    let words = names.split(|byte| char::from(*byte) == END);
    let words = words.map(move |word| {
        let at = start;
        start += word.len() + END.len_utf8();
        (at, word)
    });
    words
        .skip_while(move |(at, _)| *at <= name)
        .map(move |(at, word)| IndexedAlias {
            place,
            letters: Letters::of(word),
            start: u16::try_from(at).unwrap_or(u16::MAX),
            length: u8::try_from(word.len()).unwrap_or(u8::MAX),
        })
}
