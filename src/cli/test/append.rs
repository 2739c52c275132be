//! Appends an expectation to a file. What is in the file stays as it is.

use std::fs;
use std::io;
use std::path::PathBuf;

use super::args::TestArgs;
use super::files;
use super::recorded::{HEAD, INDENT, RecordError, Recorded};
use crate::cli::findings::Findings;
use crate::cli::output::{self, visible};
use crate::cli::report;
use crate::files as disk;

/// How far the items of a list may be indented, the usual way first.
const INDENTS: [usize; 3] = [INDENT, 0, 4];

/// Appends it, and says so.
pub fn append(args: &TestArgs, recorded: &Recorded<'_>) -> Result<(), RecordError> {
    let path = destination(args)?;
    let name = path.display().to_string();
    let failed = |error| RecordError::File(name.clone(), error);
    let known = match fs::symlink_metadata(&path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return Err(failed(error)),
        Ok(_) => Some(files::text_of(&path).map_err(failed)?),
    };
    if let Some(text) = &known {
        check(&name, text, recorded)?;
    }
    let is_new = known.is_none();
    let known = known.unwrap_or_else(|| HEAD.to_owned());
    let added = addition(&known, recorded).ok_or_else(|| RecordError::NoPlace(name.clone()))?;
    let text = format!("{known}{added}");
    match is_new {
        true => disk::create(&path, text.as_bytes()).map_err(failed)?,
        false => disk::rewrite(&path, text.as_bytes()).map_err(failed)?,
    }
    output::print(&format!("{}: 1 expectation added\n", visible(&name)))?;
    Ok(())
}

/// Nothing is added to a file with mistakes: whether what was added is right could not be known.
fn check(name: &str, text: &str, recorded: &Recorded<'_>) -> Result<(), RecordError> {
    let read = recorded.read(name, text.to_owned());
    if !read.problems.has_errors() {
        return Ok(());
    }
    let findings = Findings::in_texts(name, &read.problems, &read.sources);
    Err(RecordError::Mistakes(report::unusable(&findings)))
}

fn destination(args: &TestArgs) -> Result<PathBuf, RecordError> {
    match &args.files[..] {
        [file] => return Ok(file.clone()),
        [] => {}
        _ => return Err(RecordError::NoFile),
    }
    let names = args
        .policy
        .source
        .path()
        .map_or_else(Vec::new, files::of_its_name);
    let existing = names.iter().find(|name| name.exists());
    existing
        .or(names.first())
        .cloned()
        .ok_or(RecordError::NoFile)
}

/// What to append to a file, so that it has one test more.
fn addition(known: &str, recorded: &Recorded<'_>) -> Option<String> {
    let before = match known.is_empty() || known.ends_with('\n') {
        true => "",
        false => "\n",
    };
    let count = |text: &str| {
        let read = recorded.read("", text.to_owned());
        let tests = read
            .suites
            .iter()
            .map(|suite| suite.tests.len())
            .sum::<usize>();
        (!read.problems.has_errors()).then_some(tests)
    };
    let tests = if known == HEAD { 0 } else { count(known)? };
    INDENTS.into_iter().find_map(|indent| {
        let item = recorded.item(indent);
        let added = format!("{before}{item}");
        let added = match known.contains("\r\n") {
            true => added.replace('\n', "\r\n"),
            false => added,
        };
        (count(&format!("{known}{added}")) == Some(tests + 1)).then_some(added)
    })
}
