//! `POST /meetings/join`: links into a meeting for one person.

use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use url::Url;

use super::answer::{Answer, Answered};
use super::call::{Input, RestCall};
use super::error::ApiError;
use super::time::written;
use crate::sandbox::invitations::{Guest, Invitation};
use crate::sandbox::meetings::{Aspect, Meeting, Meetings};
use crate::sandbox::people::HOST;
use crate::sandbox::state::State;
use crate::sandbox::tokens::Grant;

/// How long a link lives where the call does not say. What Webex takes is not known.
const USUAL_MINUTES: i64 = 10;
const MOST_NAME: usize = 128;

pub fn join(call: &RestCall<'_>, grant: Grant, state: &mut State) -> Answered {
    let input = call.input()?;
    let wanted = Wanted::read(input, grant)?;
    let meeting = wanted.meeting(input, &state.meetings, call.now)?;
    wanted.may_enter(meeting, input)?;
    let web_link = call.origin.web_link(&meeting.id);
    let id = meeting.id.clone();
    let is_led = meeting.is_led_by(wanted.acting);
    let guest = wanted.guest(state);
    let mut link = |guest: Guest| {
        let invitation = Invitation::new(&id, guest, wanted.until(call.now));
        let link = state.invitations.link(&call.origin, invitation);
        link.ok_or_else(ApiError::broken)
    };
    let join_link = match wanted.join_as_web_link {
        true => web_link.clone(),
        false => link(guest)?,
    };
    if wanted.directly {
        return Ok(Answer::Redirect(join_link));
    }
    let mut answer = json!({ "joinLink": join_link });
    if is_led {
        answer["startLink"] = match wanted.start_as_web_link {
            true => web_link,
            false => link(Guest {
                email: Some(wanted.acting.to_owned()),
                display_name: wanted.acting.to_owned(),
                is_host: true,
            })?,
        }
        .into();
    }
    if !(wanted.join_as_web_link && wanted.start_as_web_link) {
        answer["expiration"] = written(wanted.until(call.now)).into();
    }
    Ok(Answer::Json(answer))
}

/// What a call asks for.
struct Wanted<'c> {
    /// The host who acts, or for whom the machine account acts.
    acting: &'c str,
    grant: Grant,
    directly: bool,
    email: Option<&'c str>,
    display_name: Option<&'c str>,
    minutes: i64,
    join_as_web_link: bool,
    start_as_web_link: bool,
}

impl<'c> Wanted<'c> {
    fn read(input: Input<'c>, grant: Grant) -> Result<Self, ApiError> {
        let acting = match (input.email("hostEmail")?, grant) {
            (Some(email), _) => email,
            (None, Grant::Integration) => HOST,
            (None, Grant::ServiceApp) => return Err(ApiError::invalid("hostEmail is required")),
        };
        let email = input.email("email")?;
        let display_name = input.short("displayName", MOST_NAME)?;
        if email.is_none() && display_name.is_some() {
            return Err(ApiError::invalid("displayName needs email"));
        }
        let minutes = input.number("expirationMinutes")?.unwrap_or(USUAL_MINUTES);
        if !(1..=60).contains(&minutes) {
            let why = "expirationMinutes must be from 1 to 60";
            return Err(ApiError::invalid(why));
        }
        Ok(Self {
            acting,
            grant,
            directly: input.flag("joinDirectly", true)?,
            email,
            display_name,
            minutes,
            join_as_web_link: input.flag("createJoinLinkAsWebLink", false)?,
            start_as_web_link: input.flag("createStartLinkAsWebLink", false)?,
        })
    }

    /// The one meeting that the call names.
    fn meeting<'m>(
        &self,
        input: Input<'_>,
        meetings: &'m Meetings,
        now: Timestamp,
    ) -> Result<&'m Meeting, ApiError> {
        let id = input.text("meetingId")?;
        let number = input.text("meetingNumber")?;
        let link = input.text("webLink")?;
        let meeting = match (id, number, link) {
            (Some(id), None, None) => match meetings.by_id(id) {
                Some((_, Aspect::Instance)) => {
                    let why = "meetingId must be that of a series or a scheduled meeting";
                    return Err(ApiError::invalid(why));
                }
                found => found.map(|(meeting, _)| meeting),
            },
            (None, Some(number), None) => meetings.by_key(number),
            (None, None, Some(link)) => {
                let link = Url::parse(link).ok();
                let found = link.and_then(|link| meetings.by_link(&link));
                found.map(|(meeting, _)| meeting)
            }
            _ => {
                let why = "exactly one of meetingId, meetingNumber and webLink is required";
                return Err(ApiError::invalid(why));
            }
        };
        let meeting = meeting.filter(|meeting| meeting.can_be_joined(now));
        meeting.ok_or_else(ApiError::no_meeting)
    }

    fn may_enter(&self, meeting: &Meeting, input: Input<'_>) -> Result<(), ApiError> {
        let is_known = meeting.concerns(self.acting);
        // Which status Webex has for a host of other meetings is not known.
        if !is_known && self.grant == Grant::ServiceApp {
            return Err(ApiError::forbidden("hostEmail does not host this meeting"));
        }
        // Nobody can be acted for in a webinar; with which status it is refused is not known.
        if meeting.is_webinar && self.grant == Grant::ServiceApp {
            return Err(ApiError::forbidden("hostEmail is for meetings alone"));
        }
        let password = input.text("password")?;
        match &meeting.password {
            Some(needed) if !is_known && password != Some(needed) => {
                Err(ApiError::forbidden("the meeting has a password"))
            }
            Some(_) | None => Ok(()),
        }
    }

    fn guest(&self, state: &State) -> Guest {
        let name = |email: &str| state.people.name_of(email).to_owned();
        match self.email {
            Some(email) => Guest {
                email: Some(email.to_owned()),
                display_name: self.display_name.unwrap_or(email).to_owned(),
                is_host: false,
            },
            // The link is the caller's own: the guest would be seen under the host's name.
            None => Guest {
                email: Some(self.acting.to_owned()),
                display_name: name(self.acting),
                is_host: false,
            },
        }
    }

    fn until(&self, now: Timestamp) -> Timestamp {
        let life = SignedDuration::from_mins(self.minutes);
        now.saturating_add(life).unwrap_or(now)
    }
}
