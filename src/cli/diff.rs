//! `diff`: which requests two policies answer differently, and whether that widens access.

mod git;
mod human;
mod machine;
mod markdown;
mod operand;
mod revision;
mod view;

use std::io;
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use jiff::Timestamp;

use self::operand::Operand;
use self::view::{DiffView, Shown};
use super::exit_code;
use super::findings::Findings;
use super::output;
use super::report;
use crate::compile::Loaded;
use crate::policy::Policy;
use crate::policy_diff::{PolicyDiff, compare};

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  linkgate diff policy.yaml new/policy.yaml
  linkgate diff HEAD:policy policy                      what the working tree changes
  linkgate diff origin/main:policy HEAD:policy --format markdown
  linkgate diff old.yaml new.yaml --fail-on any --all

Access widens where requests pass that did not, lead elsewhere, or let a visitor choose more, and
where more is believed of callers. What is not compared counts as widening.

Exit codes: 0 nothing that --fail-on names, 1 something of it, 2 the policies could not be compared,
or wrong usage.")]
pub struct DiffArgs {
    /// Policy before the change: a file, a folder, or REVISION:PATH of a git repository
    #[arg(value_name = "OLD")]
    old: Operand,
    /// Policy after the change
    #[arg(value_name = "NEW")]
    new: Operand,
    /// Output format
    #[arg(long, default_value = "human")]
    format: Format,
    /// List every path, also those that change alike
    #[arg(long)]
    all: bool,
    /// What ends with exit code 1
    #[arg(long, value_name = "WHAT", default_value = "widened")]
    fail_on: FailOn,
    /// Compare all but the secrets: their files and variables are not read. Always so with a git revision
    #[arg(long)]
    without_secrets: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    /// For people
    Human,
    /// For programs: one JSON object
    Json,
    /// For the comment of a pull request
    Markdown,
    /// For GitHub Actions: workflow commands that become annotations
    Github,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum FailOn {
    /// Any difference
    Any,
    /// Access that widens
    Widened,
    /// Nothing
    Nothing,
}

pub fn run(args: &DiffArgs, now: Timestamp) -> io::Result<ExitCode> {
    // A policy with secrets and one without would differ in them.
    let without_secrets = args.without_secrets || args.old.is_revision() || args.new.is_revision();
    let load = |operand: &Operand| operand.load(without_secrets, now);
    let (old, new) = (load(&args.old), load(&args.new));
    let (Some(old), Some(new)) = (usable(&args.old, &old)?, usable(&args.new, &new)?) else {
        return Ok(ExitCode::from(exit_code::USAGE));
    };
    let diff = compare(old, new, now);
    args.print(&diff)?;
    Ok(args.exit_code(&diff))
}

/// The policy of an operand. What is wrong with it is printed.
fn usable<'l>(
    operand: &Operand,
    loaded: &'l Result<Loaded, String>,
) -> io::Result<Option<&'l Policy>> {
    let loaded = match loaded {
        Ok(loaded) => loaded,
        Err(error) => {
            let error = output::visible(error);
            output::eprint(&format!("error: {error}\n"))?;
            return Ok(None);
        }
    };
    if loaded.policy.is_none() {
        let name = operand.to_string();
        output::eprint(&report::unusable(&Findings::of(&name, loaded)))?;
    }
    Ok(loaded.policy.as_ref())
}

impl DiffArgs {
    fn print(&self, diff: &PolicyDiff<'_>) -> io::Result<()> {
        let shown = match self.all {
            true => Shown::All,
            false => Shown::Folded,
        };
        let names = [self.old.to_string(), self.new.to_string()];
        let view = DiffView::of(diff, names, shown);
        match self.format {
            Format::Human => output::print(&human::text(&view)),
            Format::Json => output::print_raw(&output::json(&view)?),
            Format::Markdown => output::print_raw(&markdown::text(&view)),
            Format::Github => output::print_raw(&machine::github(&view)),
        }
    }

    fn exit_code(&self, diff: &PolicyDiff<'_>) -> ExitCode {
        let fails = match self.fail_on {
            FailOn::Any => !diff.is_empty(),
            FailOn::Widened => diff.widens(),
            FailOn::Nothing => false,
        };
        match fails {
            true => ExitCode::FAILURE,
            false => ExitCode::SUCCESS,
        }
    }
}
