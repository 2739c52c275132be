//! Letters and their marks as one character each, where Unicode has it.

use std::borrow::Cow;

use icu_normalizer::properties::CanonicalCompositionBorrowed;

/// A text in the composed form, in which everybody but macOS writes it (NFC). What is composed in no
/// canonical order stays as it is, and is another text.
pub fn composed(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return text.into();
    }
    let composer = CanonicalCompositionBorrowed::new();
    let mut out = String::with_capacity(text.len());
    let mut last = None;
    for c in text.chars() {
        let both = last.and_then(|last| composer.compose(last, c));
        if let Some(last) = last.replace(both.unwrap_or(c))
            && both.is_none()
        {
            out.push(last);
        }
    }
    out.extend(last);
    out.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_become_part_of_their_letters() {
        for (text, expected) in [
            ("Mu\u{308}nchen", "München"),
            ("München", "München"),
            ("Vie\u{323}\u{302}t", "Việt"),
            ("прие\u{308}м", "приём"),
            ("カ\u{3099}イト\u{3099}", "ガイド"),
            ("\u{1112}\u{1161}\u{11ab}", "한"),
            ("\u{308}u", "\u{308}u"),
            ("stand-up", "stand-up"),
            ("", ""),
            ("K", "K"),
        ] {
            assert_eq!(composed(text), expected, "{text}");
            assert_eq!(composed(&composed(text)), expected, "{text}");
        }
    }
}
