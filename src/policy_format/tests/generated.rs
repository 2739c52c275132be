//! Whatever is written comes out as it should be written, and says the same.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;

use super::writer::Writer;
use crate::policy_format::format;
use crate::policy_format::tokens::events;

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_text_is_formatted_once_and_says_the_same(choices in vec(any::<u8>(), 0..400)) {
        let text = Writer::write(choices);
        let formatted = format(&text);
        prop_assert!(formatted.is_ok(), "{formatted:?}\n{text}");
        let formatted = formatted.expect("just seen");
        prop_assert_eq!(events(&text), events(&formatted));
        prop_assert_eq!(comments(&text), comments(&formatted), "{}\n{}", text, formatted);
        prop_assert_eq!(format(&formatted), Ok(formatted.clone()), "{}", text);
        let has_block_text = text.contains(['|', '>']);
        prop_assert!(has_block_text || !formatted.contains("\n\n\n"), "{formatted}");
    }

    #[test]
    fn a_broken_text_is_left_alone_or_says_the_same(
        choices in vec(any::<u8>(), 0..200),
        changes in vec((any::<Index>(), 0..CHANGES.len()), 1..6),
    ) {
        let mut text = Writer::write(choices);
        for (at, change) in changes {
            let at = text.floor_char_boundary(at.index(text.len() + 1));
            text.insert_str(at, CHANGES[change]);
        }
        if let Ok(formatted) = format(&text) {
            prop_assert_eq!(events(&text), events(&formatted));
            prop_assert_eq!(format(&formatted), Ok(formatted.clone()), "{}", text);
        }
    }
}

const CHANGES: [&str; 16] = [
    " ", "\n", "\r", "\t", "#", " # c", ":", "- ", "[", "}", ",", "\"", "'", "|", "\u{a0}", "? ",
];

/// The comments of a text that is known to be YAML, as the parser of this test finds them.
fn comments(text: &str) -> Vec<String> {
    // Only comments have this mark.
    let marked = text.lines().filter_map(|line| line.split_once("#~"));
    marked
        .map(|(_, comment)| comment.trim_end().to_owned())
        .collect()
}
