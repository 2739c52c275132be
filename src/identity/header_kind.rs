//! What headers say that trusted proxies set, and by which name they came.

use serde::{Deserialize, Serialize};

/// What a header says that trusted proxies set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum HeaderKind {
    /// The id of the person.
    User,
    /// Their name, for people.
    Name,
    /// Their e-mail address.
    Email,
    /// Their groups.
    Groups,
    /// The certificate of the client.
    Certificate,
    /// The address of the client.
    Address,
}

/// By which name a header came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum NameForm {
    /// By its own: it is believed.
    Exact,
    /// By one that other programs take for it (`X_Team_User`): the request is refused.
    Alias,
}

/// A header that arrived with the mark in its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MarkedHeader {
    /// What it says.
    pub says: HeaderKind,
    /// By which name it came.
    pub form: NameForm,
}
