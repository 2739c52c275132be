//! A policy in a revision of a git repository. Only the files are read that the policy names, out of the
//! repository and never from the machine: no secret, and nothing by an absolute name.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Timestamp;

use super::git::git;
use crate::cli::source;
use crate::compile::{Bundle, BundleNameError, Loaded};

/// Largest file, like that of a policy on disk.
const MAX_FILE: u64 = 256 << 20;

/// Largest sum of all files of a policy.
const MAX_ALL: usize = 512 << 20;

/// Most bytes of a listing.
const MAX_LISTING: u64 = 16 << 20;

/// How often files may name further ones.
const ROUNDS: usize = 4;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revision {
    pub name: String,
    /// From the root of the repository, or with `./` from the current folder.
    pub path: String,
}

impl fmt::Display for Revision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.name, self.path)
    }
}

/// Something that a tree of git has.
struct TreeEntry {
    mode: String,
    id: String,
    path: PathBuf,
}

/// A revision that is there, and what has been read of it.
struct Reader<'r> {
    revision: &'r Revision,
    commit: String,
    files: BTreeMap<PathBuf, Vec<u8>>,
}

/// Reads a policy out of a revision.
///
/// # Errors
///
/// Why there is none.
pub fn load_revision(revision: &Revision, now: Timestamp) -> Result<Loaded, String> {
    let mut reader = Reader {
        revision,
        commit: commit_of(revision)?,
        files: BTreeMap::new(),
    };
    let entry = reader.entry()?;
    reader.read_entry(&entry)?;
    let mut asked: BTreeSet<PathBuf> = BTreeSet::new();
    let mut loaded = reader.load(&entry, now)?;
    for _ in 0..ROUNDS {
        let missing = reader.missing(&loaded);
        let missing: Vec<PathBuf> = missing
            .into_iter()
            .filter(|name| asked.insert(name.clone()))
            .collect();
        if missing.is_empty() {
            break;
        }
        for name in missing {
            reader.read_named(&name)?;
        }
        loaded = reader.load(&entry, now)?;
    }
    Ok(loaded)
}

fn commit_of(revision: &Revision) -> Result<String, String> {
    let name = &revision.name;
    if name.is_empty() || name.starts_with('-') || name.chars().any(char::is_control) {
        return Err(format!(
            "`{name}` is no name of a revision: write REVISION:PATH, like HEAD:policy.yaml"
        ));
    }
    let peeled = format!("{name}^{{commit}}");
    let said = git(
        &[
            "rev-parse",
            "--verify",
            "--quiet",
            "--end-of-options",
            &peeled,
        ],
        128,
    )?;
    let id = String::from_utf8_lossy(&said.out).trim().to_owned();
    match said.is_success && is_id(&id) {
        true => Ok(id),
        false if said.message.is_empty() => Err(format!(
            "{revision}: there is no revision `{name}` in this repository, and no file of that name"
        )),
        false => Err(format!("{revision}: {}", said.message)),
    }
}

fn is_id(text: &str) -> bool {
    matches!(text.len(), 40 | 64) && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

impl Reader<'_> {
    /// The path of the policy from the root.
    fn entry(&self) -> Result<PathBuf, String> {
        let written = &self.revision.path;
        let is_relative = ["./", "../"].iter().any(|start| written.starts_with(start));
        let path = match is_relative || written == "." || written == ".." {
            true => Path::new(&prefix()?).join(written),
            false => PathBuf::from(written),
        };
        let bundle = Bundle::new(&path).map_err(|error| self.wrong(error))?;
        Ok(bundle.entry().to_owned())
    }

    /// Reads the file, or the files of the folder.
    fn read_entry(&mut self, entry: &Path) -> Result<(), String> {
        if entry.as_os_str().is_empty() {
            return self.read_folder(entry);
        }
        match self.find(entry)? {
            None => Err(format!(
                "{}: revision `{}` has no `{}`",
                self.revision,
                self.revision.name,
                entry.display()
            )),
            Some(found) if found.mode == "040000" => self.read_folder(entry),
            Some(found) => self.read_file(&found),
        }
    }

    fn read_folder(&mut self, folder: &Path) -> Result<(), String> {
        let tree = match folder.to_str() {
            Some("") => self.commit.clone(),
            Some(folder) => format!("{}:{folder}", self.commit),
            None => return Err(format!("{}: the path is not text", self.revision)),
        };
        for mut found in self.list(&[&tree])? {
            found.path = folder.join(&found.path);
            let extension = found
                .path
                .extension()
                .and_then(|extension| extension.to_str());
            if matches!(extension, Some("yaml" | "yml")) && found.mode != "040000" {
                self.read_file(&found)?;
            }
        }
        match self.files.is_empty() {
            true => Err(format!(
                "{}: no policy in this folder: no file ends in .yaml or .yml",
                self.revision
            )),
            false => Ok(()),
        }
    }

    /// Reads a file that the policy names, if the revision has it.
    fn read_named(&mut self, name: &Path) -> Result<(), String> {
        match self.find(name)? {
            Some(found) if found.mode != "040000" => self.read_file(&found),
            _ => Ok(()),
        }
    }

    fn find(&self, path: &Path) -> Result<Option<TreeEntry>, String> {
        let Some(path) = path.to_str() else {
            return Ok(None);
        };
        Ok(self.list(&[&self.commit, "--", path])?.into_iter().next())
    }

    fn list(&self, arguments: &[&str]) -> Result<Vec<TreeEntry>, String> {
        let all: Vec<&str> = ["ls-tree", "-z", "--full-tree"]
            .into_iter()
            .chain(arguments.iter().copied())
            .collect();
        let said = git(&all, MAX_LISTING)?;
        if !said.is_success || said.out.len() as u64 > MAX_LISTING {
            return Err(format!("{}: {}", self.revision, said.message));
        }
        Ok(entries(&String::from_utf8_lossy(&said.out)))
    }

    fn read_file(&mut self, found: &TreeEntry) -> Result<(), String> {
        let shown = found.path.display();
        if !matches!(&*found.mode, "100644" | "100755") {
            return Err(format!(
                "{}: `{shown}` is a link or a submodule, not a file",
                self.revision
            ));
        }
        let said = git(&["cat-file", "blob", &found.id], MAX_FILE)?;
        if !said.is_success {
            return Err(format!("{}: `{shown}`: {}", self.revision, said.message));
        }
        let all: usize = self.files.values().map(Vec::len).sum();
        if said.out.len() as u64 > MAX_FILE || all + said.out.len() > MAX_ALL {
            return Err(format!(
                "{}: `{shown}` is too large for a policy",
                self.revision
            ));
        }
        self.files.insert(found.path.clone(), said.out);
        Ok(())
    }

    fn wrong(&self, error: BundleNameError) -> String {
        format!("{}: {}", self.revision, error.of_repository())
    }

    fn load(&self, entry: &Path, now: Timestamp) -> Result<Loaded, String> {
        let wrong = |error| self.wrong(error);
        let mut bundle = Bundle::new(entry).map_err(wrong)?.closed();
        for (name, bytes) in &self.files {
            bundle.add(name, bytes.clone()).map_err(wrong)?;
        }
        Ok(source::load_revision(&Arc::new(bundle), now))
    }

    /// The files within the repository that a policy names and that have not been read.
    fn missing(&self, loaded: &Loaded) -> Vec<PathBuf> {
        let named = loaded.named_files().filter_map(|name| {
            let bundle = Bundle::new(name).ok()?;
            Some(bundle.entry().to_owned())
        });
        named
            .filter(|name| !self.files.contains_key(name))
            .collect()
    }
}

/// The current folder as the repository sees it.
fn prefix() -> Result<String, String> {
    let said = git(&["rev-parse", "--show-prefix"], 16 << 10)?;
    match said.is_success {
        true => Ok(String::from_utf8_lossy(&said.out)
            .trim_end_matches('\n')
            .to_owned()),
        false => Err(said.message),
    }
}

/// `MODE TYPE ID<tab>PATH`, each with a NUL behind it.
fn entries(listing: &str) -> Vec<TreeEntry> {
    let entries = listing.split('\0').filter_map(|line| {
        let (facts, path) = line.split_once('\t')?;
        let mut facts = facts.split(' ');
        let (mode, _, id) = (facts.next()?, facts.next()?, facts.next()?);
        Some(TreeEntry {
            mode: mode.to_owned(),
            id: id.to_owned(),
            path: path.into(),
        })
    });
    entries.collect()
}
