//! A search text.

use std::cmp::Reverse;

use memchr::memmem::Finder;

use super::signature::Signature;
use super::text::append;
use crate::text::{DASHES, searchable, spelled_out};

/// A search text, normalised and bounded: words that all have to be found, without regard to case and accents.
#[derive(Clone, Debug, Default)]
pub struct Query {
    words: Vec<Word>,
    /// The signature that every text with all words contains.
    signature: Signature,
    beginning: String,
}

#[derive(Clone, Debug)]
struct Word {
    plain: Finder<'static>,
    /// The word without its dashes, if it has any.
    bare: Option<Finder<'static>>,
    /// The word as people write it who have no umlauts, if it has any.
    spelled: Option<Finder<'static>>,
}

impl Query {
    /// Most characters of a text that are used.
    const MAX_CHARS: usize = 100;
    /// Most words of it that are used.
    const MAX_WORDS: usize = 8;

    /// Parses a search text. Dashes alone are no word, because names are compared without them.
    pub fn parse(text: &str) -> Self {
        let mut query = Self::default();
        let written = Self::looked_at(text).split(|c: char| c.is_whitespace() || c.is_control());
        let words: Vec<(String, Option<String>)> = written
            .map(|word| (searchable(word), spelled_out(word)))
            .filter(|(word, _)| !word.trim_matches(DASHES).is_empty())
            .take(Self::MAX_WORDS)
            .collect();
        for (position, (word, spelled)) in words.iter().enumerate() {
            let bare = word.replace(DASHES, "");
            query.beginning.push_str(&bare);
            // A word within another one adds nothing.
            let mut others = words.iter().enumerate();
            let is_redundant = others.any(|(other, (longer, _))| match other < position {
                true => longer.contains(word),
                false => longer.len() > word.len() && longer.contains(word),
            });
            if !is_redundant {
                query.add_word(word, &bare, spelled.as_deref());
            }
        }
        // Long words are rare, so they rule out the most.
        query
            .words
            .sort_by_key(|word| Reverse(word.plain.needle().len()));
        query
    }

    /// The part of a text that is used.
    pub fn looked_at(text: &str) -> &str {
        let end = text.char_indices().nth(Self::MAX_CHARS);
        &text[..end.map_or(text.len(), |(end, _)| end)]
    }

    fn add_word(&mut self, word: &str, bare: &str, spelled: Option<&str>) {
        let [plain, without_dashes, spelled_out] =
            [word, bare, spelled.unwrap_or(word)].map(|text| Signature::of(text.as_bytes()));
        // A text contains the word in one of its forms: what all signatures share, it has in any
        // case.
        let common = plain.intersection(without_dashes).intersection(spelled_out);
        self.signature = self.signature.union(common);
        let has_dashes = word.len() != bare.len();
        self.words.push(Word {
            plain: Finder::new(word).into_owned(),
            bare: has_dashes.then(|| Finder::new(bare).into_owned()),
            spelled: spelled.map(|spelled| Finder::new(spelled).into_owned()),
        });
    }

    /// Whether it has no words, so that it matches everything.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// The whole query as the prefix of a folded name.
    pub fn beginning(&self) -> &[u8] {
        self.beginning.as_bytes()
    }

    pub fn signature(&self) -> Signature {
        self.signature
    }

    /// Whether a text has all words. Without their dashes, they may be in the folded name instead.
    pub fn is_in(&self, text: &[u8], name: &[u8]) -> bool {
        self.words.iter().all(|word| word.is_in(text, name))
    }

    /// Whether all words occur in the searchable text of a route, or in its title in another
    /// language.
    pub fn is_in_route(&self, text: &str, called: Option<&str>) -> bool {
        let mut text = text.to_owned();
        if let Some(called) = called {
            append(&mut text, called);
        }
        text.make_ascii_lowercase();
        self.is_in(text.as_bytes(), &[])
    }
}

impl Word {
    fn is_in(&self, text: &[u8], name: &[u8]) -> bool {
        let is_in = |word: &Option<Finder<'_>>, text| {
            word.as_ref().is_some_and(|word| word.find(text).is_some())
        };
        self.plain.find(text).is_some() || is_in(&self.bare, name) || is_in(&self.spelled, text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn assert_words(text: &str, expected: &[&str]) {
        let query = Query::parse(text);
        let words = query.words.iter();
        let words: Vec<&[u8]> = words.map(|word| word.plain.needle()).collect();
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
        assert_words("ÄRGER Straße ΣΟΦΟΣ", &["σοφοσ", "strasse", "arger"]);
        assert_words("<b>\u{202e}x😀", &["<b>\u{fffd}x😀"]);
        assert_words("\u{301} \u{ad}", &[]);
    }

    #[test]
    fn what_is_said_twice_is_looked_for_once() {
        assert_words("team tea team eam", &["team"]);
        assert_words("up stand-up up", &["stand-up"]);
        assert_words("a a a", &["a"]);
        assert_words("a b", &["a", "b"]);
        assert_words("a team", &["team"]);
        assert!(!Query::parse("a").is_empty());
    }

    #[test]
    fn what_is_too_much_is_not_looked_at() {
        let words = "aa bb cc dd ee ff gg hh ii jj";
        let expected = words.split(' ').take(Query::MAX_WORDS);
        assert_words(words, &expected.collect::<Vec<_>>());
        assert_words(&"ü".repeat(10_000), &[&"u".repeat(Query::MAX_CHARS)]);
        assert_words(&format!("{}b", " ".repeat(Query::MAX_CHARS)), &[]);
    }
}
