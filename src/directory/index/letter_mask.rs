//! The set of letters of a name, a quick test before names are compared.

use super::edit_distance::MOST;

/// The letters of a name. Several letters share a bit.
#[derive(Clone, Copy, Debug)]
pub struct LetterMask([u8; 3]);

impl LetterMask {
    pub fn of(letters: &[u8]) -> Self {
        let bits = letters.iter().map(|letter| 1_u32 << (letter % 24));
        let [.., a, b, c] = bits.fold(0, |all, bit| all | bit).to_be_bytes();
        Self([a, b, c])
    }

    /// Whether names with these letters may be near each other: an edit takes out one letter at
    /// most, and puts in one.
    pub fn may_be_near(self, Self([d, e, f]): Self) -> bool {
        let Self([a, b, c]) = self;
        let differing = u32::from_be_bytes([0, a ^ d, b ^ e, c ^ f]);
        differing.count_ones() <= 2 * u32::from(MOST)
    }
}
