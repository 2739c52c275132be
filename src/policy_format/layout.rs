//! Puts tokens on lines: the line breaks of the original, with new blanks.

use super::block_text::{self, Parent};
use super::blocks::{Blocks, Entry, STEP};
use super::comments::{Column, Comment, Line, write};
use super::tokens::{Bracket, Token, TokenKind};

/// Writes tokens down.
pub fn layout(tokens: &[Token<'_>]) -> String {
    let mut layout = Layout::default();
    // Of many comments in a row, the one behind them is looked for once.
    let mut next = 0;
    for (at, token) in tokens.iter().enumerate() {
        next = next.max(at);
        while tokens
            .get(next)
            .is_some_and(|next| next.kind == TokenKind::Comment)
        {
            next += 1;
        }
        match token.kind {
            TokenKind::Comment => layout.put_comment(token, &tokens[next..]),
            _ => layout.put(token, &tokens[at + 1..]),
        }
    }
    write(&mut layout.lines)
}

#[derive(Debug, Default)]
struct Layout {
    lines: Vec<Line>,
    /// How many characters the last line has.
    width: usize,
    /// At which of them its first token begins.
    indentation: usize,
    /// The last token that is no comment.
    previous: Option<TokenKind>,
    blocks: Blocks,
    brackets: Vec<OpenBracket>,
}

#[derive(Clone, Copy, Debug)]
struct OpenBracket {
    /// Its line among those that are written.
    line: usize,
    /// Where a line below begins.
    inside: usize,
    /// Where a line begins with the bracket that closes it.
    end: usize,
    /// Where the line, or what it belongs to, begins.
    base: usize,
}

impl Layout {
    fn put(&mut self, token: &Token<'_>, rest: &[Token<'_>]) {
        let is_first = token.breaks > 0 || self.lines.is_empty();
        match is_first {
            true => self.begin_line(token, rest),
            false => self.go_on(token, rest),
        }
        let column = self.width;
        match token.kind {
            TokenKind::Open(bracket) => {
                let base = is_first.then_some(column);
                self.append(token.text);
                self.open_bracket(bracket, base, rest);
            }
            TokenKind::Close(_) => {
                self.brackets.pop();
                self.append(token.text);
            }
            TokenKind::Scalar => {
                let below = self.column_below(is_first.then_some(column));
                self.append_lines(scalar_lines(token.text), below);
            }
            TokenKind::BlockText => self.put_block_text(token),
            _ => self.append(token.text),
        }
        self.previous = Some(token.kind);
    }

    fn begin_line(&mut self, token: &Token<'_>, rest: &[Token<'_>]) {
        self.keep_empty_line(token);
        let column = match (self.brackets.last(), token.kind) {
            (Some(bracket), TokenKind::Close(_)) => bracket.end,
            (Some(bracket), _) => bracket.inside,
            (None, TokenKind::Marker) => {
                self.blocks = Blocks::default();
                0
            }
            (None, _) => self.blocks.go_to(entry(token, rest), token.column),
        };
        self.lines.push(Line::default());
        self.width = 0;
        self.indentation = column;
        self.append(&" ".repeat(column));
    }

    /// Puts a blank before a token on the same line, where one belongs.
    fn go_on(&mut self, token: &Token<'_>, rest: &[Token<'_>]) {
        let blank = match self.previous {
            Some(previous) if is_apart(previous, token.kind) => " ",
            _ => "",
        };
        self.append(blank);
        let entry = entry(token, rest);
        let is_behind_dash = self.previous == Some(TokenKind::Dash);
        if is_behind_dash && self.brackets.is_empty() && entry != Entry::Value {
            self.blocks.open(entry, token.column, self.width);
        }
    }

    /// One empty line stays of several, and none at the beginning.
    fn keep_empty_line(&mut self, token: &Token<'_>) {
        if token.breaks > 1 && !self.lines.is_empty() {
            self.lines.push(Line::default());
        }
    }

    fn open_bracket(&mut self, bracket: Bracket, first: Option<usize>, rest: &[Token<'_>]) {
        let line = self.lines.len();
        let base = first.unwrap_or_else(|| match self.brackets.last() {
            None => self.blocks.bracket_column(),
            Some(outer) if outer.line == line => outer.base,
            Some(_) => self.indentation,
        });
        let next = rest.first();
        let goes_on = next.is_some_and(|next| next.breaks == 0 && next.kind != TokenKind::Comment);
        let padding = usize::from(bracket == Bracket::Mapping);
        let (inside, end) = match goes_on {
            // Below its first entry.
            true => (self.width + padding, self.width - 1),
            false => (base + STEP, base),
        };
        self.brackets.push(OpenBracket {
            line,
            inside,
            end,
            base,
        });
    }

    /// Where a scalar of several lines goes on.
    fn column_below(&self, first: Option<usize>) -> usize {
        first.unwrap_or_else(|| match self.brackets.last() {
            Some(bracket) => bracket.inside + STEP,
            None => self.blocks.inner_column(),
        })
    }

    fn put_block_text(&mut self, token: &Token<'_>) {
        let inner = self.blocks.inner_column();
        let parent = self.blocks.innermost();
        let parent = parent.map_or(Parent { from: 0, to: 0 }, |block| Parent {
            from: block.from,
            to: block.to,
        });
        let mut lines = block_text::moved(token.text, parent, inner).into_iter();
        self.append(&lines.next().unwrap_or_default());
        for code in lines {
            let comment = None;
            self.lines.push(Line { code, comment });
        }
    }

    /// `rest` begins with what is behind all comments.
    fn put_comment(&mut self, token: &Token<'_>, rest: &[Token<'_>]) {
        let text = token.text.to_owned();
        if token.breaks == 0
            && let Some(line) = self.lines.last_mut()
        {
            let column = Column::AtLeast(token.column);
            line.comment = Some(Comment { text, column });
            return;
        }
        self.keep_empty_line(token);
        let above = self.lines.last().and_then(Line::aligned);
        let column = match above == Some(token.column) {
            true => Column::AtLeast(token.column),
            false => Column::Exactly(self.comment_column(token, rest)),
        };
        self.lines.push(Line {
            code: String::new(),
            comment: Some(Comment { text, column }),
        });
    }

    /// A comment on a line of its own begins where the entries begin that it is below of, or above of.
    fn comment_column(&self, token: &Token<'_>, rest: &[Token<'_>]) -> usize {
        if let Some(bracket) = self.brackets.last() {
            return bracket.inside;
        }
        let next = rest.split_first().map(|(next, rest)| {
            let to = self.blocks.clone().go_to(entry(next, rest), next.column);
            (next.column, to)
        });
        let open = self.blocks.iter().map(|block| (block.from, block.to));
        let fitting = open.chain(next).filter(|(from, _)| *from <= token.column);
        // The last of those that are farthest right: what follows.
        let chosen = fitting.max_by_key(|(from, _)| *from).or(next);
        chosen.map_or(0, |(_, to)| to)
    }

    fn append(&mut self, text: &str) {
        if let Some(line) = self.lines.last_mut() {
            line.code.push_str(text);
            self.width += text.chars().count();
        }
    }

    fn append_lines<'t>(&mut self, mut lines: impl Iterator<Item = &'t str>, below: usize) {
        self.append(lines.next().unwrap_or_default());
        for line in lines {
            self.lines.push(Line::default());
            self.width = 0;
            if !line.is_empty() {
                self.append(&" ".repeat(below));
                self.append(line);
            }
        }
    }
}

/// What a token begins, where no brackets are open.
fn entry(token: &Token<'_>, rest: &[Token<'_>]) -> Entry {
    let is_key = rest
        .first()
        .is_some_and(|next| next.kind == TokenKind::Colon && next.breaks == 0);
    match token.kind {
        TokenKind::Dash => Entry::Item,
        TokenKind::Scalar if is_key => Entry::Key,
        _ => Entry::Value,
    }
}

/// Whether a blank is between two tokens on one line.
fn is_apart(previous: TokenKind, next: TokenKind) -> bool {
    use TokenKind::{Close, Colon, Comma, Open};
    match (previous, next) {
        // An empty value: `{ a: , b: 1 }`.
        (Colon, Comma) => true,
        (_, Comma | Colon) | (Open(_), Close(_)) => false,
        (Open(bracket), _) | (_, Close(bracket)) => bracket == Bracket::Mapping,
        _ => true,
    }
}

/// The lines of a scalar without the blanks that do not belong to it.
fn scalar_lines(text: &str) -> impl Iterator<Item = &str> {
    let is_escaping = text.starts_with('"');
    let last = text.matches('\n').count();
    text.split('\n').enumerate().map(move |(at, line)| {
        let line = match at {
            0 => line,
            _ => line.trim_start_matches([' ', '\t']),
        };
        let trimmed = line.trim_end_matches([' ', '\t']);
        // A blank behind a backslash is meant.
        match at == last || (is_escaping && trimmed.ends_with('\\')) {
            true => line,
            false => trimmed,
        }
    })
}
