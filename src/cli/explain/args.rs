//! The arguments of `explain`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::cli::asking::AskingArgs;
use crate::cli::explanation::{Header, HeaderParser, Typed};
use crate::cli::source::PolicyArgs;

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
    /// Header of the request, like 'Accept: application/json'; repeatable. Missing headers of a browser
    /// are added. Values are not shown, except a `Host` that is refused
    #[arg(long = "header", value_name = "NAME: VALUE", value_parser = HeaderParser)]
    pub headers: Vec<Header>,
    #[command(flatten)]
    pub asking: AskingArgs,
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
