//! The files of a policy that come as one: an archive, or a single text from an address.
//!
//! Their names are relative and lead nowhere else. An absolute name in such a policy is that of a
//! file of the machine: keys and secrets do not travel with a policy.

use std::collections::BTreeMap;
use std::fmt;
use std::io;
use std::path::{Component, Path, PathBuf};

use crate::compile::policy_folder::is_policy_file;
use crate::digest::{Digest, sha256};

/// Files by their names, of which some are read as the policy.
pub struct Bundle {
    files: BTreeMap<PathBuf, BundledFile>,
    /// The policy: a file, or the folder that has its files.
    entry: PathBuf,
    /// Whether nothing outside of it is read.
    is_closed: bool,
}

struct BundledFile {
    bytes: Vec<u8>,
    digest: Digest,
}

/// Why a name is none of a bundle.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BundleNameError {
    #[error("it leads out of the archive")]
    Outside,
    #[error("it leads out of the repository")]
    OutsideRepository,
    #[error("it is absolute")]
    Absolute,
    #[error("it is empty")]
    Empty,
}

impl BundleNameError {
    /// The same about files of a revision.
    #[must_use]
    pub fn of_repository(self) -> Self {
        match self {
            Self::Outside => Self::OutsideRepository,
            other => other,
        }
    }
}

impl Bundle {
    /// A bundle of which the file or folder of that name is the policy.
    ///
    /// # Errors
    ///
    /// When the name leads out of the bundle.
    pub fn new(entry: &Path) -> Result<Self, BundleNameError> {
        let entry = match plain(entry) {
            Err(BundleNameError::Empty) => PathBuf::new(),
            named => named?,
        };
        Ok(Self {
            files: BTreeMap::new(),
            entry,
            is_closed: false,
        })
    }

    /// The same for a policy in a repository, which has no files of this machine.
    #[must_use]
    pub fn closed(self) -> Self {
        Self {
            is_closed: true,
            ..self
        }
    }

    /// Whether it is the one to have a file, or to have it not.
    pub fn answers_for(&self, name: &Path) -> bool {
        self.is_closed || name.is_relative()
    }

    /// Adds a file. `false` where it is there already: one of the two would be hidden.
    ///
    /// # Errors
    ///
    /// When the name leads out of the bundle.
    pub fn add(&mut self, name: &Path, bytes: Vec<u8>) -> Result<bool, BundleNameError> {
        let digest = sha256(&bytes);
        let file = BundledFile { bytes, digest };
        Ok(self.files.insert(plain(name)?, file).is_none())
    }

    /// The files of the policy in the order of their names: the entry itself, or the YAML files
    /// directly in it.
    pub fn policy_files(&self) -> Vec<PathBuf> {
        if self.files.contains_key(&self.entry) {
            return vec![self.entry.clone()];
        }
        let names = self.files.keys();
        let of_policy =
            |name: &&PathBuf| name.parent() == Some(&self.entry) && is_policy_file(name);
        names.filter(of_policy).cloned().collect()
    }

    pub fn entry(&self) -> &Path {
        &self.entry
    }

    pub fn read(&self, name: &Path) -> io::Result<&[u8]> {
        self.file(name).map(|file| &*file.bytes)
    }

    pub fn digest(&self, name: &Path) -> io::Result<Digest> {
        self.file(name).map(|file| file.digest)
    }

    fn file(&self, name: &Path) -> io::Result<&BundledFile> {
        let name = plain(name).map_err(|error| match self.is_closed {
            true => io::Error::other(error.of_repository()),
            false => io::Error::other(error),
        })?;
        let file = self.files.get(&name);
        file.ok_or_else(|| io::Error::new(io::ErrorKind::NotFound, self.without()))
    }

    fn without(&self) -> &'static str {
        match self.files.len() {
            _ if self.is_closed => "no such file",
            1 => {
                "the policy was fetched as one file: fetch an archive (.tar.gz) that has all of them"
            }
            _ => "no file of the archive",
        }
    }
}

/// Without what it holds, in which a secret may stand by mistake.
impl fmt::Debug for Bundle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Bundle")
            .field("entry", &self.entry)
            .field("files", &self.files.len())
            .finish_non_exhaustive()
    }
}

/// A relative name without `.` and `..`.
fn plain(name: &Path) -> Result<PathBuf, BundleNameError> {
    let mut plain = PathBuf::new();
    for part in name.components() {
        match part {
            Component::Normal(part) => plain.push(part),
            Component::CurDir => {}
            Component::ParentDir => {
                if !plain.pop() {
                    return Err(BundleNameError::Outside);
                }
            }
            Component::RootDir | Component::Prefix(_) => return Err(BundleNameError::Absolute),
        }
    }
    match plain.as_os_str().is_empty() {
        true => Err(BundleNameError::Empty),
        false => Ok(plain),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bundle(entry: &str, names: &[&str]) -> Bundle {
        let mut bundle = Bundle::new(Path::new(entry)).expect("an entry");
        for name in names {
            let added = bundle.add(Path::new(name), name.as_bytes().to_vec());
            assert_eq!(added, Ok(true), "{name}");
        }
        bundle
    }

    #[test]
    fn a_policy_is_one_file_or_those_directly_in_a_folder() {
        let names = [
            "b.yaml",
            "a.yml",
            ".c.yaml",
            "t.csv",
            "x/d.yaml",
            "x/y/e.yaml",
        ];
        for (entry, expected) in [
            ("", &["a.yml", "b.yaml"][..]),
            (".", &["a.yml", "b.yaml"]),
            ("x", &["x/d.yaml"]),
            ("./x/", &["x/d.yaml"]),
            ("x/../x/y", &["x/y/e.yaml"]),
            ("b.yaml", &["b.yaml"]),
            ("t.csv", &["t.csv"]),
            ("z", &[]),
        ] {
            let found = bundle(entry, &names).policy_files();
            let expected: Vec<_> = expected.iter().map(PathBuf::from).collect();
            assert_eq!(found, expected, "{entry}");
        }
    }

    #[test]
    fn no_name_leads_out() {
        for (name, expected) in [
            ("../a", BundleNameError::Outside),
            ("a/../../b", BundleNameError::Outside),
            ("..", BundleNameError::Outside),
            ("/etc/passwd", BundleNameError::Absolute),
            ("", BundleNameError::Empty),
            ("./.", BundleNameError::Empty),
            ("a/..", BundleNameError::Empty),
        ] {
            let mut files = bundle("", &["a"]);
            assert_eq!(
                files.add(Path::new(name), Vec::new()),
                Err(expected),
                "{name}"
            );
            assert!(files.read(Path::new(name)).is_err(), "{name}");
        }
        assert_eq!(
            Bundle::new(Path::new("../x")).err(),
            Some(BundleNameError::Outside)
        );
    }

    #[test]
    fn names_are_read_like_those_of_folders() {
        let files = bundle("", &["a/b.csv"]);
        for name in ["a/b.csv", "./a/b.csv", "c/../a/b.csv", "a//b.csv"] {
            let read = files.read(Path::new(name)).expect(name);
            assert_eq!(read, b"a/b.csv");
        }
    }

    #[test]
    fn the_same_name_twice_is_noticed() {
        let mut files = bundle("", &["a"]);
        assert_eq!(files.add(Path::new("./a"), Vec::new()), Ok(false));
    }
}
