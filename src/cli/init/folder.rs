//! Writes the first files of a policy into a folder: all of them or none, and never over a file.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::first_files::{FirstFiles, POLICY, TABLE, TESTS};
use crate::files;

/// The policy comes last: it makes the others its table and its tests.
const NAMES: [&str; 3] = [TABLE, TESTS, POLICY];

/// The names of the files in that folder, as people write them.
pub fn names(folder: &Path) -> Vec<String> {
    let names = [POLICY, TESTS, TABLE].map(|name| folder.join(name));
    let names = names.iter().map(|path| {
        let path = path.strip_prefix(".").unwrap_or(path);
        path.display().to_string()
    });
    names.collect()
}

/// Whether none of the files is there yet.
pub fn check_free(folder: &Path) -> Result<(), String> {
    // A link that leads nowhere takes a name as well.
    let mut taken = NAMES.iter().map(|name| folder.join(name));
    match taken.find(|path| fs::symlink_metadata(path).is_ok()) {
        Some(path) => Err(in_the_way(&path)),
        None => Ok(()),
    }
}

fn in_the_way(path: &Path) -> String {
    format!(
        "{} is there already, and nothing was written: name another folder with --folder",
        path.display()
    )
}

/// Writes the files. What was written before a failure is removed again.
pub fn write(folder: &Path, first: &FirstFiles) -> Result<(), String> {
    fs::create_dir_all(folder).map_err(|error| failed(folder, &error))?;
    let mut written: Vec<PathBuf> = Vec::new();
    for name in NAMES {
        let path = folder.join(name);
        if let Err(error) = files::create(&path, first.text(name).as_bytes()) {
            for path in written {
                let _ = fs::remove_file(path);
            }
            return Err(failed(&path, &error));
        }
        written.push(path);
    }
    Ok(())
}

fn failed(path: &Path, error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::AlreadyExists => in_the_way(path),
        _ => format!("{}: {error}; nothing was written", path.display()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::init::answers::Answers;

    #[test]
    fn all_files_are_written_or_none() {
        for taken in NAMES {
            let folder = tempfile::tempdir().expect("a folder");
            let inner = folder.path().join("a/policy");
            let first = FirstFiles::of(&Answers::default());
            assert_eq!(check_free(&inner), Ok(()));
            fs::create_dir_all(&inner).expect("a folder");
            std::os::unix::fs::symlink("nowhere", inner.join(taken)).expect("a link");
            let refusal = write(&inner, &first).expect_err(taken);
            assert!(
                refusal.contains(taken) && refusal.contains("--folder"),
                "{refusal}"
            );
            assert_eq!(check_free(&inner), Err(refusal));
            let left = fs::read_dir(&inner).expect("a folder");
            let left: Vec<_> = left
                .map(|entry| entry.expect("an entry").file_name())
                .collect();
            assert_eq!(left, [taken]);
            fs::remove_file(inner.join(taken)).expect("removed");
            assert_eq!(write(&inner, &first), Ok(()));
            assert_eq!(fs::read_dir(&inner).expect("a folder").count(), 3);
        }
    }
}
