//! Writes an expectation of what is true now.

use std::borrow::Cow;
use std::io;
use std::process::ExitCode;

use hyper::Method;
use jiff::Timestamp;
use percent_encoding::percent_decode_str;

use super::append::append;
use super::args::TestArgs;
use super::recorded::{INDENT, RecordError, Recorded};
use super::runner::{answer, question};
use super::words::words;
use crate::cli::asking::AskingArgs;
use crate::cli::explanation::{Trial, Typed};
use crate::cli::output::{self, visible};
use crate::compile::Sources;
use crate::expectations::{Names, Test, TestCaller, TestRequest};
use crate::policy::{Place, Policy};
use crate::text::names_secret;

/// Records the request that the command line names.
pub fn run(
    args: &TestArgs,
    request: &Typed,
    trial: &Trial,
    now: Timestamp,
) -> io::Result<ExitCode> {
    let error = match record(args, request, trial, now) {
        Ok(()) => return Ok(ExitCode::SUCCESS),
        Err(RecordError::Output(error)) => return Err(error),
        Err(error) => error,
    };
    match &error {
        RecordError::Mistakes(findings) => output::eprint(findings)?,
        error => output::eprint(&format!("error: {}\n", visible(&error.to_string())))?,
    }
    Ok(error.code())
}

fn record(
    args: &TestArgs,
    request: &Typed,
    trial: &Trial,
    now: Timestamp,
) -> Result<(), RecordError> {
    let policy = trial.policy();
    let test = test(&args.asking, request, policy, now)?;
    let case = test.cases().next().ok_or(RecordError::Unreadable)?;
    let question = question(case, policy);
    if question.url.as_given() != &*case.request.link || has_secret(&case.request.link) {
        return Err(RecordError::Secret);
    }
    let answer = answer(&trial.explain(&question, &Sources::default()));
    let names = Names::of(policy, words());
    let recorded = Recorded {
        case,
        answer,
        names,
    };
    match recorded.holds() {
        false => Err(RecordError::Unreadable),
        true if args.write => append(args, &recorded),
        true => Ok(output::print_raw(&recorded.item(INDENT))?),
    }
}

/// Whether a field of a query says by its name that its value lets in whoever has it.
fn has_secret(link: &str) -> bool {
    let query = link.split_once('?').map(|(_, query)| query);
    let names = query.into_iter().flat_map(|query| query.split(['&', ';']));
    let mut names = names.filter_map(|field| field.split('=').next());
    names.any(|name| names_secret(&percent_decode_str(name).decode_utf8_lossy()))
}

/// The request as a test without expectations.
fn test(
    asking: &AskingArgs,
    request: &Typed,
    policy: &Policy,
    now: Timestamp,
) -> Result<Test, RecordError> {
    let zone = policy.endpoint().time_zone();
    let at = match asking.at {
        Some(at) => at.in_zone(zone).ok_or(RecordError::Moment)?,
        None => now,
    };
    let request = TestRequest {
        method: asking
            .method
            .as_ref()
            .unwrap_or(&Method::GET)
            .as_str()
            .into(),
        link: request.as_str().into(),
    };
    let caller = caller(asking, policy)?;
    let by = match caller == TestCaller::default() {
        true => String::new(),
        false => format!(" by {}", caller.in_words()),
    };
    Ok(Test {
        name: format!("{}{by}", request.in_words()).into(),
        place: Place::start(0),
        requests: vec![request],
        callers: vec![caller],
        // As exact as it is written.
        at: Timestamp::from_second(at.as_second()).map_err(|_| RecordError::Moment)?,
        headers: Vec::new(),
        referrer: asking.referrer.as_deref().map(Into::into),
        checks: Vec::new(),
    })
}

fn caller(asking: &AskingArgs, policy: &Policy) -> Result<TestCaller, RecordError> {
    let mut sources = policy.trust().sources();
    if let Some(by) = asking
        .by
        .as_ref()
        .filter(|by| !sources.any(|known| known == *by))
    {
        return Err(RecordError::NoSource(by.clone()));
    }
    let person = asking.person.clone().unwrap_or_default();
    let owned = |text: Option<Cow<'_, str>>| text.map(Into::into);
    let is_person = asking.person.is_some() || asking.user.is_some();
    let groups = asking.groups.iter().filter(|_| is_person);
    Ok(TestCaller {
        label: None,
        user: asking
            .user
            .as_deref()
            .map(Into::into)
            .or_else(|| owned(person.user)),
        name: owned(person.name),
        email: owned(person.email),
        groups: groups.map(|group| group.as_str().into()).collect(),
        by: asking.by.as_deref().filter(|_| is_person).map(Into::into),
        certificate: asking.certificate.clone(),
        from: asking.from,
    })
}
