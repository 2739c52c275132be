//! The arguments of `explain`.

use std::net::IpAddr;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use hyper::Method;

use crate::cli::explanation::{Header, HeaderParser, Typed, referrer};
use crate::cli::moment::{Moment, moment};
use crate::cli::source::PolicyArgs;
use crate::decision::{Certificate, Person, certificate, person};

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

Exit codes: 0 the link leads to Webex, 1 it does not or a log line\ncannot be used, 2 wrong usage.")]
pub struct ExplainArgs {
    /// Link to explain: a path that begins with a slash, a full address, or what a person would type
    /// into the box of the directory: a name, a meeting number, a Webex link
    #[arg(value_name = "LINK", required_unless_present = "log")]
    pub url: Option<Typed>,
    #[command(flatten)]
    pub policy: PolicyArgs,
    /// File with one line of the decision log, or - for standard input: explain its request, and
    /// compare the answers. LINK and other flags override the line
    #[arg(long, value_name = "FILE")]
    pub log: Option<PathBuf>,
    /// Method of the request, in uppercase [default: GET]
    #[arg(long, value_name = "METHOD")]
    pub method: Option<Method>,
    /// Header of the request, like 'Accept: application/json'; repeatable. Missing headers of a browser
    /// are added. Values are not shown, except a `Host` that is refused
    #[arg(long = "header", value_name = "NAME: VALUE", value_parser = HeaderParser)]
    pub headers: Vec<Header>,
    /// Client address of the connection [default: 127.0.0.1]
    #[arg(long, value_name = "ADDRESS")]
    pub from: Option<IpAddr>,
    /// Time of the request, like 2027-06-30T18:00 (in the policy's time zone) or 2027-06-30T18:00+02:00 [default: now]
    #[arg(long, value_name = "TIME", value_parser = moment)]
    pub at: Option<Moment>,
    // Not a doc comment: rustdoc would take the angle brackets for HTML.
    #[arg(
        help = "Caller, as an identity source names them: a user, an e-mail address, or \"Name <e-mail>\"",
        long = "as", value_name = "PERSON", value_parser = person)]
    pub person: Option<Person<'static>>,
    /// User id of the caller, if it is not the e-mail address
    #[arg(long, value_name = "USER")]
    pub user: Option<String>,
    /// Group of the caller; repeatable
    #[arg(long = "group", value_name = "GROUP")]
    pub groups: Vec<String>,
    /// Identity source of the caller: `headers`, `certificate`, or the name of a token issuer
    /// [default: the strongest in the policy]
    #[arg(long, value_name = "SOURCE")]
    pub by: Option<String>,
    /// Client certificate of the connection: its subject like CN=Ann,O=Acme, or an e-mail address in it
    #[arg(long, value_name = "SUBJECT-OR-MAIL", value_parser = certificate)]
    pub certificate: Option<Certificate>,
    /// Page that the visitor comes from, as the browser reports it
    #[arg(long, value_name = "URL", value_parser = referrer)]
    pub referrer: Option<String>,
    /// Output format
    #[arg(long, default_value = "human")]
    pub format: Format,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Format {
    /// For people
    Human,
    /// For programs: one JSON object with the same facts
    Json,
}
