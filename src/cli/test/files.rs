//! Which files of expectations there are, and what is in them.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::args::TestArgs;
use crate::compile::{Problem, Severity, Source, is_expectations_file};
use crate::expectations::{self, Expectations, Names};
use crate::files;

/// Largest file of expectations, in KiB: tens of thousands of tests fit.
const MAX_KIB: u64 = 16 << 10;

/// The expectations of the policy that is compiled in.
const BUILT_IN: &str = include_str!("../../../config/policy.test.yaml");

/// Reads the files that the command line names, or those beside the policy.
pub fn read(args: &TestArgs, names: &Names<'_>) -> Expectations {
    let mut texts = Vec::new();
    let mut failures = Vec::new();
    if args.files.is_empty() && !args.policy.source.is_given() {
        let name = "config/policy.test.yaml (built in)";
        texts.push(Source::new(name, BUILT_IN.to_owned()));
    }
    let found = match args.files.is_empty() {
        true => args
            .policy
            .source
            .path()
            .map_or_else(|| Ok(Vec::new()), beside),
        false => named(&args.files),
    };
    for file in found.unwrap_or_else(|failure| {
        failures.push(failure);
        Vec::new()
    }) {
        match text_of(&file) {
            Ok(text) => texts.push(Source::new(file.display().to_string(), text)),
            Err(error) => failures.push(unread(&file, &error)),
        }
    }
    let mut expectations = expectations::read(texts, names);
    for failure in failures {
        let problem = Problem::new(Severity::Error, None, failure);
        expectations.problems.add(problem);
    }
    expectations
}

/// The text of a file of expectations.
pub fn text_of(file: &Path) -> io::Result<String> {
    files::text(files::read(file, MAX_KIB)?)
}

/// The files with expectations of the policy at a path: beside it under its name, and, if it is a folder,
/// in it.
pub fn beside(policy: &Path) -> Result<Vec<PathBuf>, String> {
    let mut found = match policy.is_dir() {
        true => folder(policy)?,
        false => Vec::new(),
    };
    found.extend(of_its_name(policy).into_iter().filter(|file| file.exists()));
    Ok(found)
}

/// What a file with expectations of that policy is called.
pub fn of_its_name(policy: &Path) -> Vec<PathBuf> {
    let stem = match policy.is_dir() {
        true => policy.file_name(),
        false => policy.file_stem(),
    };
    let Some(stem) = stem else {
        return Vec::new();
    };
    let names = [".test.yaml", ".test.yml"].map(|ending| {
        let mut name = stem.to_owned();
        name.push(ending);
        policy.with_file_name(name)
    });
    names.into()
}

fn named(paths: &[PathBuf]) -> Result<Vec<PathBuf>, String> {
    let mut found = Vec::new();
    for path in paths {
        match path.is_dir() {
            true => found.extend(folder(path)?),
            false => found.push(path.clone()),
        }
    }
    Ok(found)
}

/// The files with expectations directly in a folder, in the order of their names.
fn folder(path: &Path) -> Result<Vec<PathBuf>, String> {
    let entries = fs::read_dir(path).map_err(|error| unread(path, &error))?;
    let files = entries.filter_map(|entry| Some(entry.ok()?.path()));
    let mut files: Vec<PathBuf> = files
        .filter(|file| is_expectations_file(file) && !file.is_dir())
        .collect();
    files.sort();
    Ok(files)
}

fn unread(path: &Path, error: &io::Error) -> String {
    format!("{}: {error}", path.display())
}
