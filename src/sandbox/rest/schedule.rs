//! Meetings scheduled, changed, deleted and ended.

use jiff::{SignedDuration, Timestamp};

use super::answer::{Answer, Answered};
use super::call::{Input, RestCall};
use super::error::ApiError;
use super::invitees;
use super::meeting_json::{Surroundings, meeting};
use super::own::own;
use super::time::parse;
use crate::sandbox::meetings::{Aspect, Times};
use crate::sandbox::state::State;
use crate::sandbox::tokens::Grant;

const MOST_TITLE: usize = 128;
const MOST_AGENDA: usize = 1300;
const MOST_PASSWORD: usize = 128;
const SHORTEST: SignedDuration = SignedDuration::from_mins(10);
const LONGEST: SignedDuration = SignedDuration::from_mins(23 * 60 + 59);
const FURTHEST: SignedDuration = SignedDuration::from_hours(10 * 365 * 24);

pub fn schedule(call: &RestCall<'_>, grant: Grant, state: &mut State) -> Answered {
    let input = call.input()?;
    let host = call.acting(grant)?;
    // Inferred: a machine account hosts nothing, and a host is a person of the organisation.
    let host = host.ok_or_else(|| ApiError::invalid("hostEmail is required"))?;
    let person = state
        .people
        .by_email(host)
        .filter(|person| person.is_active);
    if person.is_none() {
        return Err(ApiError::forbidden("hostEmail is no host of this site"));
    }
    let title = input.required("title", MOST_TITLE)?;
    let zone = zone(input)?.unwrap_or("UTC");
    let start = time(input, "start", zone)?;
    let end = time(input, "end", zone)?;
    let (Some(start), Some(end)) = (start, end) else {
        return Err(ApiError::invalid("start and end are required"));
    };
    let times = checked(Times { start, end }, call.now)?;
    let invited = invitees::read_items(input, "invitees")?;
    let password = input.short("password", MOST_PASSWORD)?;
    let agenda = input.short("agenda", MOST_AGENDA)?;
    let is_webinar = match input.text("scheduledType")? {
        None | Some("meeting") => false,
        Some("webinar") => true,
        Some(_) => {
            return Err(ApiError::invalid(
                "scheduledType must be meeting or webinar",
            ));
        }
    };
    let key = state.meetings.schedule(title, host);
    let numbers: Vec<u64> = invited.iter().map(|_| state.next_number()).collect();
    let Some(made) = state.meetings.by_key_mut(&key) else {
        return Err(ApiError::broken());
    };
    made.times = Some(times);
    made.is_webinar = is_webinar;
    zone.clone_into(&mut made.time_zone);
    made.password = password.map(str::to_owned);
    made.agenda = agenda.map(str::to_owned);
    for (invited, number) in invited.into_iter().zip(numbers) {
        invitees::add(made, invited, number)?;
    }
    shown(&key, call, state)
}

/// `PATCH /meetings/{id}`: what the call names is changed.
pub fn edit(call: &RestCall<'_>, grant: Grant, state: &mut State) -> Answered {
    let input = call.input()?;
    let now = call.now;
    let made = own(call, grant, call.segment(1), state)?;
    if made.is_running() {
        // That it is refused is public; with which status is not.
        return Err(ApiError::conflict("the meeting is in progress"));
    }
    let zone = zone(input)?;
    let before = made.times(now);
    let written_in = zone.unwrap_or(&made.time_zone).to_owned();
    let start = time(input, "start", &written_in)?;
    let end = time(input, "end", &written_in)?;
    let title = input.short("title", MOST_TITLE)?;
    let password = input.short("password", MOST_PASSWORD)?;
    let agenda = input.short("agenda", MOST_AGENDA)?;
    if start.is_some() || end.is_some() {
        let times = Times {
            start: start.unwrap_or(before.start),
            end: end.unwrap_or(before.end),
        };
        made.times = Some(checked(times, now)?);
    }
    if let Some(title) = title.filter(|title| !title.is_empty()) {
        title.clone_into(&mut made.name);
    }
    made.time_zone = written_in;
    if password.is_some() {
        made.password = password.map(str::to_owned);
    }
    if agenda.is_some() {
        made.agenda = agenda.map(str::to_owned);
    }
    let key = made.key.clone();
    shown(&key, call, state)
}

pub fn delete(call: &RestCall<'_>, grant: Grant, state: &mut State) -> Answered {
    let key = own(call, grant, call.segment(1), state)?.key.clone();
    state.meetings.delete(&key);
    Ok(Answer::NoContent)
}

/// `POST /meetings/{id}/end`, which names no host: here a Service App may end each meeting, as a
/// compliance officer may.
pub fn end(call: &RestCall<'_>, grant: Grant, state: &mut State) -> Answered {
    let id = call.segment(1);
    let made = match grant {
        Grant::ServiceApp => state.meetings.by_id_mut(id),
        Grant::Integration => Some(own(call, grant, id, state)?),
    };
    let made = made.ok_or_else(ApiError::no_meeting)?;
    if !made.is_running() {
        // Which status Webex has for this is not known.
        return Err(ApiError::conflict("the meeting is not in progress"));
    }
    made.end(call.now);
    Ok(Answer::NoContent)
}

fn shown(key: &str, call: &RestCall<'_>, state: &State) -> Answered {
    let around = Surroundings {
        people: &state.people,
        origin: &call.origin,
        now: call.now,
    };
    let made = state.meetings.by_key(key);
    let made = made.and_then(|made| meeting(made, Aspect::Series, around));
    made.map(Answer::Json).ok_or_else(ApiError::broken)
}

fn zone(input: Input<'_>) -> Result<Option<&str>, ApiError> {
    let zone = input.text("timezone")?;
    match zone {
        Some(name) if jiff::tz::TimeZone::get(name).is_err() => {
            Err(ApiError::invalid("timezone is not known"))
        }
        zone => Ok(zone),
    }
}

fn time(input: Input<'_>, name: &str, zone: &str) -> Result<Option<Timestamp>, ApiError> {
    let Some(text) = input.text(name)? else {
        return Ok(None);
    };
    let time = parse(text, zone);
    let why = || ApiError::invalid(format!("{name} must be a time of ISO 8601"));
    time.map(Some).ok_or_else(why)
}

fn checked(times: Times, now: Timestamp) -> Result<Times, ApiError> {
    let length = times.end.duration_since(times.start);
    if !(SHORTEST..=LONGEST).contains(&length) {
        let why = "a meeting takes from 10 minutes to 23 hours and 59 minutes";
        return Err(ApiError::invalid(why));
    }
    if times.start < now || times.start.duration_since(now) > FURTHEST {
        let why = "start must be in the future, within 10 years";
        return Err(ApiError::invalid(why));
    }
    Ok(times)
}
