//! Answers as lists.

use serde_json::Value as Json;

use super::failure::RestFailure;
use super::listing::{Cell, CellKind, Column, Listing};
use super::operation::RowShape;
use super::shown_field::ShownField;
use super::site_address::{AddressRefused, SiteAddress};
use crate::webex::code::Code;
use crate::webex::site::Site;

/// The objects that a row stands in, from the answer inwards.
type Chain<'j> = Vec<&'j Json>;

/// Reads the rows of an answer.
///
/// # Errors
///
/// [`RestFailure::Unreadable`] if the lists are not where they should be, and
/// [`RestFailure::NotFound`] if there are no rows of something that was asked for.
pub fn listing(site: &Site, shape: &RowShape, answer: &Json) -> Result<Listing, RestFailure> {
    let chains = chains(&shape.within, answer)?;
    if chains.is_empty() && shape.is_one {
        return Err(RestFailure::NotFound);
    }
    let mut listing = Listing {
        columns: shape.columns.iter().map(|c| c.column).collect(),
        rows: Vec::with_capacity(chains.len()),
        is_cut: false,
        refused: None,
    };
    for chain in chains {
        let cells = shape.columns.iter().map(|of| {
            let value = field(&chain, &of.field)?;
            cell(site, of.column, value, &mut listing.refused)
        });
        let row = cells.collect();
        listing.rows.push(row);
    }
    Ok(listing)
}

/// A row for each flag: its name, and whether it is set.
///
/// # Errors
///
/// [`RestFailure::Unreadable`] if the answer is no object.
pub fn flags(codes: &[ShownField], answer: &Json) -> Result<Listing, RestFailure> {
    let fields = answer.as_object().ok_or(RestFailure::Unreadable)?;
    let row = |code: &ShownField| {
        let is_set = fields.get(code.as_str())?.as_bool()?;
        let name = Cell::Text(in_words(code.as_str()));
        Some(vec![Some(name), Some(Cell::Flag(is_set))])
    };
    Ok(Listing {
        columns: vec![Column::Question, Column::Required],
        rows: codes.iter().filter_map(row).collect(),
        is_cut: false,
        refused: None,
    })
}

/// `requireJobTitle` is `job title`.
fn in_words(code: &str) -> String {
    let mut words = String::new();
    for c in code.strip_prefix("require").unwrap_or(code).chars() {
        if c.is_ascii_uppercase() && !words.is_empty() {
            words.push(' ');
        }
        words.push(c.to_ascii_lowercase());
    }
    words
}

fn chains<'j>(within: &[Code], answer: &'j Json) -> Result<Vec<Chain<'j>>, RestFailure> {
    let mut chains = vec![vec![answer]];
    for (list, depth) in within.iter().zip(0..) {
        let mut inner = Vec::new();
        for chain in &chains {
            let items = chain.last().and_then(|object| object.get(list.as_str()));
            match items {
                Some(Json::Array(items)) => {
                    inner.extend(
                        items
                            .iter()
                            .map(|item| [chain.as_slice(), &[item]].concat()),
                    );
                }
                // Somebody who answered nothing has no list of answers.
                None | Some(Json::Null) if depth > 0 => {}
                _ => return Err(RestFailure::Unreadable),
            }
        }
        chains = inner;
    }
    let is_row = |chain: &Chain<'_>| chain.last().is_some_and(|row| row.is_object());
    match chains.iter().all(is_row) {
        true => Ok(chains),
        false => Err(RestFailure::Unreadable),
    }
}

/// The field of the innermost object that has one.
fn field<'j>(chain: &Chain<'j>, code: &ShownField) -> Option<&'j Json> {
    let mut objects = chain.iter().rev();
    objects.find_map(|object| object.get(code.as_str()))
}

/// A value as a cell; `None` if it is of another kind, or a link that leads elsewhere.
fn cell(
    site: &Site,
    column: Column,
    value: &Json,
    refused: &mut Option<AddressRefused>,
) -> Option<Cell> {
    match column.kind() {
        CellKind::Text => match value {
            Json::String(text) if text.is_empty() => None,
            Json::String(text) => Some(Cell::Text(text.clone())),
            Json::Number(number) => Some(Cell::Text(number.to_string())),
            _ => None,
        },
        CellKind::Time => value.as_str()?.parse().ok().map(Cell::Time),
        CellKind::Count => value.as_u64().map(Cell::Count),
        CellKind::Flag => value.as_bool().map(Cell::Flag),
        CellKind::Link => match SiteAddress::check(site, value.as_str()?) {
            Ok(address) => Some(Cell::Link(address)),
            Err(reason) => {
                refused.get_or_insert(reason);
                None
            }
        },
    }
}
