//! A list that Webex gave.

use std::borrow::Cow;

use askama::Template;
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::Frame;
use super::done::WayBack;
use crate::gateway::i18n::{Argument, Language, Phrase, Text};
use crate::gateway::sanitize::{SHORT, page_bytes, take_within, truncate};
use crate::webex::{Cell, Column, Listing};

/// So many bytes of a page are for all rows.
const ROW_BYTES: usize = 24 * 1024;
/// What a page has around one value.
const VALUE_BYTES: usize = 50;

#[derive(Debug, Template)]
#[template(path = "list.html", whitespace = "minimize")]
pub struct ListPage<'a> {
    title: Cow<'a, str>,
    rows: Vec<Vec<CellText<'a>>>,
    /// Whether there are more than these.
    is_cut: bool,
    /// Whether Webex tells of a running meeting late.
    is_late: bool,
    home: Option<WayBack<'a>>,
    frame: Frame<'a>,
}

/// What a list is shown with.
#[derive(Clone, Copy, Debug)]
pub struct ListContext<'a> {
    pub zone: &'a TimeZone,
    pub home: Option<WayBack<'a>>,
    pub frame: Frame<'a>,
}

/// One value of a row.
#[derive(Debug)]
struct CellText<'a> {
    label: Text,
    text: Cow<'a, str>,
    /// Where it leads: an address of the site.
    href: Option<&'a str>,
}

impl<'a> ListPage<'a> {
    /// What has become of a change.
    pub fn of_change(title: &str, listing: &'a Listing, context: ListContext<'a>) -> Self {
        let title = ("title", Argument::text(title));
        let done = context.frame.language.say_with(Phrase::DoneTitle, &[title]);
        Self::new(done, listing, context)
    }

    pub fn new(title: Cow<'a, str>, listing: &'a Listing, context: ListContext<'a>) -> Self {
        let ListContext { zone, home, frame } = context;
        let rows = listing.rows.iter().map(|row| {
            let cells = listing.columns.iter().zip(row);
            let cells = cells.filter_map(|(column, cell)| {
                Some(cell_text(*column, cell.as_ref()?, zone, frame.language))
            });
            cells.collect()
        });
        let rows = take_within(rows, ROW_BYTES, |row: &Vec<CellText<'_>>| {
            row.iter().map(CellText::bytes).sum()
        });
        Self {
            is_cut: listing.is_cut || rows.len() < listing.rows.len(),
            // Of meetings, which have a number.
            is_late: [Column::State, Column::Number]
                .iter()
                .all(|column| listing.columns.contains(column)),
            title,
            rows,
            home,
            frame,
        }
    }

    fn label(&self, cell: &CellText<'_>) -> Text {
        let name = ("name", Argument::text(&*cell.label));
        self.frame.language.say_with(Phrase::LinkName, &[name])
    }
}

impl CellText<'_> {
    fn bytes(&self) -> usize {
        let href = self.href.map_or(0, page_bytes);
        VALUE_BYTES + page_bytes(&self.label) + page_bytes(&self.text) + href
    }
}

fn cell_text<'a>(
    column: Column,
    cell: &'a Cell,
    zone: &TimeZone,
    language: Language,
) -> CellText<'a> {
    let text = match cell {
        Cell::Text(text) if column == Column::State => match language.state(text) {
            Some(words) => words,
            None => truncate(text, SHORT),
        },
        Cell::Text(text) => truncate(text, SHORT),
        Cell::Time(time) => moment(*time, zone).into(),
        Cell::Count(count) => count.to_string().into(),
        Cell::Flag(true) => language.say(Phrase::Yes),
        Cell::Flag(false) => language.say(Phrase::No),
        Cell::Link(_) => language.say(Phrase::ListOpen),
    };
    CellText {
        label: language.column(column.as_str()),
        text,
        href: match cell {
            Cell::Link(address) => Some(address.as_str()),
            _ => None,
        },
    }
}

/// A moment to the minute, in the zone of the policy.
fn moment(time: Timestamp, zone: &TimeZone) -> String {
    let name = zone.iana_name().unwrap_or_default();
    let local = zone.to_datetime(time);
    format!("{} {name}", local.strftime("%Y-%m-%d %H:%M"))
}
