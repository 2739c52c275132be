//! What the operator's manual says of metrics and of the decision log is so.

mod decision_log;
mod metrics;

use std::collections::BTreeSet;

/// The words between backticks in the first column of the table below a heading.
fn first_column(text: &str, heading: &str) -> BTreeSet<String> {
    let (_, section) = text.split_once(heading).expect(heading);
    let section = section.split("\n#").next().expect("a section");
    let cells = section.lines().filter_map(|line| {
        let cell = line.strip_prefix("| ")?.split(" |").next()?;
        cell.contains('`').then_some(cell)
    });
    cells.flat_map(quoted).map(str::to_owned).collect()
}

/// What stands between backticks.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}
