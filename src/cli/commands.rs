//! `commands`: the catalogue of what Webex understands.

mod entry;
mod example;
mod facts;
mod incomplete;
mod kind;
mod overview;

use std::io;
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use jiff::Timestamp;

use super::findings::Findings;
use super::source::PolicyArgs;
use super::{output, report};
use crate::compile::embedded_catalogue;
use crate::policy::{Catalogue, Policy, SiteWithCommands};
use crate::text::nearest;
use crate::webex::{Address, Command};

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  linkgate commands
  linkgate commands meeting.join
  linkgate commands --incomplete > commands.yaml
  linkgate commands --policy policy.yaml --format json")]
pub struct CommandsArgs {
    /// One command, to be shown in full
    #[arg(conflicts_with = "incomplete")]
    name: Option<String>,
    /// Print what only your Reference Guide tells, as YAML to fill in
    #[arg(long)]
    incomplete: bool,
    #[command(flatten)]
    policy: PolicyArgs,
    /// For whom the catalogue is
    #[arg(long, default_value = "human")]
    format: Format,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// People: tables, and YAML for `--incomplete`
    Human,
    /// Programs: a JSON list of commands
    Json,
}

/// A command, and the sites of the policy that understand it like this.
#[derive(Debug)]
struct Listed<'c> {
    command: &'c Command,
    /// Empty when all sites do, or there is none.
    sites: Vec<&'c str>,
}

/// Shows the catalogue: the policy's, or the one that is compiled in.
pub fn run(args: &CommandsArgs, now: Timestamp) -> io::Result<ExitCode> {
    if !args.policy.is_given() {
        return match embedded_catalogue() {
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

fn of_catalogue(catalogue: &Catalogue) -> Vec<Listed<'_>> {
    let listed = |command| Listed {
        command,
        sites: Vec::new(),
    };
    catalogue.iter().map(listed).collect()
}

/// The commands of all sites by name. One that the sites understand differently is listed once for
/// each way.
fn of_policy(policy: &Policy) -> Vec<Listed<'_>> {
    let mut all: Vec<Listed<'_>> = Vec::new();
    for SiteWithCommands { site, commands } in policy.sites() {
        for command in commands.iter() {
            match all.iter_mut().find(|listed| listed.command == command) {
                Some(listed) => listed.sites.push(site.name()),
                None => all.push(Listed {
                    command,
                    sites: vec![site.name()],
                }),
            }
        }
    }
    let sites = policy.sites().len();
    for listed in &mut all {
        if listed.sites.len() == sites {
            listed.sites.clear();
        }
    }
    all.sort_by(|a, b| a.command.name().cmp(b.command.name()));
    all
}

/// Where Webex answers a command, as a policy's author would write it.
pub fn address_in_words(command: &Command) -> String {
    match command.address() {
        Address::Page(page, Some(action)) => format!("{}?AT={}", page.as_str(), action.as_str()),
        Address::Page(page, None) => page.as_str().to_owned(),
        Address::Path(path) => path.to_string(),
        Address::Incomplete(_) => "(to be completed)".to_owned(),
    }
}

#[cfg(test)]
fn with_embedded<R>(test: impl FnOnce(&[Listed<'_>]) -> R) -> R {
    let catalogue = embedded_catalogue().expect("the built-in catalogue is sound");
    test(&of_catalogue(&catalogue))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compile::load_text;

    #[test]
    fn a_slip_gets_the_command_that_was_meant() {
        let shown = |name| with_embedded(|all| output::unstyled(&unknown(name, all)));
        assert_eq!(
            shown("meeting.jion"),
            "error: there is no command `meeting.jion`\n  help: did you mean `meeting.join`?\n"
        );
        assert!(shown("x\x1b").contains("`x␛`"));
    }

    #[test]
    fn what_sites_understand_differently_is_listed_for_each() {
        let text = "version: 1\npublic_url: https://go.acme.example/\nsites:\n  a: https://a.webex.com/a/\n  b: { url: https://b.webex.com/b/, commands: { meeting.join: { page: k2/j.php } } }\nroutes:\n  join: { path: '/go/{meeting_key}', site: a, command: meeting.join, allow: anyone }\n";
        let loaded = load_text("p.yaml", text, Timestamp::UNIX_EPOCH);
        let policy = loaded.policy.expect("a good policy");
        let all = of_policy(&policy);
        let joins = all
            .iter()
            .filter(|l| l.command.name().as_str() == "meeting.join");
        let joins: Vec<_> = joins
            .map(|l| (address_in_words(l.command), l.sites.clone()))
            .collect();
        let expected = [
            ("m.php?AT=JM".to_owned(), vec!["a"]),
            ("k2/j.php?AT=JM".to_owned(), vec!["b"]),
        ];
        assert_eq!(joins, expected);
        assert!(all.iter().filter(|l| !l.sites.is_empty()).count() == 2);
    }
}
