//! The tags of a link: words by which people find it among others.

/// The tags of a link as one text, separated by spaces. It is compact, because there may be very
/// many links, most of them without tags.
#[derive(Clone, Debug, Default)]
pub struct Tags(Box<str>);

impl Tags {
    pub fn new(words: &[&str]) -> Self {
        Self(words.join(" ").into())
    }

    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.split_ascii_whitespace()
    }
}
