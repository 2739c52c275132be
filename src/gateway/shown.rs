//! Texts of the policy and of visitors, as pages show them: whatever would
//! change the text around it stands there as a sign, and what is too long for
//! its place is cut.

use std::borrow::Cow;

/// So many bytes of a page are for a text that it is about.
pub(super) const LONG: usize = 600;
/// So many are for one of several texts.
pub(super) const SHORT: usize = 160;

/// What stands for a character that is not shown.
const SIGN: char = '\u{FFFD}';
/// What stands where a text was cut.
const CUT: char = '…';

/// A text with nothing in it that could change what stands around it: no
/// control characters, and none that turn the direction of what follows.
/// Elements around it keep its own direction to itself.
pub(super) fn shown(text: &str) -> Cow<'_, str> {
    match text.contains(is_steering) {
        true => text.replace(is_steering, &SIGN.to_string()).into(),
        false => text.into(),
    }
}

/// The same, cut so that it takes no more than so many bytes in a page.
pub(super) fn brief(text: &str, bytes: usize) -> Cow<'_, str> {
    let mut left = bytes;
    let end = text.char_indices().find_map(|(at, c)| {
        let rest = left.checked_sub(bytes_in_page(c));
        left = rest.unwrap_or_default();
        rest.is_none().then_some(at)
    });
    match end {
        None => shown(text),
        Some(end) => {
            let mut brief = shown(&text[..end]).into_owned();
            brief.push(CUT);
            brief.into()
        }
    }
}

/// Directional overrides, embeddings and isolates (Unicode Annex 9), and
/// control characters.
fn is_steering(c: char) -> bool {
    c.is_control() || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// Templates write markup as `&#60;`.
fn bytes_in_page(c: char) -> usize {
    match c {
        '<' | '>' | '&' | '"' | '\'' => 5,
        c if is_steering(c) => SIGN.len_utf8(),
        c => c.len_utf8(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_steers_the_text_around_it_is_a_sign() {
        for (text, expected) in [
            ("Stand-up <b>", "Stand-up <b>"),
            ("a\u{202E}b\u{2069}c", "a\u{FFFD}b\u{FFFD}c"),
            ("a\nb\0\u{85}", "a\u{FFFD}b\u{FFFD}\u{FFFD}"),
            ("مرحبا\u{200F} 👩🏽‍🚀", "مرحبا\u{200F} 👩🏽‍🚀"),
        ] {
            assert_eq!(shown(text), expected);
        }
    }

    #[test]
    fn a_long_text_is_cut_where_a_page_would_be_full() {
        assert_eq!(brief("stand-up", 8), "stand-up");
        assert_eq!(brief("stand-up", 7), "stand-u…");
        assert_eq!(brief("<<<", 10), "<<…");
        assert_eq!(brief("日本語", 6), "日本…");
        assert_eq!(brief(&"x".repeat(4096), 3), "xxx…");
        assert_eq!(brief("", 0), "");
    }
}
