//! `check`: every problem of a policy, for people and for programs.

mod expiring;
mod machine;
mod verdict;

use std::io;
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use jiff::{Span, Timestamp};

use super::exit_code::USAGE;
use super::findings::{Findings, Listing};
use super::output::{self, counted, visible};
use super::report;
use super::source::OfflinePolicyArgs;
use crate::compile::Loaded;
use crate::policy::Policy;
use expiring::{Expiring, Period};
pub use machine::{Entry, annotations, entries};
use verdict::Report;

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  linkgate check --policy policy.yaml
  linkgate check --policy /etc/linkgate/ --format github
  linkgate check --policy policy/ --without-secrets     in CI, where no secret should be
  linkgate check --policy policy/ --expiring 30d        with the links that end soon, by owner

Exit codes: 0 the policy is valid (warnings are shown), 1 it has errors, 2 wrong usage.")]
pub struct CheckArgs {
    #[command(flatten)]
    policy: OfflinePolicyArgs,
    /// Output format
    #[arg(long, default_value = "human")]
    format: Format,
    /// List each finding: of a kind with many, only the first ones are shown otherwise
    #[arg(long)]
    all: bool,
    /// List what ends within this time, by owner: 30d, 6w, 3mo
    #[arg(long, value_name = "TIME", value_parser = expiring::parse_period)]
    expiring: Option<Span>,
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
    let loaded = args.policy.load(now);
    let findings = Findings::listed(&name, &loaded, args.listing());
    let expiring = match args.expiring(&loaded, now) {
        Ok(expiring) => expiring,
        Err(error) => {
            output::eprint(&format!("error: --expiring: {error}\n"))?;
            return Ok(ExitCode::from(USAGE));
        }
    };
    let report = Report {
        findings: &findings,
        policy: loaded.policy.as_ref(),
        expiring: expiring.as_ref(),
        summary: args.summary(&findings, loaded.policy.as_ref()),
    };
    match args.format {
        Format::Human => output::print(&report.human())?,
        Format::Json => output::print_raw(&machine::json(&report)?)?,
        Format::Github => output::print_raw(&machine::github(&report))?,
    }
    Ok(match loaded.policy {
        Some(_) => ExitCode::SUCCESS,
        None => ExitCode::FAILURE,
    })
}

impl CheckArgs {
    fn listing(&self) -> Listing {
        match self.format {
            // Programs fold for themselves.
            Format::Json => Listing::Each,
            Format::Human | Format::Github if self.all => Listing::Each,
            Format::Human | Format::Github => Listing::Folded,
        }
    }

    /// What ends soon in a policy that can be used.
    fn expiring<'l>(
        &self,
        loaded: &'l Loaded,
        now: Timestamp,
    ) -> Result<Option<Expiring<'l>>, jiff::Error> {
        let (Some(period), Some(policy)) = (self.expiring, &loaded.policy) else {
            return Ok(None);
        };
        let expiring = Expiring::find(
            policy,
            &loaded.sources,
            Period {
                from: now,
                length: period,
            },
        );
        expiring.map(Some)
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
            if self.policy.without_secrets {
                " (secrets not read)"
            } else {
                ""
            }
        )
    }
}
