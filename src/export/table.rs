//! All links as a table that `links_from` reads.

use std::collections::BTreeMap;

use super::left_out::{LeftOut, Reason};
use crate::policy::{Link, Policy, Rfc3339};
use crate::text::is_formula;

/// The columns of every link, without those of parameters.
const FIRST: [&str; 3] = ["name", "title", "route"];
const LAST: [&str; 5] = ["aliases", "owner", "tags", "from", "until"];

/// A table, and the links that it cannot hold.
#[derive(Debug)]
pub struct Table {
    pub text: String,
    pub left_out: Vec<LeftOut>,
}

/// One line of the table.
struct Row<'p> {
    link: &'p Link,
    route: &'p str,
    values: BTreeMap<&'p str, String>,
}

/// The links of a policy as a table.
///
/// # Errors
///
/// When the writer of tables fails, which has nothing to do with the links.
pub fn table(policy: &Policy) -> csv::Result<Table> {
    let mut left_out = Vec::new();
    let mut rows = Vec::new();
    for link in policy.links() {
        match Row::of(policy, link) {
            Ok(row) => rows.push(row),
            Err(reason) => left_out.push(LeftOut {
                path: policy.endpoint().link_path(link.name()),
                reason,
            }),
        }
    }
    let text = write(&rows)?;
    Ok(Table { text, left_out })
}

impl<'p> Row<'p> {
    fn of(policy: &'p Policy, link: &'p Link) -> Result<Self, Reason> {
        let route = policy.route(link.route());
        let mut values = BTreeMap::new();
        for (binding, value) in link.presets() {
            let parameter = route.bindings()[binding].parameter();
            let cell = value.shown().into_owned();
            // The table is read like any other: a cell has to mean what the policy says.
            if parameter.parse(&cell).is_ok_and(|read| read == *value) && !is_formula(&cell) {
                values.insert(parameter.name(), cell);
            } else {
                return Err(Reason::NoCell(parameter.name().to_owned()));
            }
        }
        let cells = [
            ("title", link.title()),
            ("owner", link.owner()),
            ("tags", link.tags().next()),
        ];
        match cells.iter().find(|(_, cell)| cell.is_some_and(is_formula)) {
            Some((key, _)) => Err(Reason::NoCell((*key).to_owned())),
            None => Ok(Self {
                link,
                route: route.name(),
                values,
            }),
        }
    }
}

fn write(rows: &[Row<'_>]) -> csv::Result<String> {
    let mut parameters: Vec<&str> = rows
        .iter()
        .flat_map(|row| row.values.keys().copied())
        .collect();
    parameters.sort_unstable();
    parameters.dedup();
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(FIRST.iter().chain(&parameters).chain(&LAST))?;
    for row in rows {
        let link = row.link;
        let date = |date: Option<_>| {
            date.map(|date| Rfc3339(date).to_string())
                .unwrap_or_default()
        };
        let words = |words: Vec<&str>| words.join(" ");
        let first = [link.name(), link.title().unwrap_or_default(), row.route];
        let values = parameters
            .iter()
            .map(|name| row.values.get(name).cloned().unwrap_or_default());
        let last = [
            words(link.aliases().collect()),
            link.owner().unwrap_or_default().to_owned(),
            words(link.tags().collect()),
            date(link.from()),
            date(link.until()),
        ];
        writer.write_record(
            first
                .map(str::to_owned)
                .into_iter()
                .chain(values)
                .chain(last),
        )?;
    }
    let bytes = writer
        .into_inner()
        .map_err(csv::IntoInnerError::into_error)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
