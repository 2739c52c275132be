//! Where the addresses of a text stand that is kept as it is: a page, a table, a note.
//!
//! In such a text, an address has the quotes, brackets and escapes of its format around it.

use std::iter;
use std::ops::Range;

use super::Pasted;
use crate::text::{address_end, without_trailing_marks};

/// An address, and where it is written.
#[derive(Clone, Debug)]
pub struct Located {
    pub range: Range<usize>,
    pub address: Pasted,
}

const SIGN: &str = "://";

/// Longest address that is read, in bytes. It bounds how often a text without blanks is looked
/// through.
const MAX_BYTES: usize = 4096;

/// Quotes and brackets of markup, escaped, which end an address.
const ESCAPED_ENDS: [&str; 8] = [
    "&quot;", "&#34;", "&#39;", "&#039;", "&apos;", "&lt;", "&gt;", "&nbsp;",
];

/// All addresses of a text with a scheme, in their order.
pub fn locate(text: &str) -> impl Iterator<Item = Located> {
    let mut from = 0;
    iter::from_fn(move || {
        while let Some(found) = text[from..].find(SIGN) {
            let sign = from + found;
            let written = written_at(text, sign);
            from = written.searched_to;
            if let Some(range) = written.range
                && let Some(address) = Pasted::parse(&text[range.clone()])
            {
                return Some(Located { range, address });
            }
        }
        None
    })
}

struct Written {
    /// `None` if it does not begin like an address of the web, or is too long for one.
    range: Option<Range<usize>>,
    searched_to: usize,
}

fn written_at(text: &str, sign: usize) -> Written {
    let behind = sign + SIGN.len();
    let window = &text[behind..floor(text, behind + MAX_BYTES)];
    let before = &text[..sign];
    let mut schemes = ["https", "http"].into_iter();
    let scheme = schemes.find(|scheme| super::ends_with(before, scheme));
    let start = scheme.map(|scheme| sign - scheme.len());
    let opened = start.and_then(|start| text[..start].chars().next_back());
    let length = length(window, opened);
    let end = behind + length;
    let is_whole = length < window.len() || end == text.len();
    Written {
        range: start
            .filter(|_| is_whole)
            .map(|start| start..trimmed_end(text, start, end)),
        searched_to: end,
    }
}

fn floor(text: &str, at: usize) -> usize {
    let at = at.min(text.len());
    (0..=at)
        .rev()
        .find(|at| text.is_char_boundary(*at))
        .unwrap_or_default()
}

/// How long the address is with which a text begins, behind its scheme.
fn length(text: &str, opened: Option<char>) -> usize {
    let closed = opened.and_then(|opened| closing(text, opened));
    let text = &text[..closed.unwrap_or(text.len())];
    let text = &text[..address_end(text)];
    let host = text.find('/').unwrap_or(text.len());
    let escaped = ESCAPED_ENDS.iter().filter_map(|end| text.find(end)).min();
    let bracket = text[host..].find('[').map(|at| host + at);
    let backslash = escape(&text[host..]).map(|at| host + at);
    let ends = [escaped, bracket, backslash];
    ends.into_iter().flatten().min().unwrap_or(text.len())
}

/// Where the quote or bracket is closed that was opened before an address.
fn closing(text: &str, opened: char) -> Option<usize> {
    let closing = match opened {
        '\'' => return text.find('\''),
        '(' => ')',
        '[' => ']',
        _ => return None,
    };
    let mut depth = 0_usize;
    text.char_indices().find_map(|(at, c)| {
        if c == opened {
            depth += 1;
        } else if c == closing {
            match depth.checked_sub(1) {
                Some(less) => depth = less,
                None => return Some(at),
            }
        }
        None
    })
}

/// Where an escape begins that ends a text within JSON, JavaScript or a calendar. Any other backslash
/// is read in two ways, and so is its address.
fn escape(text: &str) -> Option<usize> {
    let mut backslashes = text.match_indices('\\');
    let ends = |at: usize| {
        let next = text[at + 1..].chars().next();
        next.is_none_or(|next| matches!(next, '"' | '\'' | 'n' | 'N' | 'r' | 't' | ',' | ';'))
    };
    backslashes.find(|(at, _)| ends(*at)).map(|(at, _)| at)
}

/// The end of an address without the marks of the sentence around it.
fn trimmed_end(text: &str, start: usize, end: usize) -> usize {
    const AMPERSAND: &str = "&amp";
    let trimmed = without_trailing_marks(&text[start..end]);
    let end = start + trimmed.len();
    // A semicolon is such a mark, but here it is the end of an escape.
    let is_cut = trimmed.ends_with(AMPERSAND) && text[end..].starts_with(';');
    end + usize::from(is_cut)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The addresses as they are written.
    #[track_caller]
    fn assert_located(text: &str, expected: &[&str]) {
        let located: Vec<&str> = locate(text).map(|found| &text[found.range]).collect();
        assert_eq!(located, expected, "{text}");
    }

    #[test]
    fn an_address_ends_where_its_format_ends_it() {
        const ADA: &str = "https://acme.webex.com/meet/ada";
        for around in [
            "{}",
            "<a href=\"{}\">",
            "<a href='{}'>x</a>",
            "<a href={}>x</a>",
            "onclick=\"window.open('{}','_blank')\"",
            "[room]({}), or",
            "[room]({})[x](y)",
            "[{}][room]",
            "[[{}][room]]",
            "[room|{}]",
            "{}[Ada's room]",
            "background: url({});",
            "\\href{{}}{room}",
            "{\"html\": \"<a href=\\\"{}\\\">x</a>\"}",
            "DESCRIPTION:Join {}\\nNext line",
            "LOCATION:{}\\, room 4",
            "title=\"see &quot;{}&quot; now\"",
            "&lt;{}&gt;",
            "| {} | x |",
            "Come to {}.",
            "会議は {}。",
            "ftp://x {}",
        ] {
            assert_located(&around.replace("{}", ADA), &[ADA]);
        }
        assert_located(
            "('https://a.example/x','https://b.example/y')",
            &["https://a.example/x", "https://b.example/y"],
        );
        assert_located(
            "x https://a.example/?a&amp;",
            &["https://a.example/?a&amp;"],
        );
    }

    #[test]
    fn what_is_no_address_is_passed_over() {
        let long = format!("https://a.example/{}", "x".repeat(2 * MAX_BYTES));
        for text in [
            "",
            "://",
            "x://y",
            "javascript:alert('://')",
            "https://ada@acme.webex.com/",
            "https://evil.example\\@acme.webex.com/meet/ada",
            &long,
        ] {
            assert_located(text, &[]);
        }
    }

    #[test]
    fn a_long_text_without_blanks_is_read_once() {
        for piece in [
            "'https://a.example/',",
            "https://",
            "'https://a",
            "(https://(",
        ] {
            let text = piece.repeat(200_000);
            let count = locate(&text).count();
            assert!(count <= 200_000, "{piece}");
        }
    }
}
