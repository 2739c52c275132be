//! The file that a subcommand writes: as a whole or not at all, never through a symbolic link, and never
//! in place of what the subcommand reads.

use std::fs::{self, Metadata};
use std::io;
use std::path::{Path, PathBuf};

use super::output::visible;
use crate::files;

/// A file to write.
#[derive(Debug)]
pub struct OutputFile<'a> {
    pub path: &'a Path,
    /// What is read, and stays.
    pub inputs: &'a [PathBuf],
    /// Whether another file of that name is overwritten. It keeps its owner and permissions.
    pub overwrites: bool,
    /// Whether a new file is for this user alone.
    pub is_private: bool,
}

impl OutputFile<'_> {
    pub fn write(&self, text: &str) -> io::Result<()> {
        self.put(text.as_bytes()).map_err(|error| {
            let help = match error.kind() {
                io::ErrorKind::AlreadyExists => "; --force overwrites it",
                _ => "",
            };
            let path = self.path.display().to_string();
            io::Error::other(format!("{}: {error}{help}", visible(&path)))
        })
    }

    fn put(&self, contents: &[u8]) -> io::Result<()> {
        match fs::symlink_metadata(self.path) {
            Ok(found) if !found.is_file() => Err(io::Error::other("not a regular file")),
            Ok(found) if self.is_input(&found) => Err(io::Error::other(
                "it is read by this command: name another file",
            )),
            Ok(_) if self.overwrites => files::rewrite(self.path, contents),
            _ if self.is_private => files::create_private(self.path, contents),
            _ => files::create(self.path, contents),
        }
    }

    fn is_input(&self, found: &Metadata) -> bool {
        let mut inputs = self
            .inputs
            .iter()
            .filter_map(|path| fs::metadata(path).ok());
        inputs.any(|input| files::is_same(&input, found))
    }
}
