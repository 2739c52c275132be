//! The files below folders, in their order. Symbolic links are not followed.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// What there is to look through.
#[derive(Debug, Default)]
pub struct Walk {
    pub files: Vec<PathBuf>,
    pub skipped: Vec<Skipped>,
}

/// A file or folder that is not looked through.
#[derive(Debug)]
pub struct Skipped {
    pub path: PathBuf,
    pub why: Skip,
}

/// Why not.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub enum Skip {
    #[error("{0}")]
    Unread(String),
    #[error("binary")]
    Binary,
    #[error("symbolic link")]
    SymbolicLink,
    #[error("hidden folder")]
    Hidden,
    #[error("not a file")]
    NotAFile,
    #[error("folders in folders, more than {MAX_DEPTH}")]
    TooDeep,
}

/// Deepest folder, so that the path of every file can be opened.
const MAX_DEPTH: usize = 64;

impl Skip {
    pub fn unread(error: &io::Error) -> Self {
        Self::Unread(error.to_string())
    }

    /// Whether something may be in there that should have been found.
    pub fn is_failure(&self) -> bool {
        matches!(self, Self::Unread(_) | Self::TooDeep)
    }
}

impl Walk {
    /// The files among these paths, and those below them.
    pub fn of(paths: &[PathBuf]) -> Self {
        let mut walk = Self::default();
        for path in paths {
            // A folder that is named may be a symbolic link: it was meant.
            match path.is_dir() {
                true => walk.folder(path, 0),
                false => walk.path(path, 0),
            }
        }
        walk
    }

    fn folder(&mut self, path: &Path, depth: usize) {
        if depth > MAX_DEPTH {
            return self.skip(path, Skip::TooDeep);
        }
        let entries = fs::read_dir(path).and_then(|entries| {
            let paths = entries.map(|entry| entry.map(|entry| entry.path()));
            paths.collect::<io::Result<Vec<_>>>()
        });
        match entries {
            Ok(mut paths) => {
                paths.sort();
                for path in paths {
                    self.path(&path, depth);
                }
            }
            Err(error) => self.skip(path, Skip::unread(&error)),
        }
    }

    fn path(&mut self, path: &Path, depth: usize) {
        let found = match fs::symlink_metadata(path) {
            Ok(found) => found,
            Err(error) => return self.skip(path, Skip::unread(&error)),
        };
        let name = path.file_name().unwrap_or_default();
        let is_hidden = name.as_encoded_bytes().starts_with(b".");
        if found.is_symlink() {
            self.skip(path, Skip::SymbolicLink);
        } else if found.is_dir() && is_hidden {
            // Those of version control have every older version of every file.
            self.skip(path, Skip::Hidden);
        } else if found.is_dir() {
            self.folder(path, depth + 1);
        } else if found.is_file() {
            self.files.push(path.to_owned());
        } else {
            self.skip(path, Skip::NotAFile);
        }
    }

    fn skip(&mut self, path: &Path, why: Skip) {
        let path = path.to_owned();
        self.skipped.push(Skipped { path, why });
    }
}
