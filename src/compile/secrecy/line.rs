//! Keys and values in one line of YAML. A line may have megabytes, so nothing is looked at twice.

use std::collections::HashSet;
use std::ops::Range;

use super::key::LONGEST_KEY;
use super::words::{SecretWords, Separator};

/// How far a quote is looked for that ends a text, in bytes.
const REACH: usize = 4 << 10;

/// By what keys of secrets are known.
pub struct Marks<'m> {
    pub words: &'m SecretWords,
    /// The anchors of which secrets are made.
    pub anchors: HashSet<&'m str>,
}

/// A key of a secret.
pub struct Key {
    pub start: usize,
    /// Where its value begins, or the blanks before it.
    pub value: usize,
    /// Whether an equals sign stands behind it, as in an address.
    pub is_field: bool,
}

/// Reads one line from its beginning to its end.
pub struct LineReader<'t> {
    text: &'t str,
    line: Range<usize>,
    at: usize,
    /// The quote that is open.
    quote: Option<u8>,
    /// The brackets that are open, by what closes them.
    closers: Vec<u8>,
    /// Where the entry begins in which we are, once more than blanks and marks stand there.
    entry: Option<usize>,
    /// Whether its first word is over.
    is_past_first_word: bool,
}

impl<'t> LineReader<'t> {
    pub fn new(text: &'t str, line: Range<usize>) -> Self {
        Self {
            text,
            at: line.start,
            line,
            quote: None,
            closers: Vec::new(),
            entry: None,
            is_past_first_word: false,
        }
    }

    /// The next key of a secret, or the next anchor of one. The reader stands behind it then.
    pub fn next_key(&mut self, marks: &Marks<'_>) -> Option<Key> {
        while self.at < self.line.end {
            let at = self.at;
            let byte = self.text.as_bytes()[at];
            // Bytes within a character begin no text.
            let rest = self.text.get(at..self.line.end).unwrap_or_default();
            let separator = Separator::at_start(rest);
            let value = match (&separator, byte) {
                (Some(separator), _) => {
                    let is_key = marks.words.are_at_end_of(&self.text[self.line.start..at]);
                    is_key.then_some(at + separator.length)
                }
                (None, b' ' | b'\t') => self.is_bare_key(at, marks.words).then_some(at),
                (None, b'&') => self.end_of_anchor(at + 1, &marks.anchors),
                (None, _) => None,
            };
            let start = self.entry.unwrap_or(at);
            self.step();
            if let Some(value) = value {
                self.skip_to(value);
                return Some(Key {
                    start,
                    value,
                    is_field: byte != b':' && separator.is_some(),
                });
            }
        }
        let is_key = self.is_bare_key(self.at, marks.words);
        let start = self.entry.take().filter(|_| is_key)?;
        Some(Key {
            start,
            value: self.at,
            is_field: false,
        })
    }

    pub fn is_in_quotes(&self) -> bool {
        self.quote.is_some()
    }

    /// Goes on without looking for keys.
    pub fn skip_to(&mut self, end: usize) {
        while self.at < end.min(self.line.end) {
            self.step();
        }
    }

    /// Takes in one byte.
    fn step(&mut self) {
        let bytes = self.text.as_bytes();
        let (at, byte) = (self.at, bytes[self.at]);
        self.at += 1;
        if let Some(quote) = self.quote {
            match byte {
                b'\\' if quote == b'"' => self.at = (self.at + 1).min(self.line.end),
                byte if byte == quote && self.rest().starts_with('\'') => self.at += 1,
                byte if byte == quote => self.quote = None,
                _ => {}
            }
            return;
        }
        match byte {
            b'"' | b'\'' if self.begins_token(at) => self.quote = Some(byte),
            b'{' => self.closers.push(b'}'),
            b'[' => self.closers.push(b']'),
            byte if self.closers.last() == Some(&byte) => {
                self.closers.pop();
            }
            _ => {}
        }
        match byte {
            b'{' | b',' => (self.entry, self.is_past_first_word) = (None, false),
            b' ' | b'\t' => self.is_past_first_word |= self.entry.is_some(),
            b'-' | b'?' if self.entry.is_none() => {}
            _ => self.entry = self.entry.or(Some(at)),
        }
    }

    fn rest(&self) -> &'t str {
        self.text.get(self.at..self.line.end).unwrap_or_default()
    }

    fn before(&self, at: usize) -> &'t str {
        let from = self.text.ceil_char_boundary(at.saturating_sub(LONGEST_KEY));
        &self.text[from.max(self.line.start)..at]
    }

    fn begins_token(&self, at: usize) -> bool {
        let before = self.before(at).as_bytes().last();
        before.is_none_or(|byte| b" \t{[,:=(".contains(byte))
    }

    /// Whether an entry begins with a word of a secret that has no colon behind it.
    fn is_bare_key(&self, at: usize, words: &SecretWords) -> bool {
        let Some(start) = self.entry.filter(|_| !self.is_past_first_word) else {
            return false;
        };
        let rest = self.text[at..self.line.end].trim_start_matches([' ', '\t']);
        let word = &self.text[start..at];
        // At its beginning a line has a key, however short, and perhaps its colon in the next one.
        let marks = |c: char| c.is_whitespace() || matches!(c, '-' | '?');
        let is_key = match self.before(start).trim_start_matches(marks).is_empty() {
            true => words.are_at_end_of(word),
            false => words.is_clear(word),
        };
        at - start <= LONGEST_KEY && is_key && !rest.starts_with([':', '=', ',', ']', '}'])
    }

    fn end_of_anchor(&self, start: usize, anchors: &HashSet<&str>) -> Option<usize> {
        if anchors.is_empty() {
            return None;
        }
        let end = self.line.end.min(start.saturating_add(LONGEST_KEY));
        let rest = &self.text[start..self.text.floor_char_boundary(end)];
        let name = rest.split(ends_name).next()?;
        anchors.contains(name).then_some(start + name.len())
    }

    /// Where the value ends that begins at a place behind a key; `None` where it does not end in
    /// this line.
    pub fn end_of_value(&self, start: usize, key: &Key) -> Option<usize> {
        let line = start..self.line.end;
        match (self.quote, self.text.as_bytes()[line.clone()].first()) {
            (Some(quote), _) => find_quote(self.text, line, quote),
            (None, Some(quote @ (b'"' | b'\''))) => {
                find_quote(self.text, start + 1..line.end, *quote).map(|at| at + 1)
            }
            _ if key.is_field => Some(self.end_in_flow(line.clone()).unwrap_or(line.end)),
            _ if !self.closers.is_empty() => self.end_in_flow(line),
            _ => None,
        }
    }

    /// Where a text without quotes ends in a list or mapping. Commas and brackets that end nothing
    /// may belong to a secret.
    fn end_in_flow(&self, range: Range<usize>) -> Option<usize> {
        let mut inner = Vec::new();
        let mut is_empty = true;
        for at in range.clone() {
            let byte = self.text.as_bytes()[at];
            let is_outside = inner.is_empty() && !is_empty;
            match byte {
                b'{' => inner.push(b'}'),
                b'[' => inner.push(b']'),
                byte if inner.last() == Some(&byte) => {
                    inner.pop();
                }
                byte if is_outside && self.closers.last() == Some(&byte) => return Some(at),
                b',' if is_outside && begins_entry(&self.text[at + 1..range.end]) => {
                    return Some(at);
                }
                _ => {}
            }
            is_empty &= matches!(byte, b' ' | b'\t' | b',' | b'}' | b']');
        }
        None
    }
}

pub fn ends_name(c: char) -> bool {
    c.is_whitespace() || matches!(c, ',' | '[' | ']' | '{' | '}')
}

pub fn skip_blanks(text: &str, range: Range<usize>) -> usize {
    let rest = &text[range.clone()];
    range.start + rest.len() - rest.trim_start().len()
}

/// The quote that ends a text. In double quotes a backslash takes the meaning of what follows it, in
/// single quotes two stand for one.
pub fn find_quote(text: &str, range: Range<usize>, quote: u8) -> Option<usize> {
    let bytes = text.as_bytes();
    let end = range.end.min(range.start.saturating_add(REACH));
    let mut at = range.start;
    while at < end {
        match bytes[at] {
            b'\\' if quote == b'"' => at += 1,
            b'\'' if quote == b'\'' && at + 1 < end && bytes[at + 1] == b'\'' => at += 1,
            byte if byte == quote => return Some(at),
            _ => {}
        }
        at += 1;
    }
    None
}

/// Whether an entry with a key follows a comma, or nothing more.
fn begins_entry(rest: &str) -> bool {
    let entry = rest.split([',', '}', ']']).next().unwrap_or_default();
    let key = entry.split_once(':');
    key.is_some_and(|(_, value)| begins_value(value)) || rest.trim_start().starts_with(['}', ']'])
}

/// Whether what stands behind a colon makes a key of what stands before it.
pub fn begins_value(value: &str) -> bool {
    value.is_empty() || value.starts_with([' ', '\t', '"', '\'', '{', '['])
}

/// Whether the rest of a line has nothing in it that could belong to the value before it.
pub fn is_end_of_value(rest: &str) -> bool {
    let behind = rest.trim_start_matches([' ', '\t', '}', ']', '"', '\'']);
    let is_comment = behind.starts_with('#') && behind.len() < rest.len();
    behind.is_empty() || behind.starts_with(',') || is_comment
}
