//! Where the addresses of a text stand that is kept as it is: a page, a table, a note.
//!
//! In such a text, an address has the quotes, brackets and escapes of its format around it.

use std::iter;
use std::ops::Range;

use super::Pasted;
use super::escaped::{self, Sign};
use crate::text::{address_end, without_trailing_marks};

/// An address, and where it is written.
#[derive(Clone, Debug)]
pub struct Located {
    pub range: Range<usize>,
    pub address: Pasted,
}

/// Longest address that is read, in bytes. It bounds how often a text without blanks is looked
/// through.
const MAX_BYTES: usize = 4096;

/// Quotes and brackets of markup, escaped, which end an address.
const ESCAPED_ENDS: [&str; 20] = [
    "&quot;", "&#34;", "&#39;", "&#039;", "&apos;", "&lt;", "&gt;", "&nbsp;", "\\u0022", "\\u0027",
    "\\u003c", "\\u003C", "\\u003e", "\\u003E", "\\x22", "\\x27", "\\x3c", "\\x3C", "\\x3e",
    "\\x3E",
];

/// All addresses of a text with a scheme that are wanted, in their order. Where one is not, the first that
/// it has in its query may be.
pub fn locate(text: &str, is_wanted: impl Fn(&Pasted) -> bool) -> impl Iterator<Item = Located> {
    let mut from = 0;
    iter::from_fn(move || {
        while let Some(sign) = Sign::first(text, from) {
            let written = written_at(text, sign);
            from = written.searched_to;
            let found = written
                .located(text)
                .filter(|found| is_wanted(&found.address));
            let found = found.or_else(|| {
                let within = written_within(text, sign.end, from)?.located(text)?;
                is_wanted(&within.address).then_some(within)
            });
            if found.is_some() {
                return found;
            }
        }
        None
    })
}

struct Written {
    /// `None` if it is too long for an address.
    range: Option<Range<usize>>,
    searched_to: usize,
}

impl Written {
    fn located(&self, text: &str) -> Option<Located> {
        let range = self.range.clone()?;
        let address = Pasted::parse(&escaped::read(&text[range.clone()])?)?;
        Some(Located { range, address })
    }
}

fn written_at(text: &str, sign: Sign<'_>) -> Written {
    let Sign {
        start, end: behind, ..
    } = sign;
    let window = &text[behind..floor(text, behind + MAX_BYTES)];
    let length = match sign.is_encoded() {
        true => escaped::value_length(window),
        false => length(window, text[..start].chars().next_back()),
    };
    let end = behind + length;
    let is_whole = length < window.len() || end == text.len();
    Written {
        range: is_whole.then(|| start..trimmed_end(text, start, end)),
        searched_to: end,
    }
}

/// The first address in the query of another one.
fn written_within(text: &str, from: usize, to: usize) -> Option<Written> {
    let sign = Sign::first(&text[..to], from).filter(Sign::is_encoded)?;
    Some(written_at(&text[..to], sign))
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
        let located: Vec<&str> = locate(text, |_| true)
            .map(|found| &text[found.range])
            .collect();
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
    fn escapes_are_read() {
        for (text, expected) in [
            (
                r#"{"u":"https:\/\/acme.webex.com\/meet\/ada"}"#,
                r"https:\/\/acme.webex.com\/meet\/ada",
            ),
            (
                r"'\u003ca href=\u0022https:\/\/a.example\/x\u0022'",
                r"https:\/\/a.example\/x",
            ),
            (
                "x=https%3A%2F%2Fa.example%2Fx&y",
                "https%3A%2F%2Fa.example%2Fx",
            ),
            ("https&#58;//a.example/x.", "https&#58;//a.example/x"),
        ] {
            assert_located(text, &[expected]);
        }
        for text in [
            r"https://evil.example\u0040acme.webex.com/",
            r"https:\/\/a\\b.example\/",
        ] {
            assert_located(text, &[]);
        }
        let mut inner = locate(
            "https://x.example/?next=https%3A%2F%2Fa.example%2Fx&y",
            |found| found.host() == "a.example",
        )
        .map(|found| found.range);
        assert_eq!((inner.next(), inner.next()), (Some(24..51), None));
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
            let count = locate(&text, |_| true).count();
            assert!(count <= 200_000, "{piece}");
        }
    }
}
