//! `report`: what decision logs say about the use of links and routes.
//!
//! Nothing personal is in a report: of a line, only names of the policy, words of the code, the time,
//! and the names of links that do not exist are looked at.

mod by_name;
mod counts;
mod csv;
mod html;
mod kind;
mod missed;
mod period;
mod reading;
mod summary;
mod table;
#[cfg(test)]
mod tests;
mod uses;

use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::exit_code::USAGE;
use super::findings::Findings;
use super::moment::{Moment, moment};
use super::output_file::OutputFile;
use super::source::PolicyArgs;
use super::{output, report};
use crate::decision_logs::{LogFile, LogFiles, LogReader, Tally};
use crate::policy::Policy;
use crate::telemetry::LOG_VERSION;
use counts::Counts;
use period::Period;
use summary::{Rules, Summary};

/// Rows of each list that people are shown.
const SHOWN_ROWS: u32 = 20;

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  linkgate report /var/log/linkgate/decisions.log
  linkgate report /var/log/linkgate/ --policy /etc/linkgate --format html --out report.html --force
  journalctl -u linkgate -o cat --since '30 days ago' | linkgate report - --policy policy.yaml
  linkgate report logs/ --policy policy.yaml --format csv > report.csv

Without a policy, what needs one is left out: titles, owners, and the links that are not used.

Exit codes: 0 success, 1 a log could not be read to its end or has no line of the decision log (the
rest is reported), 2 wrong usage.")]
#[command(mut_arg("policy", |policy| policy.help(
    "Policy with the links: a file, a folder of files that are read as one, or an https address"
)))]
pub struct ReportArgs {
    /// Decision logs, compressed with gzip or not: files, folders, or - for standard input
    #[arg(value_name = "LOG", required = true)]
    logs: Vec<PathBuf>,
    #[command(flatten)]
    policy: PolicyArgs,
    /// Output format
    #[arg(long, default_value = "table")]
    format: Format,
    /// File for the report, instead of standard output. It is written as a whole, for your user alone
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Overwrite that file, if there is something to report on
    #[arg(long, requires = "out")]
    force: bool,
    /// Only requests from this time on, like 2027-06-30 or 2027-06-30T18:00 (in the policy's time zone)
    #[arg(long, value_name = "TIME", value_parser = moment)]
    since: Option<Moment>,
    /// Only requests before this time
    #[arg(long, value_name = "TIME", value_parser = moment)]
    until: Option<Moment>,
    /// Links that were last opened before this time count as unused [default: only those never opened]
    #[arg(long, value_name = "TIME", value_parser = moment)]
    unused_since: Option<Moment>,
    /// Rows of each list [default: 20 for people, all for csv and json]
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u32).range(1..))]
    top: Option<u32>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    /// For people, in a terminal
    Table,
    /// For spreadsheets: one table
    Csv,
    /// For programs: one JSON object
    Json,
    /// For people, in a browser or on paper: one file that loads nothing
    Html,
}

pub fn run(args: &ReportArgs, now: Timestamp) -> io::Result<ExitCode> {
    let mut inputs = Vec::new();
    let policy = match args.load(now)? {
        LoadedPolicy::Unusable => return Ok(ExitCode::FAILURE),
        LoadedPolicy::NotGiven => None,
        LoadedPolicy::Usable(policy, files) => {
            inputs = files;
            Some(policy)
        }
    };
    let zone = policy
        .as_deref()
        .map(|policy| policy.endpoint().time_zone());
    let zone = zone.cloned().unwrap_or(TimeZone::UTC);
    let Some(times) = args.times(&zone) else {
        output::eprint("error: --since has to be before --until, at times that exist\n")?;
        return Ok(ExitCode::from(USAGE));
    };
    let mut counts = Counts::new(times.period, policy.as_deref());
    let reader = LogReader::new(LOG_VERSION, |line| counts.add(line));
    let logs = LogFiles::new(args.logs.clone());
    let tally = reader.read(&logs);
    inputs.extend(logs.files().filter_map(|log| match log {
        LogFile::File(path) => Some(path),
        LogFile::StandardInput | LogFile::Unlisted(..) => None,
    }));
    let rules = Rules {
        top: args.rows(),
        unused_since: times.unused_since,
        now,
    };
    let summary = Summary::new(counts, policy.as_deref(), &tally, &rules);
    let code = warn(&tally)?;
    match &args.out {
        Some(out) if tally.decisions == 0 => {
            let out = out.display().to_string();
            let out = output::visible(&out);
            output::eprint(&format!(
                "error: {out}: not written, because nothing was read\n"
            ))?;
            Ok(ExitCode::FAILURE)
        }
        _ => args.deliver(&summary, &inputs).map(|()| code),
    }
}

/// The policy that was given.
enum LoadedPolicy {
    NotGiven,
    /// With the files that it is read from.
    Usable(Box<Policy>, Vec<PathBuf>),
    /// Its findings have been shown.
    Unusable,
}

struct Times {
    period: Period,
    unused_since: Option<Timestamp>,
}

impl ReportArgs {
    fn load(&self, now: Timestamp) -> io::Result<LoadedPolicy> {
        if !self.policy.is_given() {
            return Ok(LoadedPolicy::NotGiven);
        }
        let loaded = self.policy.load_for_names(now);
        let files = loaded.named_files().map(Path::to_owned).collect();
        Ok(match loaded.policy {
            Some(policy) => LoadedPolicy::Usable(Box::new(policy), files),
            None => {
                let name = self.policy.name();
                output::eprint(&report::unusable(&Findings::of(&name, &loaded)))?;
                LoadedPolicy::Unusable
            }
        })
    }

    /// The times that were given; `None` where no request can be meant.
    fn times(&self, zone: &TimeZone) -> Option<Times> {
        let in_zone = |moment: Option<Moment>| match moment {
            None => Some(None),
            Some(moment) => moment.in_zone(zone).map(Some),
        };
        let (since, until) = (in_zone(self.since)?, in_zone(self.until)?);
        Some(Times {
            period: Period::new(since, until)?,
            unused_since: in_zone(self.unused_since)?,
        })
    }

    fn rows(&self) -> usize {
        let all = match self.format {
            Format::Table | Format::Html => SHOWN_ROWS,
            Format::Csv | Format::Json => u32::MAX,
        };
        self.top.unwrap_or(all) as usize
    }

    fn deliver(&self, summary: &Summary, inputs: &[PathBuf]) -> io::Result<()> {
        let text = match self.format {
            Format::Table => table::render(summary),
            Format::Csv => csv::render(summary)?,
            Format::Json => output::json(summary)?,
            Format::Html => html::render(summary)?,
        };
        match (&self.out, self.format) {
            (Some(path), Format::Table) => {
                let text = anstream::adapter::strip_str(&text).to_string();
                self.write(path, inputs, &text)
            }
            (Some(path), _) => self.write(path, inputs, &text),
            (None, Format::Table) => output::print(&text),
            (None, _) => output::print_raw(&text),
        }
    }

    fn write(&self, path: &Path, inputs: &[PathBuf], text: &str) -> io::Result<()> {
        let file = OutputFile {
            path,
            inputs,
            overwrites: self.force,
            is_private: true,
        };
        file.write(text)
    }
}

/// Says which logs the report lacks.
fn warn(tally: &Tally) -> io::Result<ExitCode> {
    let warnings = reading::warnings(tally);
    for warning in &warnings {
        output::eprint(&format!("error: {}\n", output::visible(warning)))?;
    }
    Ok(match warnings.is_empty() {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    })
}
