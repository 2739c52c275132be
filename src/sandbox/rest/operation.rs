//! The calls of the REST API, by method and path.

use hyper::Method;

use crate::word_list::words;

words! {
    /// A call of the REST API.
    pub enum Operation {
        Token = "token",
        FindMeetings = "find_meetings",
        GetMeeting = "get_meeting",
        FindMeetingsAsAdmin = "admin_find_meetings",
        GetMeetingAsAdmin = "admin_get_meeting",
        Join = "join",
        Schedule = "schedule",
        Edit = "edit",
        Delete = "delete",
        End = "end",
        ListInvitees = "list_invitees",
        AddInvitee = "add_invitee",
        AddInvitees = "add_invitees",
        RemoveInvitee = "remove_invitee",
        GetRegistration = "get_registration",
        SetRegistration = "set_registration",
        ListRegistrants = "list_registrants",
        GetRegistrant = "get_registrant",
        Register = "register",
        ListRecordings = "list_recordings",
        ListRecordingsAsAdmin = "admin_list_recordings",
        GetRecording = "get_recording",
        ShareRecording = "share_recording",
        ShareRecordingByLink = "share_recording_by_link",
        ListPeople = "list_people",
        GetPerson = "get_person",
        CreatePerson = "create_person",
        EditPerson = "edit_person",
        PatchUser = "patch_user",
        UsageReport = "usage_report",
        AttendeeReport = "attendee_report",
        ListParticipants = "list_participants",
        QueryParticipants = "query_participants",
        RecordingSummary = "recording_summary",
        RecordingDetail = "recording_detail",
        PersonalRoom = "personal_room",
        Sites = "sites",
        SchedulingOptions = "scheduling_options",
        SetSchedulingOptions = "set_scheduling_options",
    }
}

/// What a method and a path are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Routed {
    To(Operation),
    OtherMethod,
    Nowhere,
}

impl Operation {
    /// Whether only administrators may make the call.
    pub fn is_for_admins(self) -> bool {
        matches!(
            self,
            Self::FindMeetingsAsAdmin
                | Self::GetMeetingAsAdmin
                | Self::ListRecordingsAsAdmin
                | Self::CreatePerson
                | Self::EditPerson
                | Self::PatchUser
                | Self::UsageReport
        )
    }

    pub fn route(method: &Method, segments: &[String]) -> Routed {
        let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
        let at = on_path(&segments);
        match at.iter().find(|(known, _)| known == method) {
            Some((_, operation)) => Routed::To(*operation),
            None if at.is_empty() => Routed::Nowhere,
            None => Routed::OtherMethod,
        }
    }
}

/// The calls of a path, by their methods.
fn on_path(segments: &[&str]) -> Vec<(Method, Operation)> {
    use Operation as Op;
    match segments {
        ["access_token"] => vec![(Method::POST, Op::Token)],
        ["meetings"] => vec![
            (Method::GET, Op::FindMeetings),
            (Method::POST, Op::Schedule),
        ],
        ["meetings", "join"] => vec![(Method::POST, Op::Join)],
        ["meetings", _] => vec![
            (Method::GET, Op::GetMeeting),
            (Method::PATCH, Op::Edit),
            (Method::DELETE, Op::Delete),
        ],
        ["meetings", _, "end"] => vec![(Method::POST, Op::End)],
        ["meetings", _, "registration"] => vec![
            (Method::GET, Op::GetRegistration),
            (Method::PUT, Op::SetRegistration),
        ],
        ["meetings", _, "registrants"] => vec![
            (Method::GET, Op::ListRegistrants),
            (Method::POST, Op::Register),
        ],
        ["meetings", _, "registrants", _] => vec![(Method::GET, Op::GetRegistrant)],
        ["admin", "meetings"] => vec![(Method::GET, Op::FindMeetingsAsAdmin)],
        ["admin", "meetings", _] => vec![(Method::GET, Op::GetMeetingAsAdmin)],
        ["admin", "recordings"] => vec![(Method::GET, Op::ListRecordingsAsAdmin)],
        ["meetingInvitees"] => vec![
            (Method::GET, Op::ListInvitees),
            (Method::POST, Op::AddInvitee),
        ],
        ["meetingInvitees", "bulkInsert"] => vec![(Method::POST, Op::AddInvitees)],
        ["meetingInvitees", _] => vec![(Method::DELETE, Op::RemoveInvitee)],
        ["recordings"] => vec![(Method::GET, Op::ListRecordings)],
        ["recordings", "accessList"] => vec![(Method::POST, Op::ShareRecordingByLink)],
        ["recordings", _] => vec![(Method::GET, Op::GetRecording)],
        ["recordings", _, "accessList"] => vec![(Method::POST, Op::ShareRecording)],
        _ => beside_meetings(segments),
    }
}

fn beside_meetings(segments: &[&str]) -> Vec<(Method, Operation)> {
    use Operation as Op;
    match segments {
        ["people"] => vec![
            (Method::GET, Op::ListPeople),
            (Method::POST, Op::CreatePerson),
        ],
        ["people", _] => vec![(Method::GET, Op::GetPerson), (Method::PUT, Op::EditPerson)],
        ["identity", "scim", _, "v2", "Users", _] => vec![(Method::PATCH, Op::PatchUser)],
        ["meetingReports", "usage"] => vec![(Method::GET, Op::UsageReport)],
        ["meetingReports", "attendees"] => vec![(Method::GET, Op::AttendeeReport)],
        ["meetingParticipants"] => vec![(Method::GET, Op::ListParticipants)],
        ["meetingParticipants", "query"] => vec![(Method::POST, Op::QueryParticipants)],
        ["recordingReport", "accessSummary"] => vec![(Method::GET, Op::RecordingSummary)],
        ["recordingReport", "accessDetail"] => vec![(Method::GET, Op::RecordingDetail)],
        ["meetingPreferences", "personalMeetingRoom"] => vec![(Method::GET, Op::PersonalRoom)],
        ["meetingPreferences", "schedulingOptions"] => vec![
            (Method::GET, Op::SchedulingOptions),
            (Method::PUT, Op::SetSchedulingOptions),
        ],
        ["meetingPreferences", "sites"] => vec![(Method::GET, Op::Sites)],
        _ => Vec::new(),
    }
}
