//! A named link.

use serde::Serialize;

use super::rfc3339::Rfc3339;
use crate::policy::{Link, PublicEndpoint};
use crate::webex::OwnPath;

/// A link as programs are told of it, without what it leads to.
#[derive(Debug, Serialize)]
pub struct LinkView {
    pub name: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<Rfc3339>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<Rfc3339>,
    /// Encoded, as it stands in the address.
    pub path: String,
    pub url: String,
}

impl LinkView {
    pub fn of(link: &Link, endpoint: &PublicEndpoint) -> Self {
        let path = OwnPath::new(endpoint.link_segments(link.name()));
        Self {
            name: link.name().to_owned(),
            aliases: link.aliases().map(str::to_owned).collect(),
            title: link.title().map(str::to_owned),
            owner: link.owner().map(str::to_owned),
            tags: link.tags().map(str::to_owned).collect(),
            from: link.from().map(Rfc3339),
            until: link.until().map(Rfc3339),
            url: endpoint.home().address(&path).into_string(),
            path: path.to_string(),
        }
    }
}
