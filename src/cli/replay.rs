//! `replay`: what a new policy would have answered to the requests of decision logs.

mod machine;
mod result;
mod text;

use std::io;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use clap::{Args, ValueEnum};
use jiff::Timestamp;

use super::findings::Findings;
use super::source::PolicyArgs;
use super::{output, report};
use crate::decision_logs::{LogFiles, LogLine, LogReader, Tally};
use crate::identity::Identity;
use crate::policy::Policy;
use crate::replay::{Replayer, Summary};
use crate::telemetry::LOG_VERSION;
use result::ReplayResult;

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  linkgate replay /var/log/linkgate/ --policy new.yaml
  linkgate replay decisions.log decisions.log.1.gz --policy new.yaml --limit 5
  journalctl -u linkgate -o cat | linkgate replay - --policy new.yaml --format json

Lines of `log: { replayable: yes }` have what this needs; of others, what they have is used.

Exit codes: 0 nothing would end differently, 1 something would, no request could be replayed, or a log or the\npolicy cannot be read, 2 wrong usage.")]
pub struct ReplayArgs {
    /// Decision logs: files, plain or gzip, folders of files, or - for standard input
    #[arg(value_name = "LOG", required = true)]
    logs: Vec<PathBuf>,
    #[command(flatten)]
    policy: PolicyArgs,
    /// Most kinds of changes that are shown
    #[arg(long, value_name = "COUNT", default_value_t = 20)]
    limit: usize,
    /// Output format
    #[arg(long, default_value = "human")]
    format: Format,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    /// For people: a table of changes, with examples
    Human,
    /// For programs: one JSON object with the same facts
    Json,
}

/// Decides the requests of all lines.
pub fn run(args: &ReplayArgs, now: Timestamp) -> io::Result<ExitCode> {
    let name = args.policy.name();
    let loaded = args.policy.load(now);
    if loaded.policy.is_none() {
        output::eprint(&report::unusable(&Findings::of(&name, &loaded)))?;
    }
    let Some(policy) = loaded.policy.map(Arc::new) else {
        return Ok(ExitCode::FAILURE);
    };
    let (tally, summary) = replay(args, &policy)?;
    let result = ReplayResult {
        policy: &name,
        hash: policy.hash(),
        tally: &tally,
        summary: &summary,
        limit: args.limit,
    };
    match args.format {
        Format::Human => output::print(&text::render(&result))?,
        Format::Json => output::print_raw(&output::json(&machine::View::of(&result))?)?,
    }
    let is_read = tally.unread.is_empty();
    Ok(
        match is_read && summary.decided() > 0 && summary.changes.count() == 0 {
            true => ExitCode::SUCCESS,
            false => ExitCode::FAILURE,
        },
    )
}

fn replay(args: &ReplayArgs, policy: &Arc<Policy>) -> io::Result<(Tally, Summary)> {
    let identity = Identity::new(policy).map_err(io::Error::other)?;
    let replayer = Replayer::new(Arc::clone(policy), identity);
    let mut summary = Summary::default();
    let reader = LogReader::new(LOG_VERSION, |line: &LogLine<'_>| {
        summary.add(line, &replayer);
    });
    let tally = reader.read(&LogFiles::new(args.logs.clone()));
    Ok((tally, summary))
}
