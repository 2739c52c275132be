//! How a command is carried out at the REST API, as the catalogue says.

use std::fmt;

use super::find::Find;
use super::operation::Operation;
use super::scopes::Scopes;
use crate::webex::parameter::Parameter;

/// What a command asks of the REST API.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RestAddress {
    /// Leads into a meeting: by its page, or by a link for one person.
    Join(Box<Scopes>),
    /// Leads a host into a meeting.
    Start(Box<Scopes>),
    /// A call whose parts the catalogue has, and what has to be found before.
    Operation(Box<Operation>),
}

impl RestAddress {
    pub fn scopes(&self) -> &Scopes {
        match self {
            Self::Join(scopes) | Self::Start(scopes) => scopes,
            Self::Operation(operation) => &operation.scopes,
        }
    }

    /// The places of its path that parameters fill.
    pub fn places(&self) -> Vec<&str> {
        match self {
            Self::Join(_) | Self::Start(_) => Vec::new(),
            Self::Operation(operation) => operation.places().collect(),
        }
    }

    /// The parameters without which nothing can be found.
    pub fn needed(&self) -> &'static [&'static str] {
        match self {
            Self::Join(_) | Self::Start(_) => &[Find::NUMBER],
            Self::Operation(operation) => operation.find.map_or(&[], |find| find.parameters()),
        }
    }

    /// Whether a parameter without a code has a use.
    pub fn uses(&self, parameter: &Parameter) -> bool {
        self.needed().contains(&parameter.name())
            || self.places().contains(&parameter.name())
            || match self {
                // The page of the meeting asks for it again.
                Self::Join(_) | Self::Start(_) => true,
                Self::Operation(operation) => operation.times_with(parameter),
            }
    }
}

/// The calls for people to read: `POST meetings/join`.
impl fmt::Display for RestAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Join(_) => f.write_str("GET meetings, or POST meetings/join"),
            Self::Start(_) => f.write_str("POST meetings/join"),
            Self::Operation(operation) => operation.fmt(f),
        }
    }
}
