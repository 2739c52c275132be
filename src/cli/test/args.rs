//! The arguments of `test`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::cli::asking::AskingArgs;
use crate::cli::explanation::Typed;
use crate::cli::source::OfflinePolicyArgs;

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  linkgate test --policy policy.yaml                        the tests in policy.test.yaml
  linkgate test --policy policy/ --coverage                 those in policy/*.test.yaml, and what they leave out
  linkgate test --policy policy.yaml tests/ more.test.yaml  other files and folders
  linkgate test --policy policy.yaml --format junit > results.xml
  linkgate test --policy policy/ --without-secrets          in CI, where no secret should be
  linkgate test --policy policy.yaml --record standup --as ann@acme.example --from 10.1.2.3
  linkgate test --policy policy.yaml --record /go/join/123456789 --write

Exit codes: 0 all expectations hold, 1 some do not, cannot be read or there are none, 2 wrong usage.")]
pub struct TestArgs {
    /// Files with expectations, or folders of them [default: POLICY.test.yaml beside the policy, and
    /// *.test.yaml in its folder]
    #[arg(value_name = "FILE")]
    pub files: Vec<PathBuf>,
    #[command(flatten)]
    pub policy: OfflinePolicyArgs,
    /// Only expectations that have this text in their name; case does not count
    #[arg(long, value_name = "TEXT", conflicts_with = "record")]
    pub filter: Option<String>,
    /// Name the routes, rules, links and back URLs that no expectation reaches
    #[arg(long, conflicts_with = "record")]
    pub coverage: bool,
    /// Output format
    #[arg(long, default_value = "human")]
    pub format: Format,
    /// Exit with 0 where there are no expectations
    #[arg(long, conflicts_with = "record")]
    pub pass_with_no_tests: bool,
    /// Print an expectation of what this request comes to now; the flags below say who asks, and when
    #[arg(long, value_name = "REQUEST")]
    pub record: Option<Typed>,
    /// Append it to the file of expectations
    #[arg(long, requires = "record")]
    pub write: bool,
    #[command(flatten)]
    pub asking: AskingArgs,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people: each failure with its line and what would happen instead
    Human,
    /// For programs: one JSON object
    Json,
    /// For CI servers: JUnit's XML
    Junit,
    /// For GitHub Actions: workflow commands that become annotations
    Github,
}
