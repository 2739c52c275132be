//! The arguments of `explain`.

use std::net::{IpAddr, Ipv4Addr};

use clap::{Args, ValueEnum};
use hyper::Method;

use super::address::Address;
use super::header::{Header, HeaderParser, referrer};
use super::moment::{Moment, moment};
use super::person::{certificate, person};
use crate::cli::source::PolicyArgs;
use crate::decision::{Certificate, Person};

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  linkgate explain /go/join/123456789
  linkgate explain 'https://go.acme.example/go/standup?back=course' --policy policy.yaml
  linkgate explain /go/standup --from 10.1.2.3 --at 2027-07-01T09:00
  linkgate explain /go/standup --as 'Ann Lee <ann@acme.example>' --format json
  linkgate explain /go/standup --from 10.0.0.2 --header 'X-Forwarded-User: ann' --method HEAD

Exit codes: 0 when the link leads to Webex, 1 when it does not.")]
pub struct ExplainArgs {
    /// The link: a path that begins with a slash, or a full address
    #[arg(value_name = "URL")]
    pub url: Address,
    #[command(flatten)]
    pub policy: PolicyArgs,
    /// Method of the request, in capital letters
    #[arg(long, value_name = "METHOD", default_value = "GET")]
    pub method: Method,
    /// Header of the request, like 'Accept: application/json'; may be given several times. A browser's
    /// are added where they are missing. Values are not shown
    #[arg(long = "header", value_name = "NAME: VALUE", value_parser = HeaderParser)]
    pub headers: Vec<Header>,
    /// Network address that the connection comes from
    #[arg(long, value_name = "ADDRESS", default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    pub from: IpAddr,
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
