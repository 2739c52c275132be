//! A report for a terminal.

use std::borrow::Cow;

use clap::builder::styling::Style;

use super::summary::{Finding, LinkRow, Listed, OutcomeRow, Summary};
use super::uses::Uses;
use crate::cli::output::{BAD, CARE, HEADING, QUIET, counted, grouped, plain, styled, table};
use crate::policy::Rfc3339;

/// Opened, refused, failed.
const MOST_NUMBERS: usize = 3;

type Cell = (Style, Cow<'static, str>);
type Rows = Vec<Vec<Cell>>;

pub fn render(summary: &Summary) -> String {
    let mut out = head(summary);
    let mut section = |title: &str, rows: Rows, more: usize| {
        if !rows.is_empty() {
            out.push_str(&format!("\n{}\n{}", styled(HEADING, title), aligned(rows)));
            out.push_str(&more_rows(more));
        }
    };
    section("Outcomes", outcomes(&summary.outcomes), 0);
    section("Routes", routes(summary), summary.routes.more);
    let links = &summary.links;
    section("Links", link_rows(&links.links), links.links.more);
    if let Some(unused) = &links.unused {
        let title = format!("Unused links: {}", grouped(unused.len()));
        section(&title, link_rows(unused), unused.more);
    }
    let title = format!(
        "Dead links, refused or failed always: {}",
        grouped(links.dead.len())
    );
    section(&title, link_rows(&links.dead), links.dead.more);
    if let Some(owners) = &links.owners {
        section("Owners", owner_rows(summary), owners.more);
    }
    let missed = &summary.missed_names;
    section(
        &missed_title(summary),
        missed_rows(summary),
        missed.names.more,
    );
    if summary.policy.is_none() {
        out.push_str("\nwithout --policy: no titles, no owners, no unused links\n");
    }
    out
}

fn head(summary: &Summary) -> String {
    let mut out = match &summary.span {
        None => "no requests\n".to_owned(),
        Some(span) => format!(
            "{} requests from {} to {} (UTC)\n",
            grouped(summary.requests),
            minute(span.first),
            minute(span.last)
        ),
    };
    out.push_str(&summary.read.read());
    out.push('\n');
    if let Some(left_out) = summary.read.left_out() {
        out.push_str(&styled(CARE, &left_out));
        out.push('\n');
    }
    out
}

/// A moment to the minute.
pub fn minute(Rfc3339(time): Rfc3339) -> String {
    time.strftime("%Y-%m-%d %H:%M").to_string()
}

fn more_rows(more: usize) -> String {
    match more {
        0 => String::new(),
        more => format!("  and {} more (--top)\n", grouped(more)),
    }
}

fn outcomes(rows: &[OutcomeRow]) -> Rows {
    let rows = rows.iter();
    rows.map(|row| vec![plain(grouped(row.requests)), plain(row.outcome)])
        .collect()
}

fn heads(of_what: &'static str) -> Vec<Cell> {
    ["opened", "refused", "failed", "last opened", of_what]
        .map(|head| (QUIET, head.into()))
        .to_vec()
}

fn uses(uses: &Uses) -> Vec<Cell> {
    let last = uses.last_opened.map_or("never".to_owned(), minute);
    let numbers = [uses.opened, uses.refused, uses.failed].map(|n| plain(grouped(n)));
    numbers.into_iter().chain([plain(last)]).collect()
}

fn routes(summary: &Summary) -> Rows {
    let rows = summary.routes.rows.iter().map(|row| {
        let mut cells = uses(&row.uses);
        cells.push(plain(named(row.route.as_ref())));
        cells.push((QUIET, outcomes_in_words(&row.outcomes).into()));
        cells
    });
    with_heads("route", rows)
}

/// The outcomes of a route.
pub fn outcomes_in_words(outcomes: &[OutcomeRow]) -> String {
    let outcomes = outcomes.iter();
    let outcomes = outcomes.map(|row| format!("{} {}", grouped(row.requests), row.outcome));
    outcomes.collect::<Vec<_>>().join(", ")
}

fn link_rows(links: &Listed<LinkRow>) -> Rows {
    let rows = links.rows.iter().map(|row| {
        let mut cells = uses(&row.uses);
        cells.push(plain(named(row.link.as_ref())));
        cells.push(plain(row.title.clone().unwrap_or_default()));
        cells.push((QUIET, row.owner.clone().unwrap_or_default().into()));
        cells.push((BAD, notes(row).into()));
        cells
    });
    with_heads("link", rows)
}

/// What stands out about a link.
pub fn notes(row: &LinkRow) -> String {
    let notes = row.findings.iter().filter_map(|finding| match finding {
        // The heading says so.
        Finding::Unused => None,
        Finding::Dead => Some("dead"),
        Finding::Expired => Some("expired"),
        Finding::NotYetValid => Some("not yet valid"),
        Finding::NotInPolicy => Some("not in this policy"),
    });
    notes.collect::<Vec<_>>().join(", ")
}

fn owner_rows(summary: &Summary) -> Rows {
    let owners = summary.links.owners.iter().flat_map(|owners| &owners.rows);
    let rows = owners.map(|row| {
        let mut cells = uses(&row.uses);
        cells.push(plain(row.owner.clone().unwrap_or("(no owner)".to_owned())));
        let [links, unused, dead] = [row.links, row.unused, row.dead].map(grouped);
        let facts = format!("links: {links}, unused: {unused}, dead: {dead}");
        cells.push((QUIET, facts.into()));
        cells
    });
    with_heads("owner", rows)
}

fn missed_rows(summary: &Summary) -> Rows {
    let names = summary.missed_names.names.rows.iter();
    names
        .map(|row| vec![plain(grouped(row.requests)), plain(row.name.clone())])
        .collect()
}

/// The heading of the missed names.
pub fn missed_title(summary: &Summary) -> String {
    let missed = &summary.missed_names;
    let title = format!("Missed names: {}", counted(missed.requests, "request"));
    match missed.error {
        0 => title,
        error => format!(
            "{title} (too many names: a count may be too low by {})",
            grouped(error)
        ),
    }
}

/// A name, or what stands for many.
pub fn named(name: Option<&String>) -> String {
    name.cloned().unwrap_or("(others)".to_owned())
}

fn with_heads(of_what: &'static str, rows: impl Iterator<Item = Vec<Cell>>) -> Rows {
    let rows: Rows = rows.collect();
    match rows.is_empty() {
        true => rows,
        false => [heads(of_what)].into_iter().chain(rows).collect(),
    }
}

/// Columns of numbers, which are the first ones, end where the longest number does.
fn aligned(mut rows: Rows) -> String {
    let is_number = |text: &str| text.starts_with(|c: char| c.is_ascii_digit());
    let numbers = rows.last().map_or(0, |row| {
        let numbers = row.iter().take(MOST_NUMBERS);
        numbers.take_while(|(_, text)| is_number(text)).count()
    });
    for at in 0..numbers {
        let widths = rows.iter().map(|row| row[at].1.chars().count());
        let width = widths.max().unwrap_or_default();
        for row in &mut rows {
            let text = &row[at].1;
            row[at].1 = format!("{text:>width$}").into();
        }
    }
    table(&rows, 2)
}
