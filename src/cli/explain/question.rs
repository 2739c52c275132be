//! The request that is explained: what the command line says of it, else what a line of the
//! decision log says.

use std::borrow::Cow;
use std::net::{IpAddr, Ipv4Addr};

use hyper::Method;
use jiff::Timestamp;

use super::args::ExplainArgs;
use super::log_line::LogLine;
use crate::cli::explanation::{Address, Question, strongest_source};
use crate::decision::{Groups, Person};
use crate::gateway;
use crate::policy::Policy;
use crate::replay::{Missing, Stage, rebuilt_path};

#[derive(Debug, thiserror::Error)]
pub enum QuestionError {
    #[error("--at is out of range")]
    Moment,
    #[error(
        "the line does not tell the whole URL: {0}; add the URL that was opened: linkgate explain --log FILE URL"
    )]
    Url(#[from] Missing),
    #[error("a link is missing")]
    NoLink,
    #[error("the policy has no identity source `{0}`")]
    NoSource(String),
}

/// The request that command line and log name.
///
/// # Errors
///
/// [`QuestionError`] when there is no moment, or no URL.
pub fn question(
    args: &ExplainArgs,
    line: Option<&LogLine>,
    policy: &Policy,
    now: Timestamp,
) -> Result<Question, QuestionError> {
    let zone = policy.endpoint().time_zone();
    let at = match args.asking.at {
        Some(at) => at.in_zone(zone).ok_or(QuestionError::Moment)?,
        None => line.map_or(now, |line| line.time),
    };
    let from = match line {
        Some(line) => line.client,
        None => Some(IpAddr::V4(Ipv4Addr::LOCALHOST)),
    };
    Ok(Question {
        url: url(args, line, policy, at)?,
        method: args.asking.method.clone().unwrap_or_else(|| method(line)),
        headers: args.headers.clone(),
        from: args.asking.from.or(from),
        at,
        person: person(args, line, policy)?,
        further: further(args, line),
        groups: args.asking.groups.clone(),
        certificate: args.asking.certificate.clone(),
        referrer: args.asking.referrer.clone(),
        is_logged: line.is_some(),
    })
}

fn url(
    args: &ExplainArgs,
    line: Option<&LogLine>,
    policy: &Policy,
    at: Timestamp,
) -> Result<Address, QuestionError> {
    match (&args.url, line) {
        (Some(typed), _) => Ok(Address::read(typed, policy, at)),
        (None, Some(line)) => Ok(Address::of(&rebuilt_path(&line.named(), policy)?)),
        (None, None) => Err(QuestionError::NoLink),
    }
}

/// Stands for a method whose name the log does not repeat.
const OTHER: &str = "OTHER";

/// The method of the request that is explained.
fn method(line: Option<&LogLine>) -> Method {
    let Some(line) = line else {
        return Method::GET;
    };
    match (line.stage(), line.method) {
        // What led to a confirmation was opened.
        (Stage::Confirmation, _) | (_, gateway::Method::Get) => Method::GET,
        (_, gateway::Method::Head) => Method::HEAD,
        (_, gateway::Method::Post) => Method::POST,
        (_, gateway::Method::Other) => Method::from_bytes(OTHER.as_bytes()).unwrap_or_default(),
    }
}

fn person(
    args: &ExplainArgs,
    line: Option<&LogLine>,
    policy: &Policy,
) -> Result<Option<Person<'static>>, QuestionError> {
    let source = source(args, policy)?;
    let is_given = args.asking.person.is_some() || args.asking.user.is_some();
    let person = match line.and_then(LogLine::person) {
        _ if is_given => Person {
            identity_provider: strongest_source(policy),
            ..args.asking.person.clone().unwrap_or_default()
        },
        Some(person) => person,
        None => return Ok(None),
    };
    let groups = args.asking.groups.iter().map(|group| group.as_str().into());
    Ok(Some(Person {
        user: args.asking.user.clone().map(Cow::Owned).or(person.user),
        groups: Groups::List(groups.collect()),
        identity_provider: source.unwrap_or(person.identity_provider),
        ..person
    }))
}

/// Flags about the person win over what the line says of anybody.
fn further(args: &ExplainArgs, line: Option<&LogLine>) -> Vec<Person<'static>> {
    match line {
        Some(line) if args.asking.person.is_none() && args.asking.user.is_none() => line.further(),
        _ => Vec::new(),
    }
}

/// The identity source that the command line names.
fn source(args: &ExplainArgs, policy: &Policy) -> Result<Option<Cow<'static, str>>, QuestionError> {
    let Some(named) = args.asking.by.clone() else {
        return Ok(None);
    };
    match policy.trust().sources().any(|known| known == named) {
        true => Ok(Some(named.into())),
        false => Err(QuestionError::NoSource(named)),
    }
}
