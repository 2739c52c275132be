//! Webex addresses in pages and other texts, with the words of their anchors; and the bookmarks of
//! browsers.

mod html;

use std::rc::Rc;

use self::html::{Anchor, Page};
use super::lines::Lines;
use super::sink::Sink;
use crate::migration::entry::{Entry, Place, Wanted};
use crate::migration::title;
use crate::webex::{Pasted, locate};

/// Words of anchors that say nothing about a meeting, in small letters.
const EMPTY_WORDS: [&str; 16] = [
    "here",
    "click here",
    "link",
    "join",
    "join here",
    "join meeting",
    "join the meeting",
    "join webex meeting",
    "webex",
    "webex meeting",
    "hier",
    "hier klicken",
    "beitreten",
    "meeting beitreten",
    "ici",
    "aquí",
];

/// A Webex address in a text.
#[derive(Clone, Debug)]
pub struct Found {
    pub address: Pasted,
    /// Where it begins, in bytes.
    pub at: usize,
    pub title: Option<String>,
}

/// Whether a text has the sign of an anchor.
pub fn has_anchor(text: &str) -> bool {
    let mut pairs = text.as_bytes().windows(2);
    pairs.any(|pair| pair.eq_ignore_ascii_case(b"<a"))
}

/// Reads the Webex addresses of a page.
pub fn read(file: &Rc<str>, text: &str, sink: &mut impl Sink) {
    let mut lines = Lines::new(file, text);
    for found in in_page(text, sink) {
        let place = lines.place(found.at);
        sink.entry(found.into_entry(place));
    }
}

/// The Webex addresses of a page, with their titles.
pub fn in_page(text: &str, sink: &impl Sink) -> Vec<Found> {
    let page = Page::read(text);
    let mut anchors = page.anchors.iter().peekable();
    let mut found = in_text(text, sink);
    for found in &mut found {
        while anchors
            .next_if(|anchor| anchor.range.end <= found.at)
            .is_some()
        {}
        let anchor = anchors
            .peek()
            .filter(|anchor| anchor.range.contains(&found.at));
        let words = anchor.and_then(|anchor| telling(&anchor.text));
        found.title = words.or_else(|| telling(page.title.as_deref()?));
    }
    found
}

/// The Webex addresses of a text.
pub fn in_text(text: &str, sink: &impl Sink) -> Vec<Found> {
    let located = locate(text, |address| sink.is_wanted(address));
    let found = located.map(|located| Found {
        address: located.address,
        at: located.range.start,
        title: None,
    });
    found.collect()
}

/// A title that says something.
fn telling(text: &str) -> Option<String> {
    let title = title::title(text)?;
    let plain = title.to_lowercase();
    let plain = plain.trim_matches(|c: char| !c.is_alphanumeric());
    (!plain.is_empty() && !EMPTY_WORDS.contains(&plain)).then_some(title)
}

impl Found {
    pub fn into_entry(self, place: Place) -> Entry {
        Entry {
            title: self.title,
            ..Entry::new(place, Wanted::Address(self.address))
        }
    }
}

/// Reads every bookmark.
pub fn read_bookmarks(file: &Rc<str>, text: &str, sink: &mut impl Sink) {
    let mut lines = Lines::new(file, text);
    for anchor in Page::read(text).anchors {
        let place = lines.place(anchor.range.start);
        if let Some(entry) = bookmark(anchor, place) {
            sink.entry(entry);
        }
    }
}

fn bookmark(anchor: Anchor, place: Place) -> Option<Entry> {
    let tags = anchor.tags.as_deref().unwrap_or_default();
    Some(Entry {
        name: anchor.keyword.filter(|keyword| !keyword.is_empty()),
        title: Some(anchor.text),
        tags: tags.split(',').map(str::to_owned).collect(),
        ..Entry::new(place, Wanted::Text(anchor.address?))
    })
}
