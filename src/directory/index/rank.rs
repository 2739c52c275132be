//! The order of links.

/// The position of a link among all links, ordered by name. Comparing numbers replaces comparing
/// texts.
pub type Rank = u32;
