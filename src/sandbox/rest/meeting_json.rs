//! A meeting as the REST API shows it.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::time::written;
use crate::sandbox::meetings::{Aspect, Meeting, Phase};
use crate::sandbox::origin::Origin;
use crate::sandbox::people::People;

/// Secrets that must not reach a page or a log, so that tests can look for them.
const HOST_KEY: &str = "771234";
const VIDEO_PASSWORD: &str = "77554433";
const ACCESS_CODE: &str = "26067712345";

/// What a meeting is shown with.
#[derive(Clone, Copy, Debug)]
pub struct Surroundings<'s> {
    pub people: &'s People,
    pub origin: &'s Origin,
    pub now: Timestamp,
}

/// What an administrator sees who does not act for the host.
const HIDDEN_FROM_ADMINS: [&str; 8] = [
    "webLink",
    "password",
    "phoneAndVideoSystemPassword",
    "hostKey",
    "agenda",
    "registration",
    "sipAddress",
    "telephony",
];

/// An aspect of a meeting; `None` where it does not have it.
pub fn meeting(meeting: &Meeting, aspect: Aspect, around: Surroundings<'_>) -> Option<Value> {
    let now = around.now;
    let id = meeting.id_of(aspect, now)?;
    let times = meeting.times(now);
    let session = meeting.session;
    let mut value = json!({
        "id": id,
        "meetingSeriesId": meeting.id,
        "meetingNumber": meeting.key,
        "title": meeting.name,
        "meetingType": type_word(aspect),
        "state": state_word(meeting.phase(now), aspect),
        "timezone": meeting.time_zone,
        "start": written(times.start),
        "end": written(times.end),
        "hostUserId": around.people.by_email(&meeting.host).map(|person| &person.id),
        "hostDisplayName": around.people.name_of(&meeting.host),
        "hostEmail": meeting.host,
        "hostKey": HOST_KEY,
        "hostDidJoin": session.is_some_and(|session| session.host_did_join),
        "attendeeDidJoin": session.is_some_and(|session| session.attendee_did_join),
        "isModified": false,
        "siteUrl": around.origin.host(),
        "webLink": around.origin.web_link(match aspect {
            Aspect::Instance => &id,
            Aspect::Series | Aspect::Scheduled => &meeting.id,
        }),
        "sipAddress": format!("{}@{}", meeting.key, around.origin.host()),
        "scheduledType": if meeting.is_webinar { "webinar" } else { "meeting" },
        "enabledJoinBeforeHost": true,
        "joinBeforeHostMinutes": 15,
        "unlockedMeetingJoinSecurity": "allowJoin",
        "password": meeting.password.as_deref().unwrap_or_default(),
        "phoneAndVideoSystemPassword": VIDEO_PASSWORD,
        "telephony": { "accessCode": ACCESS_CODE },
    });
    if aspect != Aspect::Series {
        value["scheduledMeetingId"] = meeting.id_of(Aspect::Scheduled, now).into();
    }
    if let Some(agenda) = &meeting.agenda {
        value["agenda"] = agenda.as_str().into();
    }
    if let Some(registration) = &meeting.registration {
        value["registration"] = registration.clone().into();
    }
    if let (Aspect::Instance, Some(session)) = (aspect, session) {
        value["start"] = written(session.started).into();
        value["end"] = session.ended.map_or(Value::Null, |end| written(end).into());
    }
    Some(value)
}

/// The same without what administrators do not see.
pub fn for_admin(mut meeting: Value) -> Value {
    if let Some(fields) = meeting.as_object_mut() {
        for name in HIDDEN_FROM_ADMINS {
            fields.remove(name);
        }
    }
    meeting
}

pub fn type_word(aspect: Aspect) -> &'static str {
    match aspect {
        Aspect::Series => "meetingSeries",
        Aspect::Scheduled => "scheduledMeeting",
        Aspect::Instance => "meeting",
    }
}

pub fn state_word(phase: Phase, aspect: Aspect) -> &'static str {
    match (aspect, phase) {
        (Aspect::Series | Aspect::Instance, Phase::Running) => "inProgress",
        (Aspect::Series, Phase::Ended | Phase::Missed) => "expired",
        (Aspect::Series, Phase::Planned | Phase::Ready) => "active",
        (Aspect::Scheduled, Phase::Planned) => "scheduled",
        (Aspect::Scheduled, Phase::Ready | Phase::Running) => "ready",
        (Aspect::Scheduled, Phase::Missed) => "missed",
        (Aspect::Scheduled | Aspect::Instance, _) => "ended",
    }
}
