//! How a key looks, and how far it is looked for.

/// How many bytes a key has at most, and the blanks behind it: otherwise the time could grow with the
/// square of a text.
pub const LONGEST_KEY: usize = 128;
pub const LONGEST_GAP: usize = 4 << 10;

pub fn end_of(text: &str, length: usize) -> &str {
    &text[text.ceil_char_boundary(text.len().saturating_sub(length))..]
}

pub fn is_of_a_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '-' | '.')
}
