//! `check`: every problem of a policy, for people and for programs.

mod machine;

use std::io;
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use jiff::Timestamp;

use super::findings::Findings;
use super::output::{self, GOOD, counted, styled, visible};
use super::report;
use super::source::PolicyArgs;
use crate::compile::Loaded;
use crate::policy::Policy;

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  linkgate check --policy policy.yaml
  linkgate check --policy /etc/linkgate/ --format github
  linkgate check --policy policy/ --without-secrets     in CI, where no secret should be

Exit codes: 0 the policy is valid (warnings are shown), 1 it has errors, 2 wrong usage.")]
pub struct CheckArgs {
    #[command(flatten)]
    policy: PolicyArgs,
    /// Output format
    #[arg(long, default_value = "human")]
    format: Format,
    /// Check all but the secrets: their files and variables are not read
    #[arg(long)]
    without_secrets: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    /// For people: each finding with its line and how to fix it
    Human,
    /// For programs: one JSON object
    Json,
    /// For GitHub Actions: workflow commands that become annotations
    Github,
}

pub fn run(args: &CheckArgs, now: Timestamp) -> io::Result<ExitCode> {
    let name = args.policy.name();
    let loaded = match args.without_secrets {
        true => args.policy.load_without_secrets(now),
        false => args.policy.load(now),
    };
    let findings = Findings::of(&name, &loaded);
    match args.format {
        Format::Human => output::print(&args.human(&findings, &loaded))?,
        Format::Json => output::print_raw(&machine::json(&findings, &loaded)?)?,
        Format::Github => {
            let summary = args.summary(&findings, loaded.policy.as_ref());
            output::print_raw(&machine::github(&findings, &summary))?;
        }
    }
    Ok(match loaded.policy {
        Some(_) => ExitCode::SUCCESS,
        None => ExitCode::FAILURE,
    })
}

impl CheckArgs {
    fn human(&self, findings: &Findings<'_>, loaded: &Loaded) -> String {
        let summary = self.summary(findings, loaded.policy.as_ref());
        let summary = match loaded.problems.is_empty() {
            true => styled(GOOD, &summary),
            false => summary,
        };
        format!("{}{summary}\n", report::report(findings))
    }

    /// One line that says how the policy is.
    fn summary(&self, findings: &Findings<'_>, policy: Option<&Policy>) -> String {
        let Some(policy) = policy else {
            return report::located_count(findings);
        };
        format!(
            "{}: {}, {}, {}{}",
            visible(findings.policy),
            counted(policy.routes().len(), "route"),
            counted(policy.links().len(), "link"),
            report::count(findings),
            // The policy may still be refused where the secrets are.
            if self.without_secrets {
                " (secrets not read)"
            } else {
                ""
            }
        )
    }
}
