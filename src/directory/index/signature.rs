//! Signatures of texts, by which most links that lack a word are passed over without reading them.

/// The letters of a text and the pairs of its neighbouring bytes, as bits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Signature(u128);

/// The letters and digits of a text, each of which has a bit of its own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Letters(u64);

const LETTERS: u32 = 36;
/// Pairs share the other bits.
const PAIRS: u32 = u128::BITS - LETTERS;

impl Signature {
    pub fn of(text: &[u8]) -> Self {
        let Letters(letters) = Letters::of(text);
        let pairs = text.windows(2).fold(0, |bits, pair| {
            // An odd factor spreads the pairs over all bits.
            let pair = u32::from(pair[0]) * 37 + u32::from(pair[1]);
            bits | 1_u128 << (LETTERS + pair % PAIRS)
        });
        Self(u128::from(letters) | pairs)
    }

    /// Whether a text with this signature may contain one with the other.
    pub fn may_contain(self, Self(other): Self) -> bool {
        self.0 & other == other
    }

    pub fn union(self, Self(other): Self) -> Self {
        Self(self.0 | other)
    }

    pub fn intersection(self, Self(other): Self) -> Self {
        Self(self.0 & other)
    }
}

impl Letters {
    pub fn of(text: &[u8]) -> Self {
        Self(text.iter().fold(0, |bits, byte| match byte {
            b'0'..=b'9' => bits | 1 << (byte - b'0'),
            b'a'..=b'z' => bits | 1 << (byte - b'a' + 10),
            _ => bits,
        }))
    }

    /// How many letters only one of two texts has.
    pub fn differing(self, Self(other): Self) -> u32 {
        (self.0 ^ other).count_ones()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_a_text_contains_is_in_its_signature(
            (before, word, behind) in (".{0,9}", ".{0,9}", ".{0,9}"),
        ) {
            let text = format!("{before}{word}{behind}");
            let (text, word) = (Signature::of(text.as_bytes()), Signature::of(word.as_bytes()));
            prop_assert!(text.may_contain(word));
        }
    }

    #[test]
    fn a_letter_is_told_from_all_others() {
        let all: Vec<u8> = (b'0'..=b'9').chain(b'a'..=b'z').collect();
        for letter in &all {
            let others: Vec<u8> = all.iter().filter(|b| *b != letter).copied().collect();
            let letter = Signature::of(&[*letter]);
            assert!(!Signature::of(&others).may_contain(letter), "{letter:?}");
        }
        assert_eq!(Letters::of(b"team-1").differing(Letters::of(b"mate_12")), 1);
    }
}
