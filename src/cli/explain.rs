//! `explain`: what would happen to a link, and why.
//!
//! The decision is production's own, made by the same evaluator; here it is
//! only put into words.

mod address;
mod answer;
mod facts;
mod page;
#[cfg(test)]
mod tests;
mod text;

use std::borrow::Cow;
use std::io;
use std::net::{IpAddr, Ipv4Addr};
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use x509_cert::name::Name;

use super::findings::Findings;
use super::source::PolicyArgs;
use super::{output, report};
use crate::compile::Sources;
use crate::decision::{Caller, Certificate, Groups, LinkRequest, Page, Person, decide};
use crate::identity::holder;
use crate::policy::Policy;
use crate::text::MailAddress;
use address::Address;
use answer::Answer;
use facts::{Asked, Facts};
use page::Behind;

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
    /// Moment of the request, like 2027-06-30T18:00 (in the policy's time zone) or 2027-06-30T18:00+02:00 [default: now]
    #[arg(long, value_name = "TIME", value_parser = moment)]
    at: Option<Moment>,
    // Not a doc comment: rustdoc would take the angle brackets for HTML.
    #[arg(
        help = "Person who asks, as somebody would vouch for them: a user, a mail address, or \"Name <mail>\"",
        long = "as", value_name = "PERSON", value_parser = person)]
    person: Option<Person<'static>>,
    /// Id of that person, where it is not the mail address
    #[arg(long, value_name = "USER")]
    user: Option<String>,
    /// Group of that person; may be given several times
    #[arg(long = "group", value_name = "GROUP")]
    groups: Vec<String>,
    /// Client certificate of the connection: its subject like CN=Ann,O=Acme, or a mail address in it
    #[arg(long, value_name = "SUBJECT-OR-MAIL", value_parser = certificate)]
    certificate: Option<Certificate>,
    /// Page that the person comes from, as the browser would say
    #[arg(long, value_name = "URL")]
    referrer: Option<String>,
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
        output::eprint(&report::unusable(&Findings::of(&name, &loaded)))?;
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
    let zone = policy.endpoint().time_zone();
    let at = args.at.and_then(|at| at.in_zone(zone)).unwrap_or(now);
    explain((policy, &loaded.sources), args, at, facts_to)
}

/// Makes the decision and hands on the facts about it.
fn explain<R>(
    (policy, sources): (&Policy, &Sources),
    args: &ExplainArgs,
    at: Timestamp,
    hand_on: impl FnOnce(&Facts<'_>) -> R,
) -> R {
    let asked = Asked::new(args, at);
    if let Some(host) = args.url.foreign_host(policy.endpoint()) {
        return hand_on(&Facts::stopped(
            asked,
            Answer::foreign(host, policy.endpoint()),
        ));
    }
    let ask = match LinkRequest::parse(args.url.path_and_query()) {
        Ok(ask) => ask.with_referrer(args.referrer.as_deref()),
        Err(malformed) => return hand_on(&Facts::stopped(asked, Answer::malformed(malformed))),
    };
    if page::is_file(args.url.path(), policy) {
        return hand_on(&Facts::stopped(asked, page::file()));
    }
    let caller = caller(args);
    let Some(page) = Page::asked(policy, &ask) else {
        let decision = decide(policy, &ask, &caller, at);
        let answer = Answer::of(&decision, (policy, &ask, args.from));
        return hand_on(&Facts::of(asked, answer, &decision, (sources, &caller, at)));
    };
    let behind = match page::behind(page, policy, &ask, (&caller, at)) {
        Behind::Path(path) => path,
        Behind::Choice => return hand_on(&Facts::stopped(asked, page::choice())),
        Behind::Nothing => return hand_on(&Facts::stopped(asked, page::answer(page))),
    };
    let ask = match LinkRequest::parse(behind.as_str()) {
        Ok(ask) => ask,
        Err(malformed) => return hand_on(&Facts::stopped(asked, Answer::malformed(malformed))),
    };
    let decision = decide(policy, &ask, &caller, at);
    let answer = match page::is_shown(page, &decision) {
        true => page::answer(page),
        false => Answer::of(&decision, (policy, &ask, args.from)),
    };
    hand_on(&Facts::of(asked, answer, &decision, (sources, &caller, at)))
}

/// Whoever asks, as the command line says.
fn caller(args: &ExplainArgs) -> Caller<'_> {
    let mut caller = Caller::unknown(args.from);
    if args.person.is_some() || args.user.is_some() {
        let person = args.person.clone().unwrap_or_default();
        let groups = args.groups.iter().map(|group| group.as_str().into());
        caller = caller.with_identity(Person {
            user: args.user.as_deref().map(Cow::Borrowed).or(person.user),
            groups: Groups::List(groups.collect()),
            voucher: "explain".into(),
            ..person
        });
    }
    if let Some(certificate) = &args.certificate {
        if let (None, Some(holder)) = (caller.person(), holder(certificate)) {
            caller = caller.with_identity(holder);
        }
        caller = caller.with_certificate(certificate.clone());
    }
    caller
}

/// A moment as an operator writes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Moment {
    /// With an offset.
    Exact(Timestamp),
    /// Without one: meant in the policy's zone, like its dates.
    Local(DateTime),
}

impl Moment {
    fn in_zone(self, zone: &TimeZone) -> Option<Timestamp> {
        match self {
            Self::Exact(moment) => Some(moment),
            Self::Local(local) => zone.to_timestamp(local).ok(),
        }
    }
}

/// Reads a moment: with an offset, or in the policy's zone.
fn moment(text: &str) -> Result<Moment, String> {
    let text = text.trim();
    if let Ok(moment) = text.parse() {
        return Ok(Moment::Exact(moment));
    }
    let local = text.parse().map(Moment::Local);
    local.map_err(|_| "write it like 2027-06-30T18:00 or 2027-06-30T18:00:00+02:00".to_owned())
}

/// Reads a person: a user, a mail address, or `Name <mail>`. Who has a mail
/// address is known by it, unless `--user` says otherwise.
fn person(text: &str) -> Result<Person<'static>, String> {
    let some = |text: &str| {
        let text = text.trim();
        (!text.is_empty()).then(|| Cow::Owned(text.to_owned()))
    };
    let (name, email) = match text.trim().strip_suffix('>') {
        Some(text) => text.rsplit_once('<').unwrap_or_default(),
        None if text.contains('@') => ("", text),
        None => ("", ""),
    };
    let word = (!text.contains(['<', '@'])).then_some(text);
    let (name, email) = (some(name), some(email));
    let user = word.and_then(some).or_else(|| email.clone());
    let is_mail = |email: &Cow<'_, str>| MailAddress::parse(email).is_ok();
    match (user.is_some() || name.is_some()) && email.as_ref().is_none_or(is_mail) {
        true => Ok(Person {
            user,
            name,
            email,
            ..Person::default()
        }),
        false => Err("write it like \"Ann Lee <ann@acme.example>\"".to_owned()),
    }
}

/// Reads what a certificate says: its subject, as certificates have it, or a mail address.
fn certificate(text: &str) -> Result<Certificate, String> {
    let is_canonical = |name: Name| name.to_string() == text;
    let is_subject = text.contains('=') && text.parse().is_ok_and(is_canonical);
    let (subject, email) = match MailAddress::parse(text) {
        // `CN=ann@acme.example` could be both.
        Ok(_) if !is_subject => ("", Some(text)),
        Err(_) if !is_subject && text.contains('@') => {
            return Err("write it like CN=Ann,O=Acme or ann@acme.example".to_owned());
        }
        Ok(_) | Err(_) => (text, None),
    };
    Ok(Certificate {
        subject: subject.into(),
        emails: email.into_iter().map(Into::into).collect(),
    })
}
