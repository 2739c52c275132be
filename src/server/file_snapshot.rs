//! The content of files that the operator names, compared with that at another time.

use std::fmt;

use crate::digest::{Digest, Hasher};

/// A digest of the content of files at one time, to be compared with another.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct FileSnapshot(Digest);

impl FileSnapshot {
    /// One of the files could not be read.
    pub const UNREADABLE: Self = Self([0; 32]);

    /// The digest (SHA-256) of all of it, every part with its length before it.
    pub fn of<'b>(parts: impl IntoIterator<Item = &'b [u8]>) -> Self {
        let mut hasher = Hasher::new();
        for part in parts {
            hasher.part(part);
        }
        Self(hasher.finish())
    }
}

impl fmt::Debug for FileSnapshot {
    /// Without the digest: it is one of secrets.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FileSnapshot")
    }
}
