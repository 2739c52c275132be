//! The credentials of a sandbox as files, because policies take secrets from files.

use std::fs::{self, DirBuilder, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

use crate::sandbox::Credentials;

/// A folder of files that only the owner of the process can read. They end with the process.
#[derive(Debug)]
pub struct CredentialFiles {
    folder: PathBuf,
    files: Vec<PathBuf>,
    /// Whether the folder is there for them alone.
    is_own: bool,
}

impl CredentialFiles {
    /// Writes them into a folder, or into a new one in the directory for temporary files.
    pub fn write(folder: Option<&Path>, credentials: &Credentials) -> io::Result<Self> {
        match folder {
            Some(folder) => Self::write_into(folder, credentials),
            None => Self::write_below(&std::env::temp_dir(), credentials),
        }
    }

    /// A folder that is not there is made. Files that are there are somebody's, and stay.
    fn write_into(folder: &Path, credentials: &Credentials) -> io::Result<Self> {
        match DirBuilder::new().mode(0o700).create(folder) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
            Ok(()) | Err(_) => {}
        }
        Self::fill(folder, false, credentials)
    }

    fn write_below(parent: &Path, credentials: &Credentials) -> io::Result<Self> {
        // The number of a process may come again before an earlier folder is removed.
        for attempt in 0..100 {
            let name = format!("linkgate-sandbox-{}-{attempt}", std::process::id());
            let folder = parent.join(name);
            match DirBuilder::new().mode(0o700).create(&folder) {
                Ok(()) => return Self::fill(&folder, true, credentials),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
        }
        Err(io::ErrorKind::AlreadyExists.into())
    }

    fn fill(folder: &Path, is_own: bool, credentials: &Credentials) -> io::Result<Self> {
        // From here on, what was written is removed whatever happens.
        let mut files = Self {
            // The policy of the gateway names it.
            folder: std::path::absolute(folder)?,
            files: Vec::new(),
            is_own,
        };
        for credential in credentials.iter() {
            let path = folder.join(credential.name);
            let mut options = OpenOptions::new();
            let mut file = options
                .write(true)
                .create_new(true)
                .mode(0o600)
                .open(&path)
                .map_err(|error| {
                    io::Error::new(error.kind(), format!("{}: {error}", path.display()))
                })?;
            files.files.push(path);
            file.write_all(credential.text().as_bytes())?;
        }
        Ok(files)
    }

    pub fn folder(&self) -> &Path {
        &self.folder
    }
}

impl Drop for CredentialFiles {
    fn drop(&mut self) {
        // Whatever is left there holds secrets of a sandbox that is gone.
        for file in &self.files {
            let _ = fs::remove_file(file);
        }
        if self.is_own {
            let _ = fs::remove_dir(&self.folder);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    #[test]
    fn only_the_owner_reads_them_and_they_end_with_the_process() {
        let parent = tempfile::tempdir().expect("a folder");
        let credentials = Credentials::generate().expect("random numbers");
        let files = CredentialFiles::write_below(parent.path(), &credentials).expect("files");
        let second = CredentialFiles::write_below(parent.path(), &credentials).expect("files");
        assert_ne!(files.folder(), second.folder());
        let mode = |path: &Path| fs::metadata(path).expect("a file").permissions().mode() & 0o777;
        assert_eq!(mode(files.folder()), 0o700);
        for credential in credentials.iter() {
            let path = files.folder().join(credential.name);
            assert_eq!(mode(&path), 0o600, "{}", credential.name);
            let text = fs::read_to_string(&path).expect("a file");
            assert_eq!(text, credential.text());
        }
        let folder = files.folder().to_owned();
        drop(files);
        assert!(!folder.exists() && second.folder().exists());
    }

    #[test]
    fn a_folder_that_is_named_is_kept() {
        let parent = tempfile::tempdir().expect("a folder");
        let folder = parent.path().join("secrets");
        let text = || fs::read_to_string(folder.join("client-id")).expect("a file");
        let credentials = Credentials::generate().expect("random numbers");
        let files = CredentialFiles::write(Some(&folder), &credentials).expect("files");
        assert_eq!(text(), credentials.client_id);
        fs::write(folder.join("notes"), "mine").expect("a file");
        // What is there may be somebody's own credentials.
        let newer = Credentials::generate().expect("random numbers");
        let refused = CredentialFiles::write(Some(&folder), &newer).expect_err("not replaced");
        assert!(refused.to_string().contains("client-id"), "{refused}");
        assert_eq!(text(), credentials.client_id);
        drop(files);
        let left = fs::read_dir(&folder).expect("the folder");
        let left: Vec<_> = left
            .map(|entry| entry.expect("a file").file_name())
            .collect();
        assert_eq!(left, ["notes"]);
        assert!(CredentialFiles::write(Some(&folder.join("notes")), &newer).is_err());
    }
}
