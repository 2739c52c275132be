//! `explain`: what would happen to a link, and why.
//!
//! The decision is production's own, made by the same evaluator; here it is
//! only put into words.

mod address;
mod answer;
mod facts;
#[cfg(test)]
mod tests;
mod text;

use std::io;
use std::net::{IpAddr, Ipv4Addr};
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use super::findings::Findings;
use super::source::PolicyArgs;
use super::{output, report};
use crate::decision::{Ask, Caller, Person, decide};
use crate::policy::{Policy, Sources};
use address::Address;
use answer::Answer;
use facts::{Asked, Facts};

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  linkgate explain /go/join/123456789
  linkgate explain 'https://go.acme.example/go/standup?back=course' --policy policy.yaml
  linkgate explain /go/standup --from 10.1.2.3 --at 2027-07-01T09:00
  linkgate explain /go/standup --as 'Ann Lee <ann@acme.example>' --format json

Exit codes: 0 when the link leads to Webex, 1 when it does not.")]
pub(super) struct ExplainArgs {
    /// The link: a path that begins with a slash, or a full address
    #[arg(value_name = "URL")]
    url: Address,
    #[command(flatten)]
    policy: PolicyArgs,
    /// Network address that the request comes from
    #[arg(long, value_name = "ADDRESS", default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    from: IpAddr,
    /// Moment of the request, like 2027-06-30T18:00 (UTC) or 2027-06-30T18:00+02:00 [default: now]
    #[arg(long, value_name = "TIME", value_parser = moment)]
    at: Option<Timestamp>,
    // Not a doc comment: rustdoc would take the angle brackets for HTML.
    #[arg(
        help = "Person who asks, were they known: \"Name <mail>\", a name or a mail address (the gateway itself knows nobody yet)",
        long = "as", value_name = "PERSON", value_parser = person)]
    person: Option<Person>,
    /// Form of the output
    #[arg(long, default_value = "human")]
    format: Format,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    /// People
    Human,
    /// Programs: one JSON object with the same facts
    Json,
}

/// Explains a link.
pub(super) fn run(args: &ExplainArgs, now: Timestamp) -> io::Result<ExitCode> {
    let name = args.policy.name();
    let loaded = args.policy.load(now);
    let Some(policy) = &loaded.policy else {
        output::complain(&report::unusable(&Findings::of(&name, &loaded)))?;
        return Ok(ExitCode::FAILURE);
    };
    let facts_to = |facts: &Facts<'_>| {
        match args.format {
            Format::Human => output::print(&text::render(facts))?,
            Format::Json => output::print_raw(&output::json(facts)?)?,
        }
        Ok(match facts.leads_to_webex() {
            true => ExitCode::SUCCESS,
            false => ExitCode::FAILURE,
        })
    };
    let at = args.at.unwrap_or(now);
    explain((policy, &loaded.sources), args, at, facts_to)
}

/// Makes the decision and hands on the facts about it.
fn explain<R>(
    (policy, sources): (&Policy, &Sources),
    args: &ExplainArgs,
    at: Timestamp,
    hand_on: impl FnOnce(&Facts<'_>) -> R,
) -> R {
    let asked = Asked::new(&args.url, args.from, at, args.person.as_ref());
    if let Some(host) = args.url.foreign_host(policy.front()) {
        return hand_on(&Facts::stopped(
            asked,
            Answer::foreign(host, policy.front()),
        ));
    }
    let ask = match Ask::parse(args.url.path_and_query()) {
        Ok(ask) => ask,
        Err(malformed) => return hand_on(&Facts::stopped(asked, Answer::malformed(malformed))),
    };
    let caller = match args.person.clone() {
        None => Caller::unknown(args.from),
        Some(person) => Caller::unknown(args.from).known_as(person),
    };
    let decision = decide(policy, &ask, &caller, at);
    let answer = Answer::of(&decision, (policy, &ask, args.from));
    hand_on(&Facts::of(asked, answer, &decision, sources))
}

/// Reads a moment: with an offset, or in UTC.
fn moment(text: &str) -> Result<Timestamp, String> {
    let text = text.trim();
    if let Ok(moment) = text.parse::<Timestamp>() {
        return Ok(moment);
    }
    let local = text.parse::<DateTime>().ok();
    let moment = local.and_then(|local| TimeZone::UTC.to_timestamp(local).ok());
    moment.ok_or_else(|| "write it like 2027-06-30T18:00 or 2027-06-30T18:00:00+02:00".to_owned())
}

/// Reads a person: `Name <mail>`, a name or a mail address.
fn person(text: &str) -> Result<Person, String> {
    let some = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    let person = match text
        .trim()
        .strip_suffix('>')
        .map(|text| text.rsplit_once('<'))
    {
        Some(Some((name, email))) => Person {
            name: some(name),
            email: some(email),
        },
        Some(None) => Person::default(),
        None if text.contains('@') => Person {
            name: None,
            email: some(text),
        },
        None => Person {
            name: some(text),
            email: None,
        },
    };
    match person.name.is_some() || person.email.is_some() {
        true => Ok(person),
        false => Err("write it like \"Ann Lee <ann@acme.example>\"".to_owned()),
    }
}
