//! What became of a request, in the words of log and metrics; and whether its
//! answer may go out, where the policy wants every answer on record.

use std::borrow::Cow;

use http_body_util::Full;
use hyper::body::Bytes;
use hyper::{Response, StatusCode};

use super::fault::Fault;
use super::generation::Generation;
use super::request::Method;
use super::respond::Responder;
use super::trace_context::TraceContext;
use super::{Answered, Arrived, Visit};
use crate::decision::{Caller, Outcome, Person, Stop, Trace};
use crate::policy::{Audit, Link, MeetingKeys, NamedBack, Route};
use crate::telemetry::Line;

/// What became of a request.
#[derive(Clone, Copy, Debug)]
pub(super) struct Told {
    pub(super) outcome: &'static str,
    pub(super) reason: Option<&'static str>,
}

/// What the policy calls the things that a request was about.
#[derive(Clone, Debug, Default)]
pub(super) struct About<'a> {
    route: Option<&'a str>,
    link: Option<&'a str>,
    parameter: Option<&'a str>,
    back: Option<&'a str>,
    meeting_key: Option<Cow<'a, str>>,
    /// The leg of the route from which somebody came back, and what Webex said.
    back_from: Option<(usize, &'static str)>,
    ignored: u32,
}

impl Told {
    pub(super) fn plainly(outcome: &'static str) -> Self {
        let reason = None;
        Self { outcome, reason }
    }

    pub(super) fn of(fault: &Fault) -> Self {
        Self {
            outcome: fault.outcome(),
            reason: fault.reason(),
        }
    }

    /// Why an answer of that status leads nobody on. The way to the login does.
    fn refusal(&self, status: StatusCode) -> Option<&'static str> {
        self.reason.filter(|_| !status.is_redirection())
    }
}

impl<'a> About<'a> {
    pub(super) fn of(trace: &Trace<'a>, outcome: Option<&Outcome<'a>>) -> Self {
        let mut filled = trace.filled.iter();
        let key = filled.find(|filled| filled.parameter.name() == MeetingKeys::PARAMETER);
        Self {
            route: trace.route.map(Route::name),
            link: trace.link.map(Link::name),
            parameter: match outcome {
                Some(Outcome::Stop(Stop::Bad(bad))) => bad.parameter(),
                _ => None,
            },
            back: trace.back.map(NamedBack::name),
            meeting_key: key.map(|key| key.value.shown().into_owned().into()),
            back_from: None,
            ignored: trace.ignored,
        }
    }

    /// The same, about somebody who came back from a leg.
    pub(super) fn came_back(self, leg: usize, said: Option<&'static str>) -> Self {
        let back_from = said.map(|said| (leg, said));
        Self { back_from, ..self }
    }
}

/// A request, as it is recorded.
struct Entry<'e> {
    arrived: Arrived<'e>,
    respond: &'e Responder<'e>,
    caller: &'e Caller<'e>,
    doubt: Option<&'static str>,
}

impl Generation {
    /// Records a visit, and gives the answer that may go out.
    pub(super) fn record_visit(
        &self,
        visit: &Visit<'_>,
        answered: Answered<'_>,
    ) -> Response<Full<Bytes>> {
        let entry = Entry {
            arrived: visit.arrived,
            respond: &visit.respond,
            caller: &visit.caller,
            doubt: visit.doubt,
        };
        self.record(&entry, answered)
    }

    /// Records a request that was stopped before anybody asked who makes it,
    /// and gives the answer that may go out.
    pub(super) fn record_stopped(
        &self,
        arrived: Arrived<'_>,
        respond: &Responder<'_>,
        answered: Answered<'_>,
    ) -> Response<Full<Bytes>> {
        let entry = Entry {
            arrived,
            respond,
            caller: &Caller::unknown(arrived.peer.address()),
            doubt: None,
        };
        self.record(&entry, answered)
    }

    /// One line, one count. Where every answer has to be on record, those
    /// that cannot be are kept back.
    fn record(
        &self,
        entry: &Entry<'_>,
        (mut response, mut told, about): Answered<'_>,
    ) -> Response<Full<Bytes>> {
        let is_required = self.policy.log_rules().audit == Audit::Required;
        if is_required && self.shared.log.is_failing() {
            // Its line is written all the same: the first one that succeeds
            // is what ends this.
            (response, told) = unrecorded(entry.respond);
        }
        let is_taken = self.write_line(entry, (response.status(), told, &about));
        if is_required && !is_taken {
            (response, told) = unrecorded(entry.respond);
        }
        self.count(entry, (response.status(), told, &about));
        response
    }

    /// Hands the line to the log, and says whether the log took it.
    fn write_line(
        &self,
        entry: &Entry<'_>,
        (status, told, about): (StatusCode, Told, &About<'_>),
    ) -> bool {
        let person = entry.caller.person();
        let trace = TraceContext::read(&entry.arrived.head.headers);
        let keys = self.policy.log_rules().meeting_keys;
        let key = about.meeting_key.as_deref();
        let key = key.map(|key| keys.shown(key.into()));
        self.shared.log.write(&Line {
            time: entry.arrived.now,
            request_id: entry.respond.id().as_str(),
            trace_id: trace.map(|trace| trace.trace_id),
            span_id: trace.map(|trace| trace.span_id),
            method: Method::of(entry.arrived.head).as_str(),
            client: entry.caller.address().known(),
            policy: self.policy.hash(),
            caller: person.and_then(Person::id),
            identity_provider: person.map(|person| &*person.identity_provider),
            auth_error: entry.doubt,
            route: about.route,
            link: about.link,
            meeting_key: key.as_deref(),
            step: about.back_from.map(|(leg, _)| leg + 1),
            webex: about.back_from.map(|(_, said)| said),
            outcome: told.outcome,
            status: status.as_u16(),
            reason: told.reason,
            parameter: about.parameter,
            back: about.back,
            ignored_query_fields: about.ignored,
        })
    }

    fn count(&self, entry: &Entry<'_>, (status, told, about): (StatusCode, Told, &About<'_>)) {
        self.shared
            .metrics
            .count(about.route, told.outcome, about.ignored);
        if let Some(reason) = told.refusal(status) {
            self.shared.metrics.count_refusal(about.route, reason);
        }
        if let Some(doubt) = entry.doubt {
            self.shared.metrics.count_authentication_failure(doubt);
        }
    }
}

/// What goes out instead of an answer that cannot be recorded.
fn unrecorded(respond: &Responder<'_>) -> (Response<Full<Bytes>>, Told) {
    let fault = Fault::Unrecorded;
    (respond.fault(&fault), Told::of(&fault))
}
