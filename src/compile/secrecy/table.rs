//! Secrets in a table of links.

use std::ops::Range;

use super::words::{SecretWords, Separator};
use crate::compile::csv::dialect::Dialect;

/// What may be a secret in a table: the fields of columns for secrets, and what a line has beyond
/// its columns. Each line counts for itself, so that a quote that is not closed hides nothing, and
/// shows nothing, of the lines behind it.
pub fn secret_ranges(text: &str, words: &SecretWords) -> Vec<Range<usize>> {
    let dialect = Dialect::of(text);
    let mut lines = lines(text, dialect.start);
    let Some(first) = lines.next() else {
        return Vec::new();
    };
    let columns = Columns::of(text, first, dialect, words);
    lines
        .flat_map(|line| columns.secrets_in(text, line))
        .collect()
}

struct Columns<'w> {
    dialect: Dialect,
    count: usize,
    secret: Vec<usize>,
    words: &'w SecretWords,
}

impl<'w> Columns<'w> {
    fn of(text: &str, header: Range<usize>, dialect: Dialect, words: &'w SecretWords) -> Self {
        let names = dialect.fields(text, header.clone());
        let names = names.unwrap_or_else(|| vec![header]);
        let is_secret = |column: &usize| words.are_at_end_of(&text[names[*column].clone()]);
        let is_named = |name: &Range<usize>| !text[name.clone()].trim().is_empty();
        Self {
            dialect,
            count: names.iter().rposition(is_named).map_or(0, |last| last + 1),
            secret: (0..names.len()).filter(is_secret).collect(),
            words,
        }
    }

    fn secrets_in(&self, text: &str, line: Range<usize>) -> Vec<Range<usize>> {
        let fields = self.dialect.fields(text, line.clone());
        let is_whole = fields.as_ref().is_some_and(|fields| {
            let surplus = fields.iter().skip(self.count);
            let is_empty = |field: &Range<usize>| text[field.clone()].trim().is_empty();
            fields.len() >= self.count && surplus.clone().all(is_empty)
        });
        // In a line of another length nobody knows which field belongs to which column.
        if !is_whole && !self.secret.is_empty() {
            return vec![line];
        }
        let Some(fields) = fields else {
            return self.secret_in(text, line).into_iter().collect();
        };
        let mut hidden: Vec<Range<usize>> = Vec::new();
        let surplus = fields.get(self.count).filter(|_| !is_whole);
        hidden.extend(surplus.map(|surplus| surplus.start..line.end));
        hidden.extend(
            self.secret
                .iter()
                .filter_map(|column| fields.get(*column).cloned()),
        );
        hidden.extend(
            fields
                .into_iter()
                .filter_map(|field| self.secret_in(text, field)),
        );
        hidden
    }

    /// What stands behind a key in a field, like `PW=…` in an address.
    fn secret_in(&self, text: &str, field: Range<usize>) -> Option<Range<usize>> {
        let whole = &text[field.clone()];
        let mut separators = Separator::all(whole);
        let (at, separator) = separators.find(|(at, _)| self.words.are_at_end_of(&whole[..*at]))?;
        Some(field.start + at + separator.length..field.end)
    }
}

fn lines(text: &str, mut start: usize) -> impl Iterator<Item = Range<usize>> {
    let lines = text[start..].split(['\r', '\n']).map(move |line| {
        let range = start..start + line.len();
        start = range.end + 1;
        range
    });
    lines.filter(|line| !line.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hidden(text: &str) -> Vec<&str> {
        let words = SecretWords::of(std::iter::empty());
        let ranges = secret_ranges(text, &words).into_iter();
        ranges
            .map(|range| &text[range])
            .filter(|text| !text.is_empty())
            .collect()
    }

    #[test]
    fn fields_of_secret_columns_are_hidden_and_others_are_not() {
        for (text, expected) in [
            ("name,PW,route\na,hunter,join\nb,,join\n", vec!["hunter"]),
            ("name,password\na,\"hun,ter\"\n", vec!["\"hun,ter\""]),
            (
                "sep=;\nname;password;route\na;hunter;join\n",
                vec!["hunter"],
            ),
            ("name,route,meeting_key\na,join,123456789\n", vec![]),
            ("name,route\na,join,hunter,x\n", vec!["hunter,x"]),
            ("name,route,,\na,join,,\nb,join,,hunter\n", vec![",hunter"]),
            (
                "name,password,route\na,hun,ter,join\n",
                vec!["a,hun,ter,join"],
            ),
            (
                "name,password,route\na,\"hunter,join\nb,x,join\n",
                vec!["a,\"hunter,join", "x"],
            ),
            (
                "name,title\na,https://x.example/?PW=hunter\n",
                vec!["hunter"],
            ),
            ("name,title\na,\"Password: hunter\"\n", vec![" hunter\""]),
            (
                "name,title\na,https://x.example/?MK=1&%50W=hunter\n",
                vec!["hunter"],
            ),
            (
                "name,title\na,https://x.example/?u=%3FPW%3Dhunter\n",
                vec!["hunter"],
            ),
            ("name,title\na,\"x?PW=hunter\n", vec!["hunter"]),
            ("name,Password (if any)\na,hunter\n", vec!["hunter"]),
            ("", vec![]),
        ] {
            assert_eq!(hidden(text), expected, "{text}");
        }
    }

    /// The time must not grow with the square of the length of a line.
    #[test]
    fn long_lines_are_read_once() {
        for part in ["=", ":", "a,", "\"", "=(", "PW="] {
            hidden(&format!("name,route\na,{}", part.repeat(100_000)));
        }
    }
}
