//! `Accept-Language` (RFC 9110, section 12.5.4), within bounds: the ranges that
//! a client names, and how much it likes each.
//!
//! The library of Project Fluent for this takes no notice of the weights.

/// Longest header that is read, in bytes. Browsers stay below a hundred.
const MAX_BYTES: usize = 256;
/// Most ranges in it. Browsers send what a person has chosen: a few.
const MAX_RANGES: usize = 16;

/// The ranges of a header, in their order.
#[derive(Debug)]
pub struct Ranges<'h>(Vec<Range<'h>>);

/// A language, and how much it is liked.
#[derive(Clone, Copy, Debug)]
struct Range<'h> {
    /// The first part of its tag, or `*`.
    primary: &'h str,
    weight: Weight,
}

/// How much a language is liked: first by its weight in thousandths, then by
/// how early it is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Weight {
    thousandths: u16,
    earliness: usize,
}

impl Weight {
    const NOT_ACCEPTABLE: Self = Self {
        thousandths: 0,
        earliness: 0,
    };
}

impl<'h> Ranges<'h> {
    /// Reads a header; `None` when it is too long or not written as the
    /// standard has it.
    pub fn read(field: &'h str) -> Option<Self> {
        if field.len() > MAX_BYTES {
            return None;
        }
        // A list may have empty items (section 5.6.1).
        let items = field
            .split(',')
            .map(trim_blanks)
            .filter(|item| !item.is_empty());
        let ranges: Option<Vec<_>> = items
            .take(MAX_RANGES + 1)
            .enumerate()
            .map(|(position, item)| Range::read(item, position))
            .collect();
        ranges.filter(|ranges| ranges.len() <= MAX_RANGES).map(Self)
    }

    /// How much a language is liked, in whatever variant, or else as one that
    /// is not named.
    pub fn weight(&self, tag: &str) -> Weight {
        let of = |primary: &str| {
            let ranges = self.0.iter();
            let ranges = ranges.filter(|range| range.primary.eq_ignore_ascii_case(primary));
            ranges.map(|range| range.weight).max()
        };
        let weight = of(tag).or_else(|| {
            // Of those that are not named, none is liked for its place.
            let earliness = 0;
            of("*").map(|weight| Weight {
                earliness,
                ..weight
            })
        });
        let weight = weight.filter(|weight| weight.thousandths > 0);
        weight.unwrap_or(Weight::NOT_ACCEPTABLE)
    }
}

impl<'h> Range<'h> {
    fn read(item: &'h str, position: usize) -> Option<Self> {
        let (tag, thousandths) = match item.split_once(';') {
            Some((tag, weight)) => (trim_blanks(tag), thousandths(trim_blanks(weight))?),
            None => (item, 1000),
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

/// Reads `q=0.8`: a number from 0 to 1 with at most three digits behind the
/// point (section 12.4.2).
fn thousandths(text: &str) -> Option<u16> {
    let number = text
        .strip_prefix("q=")
        .or_else(|| text.strip_prefix("Q="))?;
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let are_digits = fraction.len() <= 3 && fraction.bytes().all(|b| b.is_ascii_digit());
    let whole = match whole {
        "0" => 0,
        "1" => 1000,
        _ => return None,
    };
    let fraction: u16 = format!("{fraction:0<3}")
        .parse()
        .ok()
        .filter(|_| are_digits)?;
    Some(whole + fraction).filter(|thousandths| *thousandths <= 1000)
}

fn is_letters(subtag: &str) -> bool {
    (1..=8).contains(&subtag.len()) && subtag.bytes().all(|b| b.is_ascii_alphabetic())
}

fn is_subtag(subtag: &str) -> bool {
    (1..=8).contains(&subtag.len()) && subtag.bytes().all(|b| b.is_ascii_alphanumeric())
}

/// Without the blanks around it.
fn trim_blanks(text: &str) -> &str {
    text.trim_matches([' ', '\t'])
}
