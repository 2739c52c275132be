//! How a decision was reached.

use smallvec::SmallVec;

use crate::policy::{Link, NamedBack, Route, Verdict};
use crate::webex::{Parameter, Value};

/// How a decision was reached: every step that was taken, none that was not.
#[derive(Debug, Default)]
pub struct Trace<'a> {
    /// The link that was asked for, if it was one.
    pub link: Option<&'a Link>,
    /// The route that answers.
    pub route: Option<&'a Route>,
    /// What its access rules say about the caller.
    pub verdict: Option<Verdict<'a>>,
    /// The parameters that have a value, in the order in which they are sent.
    pub filled: SmallVec<[Filled<'a>; 4]>,
    /// How many query fields mean nothing to the route and were ignored.
    pub ignored: u32,
    /// The back URL that was chosen.
    pub back: Option<&'a NamedBack>,
}

/// A parameter with its value and where that came from.
#[derive(Debug)]
pub struct Filled<'a> {
    /// The parameter.
    pub parameter: &'a Parameter,
    /// Its value.
    pub value: Value<'a>,
    /// Where the value came from.
    pub origin: Origin,
}

/// Where a value came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The path of the request.
    Path,
    /// The query of the request.
    Query,
    /// A constant of the route.
    Constant,
    /// The named link.
    Link,
    /// What is known of the caller.
    Caller,
}

impl Origin {
    /// In words, for explanations.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Path => "path",
            Self::Query => "query",
            Self::Constant => "constant",
            Self::Link => "link",
            Self::Caller => "caller",
        }
    }
}
