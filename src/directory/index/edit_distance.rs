//! Names that are within two edits of the one that was asked for.
//!
//! Names are compared in sorted order. The letters that a name shares with the one before are not
//! compared again, and it is skipped where these alone differ too much.

use crate::policy::{MAX_LITERAL, fold};

/// Most edits that are tolerated: a letter left out, put in or changed, or two neighbours swapped.
pub const MOST: u8 = 2;

/// In names of up to so many letters, only one edit is tolerated.
const SHORT: usize = 4;

/// A name that was asked for, in letters that can be compared with names.
#[derive(Debug)]
pub struct FuzzyQuery(Vec<u8>);

/// Stands for a character that no name has.
const FOREIGN: u8 = u8::MAX;

impl FuzzyQuery {
    /// Reads a segment of a path; `None` for one that is longer than any name, even with a dash
    /// behind each letter.
    pub fn new(segment: &str) -> Option<Self> {
        if segment.len() > 2 * MAX_LITERAL {
            return None;
        }
        let folded = fold(segment);
        let text = str::from_utf8(&folded).ok()?;
        let letter = |c| u8::try_from(c).ok().filter(u8::is_ascii);
        let letters = text.chars().map(|c| letter(c).unwrap_or(FOREIGN));
        (text.len() <= MAX_LITERAL).then(|| Self(letters.collect()))
    }

    pub fn letters(&self) -> &[u8] {
        &self.0
    }

    /// The number of edits in a word, if they are few enough.
    pub fn edits_in(&self, word: &str) -> Option<u8> {
        EditDistance::of(self).compare(&fold(word), 0)
    }
}

/// The edits in one name after the other.
#[derive(Debug)]
pub struct EditDistance<'w> {
    wanted: &'w [u8],
    /// One for each letter of the last name, as far as it was compared.
    rows: Vec<Row>,
    /// After how many letters the last name was too different.
    dead: usize,
}

/// The number of edits between the first letters of a name and about as many of the wanted one:
/// from two fewer to two more. Other differences in length are too many edits by themselves.
type Row = [u8; BAND];

const BAND: usize = 2 * MOST as usize + 1;

/// The column in which both have the same number of letters.
const MIDDLE: usize = MOST as usize;

const FAR: u8 = MOST + 1;

impl<'w> EditDistance<'w> {
    /// The edits in names where that one is wanted.
    pub fn of(FuzzyQuery(wanted): &'w FuzzyQuery) -> Self {
        let mut first = [FAR; BAND];
        for (edits, letters) in (0..=MOST).zip(0..=wanted.len()) {
            first[MIDDLE + letters] = edits;
        }
        Self {
            wanted,
            rows: vec![first],
            dead: usize::MAX,
        }
    }

    /// Whether no name is near that begins with the first `shared` letters of the last one.
    pub fn are_too_many_after(&self, shared: usize) -> bool {
        shared >= self.dead
    }

    /// The number of edits in a name that begins with the first `shared` letters of the last one,
    /// if they are few enough.
    pub fn compare(&mut self, name: &[u8], shared: usize) -> Option<u8> {
        self.dead = usize::MAX;
        self.rows.truncate(shared + 1);
        for letters in shared + 1..=name.len() {
            let row = self.row(&name[..letters]);
            self.rows.push(row);
            if row.iter().all(|edits| *edits >= FAR) {
                self.dead = letters;
                return None;
            }
        }
        let column = (self.wanted.len() + MIDDLE).checked_sub(name.len())?;
        let edits = *self.rows.last()?.get(column)?;
        let most = if name.len() <= SHORT { 1 } else { MOST };
        (edits <= most).then_some(edits)
    }

    /// The row after the last letter of `letters`: the recurrence of the optimal string alignment
    /// distance.
    fn row(&self, letters: &[u8]) -> Row {
        let at = letters.len();
        let (before, mut row) = (&self.rows[at - 1], [FAR; BAND]);
        for column in 0..BAND {
            let Some(of_wanted) = (at + column).checked_sub(MIDDLE) else {
                continue;
            };
            let Some(wanted) = self.wanted.get(..of_wanted) else {
                break;
            };
            // The band moves along: one column further in the row before is the same part of the
            // wanted name.
            let put_in = before.get(column + 1).map_or(FAR, |edits| edits + 1);
            let left_out = column.checked_sub(1).map_or(FAR, |left| row[left] + 1);
            let mut edits = put_in.min(left_out);
            if let (Some(one), Some(other)) = (letters.last(), wanted.last()) {
                edits = edits.min(before[column] + u8::from(one != other));
            }
            // Two neighbours that are swapped are one edit.
            if let ([.., a, b], [.., c, d]) = (letters, wanted)
                && (a, b) == (d, c)
            {
                edits = edits.min(self.rows[at - 2][column] + 1);
            }
            row[column] = edits.min(FAR);
        }
        row
    }
}
