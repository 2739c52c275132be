//! The tables of a page.

use super::view::{Cell, Head, List, Part, Row};
use crate::cli::log_report::summary::{LinkRow, Listed, OutcomeRow, Summary};
use crate::cli::log_report::table::{minute, missed_title, named, notes, outcomes_in_words};
use crate::cli::log_report::uses::Uses;
use crate::cli::output::{grouped, visible};

/// A bar that is full.
const FULL: u64 = 1_000;

/// What is not nothing has to be seen.
const LEAST: u64 = 4;

const USES: [&str; 3] = ["Opened", "Refused", "Failed"];

/// All that are not empty.
pub fn of(summary: &Summary) -> Vec<List> {
    let links = &summary.links;
    let unused = links.unused.as_ref();
    let lists = [
        Some(link_list("links", "Links", &links.links)),
        unused.map(|unused| link_list("unused", "Unused links", unused)),
        Some(link_list(
            "dead",
            "Dead links: refused or failed always",
            &links.dead,
        )),
        Some(routes(summary)),
        owners(summary),
        Some(missed_names(summary)),
        Some(outcomes(&summary.outcomes)),
    ];
    let lists = lists.into_iter().flatten();
    lists.filter(|list| !list.rows.is_empty()).collect()
}

fn link_list(id: &'static str, title: &str, links: &Listed<LinkRow>) -> List {
    let most = most(links.rows.iter().map(|row| &row.uses));
    let rows = links.rows.iter().map(|row| Row {
        name: visible(&named(row.link.as_ref())).into(),
        title: visible(row.title.as_deref().unwrap_or_default()).into(),
        note: notes(row),
        cells: uses(row.owner.as_deref().unwrap_or_default(), &row.uses, most),
    });
    List {
        id,
        title: format!("{title} ({})", grouped(links.len())),
        heads: heads("Link", "Owner"),
        rows: rows.collect(),
        more: more(links.more),
    }
}

fn routes(summary: &Summary) -> List {
    let routes = &summary.routes;
    let most = most(routes.rows.iter().map(|row| &row.uses));
    let rows = routes.rows.iter().map(|row| Row {
        name: visible(&named(row.route.as_ref())).into(),
        title: visible(row.title.as_deref().unwrap_or_default()).into(),
        note: String::new(),
        cells: uses(&outcomes_in_words(&row.outcomes), &row.uses, most),
    });
    List {
        id: "routes",
        title: format!("Routes ({})", grouped(routes.len())),
        heads: heads("Route", "Outcomes"),
        rows: rows.collect(),
        more: more(routes.more),
    }
}

fn owners(summary: &Summary) -> Option<List> {
    let owners = summary.links.owners.as_ref()?;
    let rows = owners.rows.iter().map(|row| {
        let numbers = [row.links, row.unused, row.dead, row.uses.opened];
        let numbers = numbers.map(|count| Cell::Number(grouped(count)));
        let last = Cell::Time(last_opened(&row.uses));
        named_row(
            row.owner.as_deref().unwrap_or("(no owner)"),
            numbers.into_iter().chain([last]).collect(),
        )
    });
    let numbers = ["Links", "Unused", "Dead", "Opened"].map(number_head);
    let ends = [text_head("Last opened")];
    let heads = [text_head("Owner")].into_iter().chain(numbers).chain(ends);
    Some(List {
        id: "owners",
        title: format!("Owners ({})", grouped(owners.len())),
        heads: heads.collect(),
        rows: rows.collect(),
        more: more(owners.more),
    })
}

fn missed_names(summary: &Summary) -> List {
    let names = &summary.missed_names.names;
    let most = names.rows.iter().map(|row| row.requests).max();
    let rows = names.rows.iter().map(|row| {
        let bar = Part {
            class: "refused",
            start: 0,
            width: scaled(row.requests, most.unwrap_or_default()),
        };
        let cells = vec![Cell::Number(grouped(row.requests)), Cell::Bar(vec![bar])];
        named_row(&row.name, cells)
    });
    List {
        id: "missed",
        title: missed_title(summary),
        heads: vec![
            text_head("Name"),
            number_head("Requests"),
            text_head("Share"),
        ],
        rows: rows.collect(),
        more: more(names.more),
    }
}

fn outcomes(outcomes: &[OutcomeRow]) -> List {
    let rows = outcomes.iter().map(|row| {
        let cells = vec![Cell::Number(grouped(row.requests))];
        named_row(row.outcome, cells)
    });
    List {
        id: "outcomes",
        title: "Outcomes".to_owned(),
        heads: vec![text_head("Outcome"), number_head("Requests")],
        rows: rows.collect(),
        more: String::new(),
    }
}

fn named_row(name: &str, cells: Vec<Cell>) -> Row {
    Row {
        name: visible(name).into(),
        title: String::new(),
        note: String::new(),
        cells,
    }
}

fn heads(name: &'static str, text: &'static str) -> Vec<Head> {
    let ends = ["Last opened", "Share"].map(text_head);
    let first = [name, text].map(text_head).into_iter();
    first.chain(USES.map(number_head)).chain(ends).collect()
}

fn text_head(words: &'static str) -> Head {
    Head {
        words,
        is_number: false,
    }
}

fn number_head(words: &'static str) -> Head {
    Head {
        words,
        is_number: true,
    }
}

fn uses(text: &str, uses: &Uses, most: u64) -> Vec<Cell> {
    let numbers = [uses.opened, uses.refused, uses.failed];
    let numbers = numbers.map(|count| Cell::Number(grouped(count)));
    let first = [Cell::Text(visible(text).into())].into_iter();
    let last = Cell::Time(last_opened(uses));
    first
        .chain(numbers)
        .chain([last, bar(uses, most)])
        .collect()
}

fn last_opened(uses: &Uses) -> String {
    uses.last_opened.map_or("never".to_owned(), minute)
}

fn bar(uses: &Uses, most: u64) -> Cell {
    let mut start = 0;
    let parts = [
        ("opened", uses.opened),
        ("refused", uses.refused),
        ("failed", uses.failed),
    ];
    let parts = parts.map(|(class, requests)| {
        let width = scaled(requests, most);
        let part = Part {
            class,
            start,
            width,
        };
        start += width;
        part
    });
    Cell::Bar(parts.into_iter().filter(|part| part.width > 0).collect())
}

/// What the longest bar stands for.
fn most<'u>(uses: impl Iterator<Item = &'u Uses>) -> u64 {
    let sums = uses.map(|uses| uses.opened + uses.refused + uses.failed);
    sums.max().unwrap_or_default()
}

fn scaled(requests: u64, most: u64) -> u64 {
    match requests {
        0 => 0,
        requests => (requests.saturating_mul(FULL) / most.max(1)).clamp(LEAST, FULL),
    }
}

fn more(more: usize) -> String {
    match more {
        0 => String::new(),
        more => format!("and {} more", grouped(more)),
    }
}
