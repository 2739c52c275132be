//! Finds invisible blanks at the places of a YAML text that say how it is read.
//!
//! It reads lines by what they look like, because YAML that has such blanks often cannot be parsed.

use std::ops::Range;

use crate::text::is_invisible_blank;

/// Blanks beside each other that are none to YAML.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stray {
    /// In bytes of the text.
    pub range: Range<usize>,
    pub position: Position,
    /// Whether there is a tab among them, which only the indentation must not have.
    pub has_tab: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Position {
    Indentation,
    BehindDash,
    BehindColon,
    BeforeValue,
    KeyEnd,
    ValueEnd,
}

/// Everything in the text that may be a stray blank, in its order.
pub fn strays(text: &str) -> Vec<Stray> {
    // Almost every policy has none.
    let is_suspect = |c: char| c == '\t' || is_invisible_blank(c);
    if !text.contains(is_suspect) {
        return Vec::new();
    }
    let mut scanner = Scanner::default();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let content = line.trim_end_matches(['\n', '\r']);
        Line {
            text: content,
            start,
            at: 0,
            scanner: &mut scanner,
        }
        .scan();
        start += line.len();
    }
    scanner.strays
}

/// What goes on from one line to the next.
#[derive(Debug, Default)]
struct Scanner {
    strays: Vec<Stray>,
    /// The quote that is open.
    quote: Option<char>,
    /// The indentation of the key of a text of several lines (`|`, `>`).
    block: Option<usize>,
    /// How many brackets are open.
    brackets: usize,
}

struct Line<'t, 's> {
    text: &'t str,
    /// Where it begins in the whole text.
    start: usize,
    at: usize,
    scanner: &'s mut Scanner,
}

/// What ends a text without quotes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum PlainEnd {
    Key,
    Comment,
    Other,
}

impl Line<'_, '_> {
    fn scan(mut self) {
        if let Some(quote) = self.scanner.quote.take() {
            if self.pass_quoted(quote) {
                self.scan_tokens(Position::ValueEnd);
            }
            return;
        }
        let indentation = self.text.len() - self.text.trim_start_matches(' ').len();
        if let Some(block) = self.scanner.block {
            if indentation > block || self.text.trim_ascii().is_empty() {
                return;
            }
            self.scanner.block = None;
        }
        let has_content = !self.text.trim_ascii().is_empty();
        if has_content {
            self.pass_blanks(Position::Indentation);
            let before = match self.scanner.brackets {
                0 => Position::Indentation,
                _ => Position::BeforeValue,
            };
            self.scan_tokens(before);
        }
    }

    /// Reads the rest of the line, behind something.
    fn scan_tokens(&mut self, mut behind: Position) {
        loop {
            let is_apart = self.pass_blanks(behind) || self.at == 0;
            let Some(next) = self.rest().chars().next() else {
                return;
            };
            let is_last = self.ends_behind(next.len_utf8());
            match next {
                '#' if is_apart => return,
                '"' | '\'' => {
                    self.at += 1;
                    if !self.pass_quoted(next) {
                        return;
                    }
                    behind = Position::ValueEnd;
                }
                '|' | '>' if behind == Position::BehindColon || behind == Position::BehindDash => {
                    return self.open_block();
                }
                '{' | '[' | '}' | ']' | ',' => behind = self.pass_bracket(next),
                ':' if is_last || self.scanner.brackets > 0 => {
                    self.at += 1;
                    behind = Position::BehindColon;
                }
                '-' if is_last
                    && matches!(behind, Position::Indentation | Position::BehindDash) =>
                {
                    self.at += 1;
                    behind = Position::BehindDash;
                }
                _ => match self.pass_plain(behind) {
                    PlainEnd::Comment => return,
                    PlainEnd::Key => {
                        self.at += 1;
                        behind = Position::BehindColon;
                    }
                    PlainEnd::Other => behind = Position::ValueEnd,
                },
            }
        }
    }

    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    /// Whether a blank of any kind, or nothing, stands so many bytes further on.
    fn ends_behind(&self, bytes: usize) -> bool {
        let next = self.rest()[bytes..].chars().next();
        next.is_none_or(is_blank)
    }

    /// Passes over blanks of all kinds, and notes those that are stray. Whether there was any.
    fn pass_blanks(&mut self, position: Position) -> bool {
        let length = self.rest().len() - self.rest().trim_start_matches(is_blank).len();
        let end = self.at + length;
        self.note(self.at..end, position);
        self.at = end;
        length > 0
    }

    fn note(&mut self, range: Range<usize>, position: Position) {
        let is_stray =
            |c: char| is_invisible_blank(c) || (c == '\t' && position == Position::Indentation);
        let mut at = range.start;
        while let Some(first) = self.text[at..range.end].find(is_stray) {
            let start = at + first;
            let rest = &self.text[start..range.end];
            let length = rest.len() - rest.trim_start_matches(is_stray).len();
            self.scanner.strays.push(Stray {
                range: self.start + start..self.start + start + length,
                position,
                has_tab: rest[..length].contains('\t'),
            });
            at = start + length;
        }
    }

    /// Passes over a text behind its opening quote. Whether it ends on this line.
    fn pass_quoted(&mut self, quote: char) -> bool {
        let mut chars = self.rest().char_indices().peekable();
        while let Some((at, c)) = chars.next() {
            let is_next_quote = chars.peek().is_some_and(|(_, next)| *next == quote);
            match c {
                '\\' if quote == '"' => _ = chars.next(),
                '\'' if quote == '\'' && is_next_quote => _ = chars.next(),
                _ if c == quote => {
                    self.at += at + 1;
                    return true;
                }
                _ => {}
            }
        }
        self.scanner.quote = Some(quote);
        false
    }

    fn pass_bracket(&mut self, bracket: char) -> Position {
        self.at += 1;
        let brackets = &mut self.scanner.brackets;
        match bracket {
            '{' | '[' => *brackets += 1,
            '}' | ']' => *brackets = brackets.saturating_sub(1),
            _ => {}
        }
        match bracket {
            '}' | ']' => Position::ValueEnd,
            _ => Position::BeforeValue,
        }
    }

    /// Passes over `|`, `>-` and the like, which have the lines below for a text.
    fn open_block(&mut self) {
        let head = |c: char| matches!(c, '|' | '>' | '+' | '-' | '0'..='9');
        self.at = self.text.len() - self.rest().trim_start_matches(head).len();
        self.pass_blanks(Position::ValueEnd);
        let indentation = self.text.len() - self.text.trim_start_matches(' ').len();
        self.scanner.block = Some(indentation);
    }

    /// Passes over a text without quotes, and notes the stray blanks at its end.
    fn pass_plain(&mut self, behind: Position) -> PlainEnd {
        let may_be_key = behind != Position::BehindColon;
        let start = self.at;
        let mut before = 'x';
        let mut end = PlainEnd::Other;
        while let Some(c) = self.rest().chars().next() {
            let is_bracket = matches!(c, ',' | '[' | ']' | '{' | '}');
            let next = self.rest()[c.len_utf8()..].chars().next();
            match c {
                ':' if self.ends_key(next, may_be_key) => end = PlainEnd::Key,
                '#' if is_before_comment(before, next) => end = PlainEnd::Comment,
                _ if is_bracket && self.scanner.brackets > 0 => break,
                _ => {}
            }
            if end != PlainEnd::Other {
                break;
            }
            before = c;
            self.at += c.len_utf8();
        }
        let position = match end {
            PlainEnd::Key => Position::KeyEnd,
            PlainEnd::Comment | PlainEnd::Other => Position::ValueEnd,
        };
        let length = self.text[start..self.at].trim_end_matches(is_blank).len();
        self.note(start + length..self.at, position);
        end
    }

    /// Whether a colon ends a key. Behind a value on the same line, there is none: a title has
    /// `Room:` and a no-break blank.
    fn ends_key(&self, next: Option<char>, may_be_key: bool) -> bool {
        match next {
            None | Some(' ' | '\t') => true,
            Some(',' | '[' | ']' | '{' | '}') => self.scanner.brackets > 0,
            Some(c) => may_be_key && is_invisible_blank(c),
        }
    }
}

fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t') || is_invisible_blank(c)
}

/// Whether a `#` begins a comment for a reader who cannot tell blanks apart. `Room #5` with a
/// no-break blank is a title.
fn is_before_comment(before: char, next: Option<char>) -> bool {
    matches!(before, ' ' | '\t') || (is_invisible_blank(before) && next == Some(' '))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The positions of what is found in a text that has `_` for a no-break blank.
    fn found(text: &str) -> Vec<Position> {
        let text = text.replace('_', "\u{a0}");
        strays(&text).iter().map(|stray| stray.position).collect()
    }

    #[test]
    fn places_that_say_how_a_text_is_read_are_known() {
        use Position::{BeforeValue, BehindColon, BehindDash, Indentation, KeyEnd, ValueEnd};
        for (text, expected) in [
            ("a: b", &[][..]),
            ("a:\tb\t# c\n", &[]),
            ("_a: b", &[Indentation]),
            (" _ _a: b", &[Indentation, Indentation]),
            ("\ta: b", &[Indentation]),
            ("a: b\n__\nc: d", &[Indentation]),
            ("a: b\n \t \nc: d", &[]),
            ("_# c", &[Indentation]),
            ("a:_b", &[BehindColon]),
            ("a: _b", &[BehindColon]),
            ("a:_", &[BehindColon]),
            ("a_: b", &[KeyEnd]),
            ("a: b_", &[ValueEnd]),
            ("a: b_ # c", &[ValueEnd]),
            ("a: b_# c", &[ValueEnd]),
            ("a: b # c_", &[]),
            ("a: b_#5", &[]),
            ("a: b_c: d", &[]),
            ("a: b:_c", &[]),
            ("-_a", &[BehindDash]),
            ("- _a", &[BehindDash]),
            ("- -_a:_b_", &[BehindDash, BehindColon, ValueEnd]),
            (
                "a: [_b, c_,_d]_",
                &[BeforeValue, ValueEnd, BeforeValue, ValueEnd],
            ),
            (
                "a: {_b:_c, d_: e_}",
                &[BeforeValue, BehindColon, KeyEnd, ValueEnd],
            ),
            ("a: [b,\n  _c]", &[Indentation]),
            ("a: \"_b_\"", &[]),
            ("a: \"b\"_", &[ValueEnd]),
            ("\"a\"_: b", &[ValueEnd]),
            ("a: '_b''_'_", &[ValueEnd]),
            ("a: \"b\\\"_\n _c:_d \"_", &[ValueEnd]),
            ("a: |\n  _b:_c_\n\n  d_\n_e: f", &[Indentation]),
            ("a: >-_\n  b_\n", &[ValueEnd]),
            ("a: https://b_c/", &[]),
            ("a: it's_\nb:_c", &[ValueEnd, BehindColon]),
        ] {
            assert_eq!(found(text), expected, "{text:?}");
        }
    }

    /// Neither the time nor the stack may grow with the square, or the number, of the groups.
    #[test]
    fn a_line_of_many_groups_is_read_through() {
        let text = format!("a:{} b", " \u{a0}".repeat(200_000));
        assert_eq!(strays(&text).len(), 200_000);
    }

    #[test]
    fn ranges_cover_the_blanks() {
        let text = "ü:\u{a0}\u{3000} b\u{200b}\r\n";
        let ranges: Vec<_> = strays(text).into_iter().map(|stray| stray.range).collect();
        assert_eq!(ranges, [3..8, 10..13]);
    }
}
