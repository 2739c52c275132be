//! A filter that tells which links may contain a word, without reading their texts.
//!
//! Every two neighbouring bytes of a text fall into one of 256 rows, each of which has a bit for
//! every link of a block. A link has a word only if it stands in all rows of the word. Every letter
//! and digit has a row of its own, which says for certain who has it.

use smallvec::SmallVec;

/// The rows of as many links as a word has bits.
#[derive(Clone, Debug)]
pub struct BigramFilter([u64; PAIRS + LETTERS]);

const PAIRS: usize = 256;
const LETTERS: usize = 36;

/// A letter or digit of ASCII, in lower case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Letter(u8);

/// So many rows of a word are compared at the most: more of them would not rule out much.
const COMPARED: usize = 8;

/// The rows of one word of a query.
pub type Rows = SmallVec<[u8; COMPARED]>;

impl BigramFilter {
    pub fn empty() -> Self {
        Self([0; PAIRS + LETTERS])
    }

    /// Enters the text of a link.
    pub fn enter(&mut self, bit: usize, text: &[u8]) {
        for row in rows(text) {
            self.0[usize::from(row)] |= 1 << bit;
        }
        for letter in text.iter().filter_map(|byte| Letter::of(*byte)) {
            self.0[letter.row()] |= 1 << bit;
        }
    }

    /// The links whose texts have a letter.
    pub fn with(&self, letter: Letter) -> u64 {
        self.0[letter.row()]
    }

    /// The links that stand in all of these rows.
    pub fn in_all(&self, rows: &Rows) -> u64 {
        let words = rows.iter().map(|row| self.0[usize::from(*row)]);
        words.fold(u64::MAX, |all, word| all & word)
    }
}

impl Letter {
    /// That byte, if it is one.
    pub fn of(byte: u8) -> Option<Self> {
        let is_one = byte.is_ascii_lowercase() || byte.is_ascii_digit();
        is_one.then_some(Self(byte))
    }

    fn row(self) -> usize {
        let Self(byte) = self;
        let number = match byte.is_ascii_digit() {
            true => byte - b'0',
            false => byte - b'a' + 10,
        };
        PAIRS + usize::from(number)
    }

    pub fn is_in(self, text: &[u8]) -> bool {
        text.contains(&self.0)
    }
}

/// The rows of a word; none of one byte.
pub fn rows_of(word: &str) -> Rows {
    rows(word.as_bytes()).take(COMPARED).collect()
}

fn rows(text: &[u8]) -> impl Iterator<Item = u8> {
    let pairs = text.iter().zip(&text[text.len().min(1)..]);
    // An odd factor spreads the pairs over all rows.
    pairs.map(|(one, next)| one.wrapping_mul(37).wrapping_add(*next))
}
