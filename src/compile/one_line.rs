//! Titles and the like, which pages and terminals show in one line.

use crate::compile::context::Text;

/// What ends a line, or moves to another place in it.
const BREAKS: [char; 8] = [
    '\t', '\n', '\u{b}', '\u{c}', '\r', '\u{85}', '\u{2028}', '\u{2029}',
];

/// The text with a blank in place of line breaks of any kind: YAML has texts of several lines
/// (`title: >`), and office programs break lines by U+2028. Other blanks stay as they are. `None` if
/// nothing is left.
pub fn one_line(text: Text<'_>) -> Option<Box<str>> {
    let lines = text.split(BREAKS).map(str::trim);
    let lines: Vec<&str> = lines.filter(|line| !line.is_empty()).collect();
    (!lines.is_empty()).then(|| lines.join(" ").into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compile::context::Context;
    use crate::policy::Place;

    #[test]
    fn a_title_is_one_clean_line() {
        let ctxt = Context::of_test();
        let span = ctxt.at(Place::start(0));
        for (text, line) in [
            ("Weekly sync\n", Some("Weekly sync")),
            ("Weekly\nsync\r\nof\ttwo", Some("Weekly sync of two")),
            ("Weekly\u{2028}sync\u{2029}\u{85}", Some("Weekly sync")),
            ("\u{a0}定例\u{3000}会議", Some("定例\u{3000}会議")),
            ("a\u{a0}b  c", Some("a\u{a0}b  c")),
            ("Stand-up", Some("Stand-up")),
            ("", None),
            (" \n\u{2028}", None),
        ] {
            let read = one_line(Text::new(text, span));
            assert_eq!(read.as_deref(), line, "{text:?}");
        }
    }
}
