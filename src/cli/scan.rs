//! `scan`: raw Webex links in files, and the short links in their place.

mod report;
mod walk;

use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use jiff::Timestamp;

use self::report::{FileReport, Report};
use self::walk::Walk;
use super::findings::Findings;
use super::output;
use super::report as findings_report;
use super::source::OfflinePolicyArgs;
use crate::files;
use crate::migration::{Converter, Scanner, decode, replace};

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  linkgate scan intranet/ --policy policy.yaml
  linkgate scan intranet/ --policy policy.yaml --write       replace them in place
  linkgate scan . --policy policy.yaml --format github       in CI, as annotations

Exit codes: 0 there is no raw Webex link, or --write has replaced all, 1 there is one, or a file cannot\n\
be read or written, 2 wrong usage.")]
pub struct ScanArgs {
    /// Files, and folders of files
    #[arg(value_name = "PATH", required = true)]
    paths: Vec<PathBuf>,
    #[command(flatten)]
    policy: OfflinePolicyArgs,
    /// Replace the links that have a short one, and leave everything else as it is
    #[arg(long)]
    write: bool,
    /// Output format
    #[arg(long, default_value = "human")]
    format: Format,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    /// For people
    Human,
    /// For programs: one JSON object
    Json,
    /// For GitHub Actions: workflow commands that become annotations
    Github,
}

/// Largest file that is looked through. Pages and notes are far smaller.
const MAX_KIB: u64 = 16 << 10;

/// Looks through all files.
pub fn run(args: &ScanArgs, now: Timestamp) -> io::Result<ExitCode> {
    let loaded = args.policy.load(now);
    let Some(policy) = &loaded.policy else {
        let name = args.policy.name();
        output::eprint(&findings_report::unusable(&Findings::of(&name, &loaded)))?;
        return Ok(ExitCode::FAILURE);
    };
    let scanner = Scanner::new(Converter::new(policy, now));
    let mut report = Report::new(args.write);
    let walk = Walk::of(&args.paths);
    for path in walk.files {
        match scan(&scanner, &path, args.write) {
            Ok(file) => report.add(file),
            Err(why) => report.skip(path, why),
        }
    }
    for skipped in walk.skipped {
        report.skip(skipped.path, skipped.why);
    }
    args.show(&report)?;
    Ok(match report.is_good() {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    })
}

/// Looks through one file, and replaces what it finds.
fn scan(scanner: &Scanner<'_>, path: &Path, writes: bool) -> Result<FileReport, walk::Skip> {
    let bytes = files::read(path, MAX_KIB).map_err(|error| walk::Skip::unread(&error))?;
    let decoded = decode(&bytes).ok_or(walk::Skip::Binary)?;
    let occurrences = scanner.scan(&decoded.text);
    let has_short = occurrences.iter().any(|found| found.short.is_ok());
    let written = match writes && has_short {
        true => Some(files::rewrite(
            path,
            &replace(&bytes, &decoded, &occurrences),
        )),
        false => None,
    };
    Ok(FileReport {
        path: path.to_owned(),
        occurrences,
        is_written: matches!(written, Some(Ok(()))),
        error: written.and_then(Result::err).map(|error| error.to_string()),
    })
}

impl ScanArgs {
    fn show(&self, report: &Report) -> io::Result<()> {
        match self.format {
            Format::Human => {
                output::print(&report.human())?;
                output::eprint(&report.skipped_in_words())
            }
            Format::Json => output::print_raw(&report.json()?),
            Format::Github => output::print_raw(&report.github()),
        }
    }
}
