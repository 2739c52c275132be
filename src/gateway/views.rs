//! The same as on the pages, for programs. `docs/openapi.json` describes it.

use serde::Serialize;

use super::i18n::{Language, Text};
use super::pages::title_of_route;
use crate::policy::{LinkView, ParameterView, Route, RouteView};

/// What a caller may use, a page of it.
#[derive(Debug, Serialize)]
pub struct DirectoryView<'a> {
    pub entries: Vec<EntryView>,
    /// How many there are on all pages.
    pub total: usize,
    /// Which page this is, counted from 1.
    pub page: usize,
    pub pages: usize,
    pub policy: &'a str,
}

#[derive(Debug, Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum EntryView {
    Link(LinkView),
    Route(RouteView),
}

/// What there is to know about a link.
#[derive(Debug, Serialize)]
pub struct LinkDetails<'a> {
    #[serde(flatten)]
    pub link: LinkView,
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

/// Several routes take what was typed, each with the path that does.
#[derive(Debug, Serialize)]
pub struct Choices {
    pub choices: Vec<RouteView>,
}

/// A route with its title in the language of the reader.
pub fn route(route: &Route, language: Language) -> RouteView {
    RouteView {
        title: title_of_route(route, language).into_owned(),
        ..RouteView::of(route)
    }
}
