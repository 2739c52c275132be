//! Parses `Accept-Language` (RFC 9110, section 12.5.4) within bounds: the language ranges of a
//! client and their weights.
//!
//! Project Fluent's library for this ignores the weights.

use crate::gateway::quality::{self, Thousandths, trim_blanks};

/// Longest header that is read, in bytes. Browsers stay below a hundred.
const MAX_BYTES: usize = 256;
/// Most ranges in it. Browsers send the few languages that a person has chosen.
const MAX_RANGES: usize = 16;

/// The ranges of a header, in order.
#[derive(Debug)]
pub struct Ranges<'h>(Vec<Range<'h>>);

/// A language range with its weight.
#[derive(Clone, Copy, Debug)]
struct Range<'h> {
    /// The first part of its tag, or `*`.
    primary: &'h str,
    weight: Weight,
}

/// The preference for a language: first by weight in thousandths, then by position.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Weight {
    thousandths: Thousandths,
    earliness: usize,
}

impl Weight {
    const NOT_ACCEPTABLE: Self = Self {
        thousandths: 0,
        earliness: 0,
    };
}

impl<'h> Ranges<'h> {
    /// Parses a header; `None` when it is too long or malformed.
    pub fn read(field: &'h str) -> Option<Self> {
        if field.len() > MAX_BYTES {
            return None;
        }
        // Lists may have empty elements (RFC 9110, section 5.6.1.2).
        let items = field
            .split(',')
            .map(trim_blanks)
            .filter(|item| !item.is_empty());
        let ranges: Option<Vec<_>> = items
            // One more than allowed, so that a header with too many is recognised.
            .take(MAX_RANGES + 1)
            .enumerate()
            .map(|(position, item)| Range::read(item, position))
            .collect();
        ranges.filter(|ranges| ranges.len() <= MAX_RANGES).map(Self)
    }

    /// The preference for a language in any variant. `*` stands for languages without a range.
    pub fn weight(&self, tag: &str) -> Weight {
        let of = |primary: &str| {
            let ranges = self.0.iter();
            let ranges = ranges.filter(|range| range.primary.eq_ignore_ascii_case(primary));
            ranges.map(|range| range.weight).max()
        };
        let weight = of(tag).or_else(|| {
            // `*` prefers no language without a range over another one.
            let earliness = 0;
            of("*").map(|weight| Weight {
                earliness,
                ..weight
            })
        });
        // A weight of 0 means "not acceptable" (RFC 9110, section 12.4.2).
        let weight = weight.filter(|weight| weight.thousandths > 0);
        weight.unwrap_or(Weight::NOT_ACCEPTABLE)
    }
}

impl<'h> Range<'h> {
    fn read(item: &'h str, position: usize) -> Option<Self> {
        let (tag, thousandths) = match item.split_once(';') {
            Some((tag, weight)) => (trim_blanks(tag), quality::parse(trim_blanks(weight))?),
            None => (item, quality::FULL),
        };
        let mut subtags = tag.split('-');
        let primary = subtags.next()?;
        let is_range = tag == "*" || (is_letters(primary) && subtags.all(is_subtag));
        is_range.then_some(Self {
            primary,
            weight: Weight {
                thousandths,
                earliness: MAX_RANGES - position.min(MAX_RANGES),
            },
        })
    }
}

fn is_letters(subtag: &str) -> bool {
    (1..=8).contains(&subtag.len()) && subtag.bytes().all(|b| b.is_ascii_alphabetic())
}

fn is_subtag(subtag: &str) -> bool {
    (1..=8).contains(&subtag.len()) && subtag.bytes().all(|b| b.is_ascii_alphanumeric())
}
