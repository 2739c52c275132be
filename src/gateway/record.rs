//! What became of a request, in the words of log and metrics.

use std::borrow::Cow;

use http_body_util::Full;
use hyper::body::Bytes;
use hyper::{Response, StatusCode};

use super::fault::Fault;
use super::request::Method;
use super::request_id::RequestId;
use super::{Arrived, Gateway, Visit};
use crate::decision::{Caller, Outcome, Person, Stop, Trace};
use crate::policy::{Link, MeetingKeys, NamedBack, Route};
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
}

impl<'a> About<'a> {
    pub(super) fn of(trace: &Trace<'a>, outcome: Option<&Outcome<'a>>) -> Self {
        let mut filled = trace.filled.iter();
        let key = filled.find(|filled| filled.parameter.name() == MEETING_KEY);
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

/// The parameter that names a meeting.
const MEETING_KEY: &str = "meeting_key";
/// So many digits of a meeting key are shown where it is masked: enough to
/// tell meetings apart for somebody who knows them.
const SHOWN_DIGITS: usize = 3;

fn masked(key: &str) -> String {
    let hidden = key.len().saturating_sub(SHOWN_DIGITS);
    let shown = key.get(hidden..).unwrap_or_default();
    format!("{}{shown}", "*".repeat(hidden))
}

/// A request with its answer, as it is recorded.
struct Entry<'e> {
    arrived: Arrived<'e>,
    id: &'e RequestId,
    caller: &'e Caller<'e>,
    doubt: Option<&'static str>,
    status: StatusCode,
    told: Told,
}

impl Gateway {
    /// Records a visit.
    pub(super) fn record_visit(
        &self,
        visit: &Visit<'_>,
        response: &Response<Full<Bytes>>,
        (told, about): (Told, About<'_>),
    ) {
        let entry = Entry {
            arrived: visit.arrived,
            id: visit.respond.id(),
            caller: &visit.caller,
            doubt: visit.doubt,
            status: response.status(),
            told,
        };
        self.record(&entry, about);
    }

    /// Records a request that was stopped before anybody asked who makes it.
    pub(super) fn record_stopped(
        &self,
        (arrived, id): (Arrived<'_>, &RequestId),
        response: &Response<Full<Bytes>>,
        told: Told,
    ) {
        let entry = Entry {
            arrived,
            id,
            caller: &Caller::unknown(arrived.peer.address()),
            doubt: None,
            status: response.status(),
            told,
        };
        self.record(&entry, About::default());
    }

    /// One count, one line.
    fn record(&self, entry: &Entry<'_>, about: About<'_>) {
        let (told, person) = (entry.told, entry.caller.person());
        self.metrics.count(about.route, told.outcome, about.ignored);
        if let Some(doubt) = entry.doubt {
            self.metrics.count_doubt(doubt);
        }
        let key = about
            .meeting_key
            .map(|key| match self.policy.meeting_keys() {
                MeetingKeys::Full => key,
                MeetingKeys::Masked => masked(&key).into(),
            });
        self.log.write(&Line {
            time: entry.arrived.now,
            request_id: entry.id.as_str(),
            method: Method::of(entry.arrived.head).as_str(),
            client: entry.caller.address(),
            policy: self.policy.hash(),
            caller: person.and_then(Person::id),
            voucher: person.map(|person| &*person.voucher),
            doubt: entry.doubt,
            route: about.route,
            link: about.link,
            meeting_key: key.as_deref(),
            step: about.back_from.map(|(leg, _)| leg + 1),
            webex: about.back_from.map(|(_, said)| said),
            outcome: told.outcome,
            status: entry.status.as_u16(),
            reason: told.reason,
            parameter: about.parameter,
            back: about.back,
            ignored_query_fields: about.ignored,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::masked;

    #[test]
    fn a_masked_key_shows_its_last_digits_only() {
        assert_eq!(masked("123456789"), "******789");
        assert_eq!(masked("12"), "12");
        assert_eq!(masked(""), "");
    }
}
