//! Blanks that look like an ordinary one, or like nothing. People cannot tell them apart, programs do:
//! they come with what is copied from pages, documents and chats.

use super::invisible::first_hidden;

/// Whether it is another blank than those of ASCII, or takes no room at all. No mark that belongs to
/// letters is among them, but for the vowel separator of Mongolian, which never ends a word.
pub fn is_invisible_blank(c: char) -> bool {
    is_wide_blank(c)
        || matches!(
            c,
            '\u{ad}' | '\u{180e}' | '\u{200b}' | '\u{2060}' | '\u{feff}'
        )
}

/// Whether it takes the room of a blank.
pub fn is_wide_blank(c: char) -> bool {
    (c.is_whitespace() && !c.is_ascii()) || matches!(c, '\u{2800}' | '\u{3164}' | '\u{ffa0}')
}

/// A text without blanks of any kind around it.
pub fn trim_blanks(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || is_invisible_blank(c))
}

/// Where the first character stands, in bytes, that is hidden or another blank than those of ASCII.
pub fn first_invisible(text: &str) -> Option<usize> {
    let blank = text.find(is_wide_blank);
    let hidden = first_hidden(text, |c| !c.is_ascii());
    blank.into_iter().chain(hidden).min()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::cases::WRITTEN;

    #[test]
    fn blanks_of_all_kinds_are_trimmed_and_letters_keep_their_marks() {
        for c in "\u{a0}\u{1680}\u{180e}\u{2000}\u{200a}\u{200b}\u{202f}\u{205f}\u{2060}\u{3000}\u{feff}\u{ad}\u{2800}".chars() {
            assert!(is_invisible_blank(c), "{c:?}");
            assert_eq!(trim_blanks(&format!(" {c}a{c}b{c}\t{c}")), format!("a{c}b"));
        }
        for text in WRITTEN {
            assert_eq!(trim_blanks(text), text);
        }
        assert_eq!(trim_blanks(" \u{a0}\u{200b}"), "");
    }

    #[test]
    fn the_first_of_what_cannot_be_seen_is_found() {
        for (text, at) in [
            ("plain text\t", None),
            ("a\u{a0}b\u{200b}", Some(1)),
            ("ü\u{200b}b\u{a0}", Some(2)),
            ("ab\u{200e}", Some(2)),
            ("ann\u{200d}lee", Some(3)),
            ("नामह\u{200d}", None),
        ] {
            assert_eq!(first_invisible(text), at, "{text:?}");
        }
    }
}
