//! Where the entries of a source go, and why nothing of one can be read.

use crate::migration::entry::{Broken, Entry};
use crate::webex::Pasted;

/// Where entries go.
pub trait Sink {
    fn entry(&mut self, entry: Entry);
    fn broken(&mut self, broken: Broken);
    /// Whether an address in a longer text counts.
    fn is_wanted(&self, address: &Pasted) -> bool;
}

/// Why nothing of a source can be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SourceError {
    #[error("the file is empty")]
    Empty,
    #[error("no bookmark in it: export the bookmarks of the browser as HTML")]
    NoBookmark,
    #[error("no column with addresses: call one of the first line `url`")]
    NoAddressColumn,
    #[error("no JSON object with an address")]
    NoObject,
    #[error("no `INSERT INTO` with the links of YOURLS: export the table `yourls_url`")]
    NoInsert,
    #[error("no calendar: it does not begin with BEGIN:VCALENDAR")]
    NoCalendar,
}
