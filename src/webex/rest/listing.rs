//! Lists that Webex answers with, as far as pages and programs may see them.

use jiff::Timestamp;

use super::site_address::{AddressRefused, SiteAddress};
use crate::word_list::words;

/// A list for a page: rows and the columns that the catalogue names. Nothing else of the answer
/// is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listing {
    pub columns: Vec<Column>,
    /// Each with one cell for each column.
    pub rows: Vec<Vec<Option<Cell>>>,
    /// Whether Webex may have more rows than one answer holds.
    pub is_cut: bool,
    /// Why the first link that was left out is not the site's.
    pub refused: Option<AddressRefused>,
}

/// One fact of a row. Texts are Webex's or other people's: a page escapes them and removes what
/// nobody sees.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    Text(String),
    Time(Timestamp),
    Count(u64),
    Flag(bool),
    Link(SiteAddress),
}

words! {
    /// What stands in a column.
    #[derive(Hash, PartialOrd, Ord)]
    pub enum Column {
        Title = "title",
        Number = "number",
        Start = "start",
        End = "end",
        State = "state",
        Host = "host",
        Name = "name",
        FirstName = "first_name",
        LastName = "last_name",
        Email = "email",
        JobTitle = "job_title",
        Company = "company",
        City = "city",
        Country = "country",
        Phone = "phone",
        Joined = "joined",
        Left = "left",
        /// When somebody opened a recording.
        Accessed = "accessed",
        Registered = "registered",
        Question = "question",
        Answer = "answer",
        Kind = "kind",
        Required = "required",
        /// In bytes.
        Size = "size",
        /// In seconds.
        Duration = "duration",
        Minutes = "minutes",
        Participants = "participants",
        Format = "format",
        Link = "link",
        Viewed = "viewed",
        Downloaded = "downloaded",
    }
}

/// What kind of cell a column has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CellKind {
    Text,
    Time,
    Count,
    Flag,
    Link,
}

impl Column {
    pub fn kind(self) -> CellKind {
        match self {
            Self::Start
            | Self::End
            | Self::Joined
            | Self::Left
            | Self::Accessed
            | Self::Registered => CellKind::Time,
            Self::Size | Self::Duration | Self::Minutes | Self::Participants => CellKind::Count,
            Self::Required | Self::Viewed | Self::Downloaded => CellKind::Flag,
            Self::Link => CellKind::Link,
            Self::Title
            | Self::Number
            | Self::State
            | Self::Host
            | Self::Name
            | Self::FirstName
            | Self::LastName
            | Self::Email
            | Self::JobTitle
            | Self::Company
            | Self::City
            | Self::Country
            | Self::Phone
            | Self::Question
            | Self::Answer
            | Self::Kind
            | Self::Format => CellKind::Text,
        }
    }
}
