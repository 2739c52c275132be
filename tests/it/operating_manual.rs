//! What the operator's manual says of metrics and of the decision log is so.

mod decision_log;
mod limits;
mod metrics;

use std::collections::BTreeSet;

/// The rows of the table whose first line begins like that, as their cells.
fn rows<'t>(text: &'t str, header: &str) -> Vec<Vec<&'t str>> {
    let mut lines = text.lines();
    // A row of another table may begin with the same word.
    lines
        .by_ref()
        .zip(text.lines().skip(1))
        .find(|(line, next)| line.starts_with(header) && next.starts_with("| --- |"))
        .expect(header);
    let lines = lines.skip(1).take_while(|line| line.starts_with('|'));
    lines
        .map(|line| line.split('|').skip(1).map(str::trim).collect())
        .collect()
}

/// What stands between backticks in the first column of a table.
fn first_column<'t>(text: &'t str, header: &str) -> BTreeSet<&'t str> {
    let rows = rows(text, header).into_iter();
    rows.flat_map(|row| quoted(row[0])).collect()
}

/// What stands between backticks.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}
