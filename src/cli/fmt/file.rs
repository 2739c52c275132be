//! Formats one file.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::cli::findings::Findings;
use crate::cli::output::visible;
use crate::cli::report;
use crate::compile::{Loaded, check_syntax};
use crate::files;
use crate::policy_format::{FormatError, format};

/// Largest file, in KiB, as for a policy.
const MAX_KIB: u64 = 256 << 10;

pub enum Formatted {
    Unchanged,
    /// The first line that is written in another way.
    Changed {
        line: usize,
    },
}

/// Why a file is left as it is.
pub struct FileError {
    file: PathBuf,
    cause: Cause,
}

enum Cause {
    Io(io::Error),
    /// It is no YAML, or not that of a policy.
    Syntax(Box<Loaded>),
    Format(FormatError),
}

/// Formats a file in its place; with `check`, it only says what would change.
pub fn format_file(file: &Path, check: bool) -> Result<Formatted, FileError> {
    let failed = |cause: Cause| FileError {
        file: file.to_owned(),
        cause,
    };
    let bytes = files::read(file, MAX_KIB).map_err(|error| failed(Cause::Io(error)))?;
    let text = files::text(bytes.clone()).map_err(|error| failed(Cause::Io(error)))?;
    let syntax = check_syntax(&file.display().to_string(), &text);
    if !syntax.problems.is_empty() {
        return Err(failed(Cause::Syntax(Box::new(syntax))));
    }
    let formatted = format(&text).map_err(|error| failed(Cause::Format(error)))?;
    let Some(line) = first_difference(&bytes, formatted.as_bytes()) else {
        return Ok(Formatted::Unchanged);
    };
    if !check {
        rewrite(file, &formatted).map_err(|error| failed(Cause::Io(error)))?;
    }
    Ok(Formatted::Changed { line })
}

/// The name itself would be replaced, and not the file that it leads to.
fn rewrite(file: &Path, text: &str) -> io::Result<()> {
    match fs::symlink_metadata(file)?.is_symlink() {
        true => Err(io::Error::other(
            "a symbolic link: format the file that it leads to",
        )),
        false => files::rewrite(file, text.as_bytes()),
    }
}

/// A path for people.
pub fn shown(path: &Path) -> String {
    visible(&path.display().to_string()).into_owned()
}

fn first_difference(before: &[u8], after: &[u8]) -> Option<usize> {
    if before == after {
        return None;
    }
    let is_end = |byte: &u8| *byte == b'\n';
    let mut lines = before.split(is_end).zip(after.split(is_end));
    let same = lines.position(|(one, other)| one != other);
    // One of them goes on, or ends without a line break.
    let all = before
        .split(is_end)
        .count()
        .min(after.split(is_end).count());
    Some(same.unwrap_or(all.saturating_sub(1)) + 1)
}

impl FileError {
    /// For people, with its line where it has one. Nothing of the text is shown but by findings, which
    /// leave secrets out.
    pub fn report(&self) -> String {
        let name = self.file.display().to_string();
        match &self.cause {
            Cause::Syntax(loaded) => report::unusable(&Findings::of(&name, loaded)),
            Cause::Io(error) => format!("error: {}: {error}\n", shown(&self.file)),
            Cause::Format(FormatError { line, reason }) => {
                format!("error: {}:{line}: {reason}\n", shown(&self.file))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_line_that_differs_is_named() {
        for (before, after, line) in [
            ("a\nb\n", "a\nb\n", None),
            ("a\nb", "a\nb\n", Some(2)),
            ("a\nb\n\n\n", "a\nb\n", Some(3)),
            ("a\nb \nc\n", "a\nb\nc\n", Some(2)),
            ("a\r\n", "a\n", Some(1)),
            ("\u{feff}a\n", "a\n", Some(1)),
        ] {
            let found = first_difference(before.as_bytes(), after.as_bytes());
            assert_eq!(found, line, "{before:?}");
        }
    }
}
