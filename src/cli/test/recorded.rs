//! What a request comes to now, as an expectation.

use std::io;
use std::process::ExitCode;

use super::yaml;
use crate::cli::exit_code::USAGE;
use crate::compile::Source;
use crate::expectations::{self, Answer, Case, Expectations, Names, Test, TestCaller, judge};

/// How a file begins that did not exist before.
pub const HEAD: &str = "version: 1\ntests:\n";

/// How far the items of a list are indented.
pub const INDENT: usize = 2;

/// Why nothing is recorded.
#[derive(Debug, thiserror::Error)]
pub enum RecordError {
    #[error("--at is out of range")]
    Moment,
    #[error("the policy has no identity source `{0}`")]
    NoSource(String),
    #[error(
        "there may be a secret in this request, which would be in the file: write the expectation by hand"
    )]
    Secret,
    #[error(
        "this request cannot be written down so that it is read alike: write the expectation by hand"
    )]
    Unreadable,
    #[error("say which file to append to: linkgate test --record REQUEST --write FILE")]
    NoFile,
    #[error("{0}: {1}")]
    File(String, io::Error),
    #[error("{0}: no `tests` at its end to append to: put them last, one item below the other")]
    NoPlace(String),
    /// The findings about a file, as people read them.
    #[error("{0}")]
    Mistakes(String),
    #[error(transparent)]
    Output(#[from] io::Error),
}

impl RecordError {
    pub fn code(&self) -> ExitCode {
        match self {
            Self::Moment | Self::NoSource(_) | Self::NoFile => ExitCode::from(USAGE),
            _ => ExitCode::FAILURE,
        }
    }
}

/// A request with what it comes to.
pub struct Recorded<'r> {
    pub case: Case<'r>,
    pub answer: Answer,
    pub names: Names<'r>,
}

impl Recorded<'_> {
    /// It as an item of a list, with that many spaces before it.
    pub fn item(&self, indent: usize) -> String {
        yaml::item(self.case, &self.answer, indent)
    }

    /// Whether the expectation is met when it is read again.
    pub fn holds(&self) -> bool {
        let item = self.item(INDENT);
        let read = self.read("recorded", format!("{HEAD}{item}"));
        let mut tests = read.suites.iter().flat_map(|suite| &suite.tests);
        let is_same = |test: &Test| {
            test.requests.first() == Some(self.case.request)
                && test
                    .callers
                    .first()
                    .is_some_and(|caller| is_same_caller(caller, self.case.caller))
                && judge(&test.checks, &self.answer).is_empty()
        };
        !read.problems.has_errors() && tests.next().is_some_and(is_same)
    }

    /// Reads a file of expectations of the same policy.
    pub fn read(&self, name: &str, text: String) -> Expectations {
        expectations::read(vec![Source::new(name, text)], &self.names)
    }
}

fn is_same_caller(one: &TestCaller, other: &TestCaller) -> bool {
    let unlabelled = |caller: &TestCaller| TestCaller {
        label: None,
        ..caller.clone()
    };
    unlabelled(one) == unlabelled(other)
}
