//! Links as a table that a policy names in `links_from`.

use super::convert::{Destination, Given};
use super::reason::Reason;
use crate::policy::CallerField;
use crate::text::{has_hidden, is_formula, trim_blanks};
use crate::webex::ParameterType;

/// A line of the table.
#[derive(Clone, Debug)]
pub struct Row<'p> {
    pub name: String,
    pub title: Option<String>,
    pub destination: Destination<'p>,
    pub aliases: Vec<String>,
    pub owner: Option<String>,
    pub tags: Vec<String>,
}

/// The most columns that a policy reads, without those of every link.
const MAX_PARAMETERS: usize = 240;

/// Longest value of a parameter, in bytes. A line has 64 KiB at the most.
const MAX_VALUE: usize = 2048;

/// Whether the table can hold these values as they are.
pub fn check(destination: &Destination<'_>) -> Result<(), Reason> {
    for given in &destination.values {
        let parameter = given.parameter.name().to_owned();
        let cell = cell_of(given);
        if is_formula(&cell) {
            return Err(Reason::Formula { parameter });
        }
        let is_read_back = trim_blanks(&cell) == cell && given.parameter.parse(&cell).is_ok();
        let is_filled_in = CallerField::word_in(&cell).is_some();
        if !is_read_back
            || is_filled_in
            || cell.is_empty()
            || cell.len() > MAX_VALUE
            || has_hidden(&cell)
        {
            return Err(Reason::NoCell { parameter });
        }
    }
    Ok(())
}

/// The cell of a value. Spreadsheets shorten long numbers, but not those with blanks.
fn cell_of(given: &Given<'_>) -> String {
    let words = &given.words;
    let is_number = *given.parameter.kind() == ParameterType::MEETING_KEY
        && words.bytes().all(|byte| byte.is_ascii_digit());
    match is_number {
        true => in_groups(words),
        false => words.clone(),
    }
}

/// A number as Webex writes it: `123 456 789`, `2554 485 2539`.
fn in_groups(digits: &str) -> String {
    let groups: &[usize] = match digits.len() {
        9 => &[3, 3, 3],
        10 => &[3, 3, 4],
        11 => &[4, 3, 4],
        _ => &[],
    };
    let mut rest = digits;
    let mut parts = Vec::new();
    for length in groups {
        let (part, behind) = rest.split_at(*length);
        parts.push(part);
        rest = behind;
    }
    match parts.is_empty() {
        // Any other length in fours, the last group with what remains.
        true => {
            let fours = digits.as_bytes().chunks(4);
            let fours = fours.map(|group| String::from_utf8_lossy(group).into_owned());
            fours.collect::<Vec<_>>().join(" ")
        }
        false => parts.join(" "),
    }
}

/// Writes the table. A policy reads it without a finding, if each row passed [`check`] and its names are
/// free.
pub fn write(rows: &[Row<'_>]) -> csv::Result<String> {
    let parameters = parameters(rows);
    let mut writer = csv::Writer::from_writer(Vec::new());
    let columns = ["name", "title", "route"].into_iter();
    let columns = columns.chain(parameters.iter().copied());
    writer.write_record(columns.chain(["aliases", "owner", "tags"]))?;
    for row in rows {
        let cells = parameters.iter().map(|name| {
            let mut values = row.destination.values.iter();
            let value = values.find(|given| given.parameter.name() == *name);
            value.map(cell_of).unwrap_or_default()
        });
        let of_link = [
            row.name.clone(),
            row.title.clone().unwrap_or_default(),
            row.destination.route.name().to_owned(),
        ];
        let last = [
            row.aliases.join(" "),
            row.owner.clone().unwrap_or_default(),
            row.tags.join(" "),
        ];
        writer.write_record(of_link.into_iter().chain(cells).chain(last))?;
    }
    let bytes = writer
        .into_inner()
        .map_err(csv::IntoInnerError::into_error)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// The parameters that any row has a value for.
fn parameters<'p>(rows: &[Row<'p>]) -> Vec<&'p str> {
    let mut names: Vec<&str> = Vec::new();
    for given in rows.iter().flat_map(|row| &row.destination.values) {
        let name = given.parameter.name();
        if !names.contains(&name) && names.len() < MAX_PARAMETERS {
            names.push(name);
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_in_groups_that_no_spreadsheet_shortens() {
        for (digits, expected) in [
            ("123456789", "123 456 789"),
            ("1234567890", "123 456 7890"),
            ("25544852539", "2554 485 2539"),
            ("12345678", "1234 5678"),
            ("1234567", "1234 567"),
            ("12345678901234567890", "1234 5678 9012 3456 7890"),
        ] {
            assert_eq!(in_groups(digits), expected);
        }
    }
}
