//! Names that are within two edits of the one that was asked for.
//!
//! Every name that a caller may use is compared. `strsim` takes twenty times as long: 30 ms instead
//! of 1.5 for 100,000 names that are numbers.

use super::signature::Letters;
use crate::policy::MAX_LITERAL;
use crate::text::{DASHES, searchable, without_trailing_marks};

/// Most edits that are tolerated: a letter missing, added or changed, or two neighbours swapped.
const MAX_EDITS: usize = 2;

/// In names of up to this length, only one edit is tolerated.
const SHORT_NAME: usize = 4;

/// A name that was requested, to be compared with the existing ones.
#[derive(Clone, Debug)]
pub struct FuzzyQuery {
    /// The positions of each byte in it, as bits. A letter beyond ASCII is several.
    positions: [u64; 256],
    length: usize,
    letters: Letters,
}

// A bit for each position.
const _: () = assert!(MAX_LITERAL <= u64::BITS as usize);

impl FuzzyQuery {
    /// Reads a segment of a path; `None` for one that is longer than any name, even with a dash
    /// behind each letter.
    pub fn new(segment: &str) -> Option<Self> {
        if segment.len() > 2 * MAX_LITERAL {
            return None;
        }
        let text = compared(segment);
        if text.len() > MAX_LITERAL {
            return None;
        }
        let mut positions = [0; 256];
        for (byte, at) in text.bytes().zip(0..) {
            positions[usize::from(byte)] |= 1 << at;
        }
        Some(Self {
            positions,
            length: text.len(),
            letters: Letters::of(text.as_bytes()),
        })
    }

    /// Whether a name of this length and with these letters may be near: an edit takes out one
    /// letter at most, and puts in one.
    pub fn may_be_near(&self, length: usize, letters: Letters) -> bool {
        self.length.abs_diff(length) <= MAX_EDITS
            && self.letters.differing(letters) as usize <= 2 * MAX_EDITS
    }

    /// The number of edits in a folded name, if they are few enough.
    pub fn edits_in(&self, name: &[u8]) -> Option<u8> {
        let most = if name.len() <= SHORT_NAME {
            1
        } else {
            MAX_EDITS
        };
        let edits = self.distance(name, most)?;
        u8::try_from(edits).ok()
    }

    /// The optimal string alignment distance, if it is not larger than `most`, a column of its
    /// table at a time: the bits of a word say where the numbers of a column differ from their
    /// neighbours. From Hyyrö, "A bit-vector algorithm for computing Levenshtein and Damerau edit
    /// distances" (2003).
    fn distance(&self, name: &[u8], most: usize) -> Option<usize> {
        let Some(last) = self.length.checked_sub(1) else {
            return Some(name.len()).filter(|edits| *edits <= most);
        };
        let mut distance = self.length;
        let (mut rises, mut falls) = (u64::MAX, 0_u64);
        let (mut diagonal, mut before) = (0_u64, 0_u64);
        for (letter, left) in name.iter().zip((0..name.len()).rev()) {
            let same = self.positions[usize::from(*letter)];
            let swapped = ((!diagonal & same) << 1) & before;
            diagonal = ((same & rises).wrapping_add(rises) ^ rises) | same | falls | swapped;
            let right_rises = falls | !(diagonal | rises);
            let right_falls = diagonal & rises;
            distance += (right_rises >> last & 1) as usize;
            distance -= (right_falls >> last & 1) as usize;
            // Each remaining letter lowers it by one at most.
            if distance > most + left {
                return None;
            }
            let right_rises = right_rises << 1 | 1;
            rises = right_falls << 1 | !(diagonal | right_rises);
            falls = right_rises & diagonal;
            before = same;
        }
        Some(distance).filter(|edits| *edits <= most)
    }
}

/// A name in the form in which it is compared with others.
pub fn compared(name: &str) -> String {
    let mut name = searchable(without_trailing_marks(name));
    name.retain(|c| !DASHES.contains(&c));
    name
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn distance(asked: &str, name: &str, most: usize) -> Option<usize> {
        let asked = FuzzyQuery::new(asked).expect("short enough");
        asked.distance(compared(name).as_bytes(), most)
    }

    #[test]
    fn every_edit_counts() {
        for (asked, name, edits) in [
            ("", "", 0),
            ("", "ab", 2),
            ("ab", "", 2),
            ("standup", "Stand-Up", 0),
            ("stndup", "standup", 1),
            ("standdup", "standup", 1),
            ("ztandup", "standup", 1),
            ("satndup", "standup", 1),
            ("stündup", "standup", 1),
            ("ca", "abc", 3),
            ("\u{7f}", "a", 1),
            ("munchen", "münchen", 0),
            ("mu\u{308}nchn", "münchen", 1),
            ("прием", "приём", 0),
            ("прьем", "приём", 2),
        ] {
            for most in 0..5 {
                let expected = (edits <= most).then_some(edits);
                assert_eq!(
                    distance(asked, name, most),
                    expected,
                    "{asked} {name} {most}"
                );
            }
        }
        let longest = "x".repeat(MAX_LITERAL);
        assert_eq!(distance(&longest, &longest, 2), Some(0));
        assert_eq!(distance(&longest, &longest[1..], 2), Some(1));
        assert!(FuzzyQuery::new(&format!("{longest}x")).is_none());
        assert!(FuzzyQuery::new(&"x-".repeat(MAX_LITERAL)).is_some());
        assert!(FuzzyQuery::new(&"-".repeat(2 * MAX_LITERAL + 1)).is_none());
    }

    proptest! {
        #[test]
        fn it_is_the_distance_of_the_table(
            asked in "[a-cé]{0,32}",
            name in "[a-c]{0,64}",
            most in 0..64_usize,
        ) {
            let edits = strsim::osa_distance(&asked, &name);
            let expected = (edits <= most).then_some(edits);
            prop_assert_eq!(distance(&asked, &name, most), expected);
        }

        #[test]
        fn what_is_near_is_not_passed_over(asked in "[a-c1]{0,6}", name in "[a-c1]{0,6}") {
            let query = FuzzyQuery::new(&asked).expect("short enough");
            let is_near = query.edits_in(name.as_bytes()).is_some();
            prop_assert!(!is_near || query.may_be_near(name.len(), Letters::of(name.as_bytes())));
        }
    }
}
