//! Recordings, with whom they are shared, and who used them.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::answer::{Answer, Answered, page};
use super::call::RestCall;
use super::error::ApiError;
use super::time::written;
use crate::sandbox::origin::SITE;
use crate::sandbox::recordings::Recording;
use crate::sandbox::state::State;
use crate::sandbox::tokens::Grant;

/// A secret that must not reach a page or a log, so that tests can look for it.
const PASSWORD: &str = "rec-66112233";

const WEEK: SignedDuration = SignedDuration::from_hours(7 * 24);
const MONTH: SignedDuration = SignedDuration::from_hours(30 * 24);

/// Most e-mail addresses of one call.
const MOST_EMAILS: usize = 100;

pub fn list(call: &RestCall<'_>, grant: Grant, state: &State) -> Answered {
    let person = call.acting(grant)?.unwrap_or_default();
    let own = |recording: &&Recording| is_for(recording, person);
    let found = state.recordings.iter().filter(own);
    shown_in(call, found, state, None)
}

/// Those of the whole organisation.
pub fn list_as_admin(call: &RestCall<'_>, state: &State) -> Answered {
    shown_in(call, state.recordings.iter(), state, Some(MONTH))
}

pub fn get(call: &RestCall<'_>, grant: Grant, state: &State) -> Answered {
    let person = call.acting(grant)?.unwrap_or_default();
    let mut all = state.recordings.iter();
    let found = all.find(|known| known.id == call.segment(1) && is_for(known, person));
    let found = found.ok_or_else(no_recording)?;
    let mut value = shown(found, call, state);
    if found.has_download {
        let link = format!("/nbr/MultiThreadDownloadServlet?recordingId={}", found.id);
        value["temporaryDirectDownloadLinks"] = json!({
            "recordingDownloadLink": call.origin.at(&link),
            "expiration": written(after(call.now, SignedDuration::from_hours(3))),
        });
    }
    Ok(Answer::Json(value))
}

pub fn share(call: &RestCall<'_>, grant: Grant, state: &mut State) -> Answered {
    let id = call.segment(1).to_owned();
    share_with(&id, call, grant, state)
}

/// `POST /recordings/accessList`, which names the recording by a link.
pub fn share_by_link(call: &RestCall<'_>, grant: Grant, state: &mut State) -> Answered {
    let link = call.input()?.required("webShareLink", 2000)?;
    let is_meant = |known: &&Recording| {
        let mut paths = [playback(known), download(known)].into_iter();
        paths.any(|path| call.origin.at(&path) == link)
    };
    let id = state.recordings.iter().find(is_meant).map(|known| known.id);
    let id = id.ok_or_else(no_recording)?;
    share_with(id, call, grant, state)
}

fn share_with(id: &str, call: &RestCall<'_>, grant: Grant, state: &mut State) -> Answered {
    let input = call.input()?;
    let person = call.acting(grant)?.unwrap_or_default();
    let add = input.emails("addEmails", MOST_EMAILS)?;
    let remove = input.emails("removeEmails", MOST_EMAILS)?;
    let found = state.recordings.by_id_mut(id);
    let found = found.filter(|known| known.host.eq_ignore_ascii_case(person));
    let found = found.ok_or_else(no_recording)?;
    add.into_iter().for_each(|email| found.share(email));
    remove.into_iter().for_each(|email| found.withdraw(email));
    Ok(Answer::NoContent)
}

/// `GET /recordingReport/accessSummary`.
pub fn summary(call: &RestCall<'_>, grant: Grant, state: &State) -> Answered {
    let person = call.acting(grant)?.unwrap_or_default();
    let window = Window::read(call, WEEK)?;
    let found = state.recordings.iter();
    let found = found.filter(|known| is_for(known, person) && window.has(known, call.now));
    let items = found.map(|known| {
        json!({
            "recordingId": known.id,
            "topic": known.topic,
            "timeRecorded": written(known.time(call.now)),
            "siteUrl": call.origin.host(),
            "hostEmail": known.host,
            "viewCount": 1,
            "downloadCount": u8::from(known.has_download),
        })
    });
    page(call, items.collect())
}

/// `GET /recordingReport/accessDetail`: one person who came the hour before.
pub fn detail(call: &RestCall<'_>, grant: Grant, state: &State) -> Answered {
    let id = call.asked("recordingId");
    let id = id.ok_or_else(|| ApiError::invalid("recordingId is required"))?;
    let person = call.acting(grant)?.unwrap_or_default();
    let mut all = state.recordings.iter();
    let found = all.find(|known| known.id == id && is_for(known, person));
    let found = found.ok_or_else(no_recording)?;
    let hour = SignedDuration::from_hours(1);
    let item = json!({
        "recordingId": id,
        "topic": found.topic,
        "name": state.people.name_of("ada.lovelace@acme.example"),
        "email": "ada.lovelace@acme.example",
        "accessTime": written(call.now.saturating_sub(hour).unwrap_or(call.now)),
        "viewed": true,
        "downloaded": found.has_download,
    });
    page(call, vec![item])
}

fn shown_in<'r>(
    call: &RestCall<'_>,
    found: impl Iterator<Item = &'r Recording>,
    state: &State,
    longest: Option<SignedDuration>,
) -> Answered {
    let window = Window::read(call, WEEK)?;
    if longest.is_some_and(|longest| window.to.duration_since(window.from) > longest) {
        return Err(ApiError::invalid("from and to are at most 30 days apart"));
    }
    let is_asked = |known: &&Recording| {
        let topic = call.asked("topic");
        let service = call.asked("serviceType");
        let site = call.asked("siteUrl");
        topic.is_none_or(|topic| known.topic.contains(topic))
            && service.is_none_or(|service| service == known.service_type)
            && site.is_none_or(|site| call.origin.is_site(site))
            && call
                .asked("meetingId")
                .is_none_or(|id| is_of(known, id, state))
            && window.has(known, call.now)
    };
    let items = found
        .filter(is_asked)
        .map(|known| shown(known, call, state));
    page(call, items.collect())
}

fn shown(recording: &Recording, call: &RestCall<'_>, state: &State) -> Value {
    let key = recording.meeting_key;
    let meeting = key.and_then(|key| state.meetings.by_key(key));
    let mut value = json!({
        "id": recording.id,
        "meetingId": meeting.map(|meeting| format!("{}_I_1", meeting.id)),
        "meetingSeriesId": meeting.map(|meeting| &meeting.id),
        "topic": recording.topic,
        "createTime": written(recording.time(call.now)),
        "timeRecorded": written(recording.time(call.now)),
        "siteUrl": call.origin.host(),
        "playbackUrl": call.origin.at(&playback(recording)),
        "password": PASSWORD,
        "format": "MP4",
        "serviceType": recording.service_type,
        "durationSeconds": 1800,
        "sizeBytes": 7_340_032,
        "shareToMe": false,
        "status": "available",
    });
    if recording.has_download {
        value["downloadUrl"] = call.origin.at(&download(recording)).into();
    }
    value
}

fn playback(recording: &Recording) -> String {
    format!("/{SITE}/ldr.php?RCID={}", recording.id)
}

fn download(recording: &Recording) -> String {
    format!("/{SITE}/lsr.php?RCID={}", recording.id)
}

fn is_for(recording: &Recording, person: &str) -> bool {
    let is_shared = recording.shared.iter().any(|email| email == person);
    is_shared || recording.host.eq_ignore_ascii_case(person)
}

fn is_of(recording: &Recording, id: &str, state: &State) -> bool {
    let meeting = state.meetings.by_id(id).map(|(meeting, _)| &*meeting.key);
    meeting.is_some() && recording.meeting_key == meeting
}

fn no_recording() -> ApiError {
    ApiError::not_found("there is no such recording, or not for this person")
}

fn after(time: Timestamp, span: SignedDuration) -> Timestamp {
    time.saturating_add(span).unwrap_or(time)
}

/// From when to when recordings are asked for.
struct Window {
    from: Timestamp,
    to: Timestamp,
}

impl Window {
    fn read(call: &RestCall<'_>, usual: SignedDuration) -> Result<Self, ApiError> {
        let sooner = |time: Timestamp| time.saturating_sub(usual).unwrap_or(time);
        let (from, to) = match (call.asked_time("from")?, call.asked_time("to")?) {
            (Some(from), Some(to)) => (from, to),
            (Some(from), None) => (from, after(from, usual)),
            (None, Some(to)) => (sooner(to), to),
            (None, None) => (sooner(call.now), call.now),
        };
        match from <= to {
            true => Ok(Self { from, to }),
            false => Err(ApiError::invalid("from must not be after to")),
        }
    }

    fn has(&self, recording: &Recording, now: Timestamp) -> bool {
        (self.from..=self.to).contains(&recording.time(now))
    }
}
