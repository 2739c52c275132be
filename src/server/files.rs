//! Files that the operator names: read whole, and compared with their content at another time.

use std::fmt;
use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::Path;

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

/// Reads a file of so many KiB at the most.
pub fn read_file(path: &Path, max_kib: u64) -> io::Result<Vec<u8>> {
    // To open a pipe would wait for its writer, and a device might never end.
    if !fs::metadata(path)?.is_file() {
        return Err(io::Error::other("not a file"));
    }
    let max = max_kib << 10;
    let mut bytes = Vec::new();
    File::open(path)?.take(max + 1).read_to_end(&mut bytes)?;
    match bytes.len() as u64 > max {
        true if max_kib >= 1024 => {
            let mib = max_kib >> 10;
            Err(io::Error::other(format!("larger than {mib} MiB")))
        }
        true => Err(io::Error::other(format!("larger than {max_kib} KiB"))),
        false => Ok(bytes),
    }
}
