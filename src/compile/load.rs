//! Reading a policy: one file, or a folder of files that are read as one, with the tables, keys and
//! secrets that they name.

#[cfg(test)]
mod tests;
mod watched;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Timestamp;

use crate::compile::blanks::explain_blank;
use crate::compile::bundle::Bundle;
use crate::compile::context::{Context, ContextParts, FileAccess, TicketLifetime};
use crate::compile::fingerprint::hash;
use crate::compile::inputs::{Input, PolicyInputs};
use crate::compile::problem::{Problem, Problems, Severity};
use crate::compile::sections::compile;
use crate::compile::source::{Source, Sources};
use crate::compile::yaml::Document;
use crate::policy::Policy;

pub use watched::Watched;

/// A policy as read, or what is wrong with it.
#[derive(Debug)]
pub struct Loaded {
    /// The policy; `None` when there is any error.
    pub policy: Option<Policy>,
    /// All findings, warnings of a good policy among them.
    pub problems: Problems,
    /// The texts that the findings point into.
    pub sources: Sources,
    inputs: PolicyInputs,
}

impl Loaded {
    /// A policy that could not be had at all.
    #[track_caller]
    pub fn unread(message: impl Into<String>) -> Self {
        let mut problems = Problems::default();
        problems.add(Problem::new(Severity::Error, None, message.into()));
        Self {
            policy: None,
            problems,
            sources: Sources::default(),
            inputs: PolicyInputs::default(),
        }
    }

    /// The files that it names, whether they could be read or not.
    pub fn named_files(&self) -> impl Iterator<Item = &Path> {
        self.inputs.iter().filter_map(|input| match input {
            Input::File(path) => Some(&**path),
            Input::Folder(_) | Input::Variable(_) => None,
        })
    }

    /// The same, with one more warning that was found outside of `compile`.
    #[must_use]
    pub fn with_warning(mut self, message: impl Into<String>) -> Self {
        let warning = Problem::new(Severity::Warning, None, message.into());
        self.problems.add(warning);
        self
    }

    /// The same, refused with one more error that was found outside of `compile`.
    #[must_use]
    pub fn refused(mut self, message: impl Into<String>) -> Self {
        let error = Problem::new(Severity::Error, None, message.into());
        self.problems.add(error);
        self.policy = None;
        self
    }
}

/// Reads the policy at a path, a file or a folder. `now` decides which links have expired.
pub fn load(path: &Path, now: Timestamp) -> Loaded {
    load_with(FileAccess::Allowed, path, now)
}

/// The same where the secrets are not, as in the CI of a policy. Such a policy is for checks and tests.
pub fn load_without_secrets(path: &Path, now: Timestamp) -> Loaded {
    load_with(FileAccess::WithoutSecrets, path, now)
}

fn load_with(access: FileAccess, path: &Path, now: Timestamp) -> Loaded {
    let ctxt = Context::new(access, now);
    let files = files_of(path, &ctxt);
    load_files(files, ctxt)
}

/// Reads a policy whose files come as one.
pub fn load_bundle(bundle: &Arc<Bundle>, now: Timestamp) -> Loaded {
    load_bundle_with(FileAccess::Allowed, bundle, now)
}

/// The same where the secrets are not. Such a policy is for checks only.
pub fn load_bundle_without_secrets(bundle: &Arc<Bundle>, now: Timestamp) -> Loaded {
    load_bundle_with(FileAccess::WithoutSecrets, bundle, now)
}

fn load_bundle_with(access: FileAccess, bundle: &Arc<Bundle>, now: Timestamp) -> Loaded {
    let ctxt = Context::of_bundle(access, Arc::clone(bundle), now);
    let files = bundle.policy_files();
    if files.is_empty() {
        report_missing_entry(bundle, &ctxt);
    }
    load_files(files, ctxt)
}

fn report_missing_entry(bundle: &Bundle, ctxt: &Context) {
    let entry = bundle.entry();
    match entry.as_os_str().is_empty() {
        true => ctxt
            .error(None, "the archive has no file at its top that ends in .yaml or .yml")
            .help("name the folder or the file of the policy behind the address: …#folder"),
        false => ctxt
            .error(None, format!("the archive has no policy at `{}`", entry.display()))
            .help("name a file, or a folder with files that end in .yaml or .yml, behind the `#` of the address; a folder that all files are in is left out"),
    }
}

fn load_files(files: Vec<PathBuf>, ctxt: Context) -> Loaded {
    for file in files {
        let read = ctxt.read(|inputs| inputs.file(&file));
        match read {
            Ok(text) => {
                let source = Source::new(file.display().to_string(), text);
                ctxt.add_source(source);
            }
            Err(error) => ctxt
                .error(None, format!("{}: {error}", file.display()))
                .help("check the path, its permissions, and that it is UTF-8 text"),
        }
    }
    finish(ctxt)
}

/// Reads a policy from a text; tables cannot be named in it.
pub fn load_text(name: &str, text: &str, now: Timestamp) -> Loaded {
    let ctxt = Context::new(FileAccess::Denied, now);
    let source = Source::new(name, text.to_owned());
    ctxt.add_source(source);
    finish(ctxt)
}

/// The same for a process that is the only one, and whose tickets may end with it: the policy needs no
/// keys to sign them. Its name is a path beside which the files lie that it names.
pub fn load_trial(name: &str, text: &str, now: Timestamp) -> Loaded {
    let mut ctxt = Context::new(FileAccess::Allowed, now);
    ctxt.lifetime = TicketLifetime::Process;
    ctxt.add_source(Source::new(name, text.to_owned()));
    finish(ctxt)
}

/// Reads a text as YAML alone: whether it says a policy is not asked, and it never makes one.
pub fn check_syntax(name: &str, text: &str) -> Loaded {
    let ctxt = Context::new(FileAccess::Denied, Timestamp::UNIX_EPOCH);
    let id = ctxt.add_source(Source::new(name, text.to_owned()));
    let texts = ctxt.texts();
    if let Some(source) = texts.source(id) {
        Document::parse(&ctxt, id, source.text());
    }
    loaded(None, ctxt)
}

/// The files of a policy; that a folder has none is reported.
fn files_of(path: &Path, ctxt: &Context) -> Vec<PathBuf> {
    let listed = ctxt.read(|inputs| inputs.files_of(path));
    let files = listed.unwrap_or_else(|error| {
        ctxt.error(None, format!("{}: {error}", path.display()));
        Vec::new()
    });
    if files.is_empty() && !ctxt.has_errors() {
        ctxt.error(
            None,
            format!("{}: no policy in this folder", path.display()),
        )
        .help("put files that end in .yaml or .yml into it");
    }
    files
}

fn finish(ctxt: Context) -> Loaded {
    // Tables join the sources while the texts of the policy are borrowed.
    let texts = ctxt.texts();
    // Findings about a policy of which a file is missing would mislead.
    let policy = match ctxt.has_errors() {
        true => None,
        false => compile(&texts, &ctxt),
    };
    loaded(policy, ctxt)
}

fn loaded(policy: Option<Policy>, ctxt: Context) -> Loaded {
    let ContextParts {
        mut problems,
        sources,
        inputs,
    } = ctxt.into_parts();
    problems.change_all(|problem| explain_blank(problem, &sources));
    // Tables are among the sources by now: they are the policy as well.
    let policy = policy.map(|policy| policy.with_hash(hash(&sources)));
    Loaded {
        policy: policy.filter(|_| !problems.has_errors()),
        problems,
        sources,
        inputs,
    }
}
