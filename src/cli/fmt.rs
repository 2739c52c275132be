//! `fmt`: policies in one style, with their comments.

mod file;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;

use self::file::{Formatted, format_file, shown};
use super::output::{self, counted};
use crate::compile::{is_expectations_file, is_policy_file};

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  linkgate fmt policy.yaml              put blanks, indentation and empty lines right
  linkgate fmt --check policy/          change nothing, and list the files that would change

Nothing else changes: comments stay, and so do quotes, the order, and where lines are broken. A file
with a syntax error is reported and left alone. Tables (.csv) are not formatted.

Exit codes: 0 all files are formatted, 1 some are not (--check) or cannot be, 2 wrong usage.")]
pub struct FmtArgs {
    /// Files of YAML, and folders whose YAML files are meant
    #[arg(value_name = "PATH", required = true)]
    paths: Vec<PathBuf>,
    /// Change nothing, and list the files that would change
    #[arg(long)]
    check: bool,
}

/// What has been done, and what went wrong.
#[derive(Debug, Default)]
struct Tally {
    out: String,
    errors: String,
    changed: usize,
    unchanged: usize,
    failed: usize,
}

pub fn run(args: &FmtArgs) -> io::Result<ExitCode> {
    let mut tally = Tally::default();
    for path in &args.paths {
        match files_of(path) {
            Ok(files) => files.iter().for_each(|file| tally.add(file, args.check)),
            Err(error) => tally.fail(&format!("error: {}: {error}\n", shown(path))),
        }
    }
    output::eprint(&tally.errors)?;
    output::print(&format!("{}{}\n", tally.out, tally.summary(args.check)))?;
    let is_done = tally.failed == 0 && !(args.check && tally.changed > 0);
    Ok(match is_done {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    })
}

/// The file itself, or the files of YAML directly in a folder.
fn files_of(path: &Path) -> io::Result<Vec<PathBuf>> {
    if !path.is_dir() {
        let ending = path.extension();
        return match ending.is_some_and(|ending| ending == "yaml" || ending == "yml") {
            true => Ok(vec![path.to_owned()]),
            false => Err(io::Error::other(
                "not formatted: only files that end in .yaml or .yml are",
            )),
        };
    }
    let entries = fs::read_dir(path)?.map(|entry| Ok(entry?.path()));
    let mut files = entries.collect::<io::Result<Vec<PathBuf>>>()?;
    files.retain(|file| (is_policy_file(file) || is_expectations_file(file)) && !file.is_dir());
    files.sort();
    match files.is_empty() {
        true => Err(io::Error::other(
            "no file in this folder ends in .yaml or .yml",
        )),
        false => Ok(files),
    }
}

impl Tally {
    fn add(&mut self, file: &Path, check: bool) {
        let name = shown(file);
        match format_file(file, check) {
            Ok(Formatted::Unchanged) => self.unchanged += 1,
            Ok(Formatted::Changed { line }) => {
                self.changed += 1;
                self.out.push_str(&match check {
                    true => format!("{name}:{line}: not formatted\n"),
                    false => format!("{name}: formatted\n"),
                });
            }
            Err(error) => self.fail(&error.report()),
        }
    }

    fn fail(&mut self, report: &str) {
        self.failed += 1;
        self.errors.push_str(report);
    }

    fn summary(&self, check: bool) -> String {
        let changed = match check {
            true => "to format",
            false => "formatted",
        };
        let numbers = [
            (self.changed, changed),
            (self.unchanged, "unchanged"),
            (self.failed, "with errors"),
        ];
        let parts = numbers.into_iter().filter(|(number, _)| *number > 0);
        let parts = parts.map(|(number, what)| format!("{} {what}", counted(number, "file")));
        parts.collect::<Vec<_>>().join(", ")
    }
}
