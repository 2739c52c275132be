//! The same as on the pages, for programs. `docs/openapi.json` describes it.

use std::collections::BTreeMap;
use std::net::IpAddr;

use serde::Serialize;

use super::i18n::{Language, Text};
use super::pages::title_of_route;
use crate::decision::Person;
use crate::identity::GroupStanding;
use crate::policy::{LinkView, ParameterView, Rfc3339, Route, RouteView};
use crate::webex::{Cell, Listing};

/// What a caller may use, a page of it.
#[derive(Debug, Serialize)]
pub struct DirectoryView<'a> {
    pub entries: Vec<EntryView>,
    /// How many there are on all pages.
    pub total: usize,
    /// How many of them are links, and how many routes.
    pub links: usize,
    pub routes: usize,
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

/// A list that Webex gave.
#[derive(Debug, Serialize)]
pub struct ListView<'a> {
    /// Each with the fields that Webex gave.
    pub rows: Vec<BTreeMap<&'static str, CellView<'a>>>,
    /// Whether there are more than these.
    pub is_cut: bool,
}

#[derive(Debug, Serialize)]
#[serde(untagged)]
pub enum CellView<'a> {
    Text(&'a str),
    Time(Rfc3339),
    Count(u64),
    Flag(bool),
}

impl<'a> ListView<'a> {
    pub fn of(listing: &'a Listing) -> Self {
        let rows = listing.rows.iter().map(|row| {
            let cells = listing.columns.iter().zip(row);
            let cells =
                cells.filter_map(|(column, cell)| Some((column.as_str(), cell.as_ref()?.into())));
            cells.collect()
        });
        Self {
            rows: rows.collect(),
            is_cut: listing.is_cut,
        }
    }
}

impl<'a> From<&'a Cell> for CellView<'a> {
    fn from(cell: &'a Cell) -> Self {
        match cell {
            Cell::Text(text) => Self::Text(text),
            Cell::Time(time) => Self::Time(Rfc3339(*time)),
            Cell::Count(count) => Self::Count(*count),
            Cell::Flag(flag) => Self::Flag(*flag),
            Cell::Link(address) => Self::Text(address.as_str()),
        }
    }
}

/// Webex has done what was asked for.
#[derive(Debug, Serialize)]
pub struct DoneView<'a> {
    pub done: Text,
    pub request_id: &'a str,
}

/// What is known of whoever asks.
#[derive(Debug, Serialize)]
pub struct CallerView<'a> {
    /// Whether an identity source says who it is.
    pub known: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub identity_provider: Option<&'a str>,
    /// `None` when no source tells them; empty when there are none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub groups: Option<Vec<GroupView<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub certificate: Option<&'a str>,
    /// Whom the other proofs name. They count for `deny`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub further_callers: Vec<FurtherView<'a>>,
    /// Why nobody is known although the request claims somebody.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub auth_error: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<IpAddr>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pub networks: &'a [&'a str],
    pub policy: &'a str,
    pub request_id: &'a str,
}

#[derive(Debug, Serialize)]
pub struct GroupView<'a> {
    pub name: &'a str,
    /// What the rules of the policy make of it.
    pub rules: &'static str,
    /// Groups of rules in another spelling.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pub near: &'a [&'a str],
}

#[derive(Debug, Serialize)]
pub struct FurtherView<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub caller: Option<&'a str>,
    pub identity_provider: &'a str,
}

impl<'a> GroupView<'a> {
    pub fn of(group: &'a GroupStanding<'a, 'a>) -> Self {
        Self {
            name: group.name,
            rules: group.matched.as_str(),
            near: &group.near,
        }
    }
}

impl<'a> FurtherView<'a> {
    pub fn of(person: &'a Person<'_>) -> Self {
        Self {
            caller: person.id(),
            identity_provider: &person.identity_provider,
        }
    }
}

/// A route with its title in the language of the reader.
pub fn route(route: &Route, language: Language) -> RouteView {
    RouteView {
        title: title_of_route(route, language).into_owned(),
        ..RouteView::of(route)
    }
}
