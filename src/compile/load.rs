//! Reading a policy: one file, or a folder of files that are read as one,
//! with the tables, keys and secrets that they name.

mod fingerprint;
mod inputs;
#[cfg(test)]
mod tests;
mod watched;

use std::io;
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use crate::compile::problem::Problems;
use crate::compile::sections::compile;
use crate::compile::source::{Source, Sources};
use crate::policy::Policy;
use crate::policy::{Place, SourceId};
use fingerprint::hash;
use inputs::Inputs;

pub use fingerprint::Fingerprint;
pub use watched::Watched;

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
    inputs: Inputs,
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
    let mut inputs = Inputs::default();
    for file in files_of(path, &mut inputs, &mut problems) {
        match inputs.file(&file) {
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
    finish((sources, inputs), problems, (Reach::Files, now))
}

/// Reads a policy from a text; tables cannot be named in it.
pub fn load_text(name: &str, text: &str, now: Timestamp) -> Loaded {
    let mut sources = Sources::default();
    sources.add(Source::new(name, text.to_owned()));
    let read = (sources, Inputs::default());
    finish(read, Problems::default(), (Reach::Nothing, now))
}

/// The files of a policy; that a folder has none is reported.
fn files_of(path: &Path, inputs: &mut Inputs, problems: &mut Problems) -> Vec<PathBuf> {
    let files = inputs.files_of(path).unwrap_or_else(|error| {
        problems.error(None, format!("{}: {error}", path.display()));
        Vec::new()
    });
    if files.is_empty() && !problems.has_errors() {
        problems
            .error(
                None,
                format!("{}: no policy in this folder", path.display()),
            )
            .propose("put files that end in .yaml or .yml into it");
    }
    files
}

fn finish(
    (mut sources, mut inputs): (Sources, Inputs),
    mut problems: Problems,
    (reach, now): (Reach, Timestamp),
) -> Loaded {
    let texts = sources.clone();
    let mut files = Files {
        sources: &mut sources,
        inputs: &mut inputs,
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
        inputs,
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
pub struct Files<'s> {
    sources: &'s mut Sources,
    inputs: &'s mut Inputs,
    reach: Reach,
}

impl Files<'_> {
    /// Reads a table. It becomes one of the policy's texts, into which
    /// findings point.
    pub fn table(
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
    pub fn text(
        &mut self,
        what: &str,
        named: (&str, Place),
        problems: &mut Problems,
    ) -> Option<String> {
        self.read(what, named, problems).map(|(_, text)| text)
    }

    /// Reads a file that is no text. `what` names it in findings: "the logo".
    pub fn bytes(
        &mut self,
        what: &str,
        named: (&str, Place),
        problems: &mut Problems,
    ) -> Option<Vec<u8>> {
        let file = self.path(named, problems)?;
        let read = self.inputs.bytes(&file);
        read.map_err(|error| {
            problems
                .error(named.1, cannot_be_read(what, &file, &error))
                .propose("name a file relative to this one");
        })
        .ok()
    }

    /// The text of an environment variable.
    pub fn variable(
        &mut self,
        (name, place): (&str, Place),
        problems: &mut Problems,
    ) -> Option<String> {
        let text = self.inputs.variable(name);
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

    /// Reads a file that is a text.
    fn read(
        &mut self,
        what: &str,
        named: (&str, Place),
        problems: &mut Problems,
    ) -> Option<(PathBuf, String)> {
        let file = self.path(named, problems)?;
        match self.inputs.file(&file) {
            Ok(text) => Some((file, text)),
            Err(error) => {
                problems
                    .error(named.1, cannot_be_read(what, &file, &error))
                    .propose(match error.kind() {
                        io::ErrorKind::PermissionDenied => {
                            "let the user of the process read it, and nobody else"
                        }
                        _ => "name a file relative to this one, saved as UTF-8",
                    });
                None
            }
        }
    }

    /// The path of a file, relative to the one that names it.
    fn path(&self, (file, place): (&str, Place), problems: &mut Problems) -> Option<PathBuf> {
        if let Reach::Nothing = self.reach {
            problems
                .error(place, "only a policy that is a file can name another")
                .propose("put the policy into a file, beside the one that it names");
            return None;
        }
        let named_in = self.sources.source(place.source);
        let named_in = Path::new(named_in.map_or("", Source::name));
        Some(named_in.parent().unwrap_or(Path::new("")).join(file))
    }
}

fn cannot_be_read(what: &str, file: &Path, error: &io::Error) -> String {
    format!("{what} `{}` cannot be read: {error}", file.display())
}
