//! Webex's ids, which become segments of paths.

/// Whether a text can be a segment of a path: `.` and `..` would be another path.
pub fn is_id(text: &str) -> bool {
    (1..=512).contains(&text.len()) && text.bytes().any(|b| b != b'.')
}
