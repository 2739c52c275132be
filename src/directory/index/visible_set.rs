//! Which links of a route index a caller may use now.

use super::bits::{WORD, first, set};

/// Which links of a route index a caller may use now. Has no words at all for a route index of
/// which they may use none.
#[derive(Debug)]
pub struct VisibleSet(Vec<u64>);

impl VisibleSet {
    pub fn nothing() -> Self {
        Self(Vec::new())
    }

    /// All or none of that many links.
    pub fn all_or_none(are_visible: bool, links: usize) -> Self {
        Self(match are_visible {
            true => first(links),
            false => vec![0; links.div_ceil(WORD)],
        })
    }

    pub fn set(&mut self, place: usize, is_visible: bool) {
        set(&mut self.0, place, is_visible);
    }

    pub fn has(&self, place: usize) -> bool {
        let word = self.0.get(place / WORD).copied().unwrap_or_default();
        (word >> (place % WORD)) & 1 == 1
    }

    /// One word for each block of links.
    pub fn words(&self) -> &[u64] {
        &self.0
    }

    /// Whether the caller may use none of a route index, whatever its dates.
    pub fn is_nothing(&self) -> bool {
        self.0.is_empty()
    }
}
