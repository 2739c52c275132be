//! How a table separates its fields, and where it begins.

use std::ops::Range;

/// The dialect of one table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dialect {
    pub delimiter: u8,
    /// Where the line with the names of the columns begins.
    pub start: usize,
}

impl Dialect {
    pub fn of(text: &str) -> Self {
        let said = said_delimiter(text);
        Self {
            delimiter: said.unwrap_or_else(|| delimiter_of(text)),
            start: said.map_or(0, |_| text.find('\n').map_or(text.len(), |end| end + 1)),
        }
    }

    /// The fields of one line, with their quotes; `None` where a quote is not closed.
    pub fn fields(&self, text: &str, line: Range<usize>) -> Option<Vec<Range<usize>>> {
        let bytes = text.as_bytes();
        let mut fields = Vec::new();
        let (mut start, mut is_quoted) = (line.start, false);
        for at in line.clone() {
            if bytes[at] == b'"' && (is_quoted || at == start) {
                is_quoted = !is_quoted;
            } else if bytes[at] == b'"' && bytes[start] == b'"' {
                is_quoted = true;
            } else if bytes[at] == self.delimiter && !is_quoted {
                fields.push(start..at);
                start = at + 1;
            }
        }
        fields.push(start..line.end);
        (!is_quoted).then_some(fields)
    }
}

/// The delimiter that the first line of a table says for Excel: `sep=;`. That line is no part of the
/// table.
fn said_delimiter(text: &str) -> Option<u8> {
    let line = text.lines().next()?.trim_matches('"');
    let (word, said) = line.split_at_checked("sep=".len())?;
    match *said.as_bytes() {
        [said @ (b',' | b';' | b'\t' | b'|')] if word.eq_ignore_ascii_case("sep=") => Some(said),
        _ => None,
    }
}

/// The delimiter of a header. Spreadsheets write semicolons where the decimal separator is a comma.
fn delimiter_of(text: &str) -> u8 {
    let header = text.lines().next().unwrap_or_default();
    if header.contains(';') && !header.contains(',') {
        b';'
    } else {
        b','
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_separator_is_declared_or_found_in_the_first_line() {
        for (text, delimiter, header) in [
            ("name,route\n", b',', "name,route\n"),
            ("name;route\n", b';', "name;route\n"),
            ("sep=;\r\nname;a,b\r\n", b';', "name;a,b\r\n"),
            ("\"sep=;\"\nname\n", b';', "name\n"),
            ("sep=\t\nname", b'\t', "name"),
            ("sep=,", b',', ""),
            ("sep=xy\nname", b',', "sep=xy\nname"),
            ("sepä", b',', "sepä"),
            ("", b',', ""),
        ] {
            let dialect = Dialect::of(text);
            assert_eq!(dialect.delimiter, delimiter, "{text:?}");
            assert_eq!(&text[dialect.start..], header, "{text:?}");
        }
    }

    #[test]
    fn fields_of_a_line_are_found_as_spreadsheets_read_them() {
        let dialect = Dialect::of("name,route");
        for (line, expected) in [
            ("a,b", Some(vec!["a", "b"])),
            ("", Some(vec![""])),
            ("a,,", Some(vec!["a", "", ""])),
            ("\"a,\"\"b\"\"\",c", Some(vec!["\"a,\"\"b\"\"\"", "c"])),
            ("a\"b,c", Some(vec!["a\"b", "c"])),
            ("a,\"b,c", None),
        ] {
            let fields = dialect.fields(line, 0..line.len());
            let fields: Option<Vec<&str>> =
                fields.map(|fields| fields.into_iter().map(|field| &line[field]).collect());
            assert_eq!(fields, expected, "{line}");
        }
    }
}
