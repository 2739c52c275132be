//! Files at the root whose names nobody types: browsers and crawlers ask for them by themselves.

use super::segment::fold;

/// Files that the gateway itself serves, because browsers and crawlers look for them at the root,
/// or because every page links to them.
pub const OWN_FILES: [&str; 3] = ["robots.txt", "favicon.ico", "opensearch.xml"];

/// The file of the gateway whose name a word at the root is. It is compared like a literal: a request
/// for one would get the other.
pub fn own_file(word: &str) -> Option<&'static str> {
    let mut own = OWN_FILES.into_iter();
    own.find(|own| fold(own) == fold(word))
}
