//! Webex addresses in mails, with their subjects.

use std::collections::HashSet;
use std::io::{self, BufRead, Read as _};
use std::rc::Rc;

use mail_parser::{Message, MessageParser, MimeHeaders as _, PartType};

use super::calendar;
use super::page::{Found, in_page, in_text};
use super::sink::Sink;
use crate::migration::entry::{Broken, Entry, Place};
use crate::webex::Pasted;

/// The most of a message that is read, in bytes. Invitations come before attachments.
const MAX_MESSAGE: usize = 8 << 20;

/// Longest line that is looked at as a whole. Lines of mails have 998 bytes at the most.
const MAX_LINE: u64 = 64 << 10;

/// Mails within mails that are opened.
const MAX_DEPTH: usize = 4;

/// Reads a mailbox (RFC 4155), one message after the other.
pub fn read(file: &Rc<str>, mut input: impl BufRead, sink: &mut impl Sink) -> io::Result<()> {
    let mut message = Vec::new();
    let (mut begin, mut number) = (1, 0);
    let mut line = Vec::new();
    let (mut is_line_start, mut is_cut) = (true, false);
    loop {
        line.clear();
        let length = input.by_ref().take(MAX_LINE).read_until(b'\n', &mut line)?;
        if is_line_start {
            number += 1;
        }
        let is_separator = is_line_start && line.starts_with(b"From ");
        if length == 0 || is_separator {
            read_message(file, begin, &message, sink);
            if is_cut {
                sink.broken(cut_off(file, begin));
            }
            message.clear();
            is_cut = false;
            begin = number;
        } else if message.len() < MAX_MESSAGE {
            message.extend_from_slice(unquoted(&line, is_line_start));
        } else {
            is_cut = true;
        }
        if length == 0 {
            return Ok(());
        }
        is_line_start = line.ends_with(b"\n");
    }
}

/// A message that is longer than what is read of it.
fn cut_off(file: &Rc<str>, line: usize) -> Broken {
    let file = Rc::clone(file);
    Broken {
        place: Place { file, line },
        what: format!(
            "a mail of more than {} MiB: the links behind that are not read",
            MAX_MESSAGE >> 20
        ),
    }
}

/// A line that begins with `From ` has a sign before it in a mailbox.
fn unquoted(line: &[u8], is_line_start: bool) -> &[u8] {
    let signs = line.iter().take_while(|byte| **byte == b'>').count();
    let is_quoted = is_line_start && signs > 0 && line[signs..].starts_with(b"From ");
    &line[usize::from(is_quoted)..]
}

/// Reads one message that begins at this line.
pub fn read_message(file: &Rc<str>, line: usize, bytes: &[u8], sink: &mut impl Sink) {
    let place = Place {
        file: Rc::clone(file),
        line,
    };
    if let Some(message) = MessageParser::default().parse(bytes) {
        let mut reading = Reading {
            place,
            seen: HashSet::new(),
        };
        reading.message(&message, MAX_DEPTH, sink);
    }
}

struct Reading {
    place: Place,
    /// What has been found already: most mails are text and page at once.
    seen: HashSet<Pasted>,
}

impl Reading {
    fn message(&mut self, message: &Message<'_>, depth: usize, sink: &mut impl Sink) {
        let subject = message.subject().map(without_replies);
        for part in &message.parts {
            match &part.body {
                PartType::Html(text) => {
                    let found = in_page(text, sink);
                    self.give(found, subject, sink);
                }
                PartType::Text(text) => {
                    let is_calendar = part.content_type().is_some_and(|kind| {
                        kind.subtype()
                            .is_some_and(|name| name.eq_ignore_ascii_case("calendar"))
                    });
                    let found = in_text(text, sink);
                    let is_known = found.iter().all(|found| self.seen.contains(&found.address));
                    let is_read = is_calendar && !is_known && self.calendar(text, sink);
                    // One that is none is still a text.
                    if !is_read {
                        self.give(found, subject, sink);
                    }
                }
                PartType::Message(inner) if depth > 0 => self.message(inner, depth - 1, sink),
                _ => {}
            }
        }
    }

    /// Whether a text is a calendar; if so, its events are read.
    fn calendar(&self, text: &str, sink: &mut impl Sink) -> bool {
        let place = self.place.clone();
        let file = Rc::clone(&place.file);
        calendar::read(&file, text, &mut Within { place, sink }).is_ok()
    }

    fn give(&mut self, found: Vec<Found>, subject: Option<&str>, sink: &mut impl Sink) {
        for mut found in found {
            if self.seen.insert(found.address.clone()) {
                found.title = found.title.or_else(|| subject.map(str::to_owned));
                sink.entry(found.into_entry(self.place.clone()));
            }
        }
    }
}

/// The sink for a part of a mail: the place of everything in it is that of the mail.
struct Within<'s, S> {
    place: Place,
    sink: &'s mut S,
}

impl<S: Sink> Sink for Within<'_, S> {
    fn entry(&mut self, entry: Entry) {
        let place = self.place.clone();
        self.sink.entry(Entry { place, ..entry });
    }

    fn broken(&mut self, broken: Broken) {
        let place = self.place.clone();
        self.sink.broken(Broken { place, ..broken });
    }

    fn is_wanted(&self, address: &Pasted) -> bool {
        self.sink.is_wanted(address)
    }
}

/// What mail programs put before the subject of an answer.
const REPLIES: [&str; 6] = ["re:", "fwd:", "fw:", "aw:", "wg:", "tr:"];

fn without_replies(subject: &str) -> &str {
    let mut subject = subject.trim();
    while let Some(rest) = REPLIES.iter().find_map(|reply| {
        let (head, rest) = subject.split_at_checked(reply.len())?;
        head.eq_ignore_ascii_case(reply).then_some(rest)
    }) {
        subject = rest.trim();
    }
    subject
}
