//! How a report is made of counts.

use jiff::Timestamp;

/// What of the counts a report shows, and how it judges them.
#[derive(Clone, Copy, Debug)]
pub struct Rules {
    /// Rows of each list.
    pub top: usize,
    /// Links that were last opened before are unused, too.
    pub unused_since: Option<Timestamp>,
    pub now: Timestamp,
}
