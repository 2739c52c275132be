//! `explain`: what would happen to a request, and why.
//!
//! The answer is production's own, from the same dispatcher; here it is only put into words.

mod args;
mod log_line;
mod logged;
mod question;
#[cfg(test)]
mod tests;

use std::error::Error;
use std::io;
use std::process::ExitCode;
use std::sync::Arc;

use jiff::Timestamp;
use serde::Serialize;

use super::exit_code::USAGE;
use super::explanation::{Facts, Trial, text};
use super::findings::Findings;
use super::{output, report};
use crate::identity::Identity;
pub use args::ExplainArgs;
use args::Format;
use log_line::LogLine;
use logged::Logged;
use question::question;

/// All that is said in answer to one call.
#[derive(Debug, Serialize)]
struct Explanation {
    #[serde(flatten)]
    facts: Facts,
    #[serde(skip_serializing_if = "Option::is_none")]
    logged: Option<Logged>,
}

/// Explains a request.
pub fn run(args: &ExplainArgs, now: Timestamp) -> io::Result<ExitCode> {
    let line = match args.log.as_deref().map(LogLine::read).transpose() {
        Ok(line) => line,
        Err(error) => return fail(&error, ExitCode::FAILURE),
    };
    let name = args.policy.name();
    let loaded = args.policy.load(now);
    if loaded.policy.is_none() {
        output::eprint(&report::unusable(&Findings::of(&name, &loaded)))?;
    }
    let Some(policy) = loaded.policy.map(Arc::new) else {
        return Ok(ExitCode::FAILURE);
    };
    let question = match question(args, line.as_ref(), &policy, now) {
        Ok(question) => question,
        Err(error) => return fail(&error, ExitCode::from(USAGE)),
    };
    let identity = Identity::new(&policy).map_err(io::Error::other)?;
    let trial = Trial::new(policy, identity);
    let facts = trial.explain(&question, &loaded.sources);
    let logged = line.map(|line| Logged::new(&line, args, &facts, trial.policy().hash()));
    show(&Explanation { facts, logged }, args.format)
}

fn fail(error: &dyn Error, code: ExitCode) -> io::Result<ExitCode> {
    // What it repeats comes from a log line, and so from anybody.
    output::eprint(&format!("error: {}\n", output::visible(&error.to_string())))?;
    Ok(code)
}

fn show(explanation: &Explanation, format: Format) -> io::Result<ExitCode> {
    let Explanation { facts, logged } = explanation;
    match format {
        Format::Human => {
            let logged = logged.as_ref().map(logged::text::render);
            let facts = text::render(facts);
            output::print(&format!("{facts}{}", logged.unwrap_or_default()))?;
        }
        Format::Json => output::print_raw(&output::json(explanation)?)?,
    }
    Ok(match facts.leads_to_webex() {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    })
}
