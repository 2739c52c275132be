//! Segments of paths, and the form in which they are compared.

use crate::text::{self, Folded, without_trailing_marks};

/// Longest literal segment, in bytes.
pub const MAX_LITERAL: usize = 64;

pub const MAX_SEGMENTS: usize = 16;

/// The first segment of the gateway's own paths.
pub const OWN_SEGMENT: &str = "-";

/// One segment of a path pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Segment {
    Literal(Box<str>),
    Parameter(Box<str>),
}

impl Segment {
    /// Its word; `None` for a parameter.
    pub fn literal(&self) -> Option<&str> {
        match self {
            Self::Literal(word) => Some(word),
            Self::Parameter(_) => None,
        }
    }
}

/// The form in which literal segments are compared.
pub fn fold(segment: &str) -> Folded {
    text::fold(without_trailing_marks(segment))
}
