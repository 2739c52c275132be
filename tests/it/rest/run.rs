//! Plans that are run to their end with invented answers.

use hyper::body::Bytes;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use linkgate::webex::{
    Acting, Command, Parameter, ParameterType, Progress, RestCall, RestForm, RestReply, Secret,
    Site, Value,
};

pub fn site() -> Site {
    Site::parse("acme", "https://acme.webex.com/acme/").expect("a site")
}

pub const HOST: &str = "host@example.com";

/// The answers of a Webex that knows every meeting and every person.
pub fn answer(call: &RestCall) -> &'static str {
    match call.name() {
        "find_meeting" if call.target().starts_with("meetings/") => {
            r#"{"id":"ID","webLink":"https://acme.webex.com/acme/j.php?MTID=m0123456789abcdef0123456789abcdef"}"#
        }
        "find_meeting" | "find_host" => {
            r#"{"items":[{"id":"ID_20261201T090000Z","meetingSeriesId":"SERIES","meetingType":"scheduledMeeting","hostEmail":"found@example.com","start":"2026-12-01T09:00:00Z","end":"2026-12-01T10:00:00Z","password":"pw","hostKey":"123456","webLink":"https://acme.webex.com/acme/j.php?MTID=m0123456789abcdef0123456789abcdef"}]}"#
        }
        "find_invitee" => {
            r#"{"items":[{"id":"OTHER","email":"other@example.com"},{"id":"INVITEE","email":"Guest@example.com"}]}"#
        }
        "find_person" => r#"{"items":[{"id":"PERSON","emails":["guest@example.com"]}]}"#,
        "read_present" => {
            r#"{"id":"PERSON","displayName":"Guest","emails":["guest@example.com"],"licenses":["L"],"lastActivity":"x","requireJobTitle":true,"customizedQuestions":[{"id":1,"question":"Old","options":[{"id":2,"value":"A"}]}],"enabledJoinBeforeHost":false,"delegateEmails":[]}"#
        }
        "start" | "join" => {
            r#"{"startLink":"https://acme.webex.com/s","joinLink":"https://acme.webex.com/j"}"#
        }
        "read_room" => {
            r#"{"personalMeetingRoomLink":"https://acme.webex.com/meet/host","hostPin":"0000"}"#
        }
        "read_registration_form" => {
            r#"{"requireJobTitle":true,"requireCity":false,"customizedQuestions":[]}"#
        }
        "schedule_meeting" => r#"{"title":"T","meetingNumber":"1","password":"pw"}"#,
        _ => r#"{"items":[{"title":"T"}]}"#,
    }
}

pub fn reply(status: u16, body: &str) -> RestReply {
    RestReply {
        status,
        body: Bytes::copy_from_slice(body.as_bytes()),
        tracking_id: None,
    }
}

/// An ordinary value of a parameter.
pub fn sample(parameter: &Parameter) -> &'static str {
    match parameter.kind() {
        ParameterType::Digits { .. } => "123 456 789",
        ParameterType::Number { .. } => "15",
        ParameterType::Email => "guest@example.com",
        ParameterType::Flag { .. } => "yes",
        ParameterType::Choice(_) => match parameter.name() {
            "question_type" => "buttons",
            _ => "events",
        },
        ParameterType::Duration { .. } => "1h30m",
        ParameterType::Start { .. } => "2027-03-28T01:30",
        ParameterType::TimeZone => "Europe/Berlin",
        ParameterType::People { .. } => "Ada <ada@example.com>, bob@example.com",
        ParameterType::Texts { .. } => "red, blue",
        ParameterType::Token { .. } => "0123456789abcdef0123456789abcdef",
        _ => "A & \"B\"",
    }
}

/// A plan run to its end.
pub struct Ended {
    pub calls: Vec<RestCall>,
    pub progress: Progress,
}

/// Runs a command with these values.
pub fn run(command: &Command, arguments: &[(&Parameter, Value<'_>)], host: Option<&str>) -> Ended {
    let form = RestForm::new(&site(), command).expect("a command of the REST API");
    let acting = Acting {
        host,
        attendee: None,
        now: Timestamp::UNIX_EPOCH,
        zone: &TimeZone::get("America/New_York").expect("a zone"),
    };
    let mut calls = Vec::new();
    let mut replies = Vec::new();
    loop {
        let arguments = arguments
            .iter()
            .map(|(parameter, value)| (*parameter, value));
        match form.plan(arguments, &acting, &replies) {
            Progress::Ask(call) => {
                replies.push(reply(200, answer(&call)));
                calls.push(call);
                assert!(calls.len() <= 4, "{}: {calls:?}", command.name());
            }
            progress => return Ended { calls, progress },
        }
    }
}

/// Reads a value, as a policy gives it if it is secret.
pub fn value<'t>(parameter: &Parameter, text: &'t str) -> Option<Value<'t>> {
    match parameter.is_secret() {
        true => parameter.parse_secret(&Secret::new(text.to_owned())).ok(),
        false => parameter.parse(text).ok(),
    }
}

pub fn samples(command: &Command) -> Vec<(&Parameter, Value<'static>)> {
    let of = |parameter| {
        (
            parameter,
            value(parameter, sample(parameter)).expect("a value"),
        )
    };
    command.parameters().iter().map(of).collect()
}
