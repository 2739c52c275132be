//! Where something stands in the texts of a policy.

/// The number of one of the texts that a policy is read from.
pub type SourceId = u32;

/// A stretch of one source, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Place {
    pub source: SourceId,
    pub start: u32,
    pub end: u32,
}

impl Place {
    /// The start of a source.
    pub fn start(source: SourceId) -> Self {
        let (start, end) = (0, 0);
        Self { source, start, end }
    }

    /// Its first byte only, for a caret that points at something long.
    #[must_use]
    pub fn head(self) -> Self {
        let end = self.end.min(self.start.saturating_add(1));
        Self { end, ..self }
    }
}
