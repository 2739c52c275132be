//! Files with one secret on each line.

/// A line that is not empty, without surrounding whitespace.
#[derive(Clone, Copy)]
pub struct SecretLine<'t> {
    /// Counted from 1, for messages that must not show the text.
    pub number: usize,
    pub text: &'t str,
}

impl<'t> SecretLine<'t> {
    pub fn all(text: &'t str) -> Vec<Self> {
        let lines = (1..).zip(text.lines().map(str::trim));
        let lines = lines.map(|(number, text)| SecretLine { number, text });
        lines.filter(|line| !line.text.is_empty()).collect()
    }
}
