//! Who took part in meetings, and how much they were used.

use serde_json::{Value, json};

use super::answer::{Answered, page, page_of};
use super::call::RestCall;
use super::error::ApiError;
use super::time::written;
use crate::sandbox::meetings::{Aspect, Meeting, Participant, Session};
use crate::sandbox::state::State;
use crate::sandbox::tokens::Grant;

/// Most items of one page of the report on attendees.
const MOST_ATTENDEES: usize = 1000;

/// Most addresses of one query.
const MOST_EMAILS: usize = 100;

/// `GET /meetingParticipants`.
pub fn participants(call: &RestCall<'_>, grant: Grant, state: &State) -> Answered {
    let meeting = meeting_of(call, grant, state)?;
    let people = meeting.participants.iter().zip(1u32..);
    let items = people.map(|(person, number)| shown(person, number, meeting, call));
    page(call, items.collect())
}

/// `POST /meetingParticipants/query`: the same for some people.
pub fn query(call: &RestCall<'_>, grant: Grant, state: &State) -> Answered {
    let emails = call.input()?.emails("emails", MOST_EMAILS)?;
    let meeting = meeting_of(call, grant, state)?;
    let people = meeting.participants.iter().zip(1u32..);
    let people = people.filter(|(person, _)| {
        let email = person.email.as_deref();
        email.is_some_and(|email| emails.iter().any(|asked| asked.eq_ignore_ascii_case(email)))
    });
    let items = people.map(|(person, number)| shown(person, number, meeting, call));
    page(call, items.collect())
}

/// `GET /meetingReports/usage`.
pub fn usage(call: &RestCall<'_>, state: &State) -> Answered {
    let site = call.asked("siteUrl");
    let site = site.ok_or_else(|| ApiError::invalid("siteUrl is required"))?;
    call.asked_time("from")?;
    call.asked_time("to")?;
    let service = call.asked("serviceType").unwrap_or("MeetingCenter");
    let is_asked = call.origin.is_site(site) && service == "MeetingCenter";
    let held = state.meetings.iter().filter(|_| is_asked);
    let held = held.filter_map(|meeting| Some((meeting, meeting.session?)));
    let items = held.map(|(meeting, session)| {
        json!({
            "meetingId": meeting.id_of(Aspect::Instance, call.now),
            "meetingNumber": meeting.key,
            "meetingTitle": meeting.name,
            "start": written(session.started),
            "end": session.ended.map(written),
            "duration": minutes(session, call),
            "scheduledType": "meeting",
            "hostDisplayName": state.people.name_of(&meeting.host),
            "hostEmail": meeting.host,
            "totalParticipants": meeting.participants.len(),
            "totalRegistered": meeting.registrants.len(),
            "totalInvitee": meeting.invitees.len(),
            "serviceType": "MeetingCenter",
        })
    });
    page(call, items.collect())
}

/// `GET /meetingReports/attendees`.
pub fn attendees(call: &RestCall<'_>, state: &State) -> Answered {
    let site = call.asked("siteUrl");
    let site = site.ok_or_else(|| ApiError::invalid("siteUrl is required"))?;
    let is_asked = |meeting: &&Meeting| {
        let (id, title) = (call.asked("meetingId"), call.asked("meetingTitle"));
        let found = id.and_then(|id| state.meetings.by_id(id));
        let is_same = found.is_some_and(|(found, _)| found.key == meeting.key);
        call.origin.is_site(site)
            && (id.is_none() || is_same)
            && title.is_none_or(|title| title == meeting.name)
            && call
                .asked("meetingNumber")
                .is_none_or(|number| number == meeting.key)
    };
    let meetings = state.meetings.iter().filter(is_asked);
    let held = meetings.filter_map(|meeting| Some((meeting, meeting.session?)));
    let items = held.flat_map(|(meeting, session)| {
        let people = meeting.participants.iter();
        people.map(move |person| attended(person, meeting, session, call))
    });
    page_of(call, items.collect(), MOST_ATTENDEES)
}

/// The meeting of the query.
fn meeting_of<'s>(
    call: &RestCall<'_>,
    grant: Grant,
    state: &'s State,
) -> Result<&'s Meeting, ApiError> {
    let id = call.asked("meetingId");
    let id = id.ok_or_else(|| ApiError::invalid("meetingId is required"))?;
    let person = call.acting(grant)?.unwrap_or_default();
    let found = state.meetings.by_id(id).map(|(meeting, _)| meeting);
    let found = found.filter(|meeting| meeting.concerns(person));
    found.ok_or_else(ApiError::no_meeting)
}

fn shown(person: &Participant, number: u32, meeting: &Meeting, call: &RestCall<'_>) -> Value {
    let left = meeting.session.and_then(|session| session.ended);
    json!({
        "id": format!("{}_{number}", meeting.id),
        "host": person.is_host,
        "coHost": false,
        "email": person.email,
        "displayName": person.display_name,
        "invitee": person.email.as_deref().is_some_and(|email| meeting.concerns(email)),
        "state": if left.is_some() { "end" } else { "joined" },
        "joinedTime": written(person.joined),
        "leftTime": left.map(written),
        "siteUrl": call.origin.host(),
        "meetingId": meeting.id_of(Aspect::Instance, call.now),
        "hostEmail": meeting.host,
    })
}

fn attended(
    person: &Participant,
    meeting: &Meeting,
    session: Session,
    call: &RestCall<'_>,
) -> Value {
    json!({
        "meetingId": meeting.id_of(Aspect::Instance, call.now),
        // A number here, as in the specification.
        "meetingNumber": meeting.key.parse::<u64>().ok(),
        "meetingTitle": meeting.name,
        "displayName": person.display_name,
        "email": person.email,
        "joinedTime": written(person.joined),
        "leftTime": session.ended.map(written),
        "duration": minutes(session, call),
        "participantType": if person.is_host { "host" } else { "attendee" },
        "registered": person.email.as_deref().is_some_and(|email| {
            meeting.registrants.iter().any(|known| known["email"] == email)
        }),
        "invited": person.email.as_deref().is_some_and(|email| meeting.invitee(email).is_some()),
    })
}

fn minutes(session: Session, call: &RestCall<'_>) -> i64 {
    let end = session.ended.unwrap_or(call.now);
    end.duration_since(session.started).as_mins()
}
