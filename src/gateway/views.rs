//! The same as on the pages, for programs. `docs/openapi.json` describes it.

use serde::Serialize;

use super::i18n::Text;
use crate::policy::{self, ParameterView, PublicEndpoint};
use crate::webex::OwnPath;

/// What a caller may use, a page of it.
#[derive(Debug, Serialize)]
pub struct Directory<'a> {
    pub entries: Vec<Entry<'a>>,
    /// How many there are on all pages.
    pub total: usize,
    /// Which page this is, counted from 1.
    pub page: usize,
    pub pages: usize,
    pub policy: &'a str,
}

/// A link or a route.
#[derive(Debug, Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Entry<'a> {
    Link(Link<'a>),
    Route(Route<'a>),
}

/// A named link.
#[derive(Debug, Serialize)]
pub struct Link<'a> {
    pub name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
    pub path: String,
    pub url: String,
}

/// A route that people give the parameters of.
#[derive(Debug, Serialize)]
pub struct Route<'a> {
    pub name: &'a str,
    pub title: Text,
    /// With a `{parameter}` in each place that has to be filled.
    pub path: &'a str,
}

/// What there is to know about a link.
#[derive(Debug, Serialize)]
pub struct LinkDetails<'a> {
    #[serde(flatten)]
    pub link: Link<'a>,
    /// Where its QR code is.
    pub code: String,
    pub does: Text,
    pub effect: &'static str,
    pub site: &'a str,
    /// Whether it leaves something open that has to be added.
    pub is_complete: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub back: Option<&'a str>,
    /// What the link and its route fill in for the caller.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub parameters: Vec<ParameterView>,
    pub allow: Vec<Text>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub deny: Vec<Text>,
    pub policy: &'a str,
}

/// Several routes take what was typed.
#[derive(Debug, Serialize)]
pub struct Choices<'a> {
    pub choices: Vec<Choice<'a>>,
}

/// One of them.
#[derive(Debug, Serialize)]
pub struct Choice<'a> {
    pub route: &'a str,
    pub title: Text,
    pub path: String,
}

impl<'a> Link<'a> {
    /// A link, as programs are told of it.
    pub fn of(link: &'a policy::Link, endpoint: &PublicEndpoint) -> Self {
        let path = OwnPath::new(endpoint.link_segments(link.name()));
        Self {
            name: link.name(),
            title: link.title(),
            owner: link.owner(),
            tags: link.tags().collect(),
            from: link.from().map(|from| from.to_string()),
            until: link.until().map(|until| until.to_string()),
            url: endpoint.home().address(&path).as_str().to_owned(),
            path: path.to_string(),
        }
    }
}
