//! Several words of a link as one text: its tags, its aliases.

/// Words without blanks, as one text with blanks between them. It is compact, because there may be very
/// many links, most of them without any.
#[derive(Clone, Debug, Default)]
pub struct SpacedWords(Box<str>);

impl SpacedWords {
    pub fn new(words: &[&str]) -> Self {
        Self(words.join(" ").into())
    }

    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.split_ascii_whitespace()
    }
}
