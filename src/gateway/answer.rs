//! The answer to a request, and what is recorded of it.

use std::borrow::Cow;

use http_body_util::Full;
use hyper::body::Bytes;

use super::outcome::Outcome;
use crate::decision::{Caller, Stop, Trace};
use crate::identity::AuthError;
use crate::policy::{Link, MeetingKeys, NamedBack, Route};

/// What goes out.
pub type Response = hyper::Response<Full<Bytes>>;

/// A response, and what it means.
#[derive(Debug)]
pub struct Reply {
    pub response: Response,
    pub outcome: Outcome,
}

/// A reply, and what it is about.
#[derive(Debug)]
pub struct Answer<'p> {
    pub reply: Reply,
    pub context: LogContext<'p>,
}

/// What the policy calls the things that a request was about.
#[derive(Clone, Debug, Default)]
pub struct LogContext<'p> {
    pub route: Option<&'p str>,
    pub link: Option<&'p str>,
    pub parameter: Option<&'p str>,
    pub back: Option<&'p str>,
    pub meeting_key: Option<Cow<'p, str>>,
    pub webex: Option<WebexResult>,
    /// The number of query fields that mean nothing to the route.
    pub ignored: u32,
}

/// What Webex said of a leg.
#[derive(Clone, Copy, Debug)]
pub struct WebexResult {
    /// The leg, from 0.
    pub leg: usize,
    pub word: &'static str,
}

impl Reply {
    /// An answer about this.
    pub fn about(self, context: LogContext<'_>) -> Answer<'_> {
        Answer {
            reply: self,
            context,
        }
    }

    /// An answer about nothing of the policy's.
    pub fn about_nothing(self) -> Answer<'static> {
        self.about(LogContext::default())
    }
}

impl<'p> LogContext<'p> {
    pub fn of(trace: &Trace<'p, '_>) -> Self {
        let mut filled = trace.filled.iter();
        let key = filled.find(|filled| filled.parameter.name() == MeetingKeys::PARAMETER);
        Self {
            route: trace.route.map(Route::name),
            link: trace.link.map(Link::name),
            parameter: None,
            back: trace.back.map(NamedBack::name),
            meeting_key: key.map(|key| key.value.shown().into_owned().into()),
            webex: None,
            ignored: trace.ignored,
        }
    }

    /// The same, with the parameter that was the reason to stop.
    #[must_use]
    pub fn stopped_by(self, stop: &Stop<'p>) -> Self {
        let parameter = match stop {
            Stop::Bad(bad) => bad.parameter(),
            Stop::Refused(_) | Stop::Unknown | Stop::Expired => None,
        };
        Self { parameter, ..self }
    }

    /// The same, about somebody who came back from a leg.
    #[must_use]
    pub fn returned_from(self, webex: Option<WebexResult>) -> Self {
        Self { webex, ..self }
    }
}

/// An answer, and who asked for it.
#[derive(Debug)]
pub struct Dispatched<'p, 'r> {
    pub answer: Answer<'p>,
    pub caller: Caller<'r>,
    /// Why nobody is known, though the request claims somebody.
    pub auth_error: Option<AuthError>,
}
