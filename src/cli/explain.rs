//! `explain`: what would happen to a request, and why.
//!
//! The answer is production's own, from the same dispatcher; here it is only put into words.

mod address;
mod answer;
mod facts;
mod recorder;
mod request;
#[cfg(test)]
mod tests;
mod text;

use std::borrow::Cow;
use std::io;
use std::net::{IpAddr, Ipv4Addr};
use std::process::ExitCode;
use std::sync::Arc;

use clap::{Args, ValueEnum};
use hyper::Method;
use hyper::header::{HeaderName, HeaderValue};
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use x509_cert::name::Name;

use super::findings::Findings;
use super::source::PolicyArgs;
use super::{output, report};
use crate::compile::Sources;
use crate::decision::{Caller, Certificate, Groups, Person};
use crate::gateway::{DryRun, RequestHead};
use crate::identity::{Identity, holder};
use crate::net::Peer;
use crate::policy::Policy;
use crate::server::{Limits, oversize};
use crate::text::MailAddress;
use address::Address;
use answer::Answer;
use facts::{Asked, Facts};
use recorder::Recorder;

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  linkgate explain /go/join/123456789
  linkgate explain 'https://go.acme.example/go/standup?back=course' --policy policy.yaml
  linkgate explain /go/standup --from 10.1.2.3 --at 2027-07-01T09:00
  linkgate explain /go/standup --as 'Ann Lee <ann@acme.example>' --format json
  linkgate explain /go/standup --from 10.0.0.2 --header 'X-Forwarded-User: ann' --method HEAD

Exit codes: 0 when the link leads to Webex, 1 when it does not.")]
pub(super) struct ExplainArgs {
    /// The link: a path that begins with a slash, or a full address
    #[arg(value_name = "URL")]
    url: Address,
    #[command(flatten)]
    policy: PolicyArgs,
    /// Method of the request
    #[arg(long, value_name = "METHOD", default_value = "GET")]
    method: Method,
    /// Header of the request, like 'Accept: application/json'; may be given several times. Without
    /// them it is that of a browser
    #[arg(long = "header", value_name = "NAME: VALUE", value_parser = header)]
    headers: Vec<Header>,
    /// Network address that the connection comes from
    #[arg(long, value_name = "ADDRESS", default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    from: IpAddr,
    /// Moment of the request, like 2027-06-30T18:00 (in the policy's time zone) or 2027-06-30T18:00+02:00 [default: now]
    #[arg(long, value_name = "TIME", value_parser = moment)]
    at: Option<Moment>,
    // Not a doc comment: rustdoc would take the angle brackets for HTML.
    #[arg(
        help = "Person who asks, as an identity source would name them: a user, a mail address, or \"Name <mail>\"",
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

/// A header as an operator writes it.
#[derive(Clone, Debug)]
struct Header {
    name: HeaderName,
    value: HeaderValue,
}

/// Explains a request.
pub(super) fn run(args: &ExplainArgs, now: Timestamp) -> io::Result<ExitCode> {
    let name = args.policy.name();
    let loaded = args.policy.load(now);
    if loaded.policy.is_none() {
        output::eprint(&report::unusable(&Findings::of(&name, &loaded)))?;
    }
    let Some(policy) = loaded.policy.map(Arc::new) else {
        return Ok(ExitCode::FAILURE);
    };
    let zone = policy.endpoint().time_zone();
    let at = args.at.and_then(|at| at.in_zone(zone)).unwrap_or(now);
    let identity = Identity::new(&policy).map_err(io::Error::other)?;
    let facts = explain(&policy, identity, &loaded.sources, args, at);
    match args.format {
        Format::Human => output::print(&text::render(&facts))?,
        Format::Json => output::print_raw(&output::json(&facts)?)?,
    }
    Ok(match facts.leads_to_webex() {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    })
}

/// Answers the request as production would, and gathers the facts about it.
fn explain(
    policy: &Arc<Policy>,
    identity: Identity,
    sources: &Sources,
    args: &ExplainArgs,
    at: Timestamp,
) -> Facts {
    let recorder = Recorder::new(policy, sources, caller(args));
    let asked = Asked::new(args, at);
    let parts = match request::parts(args, policy.endpoint()) {
        Ok(parts) => parts,
        Err(refused) => return Facts::stopped(asked, Answer::of_hyper(&refused)),
    };
    let peer = Peer::at(args.from);
    let head = RequestHead {
        oversize: oversize(&parts, &Limits::default()),
        ..RequestHead::new(&parts, &peer, at)
    };
    let answer = DryRun::new(Arc::clone(policy), identity).answer(head, &recorder);
    recorder.facts(asked, &answer, &parts)
}

/// Whoever asks, if the command line says so; otherwise the headers of the request do.
fn caller(args: &ExplainArgs) -> Option<Caller<'static>> {
    let mut caller = Caller::unknown(args.from);
    if args.person.is_none() && args.user.is_none() && args.certificate.is_none() {
        return None;
    }
    if args.person.is_some() || args.user.is_some() {
        let person = args.person.clone().unwrap_or_default();
        let groups = args.groups.iter().map(|group| group.as_str().into());
        caller = caller.with_identity(Person {
            user: args.user.clone().map(Cow::Owned).or(person.user),
            groups: Groups::List(groups.collect()),
            identity_provider: "explain".into(),
            ..person
        });
    }
    if let Some(certificate) = &args.certificate {
        if let (None, Some(holder)) = (caller.person(), holder(certificate)) {
            caller = caller.with_identity(holder);
        }
        caller = caller.with_certificate(certificate.clone());
    }
    Some(caller)
}

/// Reads a header: its name, a colon, its value.
fn header(text: &str) -> Result<Header, String> {
    let (name, value) = text
        .split_once(':')
        .ok_or("write it like 'Accept: text/html'")?;
    Ok(Header {
        name: name
            .trim()
            .parse()
            .map_err(|_| "this is no name of a header")?,
        value: HeaderValue::from_bytes(value.trim().as_bytes())
            .map_err(|_| "a header cannot have this value")?,
    })
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
