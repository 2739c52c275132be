//! Characters that nobody sees, and those that change how the text around them is read: one set
//! for all who refuse them, leave them out, or show that they are there.
//!
//! Letters are not among them: what joins letters and chooses their forms belongs to Persian,
//! Hindi, Malayalam, Mongolian and Japanese names, and to emoji. It counts as hidden only where
//! there is nothing that it could join or change.

#[cfg(test)]
pub mod cases;

use std::borrow::Cow;

/// What a hidden character does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hidden {
    /// Controls a device, ends a line, or has letters read in an order that they are not in.
    Control,
    /// Turns the direction of what stands around it.
    Direction,
    /// Nothing that can be seen.
    Unseen,
}

/// A character where it stands in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Glyph {
    char: char,
    hidden: Option<Hidden>,
}

/// Whether anything in a text is hidden.
pub fn has_hidden(text: &str) -> bool {
    !is_plain(text.as_bytes()) && glyphs(text).any(|glyph| glyph.hidden.is_some())
}

/// Where the first hidden character stands of those that are looked for, in bytes.
pub fn first_hidden(text: &str, is_wanted: impl Fn(char) -> bool) -> Option<usize> {
    if is_plain(text.as_bytes()) {
        return None;
    }
    let mut found = text.char_indices().zip(glyphs(text));
    let found = found.find(|(_, glyph)| glyph.hidden.is_some() && is_wanted(glyph.char));
    found.map(|((at, _), _)| at)
}

/// A text with something else, or nothing, in place of what is hidden in it.
pub fn replace_hidden(text: &str, put: impl Fn(char, Hidden) -> Option<char>) -> Cow<'_, str> {
    if !has_hidden(text) {
        return Cow::Borrowed(text);
    }
    let put = |glyph: Glyph| match glyph.hidden {
        Some(hidden) => put(glyph.char, hidden),
        None => Some(glyph.char),
    };
    glyphs(text).filter_map(put).collect()
}

/// A text that somebody pasted, without what came along unseen. Controls stay: they are for the
/// reader of the text to refuse.
pub fn without_unseen(text: &str) -> Cow<'_, str> {
    replace_hidden(text, |char, hidden| match hidden {
        Hidden::Control => Some(char),
        Hidden::Direction | Hidden::Unseen => None,
    })
}

/// JSON in which all that is hidden is escaped. Its own line ends, which are between its values,
/// stay.
pub fn escape_hidden(json: &str) -> Cow<'_, str> {
    let is_escaped = |glyph: &Glyph| glyph.hidden.is_some() && glyph.char != '\n';
    if is_plain(json.as_bytes()) || !glyphs(json).any(|glyph| is_escaped(&glyph)) {
        return Cow::Borrowed(json);
    }
    let mut out = String::with_capacity(json.len() + 16);
    for glyph in glyphs(json) {
        if is_escaped(&glyph) {
            for unit in glyph.char.encode_utf16(&mut [0; 2]) {
                out.push_str(&format!("\\u{unit:04x}"));
            }
        } else {
            out.push(glyph.char);
        }
    }
    Cow::Owned(out)
}

/// Whether a text is printable ASCII, as almost every text is: nothing in it is hidden.
pub fn is_plain(text: &[u8]) -> bool {
    // Without an early end, so that bytes are looked at many at a time.
    text.iter()
        .fold(true, |plain, b| plain & matches!(b, 0x20..=0x7e))
}

fn glyphs(text: &str) -> impl Iterator<Item = Glyph> {
    let mut before = None;
    text.chars().map(move |char| {
        let hidden = match char {
            c if is_joiner(c) => (!before.is_some_and(can_be_joined)).then_some(Hidden::Unseen),
            c if is_selector(c) => (!before.is_some_and(can_change)).then_some(Hidden::Unseen),
            c => always_hidden(c),
        };
        before = hidden.is_none().then_some(char);
        Glyph { char, hidden }
    })
}

/// Of Unicode 17: the category Cc, line and paragraph separators, the bidirectional controls of
/// Annex 9, interlinear annotation, and all that is `Default_Ignorable_Code_Point`, without
/// joiners and selectors.
fn always_hidden(c: char) -> Option<Hidden> {
    match c {
        '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' => Some(Hidden::Control),
        '\u{2028}' | '\u{2029}' | '\u{202d}' | '\u{202e}' => Some(Hidden::Control),
        '\u{202a}'..='\u{202c}' | '\u{2066}'..='\u{2069}' => Some(Hidden::Direction),
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' => {
            Some(Hidden::Unseen)
        }
        '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2060}'..='\u{206f}' => Some(Hidden::Unseen),
        '\u{3164}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' => Some(Hidden::Unseen),
        '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' => Some(Hidden::Unseen),
        '\u{e0000}'..='\u{e0fff}' => Some(Hidden::Unseen),
        _ => None,
    }
}

/// Zero-width joiner and non-joiner, and the vowel separator of Mongolian.
fn is_joiner(c: char) -> bool {
    matches!(c, '\u{180e}' | '\u{200c}' | '\u{200d}')
}

/// What chooses a form of the character before it.
fn is_selector(c: char) -> bool {
    matches!(c, '\u{180b}'..='\u{180d}' | '\u{180f}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}')
}

/// Latin, Greek, Cyrillic and Armenian stand before Hebrew, and have no use for joiners.
fn can_be_joined(c: char) -> bool {
    c >= '\u{590}' && !c.is_whitespace() && !is_joiner(c)
}

/// Digits have other forms, in keycaps; letters of ASCII have none.
fn can_change(c: char) -> bool {
    !c.is_ascii_alphabetic() && !c.is_whitespace() && !is_joiner(c) && !is_selector(c)
}

#[cfg(test)]
mod tests {
    use super::cases::{HIDDEN, WRITTEN, hidden_texts};
    use super::*;

    #[test]
    fn what_is_hidden_is_found_wherever_it_stands() {
        for text in hidden_texts() {
            assert!(has_hidden(&text), "{text:?}");
            let left = replace_hidden(&text, |_, _| None);
            assert!(!has_hidden(&left), "{text:?}");
            let escaped = escape_hidden(&text);
            assert!(
                escaped == text.as_str() || !has_hidden(&escaped),
                "{text:?}"
            );
        }
        for c in HIDDEN {
            assert_eq!(replace_hidden(&format!("a{c}b"), |_, _| Some('-')), "a-b");
        }
    }

    #[test]
    fn what_people_write_is_not_hidden() {
        for text in WRITTEN {
            assert!(!has_hidden(text), "{text}");
            assert!(matches!(without_unseen(text), Cow::Borrowed(_)), "{text}");
        }
    }

    #[test]
    fn every_direction_mark_and_format_character_of_unicode_is_hidden() {
        let ignorable = [
            0xad..=0xad,
            0x34f..=0x34f,
            0x61c..=0x61c,
            0x115f..=0x1160,
            0x17b4..=0x17b5,
            0x180b..=0x180f,
            0x200b..=0x200f,
            0x202a..=0x202e,
            0x2060..=0x206f,
            0x3164..=0x3164,
            0xfe00..=0xfe0f,
            0xfeff..=0xfeff,
            0xffa0..=0xffa0,
            0xfff0..=0xfff8,
            0x1bca0..=0x1bca3,
            0x1d173..=0x1d17a,
            0xe0000..=0xe0fff,
        ];
        for code in ignorable.into_iter().flatten() {
            let c = char::from_u32(code).expect("a character");
            assert!(has_hidden(&format!("a{c}b")), "{code:x}");
        }
    }

    #[test]
    fn what_came_along_unseen_is_left_out_and_controls_are_not() {
        for (text, expected) in [
            ("\u{202a}123\u{202c}", "123"),
            ("\u{feff}1\u{ad}2\u{200e}3\u{200b}", "123"),
            ("a\u{2067}b\u{2069}", "ab"),
            ("a\u{202e}b", "a\u{202e}b"),
            ("a\nb\0", "a\nb\0"),
        ] {
            assert_eq!(without_unseen(text), expected, "{text:?}");
        }
    }

    #[test]
    fn escaped_json_says_the_same() {
        for text in hidden_texts() {
            let json = serde_json::to_string(&[&text]).expect("JSON");
            let escaped = escape_hidden(&json);
            assert!(!has_hidden(&escaped), "{text:?}");
            let back: [String; 1] = serde_json::from_str(&escaped).expect("JSON");
            assert_eq!(back, [text]);
        }
        assert_eq!(escape_hidden("[\n  \"a\"\n]"), "[\n  \"a\"\n]");
    }
}
