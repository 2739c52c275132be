//! The folder in which another server finds its files.

use std::fmt;
use std::path::Path;

use super::plain::is_plain_path;

/// An absolute path that can stand in the configuration of any server as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServedFolder(String);

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "the folder of --served-from or --out must be an absolute path of letters, digits, `-`, `_`, `.` and `~`"
)]
pub struct ServedFolderError;

impl ServedFolder {
    /// # Errors
    ///
    /// [`ServedFolderError`] for a path that is relative, or that needs quotes.
    pub fn new(path: &Path) -> Result<Self, ServedFolderError> {
        let text = path
            .to_str()
            .filter(|text| text.starts_with('/') && is_plain_path(text));
        text.map(|text| Self(text.to_owned()))
            .ok_or(ServedFolderError)
    }
}

impl fmt::Display for ServedFolder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
