//! Records as JSON: an object per line, or a document with objects in it.

use std::rc::Rc;

use serde_json::{Deserializer, Value};

use super::columns::{Column, Record};
use super::lines::Lines;
use super::sink::{Sink, SourceError};
use crate::migration::entry::{Broken, Place};

/// Reads every object that has an address. Of objects in lines, one that is broken is reported, and the
/// next one read.
pub fn read(file: &Rc<str>, text: &str, sink: &mut impl Sink) -> Result<(), SourceError> {
    let found = match has_lines(text) {
        true => read_lines(file, text, sink),
        false => read_document(file, text, sink),
    };
    match found {
        0 => Err(SourceError::NoObject),
        _ => Ok(()),
    }
}

/// Whether the first line is an object of its own.
fn has_lines(text: &str) -> bool {
    let mut lines = text.lines().filter(|line| !line.trim().is_empty());
    let first = lines.next().map(serde_json::from_str::<Value>);
    matches!(first, Some(Ok(Value::Object(_))))
}

fn read_lines(file: &Rc<str>, text: &str, sink: &mut impl Sink) -> usize {
    let mut found = 0;
    for (line, number) in text.lines().zip(1..) {
        let file = Rc::clone(file);
        let place = Place { file, line: number };
        if line.trim().is_empty() {
            continue;
        }
        match serde_json::from_str(line) {
            Ok(value) => found += take(&value, &place, sink),
            Err(error) => {
                let what = format!("not JSON: {}", without_place(&error));
                sink.broken(Broken { place, what });
                found += 1;
            }
        }
    }
    found
}

/// Reads documents, one after the other, until one is broken.
fn read_document(file: &Rc<str>, text: &str, sink: &mut impl Sink) -> usize {
    let mut lines = Lines::new(file, text);
    let mut values = Deserializer::from_str(text).into_iter::<Value>();
    let mut found = 0;
    loop {
        let begin = values.byte_offset();
        let blank = text[begin..].len() - text[begin..].trim_start().len();
        match values.next() {
            None => return found,
            Some(Ok(value)) => found += take(&value, &lines.place(begin + blank), sink),
            Some(Err(error)) => {
                let file = Rc::clone(file);
                let line = error.line();
                sink.broken(Broken {
                    place: Place { file, line },
                    what: format!(
                        "not JSON: {}; nothing behind it is read",
                        without_place(&error)
                    ),
                });
                return found + 1;
            }
        }
    }
}

/// The place that the library counts is not that of the file.
fn without_place(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let place = text.find(" at line ");
    text[..place.unwrap_or(text.len())].to_owned()
}

/// Takes the links in a value, and counts them.
fn take(value: &Value, place: &Place, sink: &mut impl Sink) -> usize {
    match value {
        Value::Array(items) => items.iter().map(|item| take(item, place, sink)).sum(),
        Value::Object(fields) => {
            let mut record = Record::default();
            for (name, field) in fields {
                if let Some(column) = Column::of(name) {
                    put(&mut record, column, field);
                }
            }
            match record.into_entry(place.clone()) {
                Some(entry) => {
                    sink.entry(entry);
                    1
                }
                None => fields.values().map(|field| take(field, place, sink)).sum(),
            }
        }
        _ => 0,
    }
}

fn put(record: &mut Record, column: Column, field: &Value) {
    match field {
        Value::String(text) => record.put(column, text),
        Value::Number(number) => record.put(column, &number.to_string()),
        Value::Array(items) if column == Column::Tags => {
            for item in items.iter().filter_map(Value::as_str) {
                record.put(column, &format!("{item},"));
            }
        }
        _ => {}
    }
}
