//! The arguments of `explain`.

use std::net::IpAddr;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use hyper::Method;

use super::address::Typed;
use super::header::{Header, HeaderParser, referrer};
use super::moment::{Moment, moment};
use super::person::{certificate, person};
use crate::cli::source::PolicyArgs;
use crate::decision::{Certificate, Person};

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  linkgate explain standup
  linkgate explain /go/join/123456789
  linkgate explain 'https://acme.webex.com/meet/ada' --policy policy.yaml
  linkgate explain 'https://go.acme.example/go/standup?back=course' --policy policy.yaml
  linkgate explain /go/standup --from 10.1.2.3 --at 2027-07-01T09:00
  linkgate explain /go/standup --as 'Ann Lee <ann@acme.example>' --format json
  linkgate explain /go/standup --from 10.0.0.2 --header 'X-Forwarded-User: ann' --method HEAD
  grep 5d1f0c9ab7e24638-1a decisions.log | linkgate explain --policy policy.yaml --log -

Exit codes: 0 when the link leads to Webex, 1 when it does not or a line\ncannot be used, 2 wrong usage.")]
pub struct ExplainArgs {
    /// The link: a path that begins with a slash, a full address, or what a person would type into the
    /// box of the directory: a name, a meeting number, a Webex link
    #[arg(value_name = "LINK", required_unless_present = "log")]
    pub url: Option<Typed>,
    #[command(flatten)]
    pub policy: PolicyArgs,
    /// A line of the decision log, in a file, or - for standard input: the request that it is about is
    /// explained, and the answer compared. LINK and other flags win over what the line says
    #[arg(long, value_name = "FILE")]
    pub log: Option<PathBuf>,
    /// Method of the request, in capital letters [default: GET]
    #[arg(long, value_name = "METHOD")]
    pub method: Option<Method>,
    /// Header of the request, like 'Accept: application/json'; may be given several times. A browser's
    /// are added where they are missing. Values are not shown, but for a `Host` that is refused
    #[arg(long = "header", value_name = "NAME: VALUE", value_parser = HeaderParser)]
    pub headers: Vec<Header>,
    /// Network address that the connection comes from [default: 127.0.0.1]
    #[arg(long, value_name = "ADDRESS")]
    pub from: Option<IpAddr>,
    /// Moment of the request, like 2027-06-30T18:00 (in the policy's time zone) or 2027-06-30T18:00+02:00 [default: now]
    #[arg(long, value_name = "TIME", value_parser = moment)]
    pub at: Option<Moment>,
    // Not a doc comment: rustdoc would take the angle brackets for HTML.
    #[arg(
        help = "Person who asks, as an identity source would name them: a user, a mail address, or \"Name <mail>\"",
        long = "as", value_name = "PERSON", value_parser = person)]
    pub person: Option<Person<'static>>,
    /// Id of that person, where it is not the mail address
    #[arg(long, value_name = "USER")]
    pub user: Option<String>,
    /// Group of that person; may be given several times
    #[arg(long = "group", value_name = "GROUP")]
    pub groups: Vec<String>,
    /// Identity source that names this person: `headers`, `certificate`, or the name of a token issuer
    /// [default: the strongest of the policy]
    #[arg(long, value_name = "SOURCE")]
    pub by: Option<String>,
    /// Client certificate of the connection: its subject like CN=Ann,O=Acme, or a mail address in it
    #[arg(long, value_name = "SUBJECT-OR-MAIL", value_parser = certificate)]
    pub certificate: Option<Certificate>,
    /// Page that the person comes from, as the browser would say
    #[arg(long, value_name = "URL", value_parser = referrer)]
    pub referrer: Option<String>,
    /// Form of the output
    #[arg(long, default_value = "human")]
    pub format: Format,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Format {
    /// People
    Human,
    /// Programs: one JSON object with the same facts
    Json,
}
