//! Webex addresses in calendars (RFC 5545), with the summaries of their events.

use std::collections::HashSet;
use std::rc::Rc;

use super::page::{Found, in_page, in_text};
use super::sink::{Sink, SourceError};
use crate::migration::entry::{Broken, Place};

/// A property as it is, its lines joined.
struct Property {
    name: String,
    value: String,
    line: usize,
}

/// An event while it is read.
#[derive(Default)]
struct Event {
    begin: usize,
    summary: Option<String>,
    organizer: Option<String>,
    found: Vec<PlacedFound>,
}

struct PlacedFound {
    found: Found,
    line: usize,
}

/// Longest property that is read, in bytes: some have a whole file in them.
const MAX_PROPERTY: usize = 256 << 10;

/// Reads the events of a calendar.
pub fn read(file: &Rc<str>, text: &str, sink: &mut impl Sink) -> Result<(), SourceError> {
    let mut is_calendar = false;
    let mut event: Option<Event> = None;
    for property in properties(text) {
        let word = property.value.trim().to_ascii_uppercase();
        match (&*property.name, &*word) {
            ("BEGIN", "VCALENDAR") => is_calendar = true,
            ("BEGIN", "VEVENT" | "VTODO" | "VJOURNAL") => {
                finish(file, event.take(), sink);
                let begin = property.line;
                event = Some(Event {
                    begin,
                    ..Event::default()
                });
            }
            ("END", "VEVENT" | "VTODO" | "VJOURNAL") => finish(file, event.take(), sink),
            _ => {
                if let Some(event) = &mut event {
                    event.take(&property, sink);
                }
            }
        }
    }
    if let Some(event) = event {
        let line = event.begin;
        let file_of = Rc::clone(file);
        finish(file, Some(event), sink);
        sink.broken(Broken {
            place: Place {
                file: file_of,
                line,
            },
            what: "the calendar is cut off within this event".to_owned(),
        });
    }
    match is_calendar {
        true => Ok(()),
        false => Err(SourceError::NoCalendar),
    }
}

/// The properties of a calendar. A line that begins with a blank continues the one before.
fn properties(text: &str) -> impl Iterator<Item = Property> {
    let mut lines = text.lines().zip(1..).peekable();
    std::iter::from_fn(move || {
        let (first, line) = lines.next()?;
        let mut whole = first.to_owned();
        while let Some((more, _)) = lines.next_if(|(more, _)| more.starts_with([' ', '\t'])) {
            if whole.len() < MAX_PROPERTY {
                whole.push_str(&more[1..]);
            }
        }
        let (head, value) = split(&whole);
        let name = head.split(';').next().unwrap_or_default();
        Some(Property {
            name: name.trim().to_ascii_uppercase(),
            value: value.to_owned(),
            line,
        })
    })
}

/// The name of a property with its parameters, and its value. A colon within quotes is a parameter's.
fn split(line: &str) -> (&str, &str) {
    let mut is_quoted = false;
    let colon = line.find(|c| {
        is_quoted ^= c == '"';
        c == ':' && !is_quoted
    });
    match colon {
        Some(at) => (&line[..at], &line[at + 1..]),
        None => (line, ""),
    }
}

impl Event {
    fn take(&mut self, property: &Property, sink: &impl Sink) {
        let text = unescaped(&property.value);
        match &*property.name {
            "SUMMARY" => self.summary = Some(text),
            "ORGANIZER" => {
                let scheme = text.get(.."mailto:".len()).unwrap_or_default();
                let is_mail = scheme.eq_ignore_ascii_case("mailto:");
                self.organizer = is_mail.then(|| text[scheme.len()..].to_owned());
            }
            name => {
                let found = match name {
                    "X-ALT-DESC" => in_page(&text, sink),
                    _ => in_text(&text, sink),
                };
                let line = property.line;
                let found = found.into_iter();
                self.found
                    .extend(found.map(|found| PlacedFound { found, line }));
            }
        }
    }
}

/// Gives the addresses of an event, each once: descriptions repeat them in several forms.
fn finish(file: &Rc<str>, event: Option<Event>, sink: &mut impl Sink) {
    let Some(event) = event else { return };
    let mut seen = HashSet::new();
    for PlacedFound { found, line } in event.found {
        if seen.insert(found.address.clone()) {
            let file = Rc::clone(file);
            let mut entry = found.into_entry(Place { file, line });
            entry.title = event.summary.clone().or(entry.title);
            entry.owner = event.organizer.clone();
            sink.entry(entry);
        }
    }
}

fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next() {
                Some('n' | 'N') => out.push('\n'),
                Some(other) => out.push(other),
                None => out.push('\\'),
            },
            c => out.push(c),
        }
    }
    out
}
