//! Which files are meant by what an operator names.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Logs to read, in this order: files, folders, and `-` for standard input.
#[derive(Clone, Debug)]
pub struct LogFiles(Vec<PathBuf>);

/// One of them.
pub enum LogFile {
    StandardInput,
    File(PathBuf),
    /// A folder whose files cannot be listed.
    Unlisted(PathBuf, io::Error),
}

impl LogFiles {
    /// Those that were named.
    pub fn new(named: Vec<PathBuf>) -> Self {
        Self(named)
    }

    /// All files. A folder stands for the files in it, in the order of their names; folders in it
    /// are left out.
    pub fn files(&self) -> impl Iterator<Item = LogFile> {
        self.0.iter().flat_map(|path| match path {
            path if path.as_os_str() == "-" => vec![LogFile::StandardInput],
            path if path.is_dir() => match listed(path) {
                Ok(files) => files.into_iter().map(LogFile::File).collect(),
                Err(error) => vec![LogFile::Unlisted(path.clone(), error)],
            },
            path => vec![LogFile::File(path.clone())],
        })
    }
}

fn listed(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder)?.map(|entry| Ok(entry?.path()));
    let mut files: Vec<PathBuf> = entries.collect::<io::Result<_>>()?;
    files.retain(|path| !path.is_dir());
    files.sort();
    Ok(files)
}
