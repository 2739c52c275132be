//! Lines on which somebody may have written a secret, whatever the reader makes of them.
//!
//! A finding shows its line. Where a section of secrets is read, lines are hidden as a whole; but a
//! key that is misspelled, or a text that is no YAML, is found before anybody knows the section.

use crate::text::nearest;

/// Keys behind which secrets, or their names, belong.
const KEYS: [&str; 8] = [
    "secrets",
    "secret",
    "signing_keys",
    "header_secret",
    "password",
    "partner_id",
    "ticket",
    "token",
];

/// What people call a password, too, and Webex's codes for it, for a partner and for a ticket.
const SHORT: [&str; 6] = ["pw", "pass", "passwd", "pwd", "pid", "tk"];

/// Whether a key is one of those, or a slip of it.
pub fn is_secret_key(key: &str) -> bool {
    SHORT.iter().any(|short| short.eq_ignore_ascii_case(key)) || nearest(key, &KEYS).is_some()
}

/// Whether the line at a byte of a text has such a key, or stands below one.
pub fn may_show_secret(text: &str, at: usize) -> bool {
    let at = text.floor_char_boundary(at);
    let end = text[at..].find('\n').map_or(text.len(), |end| at + end);
    let mut lines = text[..end].lines().rev();
    let Some(line) = lines.next() else {
        return false;
    };
    let mut indent = indent_of(line);
    if has_secret_key(line) {
        return true;
    }
    for above in lines.filter(|line| !line.trim().is_empty()) {
        // A line that stands further left is a key to which this one belongs.
        if indent_of(above) < indent {
            indent = indent_of(above);
            if has_secret_key(above) {
                return true;
            }
        }
    }
    false
}

fn indent_of(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

/// Every word before a colon may be a key, also between braces.
fn has_secret_key(line: &str) -> bool {
    let parts = line.split(':');
    let words = parts.map(|part| {
        let word = part.rsplit(['{', ',', ' ', '\t', '"', '\'']);
        word.into_iter()
            .find(|word| !word.is_empty())
            .unwrap_or_default()
    });
    words.into_iter().any(is_secret_key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_may_show_a_secret_are_known_by_keys_on_and_above_them() {
        for (text, expected) in [
            ("secrets:\n  pw: hunter: x", true),
            ("secrets:\n  meeting:\n\n    @hunter", true),
            ("secrets:\n  a: { file: b }\nlog: @x", false),
            ("signing_keys: 'hunter'KEY'", true),
            ("\tsecrets: hunter", true),
            ("singing_keys: hunter", true),
            ("header_sercet: hunter", true),
            ("callers:\n  header_secret: @hunter", true),
            ("links:\n  x: { route: join, passwort: hunter }", true),
            ("links:\n  x: { route: join, PW: hunter }", true),
            ("links:\n  x: { route: join, meeting_key: 1 }", false),
            ("routes:\n  join: { path: @x }", false),
            ("", false),
        ] {
            assert_eq!(may_show_secret(text, text.len()), expected, "{text}");
        }
    }
}
