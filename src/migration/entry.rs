//! What is found in a source: a link with what is said about it, or something that cannot be read.

use std::fmt;
use std::rc::Rc;

use crate::webex::Pasted;

/// Where something stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    pub file: Rc<str>,
    /// From 1.
    pub line: usize,
}

/// A link as its source has it.
#[derive(Clone, Debug)]
pub struct Entry {
    pub place: Place,
    pub wanted: Wanted,
    /// The short name that people know. Entries of pages, mails and calendars have none.
    pub name: Option<String>,
    pub title: Option<String>,
    pub owner: Option<String>,
    pub tags: Vec<String>,
}

/// Where it leads.
#[derive(Clone, Debug)]
pub enum Wanted {
    /// What the source has in its place.
    Text(String),
    /// An address out of a longer text.
    Address(Pasted),
}

/// A part of a source that cannot be read.
#[derive(Clone, Debug)]
pub struct Broken {
    pub place: Place,
    pub what: String,
}

impl Entry {
    /// A link about which nothing is said.
    pub fn new(place: Place, wanted: Wanted) -> Self {
        Self {
            place,
            wanted,
            name: None,
            title: None,
            owner: None,
            tags: Vec::new(),
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file, self.line)
    }
}
