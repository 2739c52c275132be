//! Records as a table: CSV of any dialect, with the names of its columns in the first line.

use std::rc::Rc;

use csv::{ReaderBuilder, StringRecord};

use super::columns::{Column, Record};
use super::lines::Lines;
use super::sink::{Sink, SourceError};
use crate::compile::Dialect;
use crate::migration::entry::{Broken, Place};

/// Longest record, in bytes. A longer one is a quote that is never closed.
const MAX_RECORD: usize = 64 << 10;

pub fn read(file: &Rc<str>, text: &str, sink: &mut impl Sink) -> Result<(), SourceError> {
    let dialect = dialect_of(text);
    let table = &text[dialect.start..];
    let skipped = text[..dialect.start].matches('\n').count();
    let mut lines = Lines::from(file, table, skipped + 1);
    let mut reader = ReaderBuilder::new()
        .delimiter(dialect.delimiter)
        .has_headers(false)
        .flexible(true)
        .from_reader(table.as_bytes());
    let mut record = StringRecord::new();
    let mut columns = None;
    // Reading from a text, the library has no error but characters, which it is made of.
    while matches!(reader.read_record(&mut record), Ok(true)) {
        let place = lines.place(start_of(&record, table));
        let Some(columns) = &columns else {
            columns = Some(header(&record)?);
            continue;
        };
        take(&record, columns, place, sink);
    }
    columns.map(|_| ()).ok_or(SourceError::NoAddressColumn)
}

/// Where a record begins. The library says where the one before has ended, which may be before a line
/// break.
fn start_of(record: &StringRecord, table: &str) -> usize {
    let byte = record.position().map_or(0, csv::Position::byte);
    let at = usize::try_from(byte).unwrap_or(usize::MAX).min(table.len());
    let rest = &table.as_bytes()[at..];
    let is_break = |byte: &&u8| matches!(byte, b'\r' | b'\n');
    at + rest.iter().take_while(is_break).count()
}

/// Tables of others may have tabs or bars between their fields, too.
fn dialect_of(text: &str) -> Dialect {
    let dialect = Dialect::of(text);
    let header = text[dialect.start..].lines().next().unwrap_or_default();
    let mut others = [b'\t', b'|'].into_iter();
    let other = others.find(|other| {
        dialect.start == 0 && header.contains(char::from(*other)) && !header.contains([',', ';'])
    });
    Dialect {
        delimiter: other.unwrap_or(dialect.delimiter),
        ..dialect
    }
}

fn header(record: &StringRecord) -> Result<Vec<Option<Column>>, SourceError> {
    let columns: Vec<_> = record.iter().map(Column::of).collect();
    match columns.contains(&Some(Column::Address)) {
        true => Ok(columns),
        false => Err(SourceError::NoAddressColumn),
    }
}

fn take(cells: &StringRecord, columns: &[Option<Column>], place: Place, sink: &mut impl Sink) {
    if cells.as_slice().len() > MAX_RECORD {
        let what = format!(
            "longer than {} KiB: a double quote is probably not closed",
            MAX_RECORD >> 10
        );
        sink.broken(Broken { place, what });
        return;
    }
    let mut record = Record::default();
    for (column, cell) in columns.iter().zip(cells) {
        if let Some(column) = column {
            record.put(*column, cell);
        }
    }
    let is_empty = cells.iter().all(|cell| cell.trim().is_empty());
    match record.into_entry(place.clone()) {
        Some(entry) => sink.entry(entry),
        None if is_empty => {}
        None => sink.broken(Broken {
            place,
            what: "this line has no address".to_owned(),
        }),
    }
}
