//! Meetings looked up: by number, by link, by id, and as a list.

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use url::Url;

use super::answer::{Answer, Answered, page};
use super::call::RestCall;
use super::error::ApiError;
use super::meeting_json::{Surroundings, for_admin, meeting, state_word, type_word};
use crate::sandbox::meetings::{Aspect, Meeting, Meetings, Times};
use crate::sandbox::tokens::Grant;

/// How far a list reaches where the call does not say.
const USUAL_REACH: SignedDuration = SignedDuration::from_hours(7 * 24);

/// `GET /meetings`.
pub fn find(
    call: &RestCall<'_>,
    grant: Grant,
    meetings: &Meetings,
    around: Surroundings<'_>,
) -> Answered {
    // A machine account hosts nothing: without a host that it names, it finds nothing.
    let Some(person) = call.acting(grant)? else {
        return page(call, Vec::new());
    };
    let own = |found: &Found<'_>| found.meeting.concerns(person);
    match Found::by_locator(call, meetings)? {
        Located::At(found) => {
            let found = found.filter(own).and_then(|found| found.json(around));
            page(call, found.into_iter().collect())
        }
        Located::NotAsked => list(call, person, meetings, around),
    }
}

/// `GET /admin/meetings`, which needs no host.
pub fn find_as_admin(
    call: &RestCall<'_>,
    meetings: &Meetings,
    around: Surroundings<'_>,
) -> Answered {
    match Found::by_locator(call, meetings)? {
        Located::At(found) => {
            let found = found.and_then(|found| found.json(around));
            page(call, found.map(for_admin).into_iter().collect())
        }
        Located::NotAsked => Err(ApiError::invalid("meetingNumber or webLink is required")),
    }
}

/// `GET /meetings/{id}`.
pub fn get(
    call: &RestCall<'_>,
    grant: Grant,
    meetings: &Meetings,
    around: Surroundings<'_>,
) -> Answered {
    let found = Found::by_id(call.segment(1), call, meetings)?;
    let person = call.acting(grant)?;
    let found = found.filter(|found| person.is_some_and(|person| found.meeting.concerns(person)));
    let found = found.and_then(|found| found.json(around));
    found.map(Answer::Json).ok_or_else(ApiError::no_meeting)
}

/// `GET /admin/meetings/{id}`.
pub fn get_as_admin(
    call: &RestCall<'_>,
    meetings: &Meetings,
    around: Surroundings<'_>,
) -> Answered {
    let found = Found::by_id(call.segment(2), call, meetings)?;
    let found = found.and_then(|found| found.json(around));
    let found = found.map(for_admin).map(Answer::Json);
    found.ok_or_else(ApiError::no_meeting)
}

#[derive(Clone, Copy, Debug)]
struct Found<'m> {
    meeting: &'m Meeting,
    aspect: Aspect,
}

/// What the fields that name one meeting say.
enum Located<'m> {
    NotAsked,
    At(Option<Found<'m>>),
}

impl<'m> Found<'m> {
    fn by_locator(call: &RestCall<'_>, meetings: &'m Meetings) -> Result<Located<'m>, ApiError> {
        let aspect = match call.asked_flag("current", true)? {
            true => Aspect::Scheduled,
            false => Aspect::Series,
        };
        let number = call.asked("meetingNumber");
        let link = call.asked("webLink");
        Ok(match (number, link) {
            (Some(_), Some(_)) => {
                let why = "meetingNumber and webLink exclude each other";
                return Err(ApiError::invalid(why));
            }
            (Some(number), None) => {
                let meeting = meetings.by_key(number);
                Located::At(meeting.map(|meeting| Found { meeting, aspect }))
            }
            (None, Some(link)) => {
                let link = Url::parse(link).ok();
                let meeting = link.and_then(|link| meetings.by_link(&link));
                Located::At(meeting.map(|(meeting, _)| Found { meeting, aspect }))
            }
            (None, None) => Located::NotAsked,
        })
    }

    fn by_id(
        id: &str,
        call: &RestCall<'_>,
        meetings: &'m Meetings,
    ) -> Result<Option<Self>, ApiError> {
        let current = call.asked_flag("current", false)?;
        let found = meetings.by_id(id).map(|(meeting, aspect)| Self {
            meeting,
            aspect: match aspect {
                Aspect::Series if current => Aspect::Scheduled,
                aspect => aspect,
            },
        });
        Ok(found)
    }

    fn json(self, around: Surroundings<'_>) -> Option<Value> {
        meeting(self.meeting, self.aspect, around)
    }
}

fn list(
    call: &RestCall<'_>,
    person: &str,
    meetings: &Meetings,
    around: Surroundings<'_>,
) -> Answered {
    let wanted = Wanted::read(call, around.now)?;
    let found = meetings.iter().filter(|found| {
        let is_here = call
            .asked("siteUrl")
            .is_none_or(|site| around.origin.is_site(site));
        is_here && found.concerns(person) && wanted.has(found, around.now)
    });
    let items = found.filter_map(|found| meeting(found, wanted.aspect, around));
    page(call, items.collect())
}

/// Which meetings a list has.
struct Wanted<'c> {
    aspect: Aspect,
    state: Option<&'c str>,
    from: Timestamp,
    to: Timestamp,
}

impl<'c> Wanted<'c> {
    fn read(call: &'c RestCall<'_>, now: Timestamp) -> Result<Self, ApiError> {
        let aspect = match call.asked("meetingType") {
            None => Aspect::Series,
            Some(word) => {
                let all = [Aspect::Series, Aspect::Scheduled, Aspect::Instance];
                let found = all.into_iter().find(|aspect| type_word(*aspect) == word);
                found.ok_or_else(|| ApiError::invalid("meetingType is not known"))?
            }
        };
        let later = |time: Timestamp| time.saturating_add(USUAL_REACH).unwrap_or(time);
        let sooner = |time: Timestamp| time.saturating_sub(USUAL_REACH).unwrap_or(time);
        let is_past = aspect == Aspect::Instance;
        let (from, to) = match (call.asked_time("from")?, call.asked_time("to")?) {
            (Some(from), Some(to)) => (from, to),
            (Some(from), None) => (from, later(from)),
            (None, Some(to)) => (sooner(to), to),
            (None, None) if is_past => (sooner(now), now),
            (None, None) => (now, later(now)),
        };
        if from > to {
            return Err(ApiError::invalid("from must not be after to"));
        }
        Ok(Self {
            aspect,
            state: call.asked("state"),
            from,
            to,
        })
    }

    fn has(&self, meeting: &Meeting, now: Timestamp) -> bool {
        let word = state_word(meeting.phase(now), self.aspect);
        let Times { start, end } = match (self.aspect, meeting.session) {
            (Aspect::Instance, Some(session)) => Times {
                start: session.started,
                end: session.ended.unwrap_or(now),
            },
            _ => meeting.times(now),
        };
        self.state.is_none_or(|state| state == word) && start <= self.to && end >= self.from
    }
}
