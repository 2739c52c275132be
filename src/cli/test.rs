//! `test`: requests of which a file says what they are to come to, answered by production's own
//! evaluator.

mod append;
mod args;
mod coverage;
mod files;
mod github;
mod human;
mod json;
mod junit;
mod record;
mod recorded;
mod results;
mod runner;
mod words;
mod yaml;

use std::io;
use std::process::ExitCode;
use std::sync::Arc;

use jiff::Timestamp;

use super::exit_code::USAGE;
use super::explanation::Trial;
use super::findings::Findings;
use super::{output, report};
use crate::compile::Loaded;
use crate::expectations::Names;
use crate::identity::Identity;
use args::Format;
pub use args::TestArgs;
use coverage::{Coverage, CoverageReport};
use results::{Results, Totals};
use runner::Runner;
use words::words;

pub fn run(args: &TestArgs, now: Timestamp) -> io::Result<ExitCode> {
    if args.record.is_none() && args.asking.is_given() {
        output::eprint(
            "error: flags about the request are for --record: tests say who asks in their files\n",
        )?;
        return Ok(ExitCode::from(USAGE));
    }
    let mut loaded = args.policy.load(now);
    let Some(policy) = loaded.policy.take() else {
        let name = args.policy.name();
        output::eprint(&report::unusable(&Findings::of(&name, &loaded)))?;
        return Ok(ExitCode::FAILURE);
    };
    let policy = Arc::new(policy);
    let identity = Identity::new(&policy).map_err(io::Error::other)?;
    let trial = Trial::new(policy, identity);
    match &args.record {
        Some(request) => record::run(args, request, &trial, now),
        None => test(args, &trial, &loaded),
    }
}

fn test(args: &TestArgs, trial: &Trial, loaded: &Loaded) -> io::Result<ExitCode> {
    let name = args.policy.name();
    let names = Names::of(trial.policy(), words());
    let expectations = files::read(args, &names);
    let is_sound = !expectations.problems.has_errors();
    let coverage = args.coverage.then(|| Coverage::of(trial.policy()));
    let runner = Runner::new(trial, loaded, coverage.as_ref());
    let suites = expectations.suites.iter().filter(|_| is_sound);
    let results = Results {
        policy: &name,
        findings: Findings::in_texts(&name, &expectations.problems, &expectations.sources),
        sources: &expectations.sources,
        cases: runner.run(suites, args.filter.as_deref()),
        coverage: coverage
            .filter(|_| is_sound)
            .map(|coverage| CoverageReport::new(&coverage, &loaded.sources)),
        without_secrets: args.policy.without_secrets,
        filter: args.filter.as_deref(),
    };
    show(&results, args.format)?;
    let Totals { all, failed } = results.totals();
    let has_enough = all > 0 || (args.pass_with_no_tests && args.filter.is_none());
    Ok(match is_sound && failed == 0 && has_enough {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    })
}

fn show(results: &Results<'_>, format: Format) -> io::Result<()> {
    match format {
        Format::Human => output::print(&human::render(results)),
        Format::Json => output::print_raw(&json::render(results)?),
        Format::Junit => output::print_raw(&junit::render(results)?),
        Format::Github => output::print_raw(&github::render(results)),
    }
}
