//! Why a text is not formatted.

/// Why a text is left alone.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {reason}")]
pub struct FormatError {
    /// From 1.
    pub line: usize,
    pub reason: FormatErrorReason,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FormatErrorReason {
    #[error("this is not YAML")]
    Syntax,
    #[error("anchors, aliases and tags are not part of the policy language")]
    Reference,
    #[error("a key with `?` before it, or a directive, is not formatted: write `key: value`")]
    Indicator,
    #[error("this would read differently afterwards, so nothing was changed")]
    Changed,
}
