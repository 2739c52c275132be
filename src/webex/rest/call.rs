//! Requests to the REST API, and what comes back.

use std::fmt;

use hyper::body::Bytes;

use super::target::Target;
use crate::word_list::words;

words! {
    /// The method of a request to the REST API.
    #[derive(Hash)]
    pub enum RestMethod {
        Get = "GET",
        Post = "POST",
        Put = "PUT",
        Patch = "PATCH",
        Delete = "DELETE",
    }
}

words! {
    /// What a call is for, as metrics and the log name it.
    #[derive(Hash, PartialOrd, Ord)]
    pub enum CallName {
        FindMeeting = "find_meeting",
        /// Who hosts a meeting, found with the rights of an administrator.
        FindHost = "find_host",
        FindInvitee = "find_invitee",
        FindPerson = "find_person",
        /// Reads what a call replaces, to send back what it does not change.
        ReadPresent = "read_present",
        Join = "join",
        Start = "start",
        ListMeetings = "list_meetings",
        Schedule = "schedule_meeting",
        Edit = "edit_meeting",
        Delete = "delete_meeting",
        End = "end_meeting",
        Invite = "add_invitees",
        ListInvitees = "list_invitees",
        RemoveInvitee = "remove_invitee",
        SaveForm = "save_registration_form",
        ReadForm = "read_registration_form",
        Register = "register",
        ListRegistrants = "list_registrants",
        ListRecordings = "list_recordings",
        ShareRecording = "share_recording",
        ListParticipants = "list_participants",
        ReportUsage = "report_usage",
        ReportAttendees = "report_attendees",
        ReportDownloads = "report_downloads",
        CreatePerson = "create_person",
        EditPerson = "edit_person",
        SavePreferences = "save_preferences",
        ReadRoom = "read_room",
    }
}

/// How a call may be shared, kept and repeated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CallKind {
    /// Equal calls share one reply, which is kept for minutes: the page and the host of a meeting.
    /// Never a link that belongs to one person.
    Lookup,
    /// Safe to repeat; shared while under way, never kept.
    Read,
    /// Safe to repeat, never shared.
    Repeatable,
    /// Never repeated.
    Once,
}

/// A request to the REST API. Only a plan makes one.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct RestCall {
    name: CallName,
    method: RestMethod,
    target: String,
    body: Option<String>,
    kind: CallKind,
}

impl RestCall {
    /// A request without a body.
    pub(super) fn new(name: CallName, method: RestMethod, target: Target, kind: CallKind) -> Self {
        Self {
            name,
            method,
            target: target.into_string(),
            body: None,
            kind,
        }
    }

    /// The same request with a body.
    pub(super) fn with_body(self, body: &serde_json::Map<String, serde_json::Value>) -> Self {
        let body = serde_json::Value::Object(body.clone()).to_string();
        Self {
            body: Some(body),
            ..self
        }
    }

    /// A request for tests of those who send it.
    #[cfg(test)]
    pub fn sample(name: CallName, method: RestMethod, target: &str, kind: CallKind) -> Self {
        Self {
            name,
            method,
            target: target.to_owned(),
            body: None,
            kind,
        }
    }

    /// What it is for, as metrics and the log name it.
    pub fn name(&self) -> &'static str {
        self.name.as_str()
    }

    pub fn method(&self) -> RestMethod {
        self.method
    }

    /// The address below the base of the API, with its query: `meetings?meetingNumber=123456789`.
    pub fn target(&self) -> &str {
        &self.target
    }

    /// The body, JSON, with secret values too: for nothing but the request itself.
    pub fn body(&self) -> Option<&str> {
        self.body.as_deref()
    }

    pub fn kind(&self) -> CallKind {
        self.kind
    }
}

// The target and the body have mail addresses and names of people, and the body passwords.
impl fmt::Debug for RestCall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RestCall")
            .field("name", &self.name)
            .field("method", &self.method)
            .field("kind", &self.kind)
            .finish_non_exhaustive()
    }
}

/// What came back from the REST API, whatever it says.
#[derive(Clone, PartialEq, Eq)]
pub struct RestReply {
    pub status: u16,
    pub body: Bytes,
    /// Webex's name for the call, for the log alone.
    pub tracking_id: Option<Box<str>>,
}

// The body may have a link that lets its holder join in the name of somebody.
impl fmt::Debug for RestReply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RestReply")
            .field("status", &self.status)
            .field("length", &self.body.len())
            .finish_non_exhaustive()
    }
}
