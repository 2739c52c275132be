//! The files, folders and environment variables that a policy is read from, with a digest of each.
//! All I/O of `compile` goes through here, so that whatever is read is also watched for changes.

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::compile::bundle::Bundle;
use crate::compile::fingerprint::Fingerprint;
use crate::compile::policy_folder::is_policy_file;
use crate::digest::Hasher;
use crate::files;
use crate::word_list::words;

/// Largest file of a policy, in KiB: a million links fit.
const MAX_KIB: u64 = 256 << 10;

/// All inputs, those that could not be read among them, with a digest of what was found.
#[derive(Clone, Debug, Default)]
pub struct PolicyInputs {
    found: BTreeMap<Input, Fingerprint>,
    /// What has the files of relative names, for a policy that comes as one.
    bundle: Option<Arc<Bundle>>,
}

/// Something that a policy is read from.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Input {
    File(PathBuf),
    Folder(PathBuf),
    Variable(Box<str>),
}

impl PolicyInputs {
    pub fn of_bundle(bundle: Option<Arc<Bundle>>) -> Self {
        Self {
            bundle,
            ..Self::default()
        }
    }

    /// Reads a file of UTF-8 text.
    pub fn file(&mut self, path: &Path) -> io::Result<String> {
        files::text(self.bytes(path)?)
    }

    pub fn bytes(&mut self, path: &Path) -> io::Result<Vec<u8>> {
        if let Some(bundle) = self.bundle_of(path) {
            self.note_bundled(&bundle, path);
            return bundle.read(path).map(<[u8]>::to_vec);
        }
        let read = files::read(path, MAX_KIB);
        let found = match &read {
            Ok(bytes) => InputState::Bytes.with(bytes),
            Err(error) => failed(error),
        };
        self.note(Input::File(path.to_owned()), found);
        read
    }

    /// The bundle, if it is the one to have that file.
    fn bundle_of(&self, path: &Path) -> Option<Arc<Bundle>> {
        let bundle = self.bundle.as_ref();
        bundle.filter(|bundle| bundle.answers_for(path)).cloned()
    }

    fn note_bundled(&mut self, bundle: &Bundle, path: &Path) {
        let found = match bundle.digest(path) {
            Ok(digest) => InputState::Bundled.with(&digest),
            Err(error) => failed(&error),
        };
        self.note(Input::File(path.to_owned()), found);
    }

    /// The files of a policy: the file itself, or the YAML files directly in the folder.
    pub fn files_of(&mut self, path: &Path) -> io::Result<Vec<PathBuf>> {
        match path.is_dir() {
            true => self.folder(path),
            false => Ok(vec![path.to_owned()]),
        }
    }

    fn folder(&mut self, path: &Path) -> io::Result<Vec<PathBuf>> {
        let listed = list_folder(path);
        let found = match &listed {
            Ok(files) => InputState::Names.with(&names_of(files)),
            Err(error) => failed(error),
        };
        self.note(Input::Folder(path.to_owned()), found);
        listed
    }

    /// The text of an environment variable; `None` when it is not set, empty or not UTF-8.
    pub fn variable(&mut self, name: &str) -> Option<String> {
        let text = env::var(name).ok().filter(|text| !text.is_empty());
        let found = match &text {
            Some(text) => InputState::Bytes.with(text.as_bytes()),
            None => InputState::Nothing.with(b""),
        };
        self.note(Input::Variable(name.into()), found);
        text
    }

    /// Reads an input again. A folder is read with all policy files in it.
    pub fn look_at(&mut self, input: &Input) {
        match input {
            Input::File(path) => self.look_at_file(path),
            Input::Folder(path) => {
                for file in self.folder(path).unwrap_or_default() {
                    self.look_at_file(&file);
                }
            }
            Input::Variable(name) => {
                self.variable(name);
            }
        }
    }

    /// Digests a file in chunks, so that a large one is not held in memory.
    fn look_at_file(&mut self, path: &Path) {
        let input = Input::File(path.to_owned());
        // A file in a policy folder may be an input of its own, too.
        if self.found.contains_key(&input) {
            return;
        }
        if let Some(bundle) = self.bundle_of(path) {
            return self.note_bundled(&bundle, path);
        }
        let mut hasher = InputState::Bytes.hasher();
        let found = match files::copy(path, MAX_KIB, &mut hasher) {
            Ok(()) => Fingerprint::of(hasher),
            Err(error) => failed(&error),
        };
        self.note(input, found);
    }

    /// Records what was found. An input that changed between two reads of one load gets a digest
    /// that matches no single look, so that the policy is loaded again.
    fn note(&mut self, input: Input, found: Fingerprint) {
        self.found
            .entry(input)
            .and_modify(|known| {
                if *known != found {
                    *known = InputState::Changing.with(b"");
                }
            })
            .or_insert(found);
    }

    pub fn bundle(&self) -> Option<Arc<Bundle>> {
        self.bundle.clone()
    }

    pub fn iter(&self) -> impl Iterator<Item = &Input> {
        self.found.keys()
    }

    pub fn fingerprint(&self) -> Fingerprint {
        let mut hasher = Hasher::new();
        for (input, found) in &self.found {
            let (kind, name) = match input {
                Input::File(path) => ("file", path.as_os_str().as_encoded_bytes()),
                Input::Folder(path) => ("folder", path.as_os_str().as_encoded_bytes()),
                Input::Variable(name) => ("variable", name.as_bytes()),
            };
            hasher.part(kind.as_bytes());
            hasher.part(name);
            hasher.part(found.bytes());
        }
        Fingerprint::of(hasher)
    }
}

words! {
    /// What was found at an input. The word is part of the digest, so that an empty file, an empty
    /// folder and a variable that is not set differ.
    enum InputState {
        Bytes = "bytes",
        /// The file of a bundle, by its digest.
        Bundled = "bundled",
        Names = "names",
        Failure = "failure",
        Nothing = "nothing",
        /// Two reads of one load found different contents.
        Changing = "changing",
    }
}

impl InputState {
    fn with(self, bytes: &[u8]) -> Fingerprint {
        let mut hasher = self.hasher();
        hasher.raw(bytes);
        Fingerprint::of(hasher)
    }

    /// A hasher that has taken in the word.
    fn hasher(self) -> Hasher {
        let mut hasher = Hasher::new();
        hasher.part(self.as_str().as_bytes());
        hasher
    }
}

fn failed(error: &io::Error) -> Fingerprint {
    InputState::Failure.with(error.to_string().as_bytes())
}

/// The YAML files directly in a folder.
fn list_folder(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder)?;
    let mut files: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|file| is_policy_file(file) && !file.is_dir())
        .collect();
    // `read_dir` has no fixed order, and the order decides about findings and the hash.
    files.sort();
    Ok(files)
}

/// The names of files, separated by NUL, which no name contains.
fn names_of(files: &[PathBuf]) -> Vec<u8> {
    let names = files.iter().map(|file| file.as_os_str().as_encoded_bytes());
    names.collect::<Vec<_>>().join(&0)
}
