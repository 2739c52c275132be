//! Records as a dump of MySQL or MariaDB: the statements that fill the table of links of YOURLS.

use std::borrow::Cow;
use std::rc::Rc;

use super::columns::{Column, Record};
use super::lines::Lines;
use super::sink::{Sink, SourceError};
use crate::migration::entry::Broken;

const INSERT: &str = "INSERT INTO";

/// The table of links. Its prefix is chosen when YOURLS is installed.
const TABLE: &str = "url";

/// The columns of YOURLS, which statements may leave out.
const ORDER: [&str; 6] = ["keyword", "url", "title", "timestamp", "ip", "clicks"];

pub fn is_dump(text: &str) -> bool {
    next_insert(text, 0).is_some()
}

fn next_insert(text: &str, from: usize) -> Option<usize> {
    let found = memchr::memmem::find(&text.as_bytes()[from..], INSERT.as_bytes());
    found.map(|at| from + at + INSERT.len())
}

/// Reads the rows of every statement about the table of links.
pub fn read(file: &Rc<str>, text: &str, sink: &mut impl Sink) -> Result<(), SourceError> {
    let mut lines = Lines::new(file, text);
    let mut statements = 0;
    let mut from = 0;
    while let Some(at) = next_insert(text, from) {
        let mut reader = Reader { text, at };
        from = at;
        let Some(columns) = reader.head() else {
            continue;
        };
        statements += 1;
        loop {
            let place = lines.place(reader.at);
            match reader.row() {
                Row::Values(values) => {
                    let mut record = Record::default();
                    for (column, value) in columns.iter().zip(&values) {
                        if let Some(column) = column {
                            record.put(*column, value);
                        }
                    }
                    if let Some(entry) = record.into_entry(place) {
                        sink.entry(entry);
                    }
                }
                Row::End => break,
                Row::CutOff => {
                    let what = "the dump is cut off within a row".to_owned();
                    sink.broken(Broken { place, what });
                    break;
                }
            }
        }
        from = reader.at;
    }
    match statements {
        0 => Err(SourceError::NoInsert),
        _ => Ok(()),
    }
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
}

enum Row<'t> {
    Values(Vec<Cow<'t, str>>),
    /// The end of the statement.
    End,
    CutOff,
}

impl<'t> Reader<'t> {
    /// The columns of the rows that follow. `None` for a statement about another table.
    fn head(&mut self) -> Option<Vec<Option<Column>>> {
        let table = self.identifier()?;
        let name = table.rsplit('_').next().unwrap_or(table);
        if !name.eq_ignore_ascii_case(TABLE) {
            return None;
        }
        let mut columns = Vec::new();
        if self.eat('(') {
            while let Some(name) = self.identifier() {
                columns.push(Column::of(name));
                self.eat(',');
            }
            if !self.eat(')') {
                return None;
            }
        }
        let head = self.text.get(self.at..self.at + "VALUES".len())?;
        if !head.eq_ignore_ascii_case("VALUES") {
            return None;
        }
        self.at += head.len();
        match columns.is_empty() {
            true => Some(ORDER.iter().map(|name| Column::of(name)).collect()),
            false => Some(columns),
        }
    }

    fn row(&mut self) -> Row<'t> {
        self.skip_blanks();
        self.eat(',');
        if !self.eat('(') {
            return match self.text[self.at..].is_empty() {
                true => Row::CutOff,
                false => Row::End,
            };
        }
        let mut values = Vec::new();
        while let Some(value) = self.value() {
            values.push(value);
            if self.eat(')') {
                return Row::Values(values);
            }
            if !self.eat(',') {
                break;
            }
        }
        match self.text[self.at..].is_empty() {
            true => Row::CutOff,
            false => Row::End,
        }
    }

    fn value(&mut self) -> Option<Cow<'t, str>> {
        self.skip_blanks();
        match self.text[self.at..].starts_with('\'') {
            true => self.quoted(),
            false => Some(self.plain()),
        }
    }

    /// A number, `NULL`, or the bytes of a text in hexadecimal digits.
    fn plain(&mut self) -> Cow<'t, str> {
        let rest = &self.text[self.at..];
        let end = rest.find([',', ')', '\n']).unwrap_or(rest.len());
        self.at += end;
        self.skip_blanks();
        let word = rest[..end].trim();
        match word.strip_prefix("0x").and_then(from_hex) {
            Some(text) => text.into(),
            None if word.eq_ignore_ascii_case("NULL") => "".into(),
            None => word.into(),
        }
    }

    /// `None` if the quote is never closed.
    fn quoted(&mut self) -> Option<Cow<'t, str>> {
        let start = self.at + 1;
        let mut out = String::new();
        let mut kept = start;
        let bytes = self.text.as_bytes();
        let mut at = start;
        loop {
            let found = memchr::memchr2(b'\'', b'\\', &bytes[at..]);
            let Some(found) = found.map(|found| at + found) else {
                self.at = self.text.len();
                return None;
            };
            let next = bytes.get(found + 1).copied();
            if bytes[found] == b'\'' && next != Some(b'\'') {
                self.at = found + 1;
                self.skip_blanks();
                let rest = &self.text[kept..found];
                return Some(match out.is_empty() {
                    true => rest.into(),
                    false => (out + rest).into(),
                });
            }
            out.push_str(&self.text[kept..found]);
            let escaped = self.text[found + 1..].chars().next();
            out.extend(escaped.map(unescaped));
            at = found + 1 + escaped.map_or(0, char::len_utf8);
            kept = at;
        }
    }

    fn identifier(&mut self) -> Option<&'t str> {
        self.skip_blanks();
        let rest = &self.text[self.at..];
        let quote = rest.chars().next().filter(|c| matches!(c, '`' | '"'));
        let inner = quote.map_or(rest, |quote| &rest[quote.len_utf8()..]);
        let end =
            inner.find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '$' | '.' | '-')))?;
        let behind = match quote {
            // In a dump that is cut off, the other one may be missing.
            Some(quote) => inner[end..].strip_prefix(quote)?,
            None => &inner[end..],
        };
        (end > 0).then(|| {
            self.at = self.text.len() - behind.len();
            self.skip_blanks();
            &inner[..end]
        })
    }

    fn eat(&mut self, sign: char) -> bool {
        self.skip_blanks();
        let is_there = self.text[self.at..].starts_with(sign);
        self.at += usize::from(is_there);
        self.skip_blanks();
        is_there
    }

    fn skip_blanks(&mut self) {
        let rest = &self.text[self.at..];
        self.at += rest.len() - rest.trim_start().len();
    }
}

fn unescaped(c: char) -> char {
    match c {
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        '0' => '\0',
        other => other,
    }
}

fn from_hex(digits: &str) -> Option<String> {
    let (pairs, rest) = digits.as_bytes().as_chunks::<2>();
    let byte = |pair: &[u8; 2]| u8::from_str_radix(str::from_utf8(pair).ok()?, 16).ok();
    let bytes = pairs.iter().map(byte).collect::<Option<Vec<u8>>>()?;
    String::from_utf8(bytes).ok().filter(|_| rest.is_empty())
}
