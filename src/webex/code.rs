//! Webex's own names of fields.

/// Webex's own name of a field: `MK`, `AT`, `Language`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Code(Box<str>);

impl Code {
    /// Reads a code: letters and digits, beginning with a letter.
    pub fn parse(text: &str) -> Option<Self> {
        let plain = text.bytes().all(|b| b.is_ascii_alphanumeric());
        let first = text.starts_with(|c: char| c.is_ascii_alphabetic());
        (plain && first && text.len() <= 32).then(|| Self(text.into()))
    }

    /// The code as Webex writes it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
