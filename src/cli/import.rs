//! `import`: the links of other systems, pages, mails and calendars as a table of links.

mod read;
mod report;

use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::builder::{PossibleValuesParser, TypedValueParser as _};
use clap::{Args, ValueEnum};
use jiff::Timestamp;

use self::report::Unread;
use super::findings::Findings;
use super::output;
use super::output_file::OutputFile;
use super::report as findings_report;
use super::source::OfflinePolicyArgs;
use crate::migration::{Converter, Format, Import, Imported};
use crate::policy::Policy;

#[derive(Debug, Args)]
#[command(after_help = "\
Formats:
  golink     the JSON lines of golink (http://go/.export)
  yourls     a dump of the database of YOURLS, or its links as CSV or JSON
  shlink     the CSV that Shlink's web client exports, or the JSON of its REST API
  csv        any table with a column `url`; `name`, `title`, `owner` and `tags` are taken along
  bookmarks  the bookmarks file of a browser
  html       pages
  mbox       a mailbox, or one mail
  ics        calendars

Examples:
  linkgate import golink links.json --policy policy.yaml --out links.csv
  linkgate import html intranet/*.html --policy policy.yaml > links.csv
  curl http://go/.export | linkgate import golink - --policy policy.yaml

Exit codes: 0 the table is written (what cannot be expressed is reported), 1 there is no link for it,\n\
or a file or a part of one cannot be read, 2 wrong usage.")]
pub struct ImportArgs {
    /// What the files are
    #[arg(value_name = "FORMAT", value_parser = format_parser())]
    format: Format,
    /// Files with links, or - for standard input
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    #[command(flatten)]
    policy: OfflinePolicyArgs,
    /// File for the table [default: standard output]
    #[arg(long, value_name = "TABLE")]
    out: Option<PathBuf>,
    /// Overwrite that file
    #[arg(long, requires = "out")]
    force: bool,
    /// Format of the report on standard error
    #[arg(
        long = "format",
        value_name = "FORMAT",
        id = "report_format",
        default_value = "human"
    )]
    report: ReportFormat,
    /// Show every entry that cannot be expressed, not just the first ones of each kind
    #[arg(long)]
    all: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum ReportFormat {
    /// For people
    Human,
    /// For programs: one JSON object
    Json,
}

fn format_parser() -> impl clap::builder::TypedValueParser<Value = Format> {
    let words = Format::ALL.iter().map(|format| format.as_str());
    let formats = PossibleValuesParser::new(words);
    formats
        .map(|word| Format::from_word(&word).expect("each possible value is the word of a format"))
}

/// Imports the links, and says what came of it.
pub fn run(args: &ImportArgs, now: Timestamp) -> io::Result<ExitCode> {
    let loaded = args.policy.load(now);
    let Some(policy) = &loaded.policy else {
        let name = args.policy.name();
        output::eprint(&findings_report::unusable(&Findings::of(&name, &loaded)))?;
        return Ok(ExitCode::FAILURE);
    };
    match args.import(policy, now) {
        Ok(imported) => {
            let policy_files = loaded.named_files().map(Path::to_owned);
            let inputs: Vec<PathBuf> = policy_files.chain(args.files.clone()).collect();
            args.finish(&imported, &inputs)
        }
        Err(unread) => {
            match args.report {
                ReportFormat::Human => output::eprint(&report::unread(&unread))?,
                ReportFormat::Json => output::eprint_raw(&report::unread_json(&unread)?)?,
            }
            Ok(ExitCode::FAILURE)
        }
    }
}

impl ImportArgs {
    /// All links of all files, or what is wrong with each file that cannot be read.
    fn import(&self, policy: &Policy, now: Timestamp) -> Result<Imported, Vec<Unread>> {
        let mut import = Import::new(Converter::new(policy, now));
        let mut unread = Vec::new();
        for path in &self.files {
            if let Err(error) = read::read(self.format, path, &mut import) {
                unread.push(Unread::new(path, &*error));
            }
        }
        if !unread.is_empty() {
            return Err(unread);
        }
        let table = self.out.as_deref().unwrap_or(Path::new("-"));
        import
            .finish()
            .map_err(|error| vec![Unread::new(table, &error)])
    }

    /// Writes the table and the report.
    fn finish(&self, imported: &Imported, inputs: &[PathBuf]) -> io::Result<ExitCode> {
        let is_written = imported.links > 0;
        if is_written {
            self.write(&imported.table, inputs)?;
        }
        match self.report {
            ReportFormat::Human => {
                let table = self.out.as_deref().filter(|_| is_written);
                output::eprint(&report::human(imported, table, self.all))?;
            }
            ReportFormat::Json => output::eprint_raw(&report::json(imported)?)?,
        }
        Ok(match is_written && imported.broken_count == 0 {
            true => ExitCode::SUCCESS,
            false => ExitCode::FAILURE,
        })
    }

    fn write(&self, table: &str, inputs: &[PathBuf]) -> io::Result<()> {
        let Some(path) = &self.out else {
            return output::print_raw(table);
        };
        let file = OutputFile {
            path,
            inputs,
            overwrites: self.force,
            is_private: false,
        };
        file.write(table)
    }
}
