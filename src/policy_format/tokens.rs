//! A text of YAML as tokens: nothing but blanks and line breaks is between them.
//!
//! The parser has the places of scalars and brackets. What is between two of them can only be blanks,
//! comments, and the marks `-`, `:` and `,`.

use std::ops::Range;

use granit_parser::{Event, Parser, ScalarStyle};

use super::block_text;
use super::error::{FormatError, FormatErrorReason};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenKind {
    /// `---` or `...`
    Marker,
    Dash,
    Colon,
    Comma,
    Open(Bracket),
    Close(Bracket),
    /// On one line or several, with its quotes.
    Scalar,
    /// `|` or `>` with the lines below it.
    BlockText,
    Comment,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bracket {
    List,
    Mapping,
}

#[derive(Clone, Copy, Debug)]
pub struct Token<'t> {
    pub kind: TokenKind,
    pub text: &'t str,
    /// How many line breaks are before it.
    pub breaks: usize,
    /// From 1.
    pub line: usize,
    /// In characters, from 0.
    pub column: usize,
}

/// All tokens of a text whose lines end with `\n`.
pub fn tokens(text: &str) -> Result<Vec<Token<'_>>, FormatError> {
    let mut reader = Reader {
        text,
        at: 0,
        breaks: 0,
        line: 1,
        column: 0,
        tokens: Vec::new(),
    };
    for event in Parser::new_from_str(text) {
        match event {
            Ok((event, span)) => reader.take(&event, span.byte_range().unwrap_or_default())?,
            Err(error) => {
                return Err(FormatError {
                    line: error.marker().line(),
                    reason: FormatErrorReason::Syntax,
                });
            }
        }
    }
    reader.pass_gap(text.len())?;
    Ok(reader.tokens)
}

/// What a text says to a parser; `None` when it is not YAML.
pub fn events(text: &str) -> Option<Vec<Event<'_>>> {
    let events = Parser::new_from_str(text).map(|event| Some(event.ok()?.0));
    events.collect()
}

struct Reader<'t> {
    text: &'t str,
    /// Behind the last token, in bytes.
    at: usize,
    /// The line breaks since then.
    breaks: usize,
    line: usize,
    column: usize,
    tokens: Vec<Token<'t>>,
}

impl<'t> Reader<'t> {
    fn take(&mut self, event: &Event<'_>, range: Range<usize>) -> Result<(), FormatError> {
        if event.anchor_id().is_some_and(|anchor| anchor != 0)
            || event.tag().is_some()
            || event.alias_id().is_some()
        {
            return Err(self.error(FormatErrorReason::Reference));
        }
        match event {
            Event::DocumentStart(true, _) => self.token(TokenKind::Marker, range),
            Event::DocumentEnd if !range.is_empty() => self.token(TokenKind::Marker, range),
            Event::Scalar(_, ScalarStyle::Literal | ScalarStyle::Folded, ..) => {
                self.block_text(range.end)
            }
            // A value that is not there is called `~`, and has no length.
            Event::Scalar(..) if !range.is_empty() => self.token(TokenKind::Scalar, range),
            Event::SequenceStart(..)
            | Event::SequenceEnd
            | Event::MappingStart(..)
            | Event::MappingEnd => match bracket(&self.text[range.clone()]) {
                Some(kind) => self.token(kind, range),
                None => Ok(()),
            },
            _ => Ok(()),
        }
    }

    /// Takes what is before a token, and the token.
    fn token(&mut self, kind: TokenKind, range: Range<usize>) -> Result<(), FormatError> {
        self.pass_gap(range.start)?;
        self.push(kind, range.end);
        Ok(())
    }

    /// The place of a block text begins behind its head, and reaches into the line below it.
    fn block_text(&mut self, end: usize) -> Result<(), FormatError> {
        while !matches!(self.next_byte(), Some(b'|' | b'>') | None) {
            self.pass_one()?;
        }
        let head_end = self.text[self.at..].find('\n').map(|end| self.at + end);
        let end = end.max(head_end.unwrap_or(self.text.len()));
        let whole = &self.text[self.at..end];
        let end = match whole.rfind('\n') {
            Some(last) if whole[last..].trim_ascii().is_empty() => self.at + last,
            _ => end,
        };
        let text = &self.text[self.at..end];
        self.push(TokenKind::BlockText, end);
        self.breaks = match block_text::keeps_end(text) {
            true => 0,
            false => trailing_breaks(text),
        };
        Ok(())
    }

    fn push(&mut self, kind: TokenKind, end: usize) {
        let text = &self.text[self.at..end];
        let token = Token {
            kind,
            text,
            breaks: std::mem::take(&mut self.breaks),
            line: self.line,
            column: self.column,
        };
        self.tokens.push(token);
        self.at = end;
        self.line += text.matches('\n').count();
        self.column = match text.rsplit_once('\n') {
            Some((_, last)) => last.chars().count(),
            None => self.column + text.chars().count(),
        };
    }

    fn pass_gap(&mut self, end: usize) -> Result<(), FormatError> {
        while self.at < end {
            self.pass_one()?;
        }
        Ok(())
    }

    /// Passes a blank, a line break, a comment or a mark.
    fn pass_one(&mut self) -> Result<(), FormatError> {
        match self.next_byte() {
            Some(b'\n') => {
                self.breaks += 1;
                self.line += 1;
                self.column = 0;
                self.at += 1;
            }
            Some(b' ' | b'\t') => {
                self.column += 1;
                self.at += 1;
            }
            Some(b'-') => self.push(TokenKind::Dash, self.at + 1),
            Some(b':') => self.push(TokenKind::Colon, self.at + 1),
            Some(b',') => self.push(TokenKind::Comma, self.at + 1),
            Some(b'#') => self.push_comment(),
            _ => return Err(self.error(FormatErrorReason::Indicator)),
        }
        Ok(())
    }

    fn push_comment(&mut self) {
        let rest = &self.text[self.at..];
        let line = rest.split('\n').next().unwrap_or_default();
        let end = self.at + line.trim_end_matches([' ', '\t']).len();
        self.push(TokenKind::Comment, end);
    }

    fn next_byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn error(&self, reason: FormatErrorReason) -> FormatError {
        let line = self.line;
        FormatError { line, reason }
    }
}

fn bracket(text: &str) -> Option<TokenKind> {
    Some(match text {
        "[" => TokenKind::Open(Bracket::List),
        "]" => TokenKind::Close(Bracket::List),
        "{" => TokenKind::Open(Bracket::Mapping),
        "}" => TokenKind::Close(Bracket::Mapping),
        _ => return None,
    })
}

fn trailing_breaks(text: &str) -> usize {
    let content = text.trim_end_matches([' ', '\n']);
    text[content.len()..].matches('\n').count()
}
