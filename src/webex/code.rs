//! Webex's names of fields.

/// Webex's name of a field: `MK`, `AT`, `Language`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Code(Box<str>);

impl Code {
    /// Reads a code: up to 32 letters and digits, beginning with a letter.
    pub fn parse(text: &str) -> Option<Self> {
        let plain = text.bytes().all(|b| b.is_ascii_alphanumeric());
        let first = text.starts_with(|c: char| c.is_ascii_alphabetic());
        (plain && first && text.len() <= 32).then(|| Self(text.into()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}
