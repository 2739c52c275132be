//! The same as on the pages, for programs. `docs/openapi.json` describes it.

use std::borrow::Cow;

use serde::Serialize;

use super::words::Text;
use crate::policy::{self, PublicEndpoint};
use crate::webex::OwnPath;

/// What a caller may use, a page of it.
#[derive(Debug, Serialize)]
pub(super) struct Directory<'a> {
    pub(super) entries: Vec<Entry<'a>>,
    /// How many there are on all pages.
    pub(super) total: usize,
    /// Which page this is, counted from 1.
    pub(super) page: usize,
    pub(super) pages: usize,
    pub(super) policy: &'a str,
}

/// A link or a route.
#[derive(Debug, Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub(super) enum Entry<'a> {
    Link(Link<'a>),
    Route(Route<'a>),
}

/// A named link.
#[derive(Debug, Serialize)]
pub(super) struct Link<'a> {
    pub(super) name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) title: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) owner: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) tags: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) from: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) until: Option<String>,
    pub(super) path: String,
    pub(super) url: String,
}

/// A route that people give the parameters of.
#[derive(Debug, Serialize)]
pub(super) struct Route<'a> {
    pub(super) name: &'a str,
    pub(super) title: Text,
    /// With a `{parameter}` in each place that has to be filled.
    pub(super) path: &'a str,
}

/// What there is to know about a link.
#[derive(Debug, Serialize)]
pub(super) struct LinkDetails<'a> {
    #[serde(flatten)]
    pub(super) link: Link<'a>,
    /// Where its QR code is.
    pub(super) code: String,
    pub(super) does: Text,
    pub(super) effect: &'static str,
    pub(super) site: &'a str,
    /// Whether it leaves something open that has to be added.
    pub(super) is_complete: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) target: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) back: Option<&'a str>,
    pub(super) parameters: Vec<Parameter<'a>>,
    pub(super) allow: Vec<Text>,
    pub(super) deny: Vec<Text>,
    pub(super) policy: &'a str,
}

/// A parameter that the link fills in.
#[derive(Debug, Serialize)]
pub(super) struct Parameter<'a> {
    pub(super) name: &'a str,
    /// Without it, the parameter is secret.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) value: Option<Cow<'a, str>>,
}

/// Several routes take what was typed.
#[derive(Debug, Serialize)]
pub(super) struct Choices<'a> {
    pub(super) choices: Vec<Choice<'a>>,
}

/// One of them.
#[derive(Debug, Serialize)]
pub(super) struct Choice<'a> {
    pub(super) route: &'a str,
    pub(super) title: Text,
    pub(super) path: String,
}

impl<'a> Link<'a> {
    /// A link, as programs are told of it.
    pub(super) fn of(link: &'a policy::Link, endpoint: &PublicEndpoint) -> Self {
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
