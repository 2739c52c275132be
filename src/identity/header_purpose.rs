//! The headers that trusted proxies set, by what they say, and the names by which they arrive.

use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum HeaderPurpose {
    /// The user id.
    User,
    /// The display name.
    Name,
    Email,
    Groups,
    /// The client certificate.
    Certificate,
    /// The client address.
    Address,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum NameForm {
    /// The configured name: the header is believed.
    Exact,
    /// A name that other programs take for it (`X_Team_User`): the request is refused.
    Alias,
}

/// A header that arrived with the mark of a probe in its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MarkedHeader {
    pub says: HeaderPurpose,
    pub form: NameForm,
}
