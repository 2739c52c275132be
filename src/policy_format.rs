//! One way to write a policy down: indentation, blanks, empty lines and line ends.
//!
//! Lines are neither joined nor broken, nothing is put in another order, and quotes stay as they are.
//! What comes out is read again: it says exactly what went in, with all comments at their places, or
//! there is an error and the text is left alone.

mod block_text;
mod blocks;
mod comments;
mod error;
mod layout;
#[cfg(test)]
mod tests;
mod tokens;

pub use error::{FormatError, FormatErrorReason};
use layout::layout;
use tokens::{Token, TokenKind, events, tokens};

/// Writes a text of YAML as policies are written.
///
/// # Errors
///
/// [`FormatError`] where the text is no YAML, has what policies do not have, or would say something
/// else.
pub fn format(text: &str) -> Result<String, FormatError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    // A lone carriage return ends a line as well.
    let lines = text.replace("\r\n", "\n").replace('\r', "\n");
    let before = tokens(&lines)?;
    let formatted = layout(&before);
    match first_difference(text, &before, &formatted) {
        None => Ok(formatted),
        Some(line) => Err(FormatError {
            line,
            reason: FormatErrorReason::Changed,
        }),
    }
}

/// The line of the original behind which a text says something else.
fn first_difference(text: &str, before: &[Token<'_>], formatted: &str) -> Option<usize> {
    let after = match tokens(formatted) {
        Ok(after) => after,
        Err(error) => return Some(error.line),
    };
    let differs = |(one, other): (&Token<'_>, &Token<'_>)| !is_same(one, other);
    let pairs = before.iter().zip(&after);
    if let Some(at) = pairs.clone().position(differs) {
        return Some(before[at].line);
    }
    let is_complete = before.len() == after.len() && events(text) == events(formatted);
    (!is_complete).then_some(1)
}

/// Whether both are of one kind, and comments word for word. What the others say is compared by the
/// events of the parser.
fn is_same(one: &Token<'_>, other: &Token<'_>) -> bool {
    let is_comment = one.kind == TokenKind::Comment;
    one.kind == other.kind && (!is_comment || one.text == other.text)
}
