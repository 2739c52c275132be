//! Texts about a link, as they may stand in a table: in one line, without what is hidden, and without
//! anything that a spreadsheet would carry out.

use crate::text::{is_confidential, is_formula_sign, is_wide_blank, replace_hidden};

/// Longest title or owner, in characters.
const MAX_CHARS: usize = 120;

/// Most tags of a link, and the longest of them, in characters.
const MAX_TAGS: usize = 8;
const MAX_TAG_CHARS: usize = 32;

/// A title. `None` if nothing is left of it, and for one that may hold an address or a password.
pub fn title(text: &str) -> Option<String> {
    let line = line(text)?;
    (!is_confidential(&line)).then_some(line)
}

/// The person or team that a link belongs to, unless it is rather an address.
pub fn owner(text: &str) -> Option<String> {
    let is_address = |line: &String| line.contains(['=', '?', '/']) && is_confidential(line);
    line(text).filter(|line| !is_address(line))
}

/// Words by which a link is found.
pub fn tags<'t>(words: impl IntoIterator<Item = &'t str>) -> Vec<String> {
    let mut tags: Vec<String> = Vec::new();
    for word in words {
        let parts = word.split(is_separator).filter(|part| !part.is_empty());
        let parts: Vec<&str> = parts.collect();
        // What is removed between the words could have stood before a sign of a formula.
        let Some(word) = line(&parts.join("-")) else {
            continue;
        };
        let word: String = word.replace(' ', "-").chars().take(MAX_TAG_CHARS).collect();
        let is_new = tags
            .iter()
            .all(|tag| tag.to_lowercase() != word.to_lowercase());
        if is_new && !word.is_empty() && tags.len() < MAX_TAGS && !is_confidential(&word) {
            tags.push(word);
        }
    }
    tags
}

fn is_separator(c: char) -> bool {
    c.is_whitespace() || matches!(c, ',' | ';' | '|' | '"')
}

/// A text in one line. What would make it a formula is removed: quotes around a cell do not keep a
/// spreadsheet from carrying it out, and an apostrophe before it would be shown on pages.
fn line(text: &str) -> Option<String> {
    let text = replace_hidden(text, |_, _| Some(' '));
    let words: Vec<&str> = text
        .split(is_blank)
        .filter(|word| !word.is_empty())
        .collect();
    let line = words.join(" ");
    let line = line.trim_start_matches(|c| is_formula_sign(c) || is_blank(c));
    let line: String = line.chars().take(MAX_CHARS).collect();
    let line = line.trim_end();
    (!line.is_empty() && !line.contains(char::REPLACEMENT_CHARACTER)).then(|| line.to_owned())
}

fn is_blank(c: char) -> bool {
    c.is_whitespace() || is_wide_blank(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_is_one_clean_line() {
        for (text, expected) in [
            ("Platform team stand-up", Some("Platform team stand-up")),
            (" Weekly\r\n\tsync\u{2028}now ", Some("Weekly sync now")),
            ("a\u{202e}b\u{0}c\u{1b}[31m", Some("a b c [31m")),
            ("=cmd|' /C calc'!A0", Some("cmd|' /C calc'!A0")),
            ("\t=1+1", Some("1+1")),
            ("= + @SUM(A1)", Some("SUM(A1)")),
            ("＝1", Some("1")),
            ("-", None),
            ("", None),
            ("caf\u{fffd}", None),
            ("https://acme.webex.com/meet/ada", None),
            ("Meeting password: Hunter2", None),
        ] {
            assert_eq!(title(text).as_deref(), expected, "{text:?}");
        }
        let long = "ä".repeat(1000);
        assert_eq!(
            title(&long).map(|title| title.chars().count()),
            Some(MAX_CHARS)
        );
    }

    #[test]
    fn tags_are_single_words() {
        let given = ["Team A", "team-a", "=x", "a,b;c", "", " ", "\"=x", "\"=y"];
        assert_eq!(tags(given), ["Team-A", "x", "a-b-c", "y"]);
        let many: Vec<String> = (0..20).map(|number| format!("t{number}")).collect();
        assert_eq!(tags(many.iter().map(String::as_str)).len(), MAX_TAGS);
    }
}
