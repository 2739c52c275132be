//! What a file of expectations says.

use std::net::IpAddr;

use jiff::Timestamp;

use crate::decision::Certificate;
use crate::policy::Place;
use crate::word_list::words;

/// The tests of one file.
#[derive(Debug, Default)]
pub struct Suite {
    pub tests: Vec<Test>,
}

/// Requests that all come to the same, for all of these callers.
#[derive(Debug)]
pub struct Test {
    /// As the file has it, else the first request.
    pub name: Box<str>,
    /// Where it begins.
    pub place: Place,
    pub requests: Vec<TestRequest>,
    pub callers: Vec<TestCaller>,
    pub at: Timestamp,
    pub headers: Vec<Header>,
    pub referrer: Option<Box<str>>,
    pub checks: Vec<Check>,
}

/// One request of a test by one caller.
#[derive(Clone, Copy, Debug)]
pub struct Case<'t> {
    pub test: &'t Test,
    pub request: &'t TestRequest,
    pub caller: &'t TestCaller,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TestRequest {
    /// In uppercase.
    pub method: Box<str>,
    /// A path, an address, or what a person types into the box of the directory.
    pub link: Box<str>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    pub name: Box<str>,
    pub value: Box<str>,
}

/// Who asks. Without a user, a name and an e-mail address, the caller is anonymous.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TestCaller {
    /// The name under which the file declares the caller.
    pub label: Option<Box<str>>,
    pub user: Option<Box<str>>,
    pub name: Option<Box<str>>,
    pub email: Option<Box<str>>,
    pub groups: Vec<Box<str>>,
    /// The identity source; `None` is the strongest of the policy.
    pub by: Option<Box<str>>,
    pub certificate: Option<Certificate>,
    /// The address of the client; `None` is this machine.
    pub from: Option<IpAddr>,
}

/// One thing that is to be so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    pub subject: Subject,
    /// `None` for something that is not to be there.
    pub expected: Option<Box<str>>,
    /// Where the file says so.
    pub place: Place,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    Fact(Fact),
    /// The value of the parameter with this name.
    Parameter(Box<str>),
}

words! {
    /// What can be expected of an answer, in the words of `explain` and the decision log.
    pub enum Fact {
        Status = "status",
        Outcome = "outcome",
        Reason = "reason",
        Route = "route",
        Link = "link",
        Back = "back",
        Target = "target",
        Location = "location",
        /// The outcome if no rule were report-only, where that differs.
        Would = "would",
    }
}

impl Suite {
    /// All cases, in the order of the file.
    pub fn cases(&self) -> impl Iterator<Item = Case<'_>> {
        self.tests.iter().flat_map(Test::cases)
    }
}

impl Test {
    /// Each request by each caller.
    pub fn cases(&self) -> impl Iterator<Item = Case<'_>> {
        let requests = self.requests.iter();
        requests.flat_map(move |request| {
            let callers = self.callers.iter();
            callers.map(move |caller| Case {
                test: self,
                request,
                caller,
            })
        })
    }

    /// How many cases it has.
    pub fn len(&self) -> usize {
        self.requests.len().saturating_mul(self.callers.len())
    }
}

impl Case<'_> {
    /// The name of the test, with what tells this case from its others.
    pub fn name(&self) -> String {
        let test = self.test;
        let request = (test.requests.len() > 1).then(|| self.request.in_words());
        let caller = (test.callers.len() > 1).then(|| self.caller.in_words());
        let parts: Vec<String> = request.into_iter().chain(caller).collect();
        match parts.is_empty() {
            true => test.name.to_string(),
            false => format!("{} [{}]", test.name, parts.join(", ")),
        }
    }
}

impl TestRequest {
    pub fn in_words(&self) -> String {
        match &*self.method {
            "GET" => self.link.to_string(),
            method => format!("{method} {}", self.link),
        }
    }
}

impl TestCaller {
    /// Whether an identity source is to name the caller.
    pub fn is_person(&self) -> bool {
        self.user.is_some() || self.name.is_some() || self.email.is_some()
    }

    pub fn in_words(&self) -> String {
        let known = [&self.label, &self.user, &self.email, &self.name];
        let known = known.into_iter().find_map(|text| text.as_deref());
        match (known, self.from) {
            (Some(known), _) => known.to_owned(),
            (None, Some(from)) => from.to_string(),
            (None, None) => "anonymous".to_owned(),
        }
    }
}

impl Subject {
    /// Its key in a file.
    pub fn in_words(&self) -> String {
        match self {
            Self::Fact(fact) => fact.as_str().to_owned(),
            Self::Parameter(name) => format!("parameters.{name}"),
        }
    }
}
