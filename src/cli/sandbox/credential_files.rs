//! The credentials of a sandbox as files, because policies take secrets from files.

use std::fs::{self, DirBuilder, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

use crate::sandbox::Credentials;

/// A folder of files that only the owner of the process can read. It ends with the process.
#[derive(Debug)]
pub struct CredentialFiles {
    folder: PathBuf,
}

impl CredentialFiles {
    /// Writes them into a new folder in the directory for temporary files.
    pub fn write(credentials: &Credentials) -> io::Result<Self> {
        Self::write_below(&std::env::temp_dir(), credentials)
    }

    fn write_below(parent: &Path, credentials: &Credentials) -> io::Result<Self> {
        // The number of a process may come again before an earlier folder is removed.
        for attempt in 0..100 {
            let name = format!("linkgate-sandbox-{}-{attempt}", std::process::id());
            let folder = parent.join(name);
            match DirBuilder::new().mode(0o700).create(&folder) {
                Ok(()) => {
                    let files = Self { folder };
                    files.fill(credentials)?;
                    return Ok(files);
                }
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
        }
        Err(io::ErrorKind::AlreadyExists.into())
    }

    fn fill(&self, credentials: &Credentials) -> io::Result<()> {
        for credential in credentials.iter() {
            let path = self.folder.join(credential.name);
            let mut options = OpenOptions::new();
            let mut file = options
                .write(true)
                .create_new(true)
                .mode(0o600)
                .open(path)?;
            file.write_all(credential.text().as_bytes())?;
        }
        Ok(())
    }

    pub fn folder(&self) -> &Path {
        &self.folder
    }
}

impl Drop for CredentialFiles {
    fn drop(&mut self) {
        // Whatever is left there holds secrets of a sandbox that is gone.
        let _ = fs::remove_dir_all(&self.folder);
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
}
