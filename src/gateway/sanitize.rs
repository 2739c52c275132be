//! Texts of the policy and of visitors for display. Characters that could change the text around
//! them are replaced, invisible ones are removed, and long texts are cut.

use std::borrow::Cow;

use crate::text::{Hidden, replace_hidden};

/// Most bytes of a page for the text that it is about.
pub const LONG: usize = 600;
/// Most bytes of a page for one of several texts.
pub const SHORT: usize = 160;

/// Replaces a character that is not shown.
pub const REPLACEMENT: char = '\u{FFFD}';
/// Marks where a text was cut.
const ELLIPSIS: char = '…';

/// Replaces control and direction characters, which could change the text around them, and removes
/// invisible ones. The HTML element around a text isolates its own direction.
pub fn sanitize(text: &str) -> Cow<'_, str> {
    replace_hidden(text, |_, hidden| match hidden {
        Hidden::Control | Hidden::Direction => Some(REPLACEMENT),
        Hidden::Unseen => None,
    })
}

/// A text in which something may be hidden that makes it another one: a sign stands where something
/// is, blanks at its ends included.
pub fn reveal(text: &str, bytes: usize) -> Cow<'_, str> {
    let inner = text.trim();
    let hidden = |part: &str| part.chars().map(|_| REPLACEMENT).collect::<String>();
    let shown = replace_hidden(inner, |_, _| Some(REPLACEMENT));
    let shown = match text.split_once(inner) {
        Some((before, behind)) if inner.len() < text.len() => {
            format!("{}{shown}{}", hidden(before), hidden(behind)).into()
        }
        _ => shown,
    };
    cut(shown, bytes)
}

/// Sanitizes a text, and cuts it to this many bytes of a page.
pub fn truncate(text: &str, bytes: usize) -> Cow<'_, str> {
    cut(sanitize(text), bytes)
}

/// Cuts a text of our own. Its direction marks stay, because they isolate the values in it.
pub fn cut<'t>(text: Cow<'t, str>, bytes: usize) -> Cow<'t, str> {
    match cut_position(&text, bytes) {
        None => text,
        Some(end) => format!("{}{ELLIPSIS}", &text[..end]).into(),
    }
}

/// Where to cut a text that takes more than `bytes` in a page.
fn cut_position(text: &str, bytes: usize) -> Option<usize> {
    let mut left = bytes;
    text.char_indices().find_map(|(at, c)| {
        let rest = left.checked_sub(bytes_in_page(c));
        left = rest.unwrap_or_default();
        rest.is_none().then_some(at)
    })
}

/// The first items of a list, as many as fit into `room`.
pub fn take_within<T>(
    items: impl IntoIterator<Item = T>,
    mut room: usize,
    bytes: impl Fn(&T) -> usize,
) -> Vec<T> {
    let items = items.into_iter();
    let fitting = items.take_while(|item| {
        let left = room.checked_sub(bytes(item));
        room = left.unwrap_or_default();
        left.is_some()
    });
    fitting.collect()
}

/// So many bytes of a page does a text take.
pub fn page_bytes(text: &str) -> usize {
    text.chars().map(bytes_in_page).sum()
}

fn bytes_in_page(c: char) -> usize {
    match c {
        // Templates escape each of these as five bytes, like `&#60;`.
        '<' | '>' | '&' | '"' | '\'' => 5,
        c => c.len_utf8(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::cases::{WRITTEN, hidden_texts};
    use crate::text::has_hidden;

    #[test]
    fn what_steers_the_text_around_it_is_a_sign() {
        for (text, expected) in [
            ("Stand-up <b>", "Stand-up <b>"),
            ("a\u{202E}b\u{2069}c", "a\u{FFFD}b\u{FFFD}c"),
            ("a\nb\0\u{85}", "a\u{FFFD}b\u{FFFD}\u{FFFD}"),
            ("مرحبا\u{200F} 👩🏽‍🚀", "مرحبا 👩🏽‍🚀"),
            ("Abteilungs\u{AD}runde", "Abteilungsrunde"),
        ] {
            assert_eq!(sanitize(text), expected);
        }
        for text in hidden_texts() {
            assert!(!has_hidden(&sanitize(&text)), "{text:?}");
            assert!(!has_hidden(&truncate(&text, 5)), "{text:?}");
        }
        for text in WRITTEN {
            assert_eq!(sanitize(text), text);
        }
    }

    #[test]
    fn what_makes_another_name_of_it_is_a_sign() {
        for (text, expected) in [
            ("webex-hosts", "webex-hosts"),
            ("webex\u{200b}-hosts", "webex\u{FFFD}-hosts"),
            ("\u{202e}staff", "\u{FFFD}staff"),
            (" staff\u{a0}", "\u{FFFD}staff\u{FFFD}"),
            ("a b", "a b"),
            ("  ", "\u{FFFD}\u{FFFD}"),
            ("", ""),
        ] {
            assert_eq!(reveal(text, 100), expected, "{text:?}");
        }
        for text in hidden_texts() {
            assert!(!has_hidden(&reveal(&text, 100)), "{text:?}");
        }
        assert_eq!(page_bytes("<ä>"), 12);
    }

    #[test]
    fn our_own_text_keeps_what_turns_it() {
        let isolated = "من \u{2068}office\u{2069}";
        assert_eq!(cut(isolated.into(), 100), isolated);
        assert_eq!(cut(isolated.into(), 8), "من \u{2068}…");
    }

    #[test]
    fn a_list_ends_where_its_room_does() {
        for (room, expected) in [(0, 0), (1, 1), (2, 1), (3, 2), (6, 3), (99, 3)] {
            let found = take_within(["a", "bb", "ccc"], room, |text| text.len());
            assert_eq!(found.len(), expected, "{room}");
        }
    }

    #[test]
    fn a_long_text_is_cut_where_a_page_would_be_full() {
        assert_eq!(truncate("stand-up", 8), "stand-up");
        assert_eq!(truncate("stand-up", 7), "stand-u…");
        assert_eq!(truncate("<<<", 10), "<<…");
        assert_eq!(truncate("日本語", 6), "日本…");
        assert_eq!(truncate(&"x".repeat(4096), 3), "xxx…");
        assert_eq!(truncate("", 0), "");
    }
}
