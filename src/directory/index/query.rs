//! A search text.

use std::cmp::Reverse;

use memchr::memmem::Finder;

use super::bigram_filter::{BigramFilter, Letter, Rows, rows_of};
use super::text::{DASHES, lower};

/// A search text, normalised and bounded: words that all have to be found, without regard to case.
#[derive(Clone, Debug, Default)]
pub struct Query {
    words: Vec<Word>,
    /// Words of one letter, for which no text has to be read.
    letters: Vec<Letter>,
    beginning: String,
}

#[derive(Clone, Debug)]
struct Word {
    plain: Needle,
    /// The same without dashes, where it has any.
    bare: Option<Needle>,
}

/// A text that is looked for.
#[derive(Clone, Debug)]
struct Needle {
    finder: Finder<'static>,
    rows: Rows,
}

impl Query {
    /// Most characters of a text that are used.
    const MAX_CHARS: usize = 100;
    /// Most words of it that are used.
    const MAX_WORDS: usize = 8;

    /// Parses a search text. Dashes alone are no word, because names are compared without them.
    pub fn parse(text: &str) -> Self {
        let text: String = lower(Self::looked_at(text)).collect();
        let mut query = Self::default();
        let words = text.split(|c: char| c.is_whitespace() || c.is_control());
        let words = words.filter(|word| !word.trim_matches(DASHES).is_empty());
        let words: Vec<&str> = words.take(Self::MAX_WORDS).collect();
        for (at, word) in words.iter().enumerate() {
            let bare = word.replace(DASHES, "");
            query.beginning.push_str(&bare);
            // A word within another one adds nothing.
            let mut others = words.iter().enumerate();
            let is_said = others.any(|(other, longer)| match other < at {
                true => longer.contains(word),
                false => longer.len() > word.len() && longer.contains(word),
            });
            if !is_said {
                query.look_for(word, &bare);
            }
        }
        // Long words are rare, so they rule out the most.
        query.words.sort_by_key(|word| Reverse(word.plain.length()));
        query
    }

    /// The part of a text that is used.
    pub fn looked_at(text: &str) -> &str {
        let end = text.char_indices().nth(Self::MAX_CHARS);
        &text[..end.map_or(text.len(), |(end, _)| end)]
    }

    fn look_for(&mut self, word: &str, bare: &str) {
        match word.as_bytes() {
            [byte] if let Some(letter) = Letter::of(*byte) => self.letters.push(letter),
            _ => self.words.push(Word::new(word, bare)),
        }
    }

    /// Whether it has no words, and so matches everything.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty() && self.letters.is_empty()
    }

    /// All of it as the prefix of a folded name.
    pub fn beginning(&self) -> &[u8] {
        self.beginning.as_bytes()
    }

    /// The links of a block that may have all words, and have all letters.
    pub fn candidates(&self, block: &BigramFilter) -> u64 {
        let words = self.words.iter().map(|word| word.candidates(block));
        let letters = self.letters.iter().map(|letter| block.with(*letter));
        words.chain(letters).fold(u64::MAX, |all, next| all & next)
    }

    /// Whether a candidate has all words; without their dashes they may be in the folded name.
    pub fn is_in(&self, text: &[u8], name: &[u8]) -> bool {
        self.words.iter().all(|word| word.is_in(text, name))
    }

    /// Whether all words occur in the searchable text of a route, or in another name that it has.
    pub fn is_in_route(&self, text: &str, called: Option<&str>) -> bool {
        let called = called.into_iter().flat_map(lower);
        let text: String = text.chars().chain(called).collect();
        let text = text.as_bytes();
        self.is_in(text, &[]) && self.letters.iter().all(|letter| letter.is_in(text))
    }
}

impl Word {
    fn new(word: &str, bare: &str) -> Self {
        let has_dashes = word.len() != bare.len();
        Self {
            plain: Needle::new(word),
            bare: has_dashes.then(|| Needle::new(bare)),
        }
    }

    fn candidates(&self, block: &BigramFilter) -> u64 {
        let bare = self.bare.as_ref();
        block.in_all(&self.plain.rows) | bare.map_or(0, |bare| block.in_all(&bare.rows))
    }

    fn is_in(&self, text: &[u8], name: &[u8]) -> bool {
        let bare = self.bare.as_ref();
        self.plain.is_in(text) || bare.is_some_and(|bare| bare.is_in(name))
    }
}

impl Needle {
    fn new(text: &str) -> Self {
        Self {
            finder: Finder::new(text).into_owned(),
            rows: rows_of(text),
        }
    }

    fn length(&self) -> usize {
        self.finder.needle().len()
    }

    fn is_in(&self, text: &[u8]) -> bool {
        self.finder.find(text).is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn assert_words(text: &str, expected: &[&str]) {
        let query = Query::parse(text);
        let words = query.words.iter();
        let words: Vec<&[u8]> = words.map(|word| word.plain.finder.needle()).collect();
        let expected: Vec<&[u8]> = expected.iter().map(|word| word.as_bytes()).collect();
        assert_eq!(words, expected, "{text:?}");
    }

    #[test]
    fn words_are_what_stands_between_blanks() {
        assert_words("", &[]);
        assert_words(" \t\u{a0}\u{3000}", &[]);
        assert_words("TEAM  Stand-Up", &["stand-up", "team"]);
        assert_words("aa\x1fbb\0cc\u{85}dd", &["aa", "bb", "cc", "dd"]);
        assert_words("- __ -_-", &[]);
        assert_words("ÄRGER Straße ΣΟΦΟΣ", &["σοφοσ", "straße", "ärger"]);
        assert_words("<b>\u{202e}x😀", &["<b>\u{202e}x😀"]);
    }

    #[test]
    fn what_is_said_twice_is_looked_for_once() {
        assert_words("team tea team eam", &["team"]);
        assert_words("up stand-up up", &["stand-up"]);
        for (text, letters) in [("a a a", 1), ("a b", 2), ("a team", 0), ("~", 0), ("é", 0)] {
            assert_eq!(Query::parse(text).letters.len(), letters, "{text}");
        }
        assert!(!Query::parse("a").is_empty());
    }

    #[test]
    fn what_is_too_much_is_not_looked_at() {
        let words = "aa bb cc dd ee ff gg hh ii jj";
        let expected = words.split(' ').take(Query::MAX_WORDS);
        assert_words(words, &expected.collect::<Vec<_>>());
        assert_words(&"ü".repeat(10_000), &[&"ü".repeat(Query::MAX_CHARS)]);
        assert_words(&format!("{}b", " ".repeat(Query::MAX_CHARS)), &[]);
    }
}
