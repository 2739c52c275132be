//! Finding a meeting by its number.

use std::borrow::Cow;

use jiff::Timestamp;
use serde::Deserialize;

use crate::webex::rest::call::{CallKind, CallName, RestCall, RestMethod};
use crate::webex::rest::conversation::Conversation;
use crate::webex::rest::failure::RestFailure;
use crate::webex::rest::id::is_id;
use crate::webex::rest::progress::Step;
use crate::webex::rest::target::Target;

/// What a meeting is found by.
#[derive(Clone, Copy, Debug)]
pub struct MeetingQuery<'q> {
    pub number: &'q str,
    /// Whether all occurrences are meant.
    pub whole_series: bool,
    /// Whether a kept reply may do.
    pub kind: CallKind,
}

/// A meeting in a list of meetings. No other field of it is read: its passwords are.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FoundMeeting<'r> {
    #[serde(borrow)]
    pub id: Cow<'r, str>,
    #[serde(borrow)]
    meeting_series_id: Option<Cow<'r, str>>,
    #[serde(borrow)]
    meeting_type: Option<Cow<'r, str>>,
    #[serde(borrow)]
    meeting_number: Option<Cow<'r, str>>,
    #[serde(borrow)]
    pub web_link: Option<Cow<'r, str>>,
    #[serde(borrow)]
    pub host_email: Option<Cow<'r, str>>,
    #[serde(borrow)]
    start: Option<Cow<'r, str>>,
    #[serde(borrow)]
    end: Option<Cow<'r, str>>,
}

#[derive(Deserialize)]
struct Meetings<'r> {
    #[serde(borrow)]
    items: Vec<FoundMeeting<'r>>,
}

impl MeetingQuery<'_> {
    /// The meeting as its host, or somebody whom the host invited, sees it.
    pub fn as_host<'r>(
        &self,
        conversation: &mut Conversation<'r>,
        host: &str,
    ) -> Step<FoundMeeting<'r>> {
        let target = self.target("meetings").with_field("hostEmail", host);
        self.one_of(conversation, CallName::FindMeeting, target)
    }

    /// The meeting as an administrator sees it: without its links.
    pub fn as_administrator<'r>(
        &self,
        conversation: &mut Conversation<'r>,
    ) -> Step<FoundMeeting<'r>> {
        let target = self.target("admin/meetings");
        self.one_of(conversation, CallName::FindHost, target)
    }

    fn target(&self, path: &str) -> Target {
        let target = Target::of_path(path).with_field("meetingNumber", self.number);
        match self.whole_series {
            true => target.with_field("current", "false"),
            false => target,
        }
    }

    fn one_of<'r>(
        &self,
        conversation: &mut Conversation<'r>,
        name: CallName,
        target: Target,
    ) -> Step<FoundMeeting<'r>> {
        let call = RestCall::new(name, RestMethod::Get, target, self.kind);
        let meetings: Meetings<'r> = conversation.read(call)?;
        // Not every answer repeats the number, but another one would be another meeting.
        let fits = |meeting: &FoundMeeting<'_>| {
            let number = meeting.meeting_number.as_ref();
            number.is_none_or(|number| number == self.number)
        };
        let found = meetings.items.into_iter().find(fits);
        let mut found = found.ok_or(RestFailure::NotFound)?;
        if self.whole_series && found.meeting_type.as_deref() != Some("meetingSeries") {
            found.id = found
                .meeting_series_id
                .take()
                .ok_or(RestFailure::Unreadable)?;
        }
        found.checked()
    }
}

impl<'r> FoundMeeting<'r> {
    /// The meeting with this id, as its host sees it.
    pub fn by_id(conversation: &mut Conversation<'r>, id: &str, host: &str) -> Step<Self> {
        let target = Target::of_path("meetings")
            .with_segment(id)
            .with_field("hostEmail", host);
        let (name, kind) = (CallName::FindMeeting, CallKind::Lookup);
        let found: Self = conversation.read(RestCall::new(name, RestMethod::Get, target, kind))?;
        found.checked()
    }

    /// When it begins and ends, if both are known.
    pub fn times(&self) -> Option<[Timestamp; 2]> {
        let read = |text: &Option<Cow<'_, str>>| text.as_ref()?.parse().ok();
        Some([read(&self.start)?, read(&self.end)?])
    }

    fn checked(self) -> Step<Self> {
        match is_id(&self.id) {
            true => Ok(self),
            false => Err(RestFailure::Unreadable.into()),
        }
    }
}
