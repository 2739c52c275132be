//! Reading a policy: one file, or a folder of files that are read as one,
//! with the tables, keys and secrets that they name. The only I/O of this
//! room.

use std::env;
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::Policy;
use super::compile::compile;
use super::log::hash;
use super::problem::Problems;
use super::source::{Place, Source, SourceId, Sources};

/// Largest file of a policy, in bytes: a million links fit.
const MAX_BYTES: u64 = 256 << 20;

/// The embedded default policy, which also teaches the language.
pub const DEFAULT: &str = include_str!("../../config/policy.yaml");

/// A policy as read, or what is wrong with it.
#[derive(Debug)]
pub struct Loaded {
    /// The policy; `None` when there is any error.
    pub policy: Option<Policy>,
    /// All findings, warnings of a good policy among them.
    pub problems: Problems,
    /// The texts that the findings point into.
    pub sources: Sources,
}

impl Loaded {
    /// The same, with one more error: something outside found that the policy
    /// cannot be used.
    #[must_use]
    pub fn refused(mut self, message: impl Into<String>) -> Self {
        self.problems.error(None, message);
        self.policy = None;
        self
    }
}

/// Reads the policy at a path, a file or a folder. `now` decides which links
/// have expired.
pub fn load(path: &Path, now: Timestamp) -> Loaded {
    let mut problems = Problems::default();
    let mut sources = Sources::default();
    for file in files_of(path, &mut problems) {
        match read_file(&file) {
            Ok(text) => {
                sources.add(Source::new(file.display().to_string(), text));
            }
            Err(error) => {
                problems
                    .error(None, format!("{}: {error}", file.display()))
                    .propose("check the path, its permissions, and that it is UTF-8 text");
            }
        }
    }
    finish(sources, problems, (Reach::Files, now))
}

/// Reads a policy from a text; tables cannot be named in it.
pub fn load_text(name: &str, text: &str, now: Timestamp) -> Loaded {
    let mut sources = Sources::default();
    sources.add(Source::new(name, text.to_owned()));
    finish(sources, Problems::default(), (Reach::Nothing, now))
}

fn finish(
    mut sources: Sources,
    mut problems: Problems,
    (reach, now): (Reach, Timestamp),
) -> Loaded {
    let texts = sources.clone();
    let mut files = Files {
        sources: &mut sources,
        reach,
    };
    // Findings about a policy of which a file is missing would mislead.
    let policy = match problems.has_errors() {
        true => None,
        false => compile(&texts, &mut files, &mut problems, now),
    };
    // Tables are among the sources by now: they are the policy as well.
    let policy = policy.map(|policy| Policy {
        hash: hash(&sources),
        ..policy
    });
    Loaded {
        policy: policy.filter(|_| !problems.has_errors()),
        problems,
        sources,
    }
}

/// What a policy may name besides itself.
#[derive(Clone, Copy, Debug)]
enum Reach {
    /// Files beside it.
    Files,
    /// Nothing: it is a text without a place.
    Nothing,
}

/// Reads what a policy names besides itself.
#[derive(Debug)]
pub(super) struct Files<'s> {
    sources: &'s mut Sources,
    reach: Reach,
}

impl Files<'_> {
    /// Reads a table. It becomes one of the policy's texts, into which
    /// findings point.
    pub(super) fn table(
        &mut self,
        named: (&str, Place),
        problems: &mut Problems,
    ) -> Option<(SourceId, Source)> {
        let (file, text) = self.read("the table", named, problems)?;
        let source = Source::new(file.display().to_string(), text);
        Some((self.sources.add(source.clone()), source))
    }

    /// Reads keys, certificates or a secret: texts that are never shown.
    /// `what` names the file in findings: "the key set".
    pub(super) fn text(
        &self,
        what: &str,
        named: (&str, Place),
        problems: &mut Problems,
    ) -> Option<String> {
        self.read(what, named, problems).map(|(_, text)| text)
    }

    /// The text of an environment variable.
    pub(super) fn variable(
        &self,
        (name, place): (&str, Place),
        problems: &mut Problems,
    ) -> Option<String> {
        let text = env::var(name).ok().filter(|text| !text.is_empty());
        if text.is_none() {
            problems
                .error(
                    place,
                    format!("the variable `{name}` is not set, or no text"),
                )
                .propose("set it in the environment of linkgate, or name a `file`");
        }
        text
    }

    /// Reads a file, relative to the one that names it.
    fn read(
        &self,
        what: &str,
        (file, place): (&str, Place),
        problems: &mut Problems,
    ) -> Option<(PathBuf, String)> {
        if let Reach::Nothing = self.reach {
            problems
                .error(place, "only a policy that is a file can name another")
                .propose("put the policy into a file, beside the one that it names");
            return None;
        }
        let named_in = self.sources.source(place.source);
        let named_in = Path::new(named_in.map_or("", Source::name));
        let file = named_in.parent().unwrap_or(Path::new("")).join(file);
        match read_file(&file) {
            Ok(text) => Some((file, text)),
            Err(error) => {
                problems
                    .error(
                        place,
                        format!("{what} `{}` cannot be read: {error}", file.display()),
                    )
                    .propose("name a file relative to this one, saved as UTF-8");
                None
            }
        }
    }
}

/// The files of a policy: the file itself, or the YAML files right in the
/// folder. Hidden names are passed over, among them the `..data` by which
/// Kubernetes swaps a ConfigMap.
fn files_of(path: &Path, problems: &mut Problems) -> Vec<PathBuf> {
    if !path.is_dir() {
        return vec![path.to_owned()];
    }
    let entries = match fs::read_dir(path) {
        Ok(entries) => entries,
        Err(error) => {
            problems.error(None, format!("{}: {error}", path.display()));
            return Vec::new();
        }
    };
    let mut files: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|file| is_policy_file(file))
        .collect();
    files.sort();
    if files.is_empty() {
        problems
            .error(
                None,
                format!("{}: no policy in this folder", path.display()),
            )
            .propose("put files that end in .yaml or .yml into it");
    }
    files
}

fn is_policy_file(file: &Path) -> bool {
    let name = file
        .file_name()
        .and_then(|name| name.to_str())
        .unwrap_or_default();
    let extension = file.extension().and_then(|extension| extension.to_str());
    !name.starts_with('.') && matches!(extension, Some("yaml" | "yml")) && !file.is_dir()
}

fn read_file(path: &Path) -> io::Result<String> {
    // A pipe or a device might never end.
    if !fs::metadata(path)?.is_file() {
        return Err(io::Error::other("not a file"));
    }
    let mut bytes = Vec::new();
    let file = fs::File::open(path)?;
    file.take(MAX_BYTES + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(io::Error::other(format!(
            "larger than {} MiB",
            MAX_BYTES >> 20
        )));
    }
    String::from_utf8(bytes).map_err(|error| {
        let valid = error.utf8_error().valid_up_to();
        let line = error.as_bytes()[..valid].split(|b| *b == b'\n').count();
        io::Error::other(format!("not UTF-8 text (line {line}): save it as UTF-8"))
    })
}
