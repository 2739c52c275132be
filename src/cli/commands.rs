//! `commands`: the catalogue of what Webex understands.

mod address;
mod entry;
mod example;
mod facts;
mod incomplete;
mod kind;
mod listed;
mod overview;

use std::io;
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use jiff::Timestamp;

use super::findings::Findings;
use super::source::PolicyArgs;
use super::{output, report};
use crate::compile::profile_catalogue;
use crate::text::nearest;
use crate::webex::Profile;
pub use address::address_in_words;
use listed::{Listed, of_catalogue, of_policy};

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  linkgate commands
  linkgate commands meeting.join
  linkgate commands --incomplete > commands.yaml
  linkgate commands --profile rest
  linkgate commands meeting.join --profile links
  linkgate commands --policy policy.yaml --format json")]
pub struct CommandsArgs {
    /// Command to show in full
    #[arg(conflicts_with = "incomplete")]
    name: Option<String>,
    /// Print what to look up in your Reference Guide, as YAML to fill in
    #[arg(long)]
    incomplete: bool,
    /// Show the built-in catalogue of sites that still understand the URL API, the REST API, or links
    /// alone, whatever the policy says
    #[arg(long)]
    profile: Option<ProfileArg>,
    #[command(flatten)]
    policy: PolicyArgs,
    /// Output format
    #[arg(long, default_value = "human")]
    format: Format,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people: tables, and YAML with `--incomplete`
    Human,
    /// For programs: a JSON list of commands
    Json,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "snake_case")]
enum ProfileArg {
    /// The URL API, and the links of today
    UrlApi,
    /// The REST API of today, and the links
    Rest,
    /// The links of today alone
    Links,
}

impl From<ProfileArg> for Profile {
    fn from(profile: ProfileArg) -> Self {
        match profile {
            ProfileArg::UrlApi => Self::UrlApi,
            ProfileArg::Rest => Self::Rest,
            ProfileArg::Links => Self::Links,
        }
    }
}

/// Shows the catalogue: that of a profile, the policy's, or the one that is compiled in.
pub fn run(args: &CommandsArgs, now: Timestamp) -> io::Result<ExitCode> {
    if args.profile.is_some() || !args.policy.is_given() {
        let profile = args.profile.map(Profile::from).unwrap_or_default();
        return match profile_catalogue(profile) {
            Ok(catalogue) => show(args, &of_catalogue(&catalogue)),
            Err(_) => Err(io::Error::other("the built-in catalogue is broken")),
        };
    }
    let name = args.policy.name();
    let loaded = args.policy.load(now);
    match &loaded.policy {
        Some(policy) => show(args, &of_policy(policy)),
        None => {
            output::eprint(&report::unusable(&Findings::of(&name, &loaded)))?;
            Ok(ExitCode::FAILURE)
        }
    }
}

fn show(args: &CommandsArgs, all: &[Listed<'_>]) -> io::Result<ExitCode> {
    let mut chosen: Vec<&Listed<'_>> = all.iter().collect();
    if let Some(name) = &args.name {
        chosen.retain(|listed| listed.command.name().as_str() == name);
        if chosen.is_empty() {
            output::eprint(&unknown(name, all))?;
            return Ok(ExitCode::FAILURE);
        }
    }
    if args.incomplete {
        chosen.retain(|listed| !listed.command.missing().is_empty());
    }
    match (args.format, &args.name) {
        (Format::Json, _) => {
            let facts: Vec<_> = chosen.into_iter().map(facts::CommandFacts::of).collect();
            output::print_raw(&output::json(&facts)?)?;
        }
        (Format::Human, _) if args.incomplete => output::print(&incomplete::render(&chosen))?,
        (Format::Human, None) => output::print(&overview::render(&chosen))?,
        (Format::Human, Some(_)) => {
            let entries: Vec<String> = chosen.into_iter().map(entry::render).collect();
            output::print(&entries.join("\n"))?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn unknown(name: &str, all: &[Listed<'_>]) -> String {
    let known: Vec<&str> = all.iter().map(|l| l.command.name().as_str()).collect();
    let proposal = match nearest(name, &known) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "`linkgate commands` lists them".to_owned(),
    };
    let bad = output::BAD;
    let name = output::visible(name);
    format!("{bad}error{bad:#}: there is no command `{name}`\n  help: {proposal}\n")
}

#[cfg(test)]
mod tests {
    use super::listed::with_embedded;
    use super::*;

    /// What a reader is sent to is a heading of the project's own page.
    #[test]
    fn every_source_is_a_heading_of_the_page_about_webex() {
        const PAGE: &str = include_str!("../../docs/webex.md");
        let lines = PAGE.lines().filter(|line| line.starts_with('#'));
        let headings: Vec<&str> = lines.map(|line| line.trim_matches(['#', ' '])).collect();
        let is_heading = |name: &str| headings.contains(&name);
        let is_section = |number: &str| {
            let mut headings = headings.iter();
            headings.any(|heading| {
                let (first, _) = heading.split_once(' ').unwrap_or((heading, ""));
                first.trim_end_matches('.') == number
            })
        };
        for profile in Profile::ALL {
            let catalogue = profile_catalogue(*profile).expect("a sound catalogue");
            for command in catalogue.iter() {
                let (name, source) = (command.name(), &command.words().source);
                assert!(!source.is_empty(), "{name}");
                for part in source.split("; ") {
                    let is_known = match part.strip_prefix("docs/webex.md ") {
                        Some(sections) => sections.split(", ").all(is_section),
                        None => is_heading(part),
                    };
                    assert!(is_known, "{name}: {part}");
                }
            }
        }
    }

    #[test]
    fn everything_fits_a_terminal() {
        for profile in Profile::ALL {
            let catalogue = profile_catalogue(*profile).expect("a sound catalogue");
            let all = of_catalogue(&catalogue);
            let all: Vec<&Listed<'_>> = all.iter().collect();
            let entries = all.iter().map(|listed| entry::render(listed));
            let shown = [overview::render(&all), incomplete::render(&all)];
            for text in shown.into_iter().chain(entries) {
                for line in output::unstyled(&text).lines() {
                    assert!(line.chars().count() <= output::COLUMNS, "{line}");
                }
            }
        }
    }

    #[test]
    fn a_slip_gets_the_command_that_was_meant() {
        let shown = |name| with_embedded(|all| output::unstyled(&unknown(name, all)));
        assert_eq!(
            shown("meeting.jion"),
            "error: there is no command `meeting.jion`\n  help: did you mean `meeting.join`?\n"
        );
        assert!(shown("x\x1b").contains("`x␛`"));
    }
}
