//! The answer to a request, and what is recorded of it.

use http_body_util::Full;
use hyper::body::Bytes;

use super::outcome::{Outcome, OutcomeWord};
use super::rate_limit::RateLimited;
use crate::decision::{Caller, Trace};
use crate::identity::AuthError;
use crate::policy::{AliasNumber, Link, MeetingKeys, NamedBack, Route};
use crate::telemetry::{Detail, Replay, Would};

pub type Response = hyper::Response<Full<Bytes>>;

/// A response and its outcome.
#[derive(Debug)]
pub struct Reply {
    pub response: Response,
    pub outcome: Outcome,
}

/// A reply and its context in the log.
#[derive(Debug)]
pub struct Answer<'p> {
    pub reply: Reply,
    pub context: LogContext<'p>,
}

/// What a request was about, by the names of the policy.
#[derive(Clone, Debug, Default)]
pub struct LogContext<'p> {
    pub route: Option<&'p str>,
    pub link: Option<&'p Link>,
    /// The alias by which it was asked for.
    pub alias: Option<AliasNumber>,
    /// What the log tells the help desk; `None` for what is carried out.
    pub detail: Option<Box<Detail<'p>>>,
    pub back: Option<&'p str>,
    /// As the log may show it.
    pub meeting_key: Option<String>,
    pub webex: Option<WebexResult>,
    /// The number of query fields that the route does not use.
    pub ignored: u32,
    /// What another policy would have to know, where the policy wants that on record.
    pub replay: Option<Box<Replay<'p>>>,
}

/// The result of a leg at Webex.
#[derive(Clone, Copy, Debug)]
pub struct WebexResult {
    /// The leg, from 0.
    pub leg: usize,
    pub word: &'static str,
}

impl Reply {
    /// Adds the context for the log.
    pub fn about(self, context: LogContext<'_>) -> Answer<'_> {
        Answer {
            reply: self,
            context,
        }
    }

    /// For requests that concern no route or link of the policy.
    pub fn about_nothing(self) -> Answer<'static> {
        self.about(LogContext::default())
    }
}

impl<'p> LogContext<'p> {
    pub fn new(trace: &Trace<'p, '_>, keys: MeetingKeys) -> Self {
        let mut filled = trace.filled.iter();
        let key = filled.find(|filled| filled.parameter.name() == MeetingKeys::PARAMETER);
        Self {
            route: trace.route.map(Route::name),
            link: trace.link,
            alias: trace.alias,
            detail: None,
            back: trace.back.map(NamedBack::name),
            meeting_key: key.map(|key| keys.shown(key.value.shown()).into_owned()),
            webex: None,
            ignored: trace.ignored,
            replay: None,
        }
    }

    /// Adds what the log tells the help desk.
    #[must_use]
    pub fn with_detail(self, detail: Option<Box<Detail<'p>>>) -> Self {
        Self { detail, ..self }
    }

    /// Adds what would happen if nothing were report-only, if that differs.
    #[must_use]
    pub fn with_would(mut self, would: Option<Would>) -> Self {
        if would.is_some() {
            self.detail.get_or_insert_default().would = would;
        }
        self
    }

    /// Adds what another policy would have to know.
    #[must_use]
    pub fn with_replay(self, replay: Option<Box<Replay<'p>>>) -> Self {
        Self { replay, ..self }
    }

    /// Adds the result of the leg from which the person returns.
    #[must_use]
    pub fn returned_from(self, webex: Option<WebexResult>) -> Self {
        Self { webex, ..self }
    }
}

impl Dispatched<'_, '_> {
    /// Notes the refusal of a limit that is only reported. It would come before everything else that
    /// is report-only.
    pub fn note_limit(&mut self, would_refuse: Option<RateLimited>) {
        if let Some(limited) = would_refuse {
            let detail = self.answer.context.detail.get_or_insert_default();
            detail.would = Some(Would {
                outcome: OutcomeWord::RateLimited.as_str(),
                reason: Some(limited.key.as_str()),
                rule: None,
            });
        }
    }
}

/// An answer and the caller who gets it.
#[derive(Debug)]
pub struct Dispatched<'p, 'r> {
    pub answer: Answer<'p>,
    pub caller: Caller<'r>,
    /// Why the caller is anonymous although the request claims an identity.
    pub auth_error: Option<AuthError>,
}
