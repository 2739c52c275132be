//! A report as one table, for spreadsheets.

use std::borrow::Cow;
use std::io;

use csv::Writer;

use super::summary::{LinkRow, OutcomeRow, Summary};
use super::uses::Uses;
use crate::cli::output::visible;
use crate::text::is_formula;

const COLUMNS: [&str; 12] = [
    "kind",
    "name",
    "outcome",
    "title",
    "owner",
    "route",
    "requests",
    "opened",
    "refused",
    "failed",
    "last_opened",
    "findings",
];

/// The cells of a row that are texts.
#[derive(Default)]
struct Row<'r> {
    kind: &'static str,
    name: &'r str,
    outcome: &'r str,
    title: &'r str,
    owner: &'r str,
    route: &'r str,
    findings: String,
}

pub fn render(summary: &Summary) -> io::Result<String> {
    let mut table = Table(Writer::from_writer(Vec::new()));
    table.0.write_record(COLUMNS)?;
    table.outcomes("", &summary.outcomes)?;
    for route in &summary.routes.rows {
        let name = name(route.route.as_deref());
        let row = Row {
            kind: "route",
            name,
            title: route.title.as_deref().unwrap_or_default(),
            ..Row::default()
        };
        table.uses(&row, &route.uses)?;
        table.outcomes(name, &route.outcomes)?;
    }
    table.links("link", &summary.links.links.rows)?;
    if let Some(unused) = &summary.links.unused {
        // The others are among the links already.
        let never = unused.rows.iter().filter(|link| link.uses.requests == 0);
        table.links("link", never)?;
    }
    for owner in summary.links.owners.iter().flat_map(|owners| &owners.rows) {
        let row = Row {
            kind: "owner",
            name: owner.owner.as_deref().unwrap_or("(none)"),
            findings: format!(
                "links: {}, unused: {}, dead: {}",
                owner.links, owner.unused, owner.dead
            ),
            ..Row::default()
        };
        table.uses(&row, &owner.uses)?;
    }
    for missed in &summary.missed_names.names.rows {
        let row = Row {
            kind: "missed_name",
            name: &missed.name,
            ..Row::default()
        };
        table.requests(&row, missed.requests)?;
    }
    let bytes = table.0.into_inner().map_err(io::Error::other)?;
    String::from_utf8(bytes).map_err(io::Error::other)
}

struct Table(Writer<Vec<u8>>);

impl Table {
    fn outcomes(&mut self, route: &str, outcomes: &[OutcomeRow]) -> io::Result<()> {
        for outcome in outcomes {
            let row = Row {
                kind: "outcome",
                outcome: outcome.outcome,
                route,
                ..Row::default()
            };
            self.requests(&row, outcome.requests)?;
        }
        Ok(())
    }

    fn links<'l>(
        &mut self,
        kind: &'static str,
        links: impl IntoIterator<Item = &'l LinkRow>,
    ) -> io::Result<()> {
        for link in links {
            let findings: Vec<&str> = link.findings.iter().map(|one| one.as_str()).collect();
            let row = Row {
                kind,
                name: name(link.link.as_deref()),
                title: link.title.as_deref().unwrap_or_default(),
                owner: link.owner.as_deref().unwrap_or_default(),
                route: link.route.as_deref().unwrap_or_default(),
                findings: findings.join(" "),
                ..Row::default()
            };
            self.uses(&row, &link.uses)?;
        }
        Ok(())
    }

    fn uses(&mut self, row: &Row<'_>, uses: &Uses) -> io::Result<()> {
        let numbers = [uses.requests, uses.opened, uses.refused, uses.failed];
        let last = uses.last_opened.map(|time| time.to_string());
        self.write(
            row,
            &numbers.map(|number| number.to_string()),
            &last.unwrap_or_default(),
        )
    }

    fn requests(&mut self, row: &Row<'_>, requests: u64) -> io::Result<()> {
        let [opened, refused, failed] = [const { String::new() }; 3];
        self.write(row, &[requests.to_string(), opened, refused, failed], "")
    }

    fn write(&mut self, row: &Row<'_>, numbers: &[String; 4], last: &str) -> io::Result<()> {
        let texts = [row.name, row.outcome, row.title, row.owner, row.route].map(cell);
        let texts = texts.iter().map(|text| &**text);
        let numbers = numbers.iter().map(String::as_str);
        let cells = [row.kind].into_iter().chain(texts).chain(numbers);
        Ok(self.0.write_record(cells.chain([last, &row.findings]))?)
    }
}

fn name(name: Option<&str>) -> &str {
    name.unwrap_or("(others)")
}

/// A text as a cell that is shown as it is, and never calculated.
fn cell(text: &str) -> Cow<'_, str> {
    let text = visible(text);
    match is_formula(&text) {
        true => format!("'{text}").into(),
        false => text,
    }
}

#[cfg(test)]
mod tests {
    use super::cell;

    #[test]
    fn no_cell_is_a_formula() {
        for (text, shown) in [
            ("standup", "standup"),
            ("a=b", "a=b"),
            ("=cmd|'/c calc'!A1", "'=cmd|'/c calc'!A1"),
            ("+1", "'+1"),
            ("-1", "'-1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "' =1"),
            ("\r=1", "␍=1"),
            ("\u{a0}=1", "'\u{a0}=1"),
            ("＝1", "'＝1"),
            ("\u{1b}[31m", "␛[31m"),
        ] {
            assert_eq!(cell(text), shown, "{text:?}");
        }
    }
}
