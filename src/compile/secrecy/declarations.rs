//! What a text of YAML declares: parameters that are secret, with their codes, and keys.

use std::ops::Range;

use super::key::{LONGEST_KEY, end_of, is_of_a_word};

/// The names and codes of parameters that a text of YAML declares to be secret, whether the text as
/// a whole can be read or not.
pub fn declared(text: &str) -> Vec<&str> {
    let lines = text.split(['\n', '\r']).filter(|line| !line.is_empty());
    let lines: Vec<&str> = lines.collect();
    let mut found = Vec::new();
    for (number, line) in lines.iter().enumerate() {
        let mut is_in_block = false;
        for at in declarations_in(line) {
            let Some(entry) = entry_around(line, at) else {
                is_in_block = true;
                continue;
            };
            found.extend(name_before(&line[..entry.start]));
            found.extend(codes_in(&line[entry]));
        }
        if is_in_block {
            found.extend(names_in_block(&lines, number));
        }
    }
    found
}

/// An entry of the catalogue has fewer bytes before and behind one of its keys.
const LONGEST_ENTRY: usize = 1_000;

/// An entry of the catalogue has fewer.
const LINES_OF_AN_ENTRY: usize = 16;

/// Where a line says `secret: true`.
fn declarations_in(line: &str) -> impl Iterator<Item = usize> {
    line.match_indices("secret").filter_map(|(at, word)| {
        let rest = line[at + word.len()..].trim_start_matches(['"', '\'', ' ']);
        let value = rest.strip_prefix(':')?;
        let value = value.trim_start_matches([' ', '\t', '"', '\'']);
        let is = |word: &&str| {
            let start = value.get(..word.len());
            start.is_some_and(|start| start.eq_ignore_ascii_case(word))
        };
        // What is no truth in this language is meant to be one.
        ["true", "yes", "on"].iter().any(is).then_some(at)
    })
}

/// What stands between the braces around a place of a line. Those between quotes are none.
fn entry_around(line: &str, at: usize) -> Option<Range<usize>> {
    let from = at.saturating_sub(LONGEST_ENTRY);
    let end = line.len().min(at.saturating_add(LONGEST_ENTRY));
    let bytes = line.as_bytes();
    let (mut open, mut start, mut quote) = (Vec::new(), None, None);
    for place in from..end {
        if place == at {
            start = Some(*open.last()?);
        }
        let byte = bytes[place];
        let begins = place == from || b" \t{[,:".contains(&bytes[place - 1]);
        match (quote, byte) {
            (Some(other), byte) if other == byte => quote = None,
            (Some(_), _) => {}
            (None, b'"' | b'\'') if begins => quote = Some(byte),
            (None, b'{') => open.push(place),
            (None, b'}') if start.is_some() && open.last().copied() == start => {
                return Some(start?..place);
            }
            (None, b'}') => {
                open.pop();
            }
            (None, _) => {}
        }
    }
    Some(start?..line.floor_char_boundary(end))
}

/// The name and the codes of an entry that has a line for each of its keys.
fn names_in_block<'t>(lines: &[&'t str], number: usize) -> Vec<&'t str> {
    let line = lines[number];
    let near = &lines[number.saturating_sub(LINES_OF_AN_ENTRY)..number];
    let has_text = |other: &str| !other.trim().is_empty() && !other.trim_start().starts_with('#');
    let is_key = |other: &&str| indent(other) < indent(line) && has_text(other);
    let Some(key) = near.iter().rposition(is_key) else {
        return Vec::new();
    };
    let behind = lines[number + 1..].iter().take(LINES_OF_AN_ENTRY);
    let behind = behind.take_while(|other| indent(other) == indent(line));
    let own = near[key + 1..].iter().chain(behind);
    let codes = own.flat_map(|line| codes_in(line));
    name_before(near[key]).into_iter().chain(codes).collect()
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

/// The word at the end of a text that introduces an entry.
fn name_before(text: &str) -> Option<&str> {
    let marks = |c: char| !is_of_a_word(c);
    let near = end_of(text, LONGEST_ENTRY).trim_end_matches(marks);
    let name = end_of(near, LONGEST_KEY).rsplit(marks).next();
    name.filter(|name| !name.is_empty())
}

/// The words before the colons of a text of YAML.
pub fn keys_in(text: &str) -> impl Iterator<Item = &str> {
    let colons = text.match_indices(": ").chain(text.match_indices(":\n"));
    colons.filter_map(|(at, _)| name_before(&text[..at]))
}

fn codes_in(entry: &str) -> impl Iterator<Item = &str> {
    let marks = |c: char| !is_of_a_word(c);
    let codes = entry.match_indices("code").flat_map(move |(at, word)| {
        let rest = &entry[at + word.len()..];
        let list = rest.trim_start_matches(|c: char| c != '[' && marks(c));
        let (list, count) = match list.strip_prefix('[') {
            Some(list) => (list, MOST_CODES),
            None => (list, 1),
        };
        let list = list.split(']').next().unwrap_or_default();
        list.split(marks)
            .filter(|code| !code.is_empty())
            .take(count)
    });
    codes.filter(|code| !code.is_empty())
}

/// A parameter has one or two.
const MOST_CODES: usize = 8;
