//! Segments of paths, and when two of them are the same to people.

use smallvec::SmallVec;

/// Longest literal segment, in bytes.
pub const MAX_LITERAL: usize = 64;

pub const MAX_SEGMENTS: usize = 16;

/// One segment of a path pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Segment {
    Literal(Box<str>),
    Parameter(Box<str>),
}

pub type Folded = SmallVec<[u8; 16]>;

/// What mail programs and people leave at the end of a link.
pub const PASTED: [char; 6] = ['>', '.', ',', ';', ')', '"'];

pub fn without_pasted(segment: &str) -> &str {
    segment.trim_end_matches(PASTED)
}

/// The form in which literal segments are compared.
pub fn fold(segment: &str) -> Folded {
    without_pasted(segment)
        .bytes()
        .filter(|b| !matches!(b, b'-' | b'_'))
        .map(|b| b.to_ascii_lowercase())
        .collect()
}

/// Whether two names are the same to people: case, dash and underscore do not
/// count.
pub fn is_same_name(one: &str, other: &str) -> bool {
    let letters = |name: &str| {
        let bytes = name.bytes().filter(|b| !matches!(b, b'-' | b'_'));
        bytes.map(|b| b.to_ascii_lowercase()).collect::<Folded>()
    };
    one == other || letters(one) == letters(other)
}
