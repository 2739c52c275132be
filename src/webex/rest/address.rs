//! How a command is carried out at the REST API, as the catalogue says.

use std::fmt;

/// What a command asks of the REST API.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RestAddress {
    /// Leads into a meeting: by its page, or by a link for one person.
    Join,
    /// Leads a host into a meeting.
    Start,
}

/// The calls for people to read: `POST meetings/join`.
impl fmt::Display for RestAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Join => f.write_str("GET meetings, or POST meetings/join"),
            Self::Start => f.write_str("POST meetings/join"),
        }
    }
}
