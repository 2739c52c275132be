use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::*;
use crate::webex::{
    AddressRefused, Attendee, CommandName, CommandParts, Effect, Evidence, ParameterType,
    RestFailure, Service, SiteAddress, Words,
};
use hyper::body::Bytes;

const LINK: &str = "https://acme.webex.com/acme/j.php?MTID=m0123456789abcdef0123456789abcdef";
const PERSONAL: &str = "https://acme.webex.com/wbxmjs/joinservice/sites/acme/meeting/download/\
    0123456789abcdef0123456789abcdef?siteurl=acme&integrationJoinToken=J/T+=&principal=PR";

fn site() -> Site {
    Site::parse("acme", "https://acme.webex.com/acme/").expect("a site")
}

fn parameters() -> Vec<Parameter> {
    let text = |name, code: &str| {
        let code = crate::webex::Code::parse(code).expect("a code");
        Parameter::new(name, vec![code], ParameterType::Text { max: 128 }).expect("a parameter")
    };
    let number = Parameter::new("meeting_key", Vec::new(), ParameterType::MEETING_KEY);
    vec![
        number.expect("a parameter").required(true),
        text("attendee_name", "displayName"),
        text("registration_id", "registrationId"),
    ]
}

fn form(address: RestAddress) -> RestForm {
    let command = Command::new(CommandParts {
        name: CommandName::parse("meeting.join").expect("a name"),
        service: Service::Meetings,
        address: Address::Rest(address),
        effect: Effect::Enter,
        takes_back: false,
        parameters: parameters(),
        words: Words {
            title: "Join".into(),
            returns: Vec::new(),
            returns_format: None,
            evidence: Evidence::Verified,
            source: "a test".into(),
            note: None,
            partial: None,
        },
    });
    let command = command.expect("a command");
    assert!(crate::webex::CallForm::new(&site(), &command).is_none());
    RestForm::new(&site(), &command).expect("a form")
}

/// A plan for the number 123456789, with these other arguments.
struct Run {
    form: RestForm,
    host: Option<&'static str>,
    attendee: Option<Attendee<'static>>,
    others: Vec<(&'static str, &'static str)>,
}

impl Run {
    fn of(address: RestAddress) -> Self {
        Self {
            form: form(address),
            host: Some("host@example.com"),
            attendee: None,
            others: Vec::new(),
        }
    }

    fn with(&self, replies: &[RestReply]) -> Progress {
        let parameters = parameters();
        let given = [("meeting_key", "123 456 789")].into_iter();
        let given = given.chain(self.others.iter().copied());
        let arguments: Vec<(&Parameter, Value<'_>)> = given
            .map(|(name, text)| {
                let parameter = parameters.iter().find(|p| p.name() == name).expect(name);
                (parameter, parameter.parse(text).expect("a value"))
            })
            .collect();
        let acting = Acting {
            host: self.host,
            attendee: self.attendee,
            now: Timestamp::UNIX_EPOCH,
            zone: &TimeZone::UTC,
        };
        let arguments = arguments.iter().map(|(p, v)| (*p, v));
        self.form.plan(arguments, &acting, replies)
    }

    #[track_caller]
    fn asked(&self, replies: &[RestReply]) -> String {
        match self.with(replies) {
            Progress::Ask(call) => {
                let body = call.body().unwrap_or_default();
                let (method, name) = (call.method().as_str(), call.name());
                format!("{name} {:?} {method} {} {body}", call.kind(), call.target())
            }
            other => panic!("{other:?}"),
        }
    }
}

fn reply(status: u16, body: &str) -> RestReply {
    RestReply {
        status,
        body: Bytes::copy_from_slice(body.as_bytes()),
        tracking_id: None,
    }
}

fn ok(body: &str) -> RestReply {
    reply(200, body)
}

fn followed(link: &str) -> Progress {
    Progress::Follow(SiteAddress::check(&site(), link).expect(link))
}

fn found(link: &str) -> RestReply {
    // Pair 3 of the stand-in's table, with the secrets of a real answer.
    ok(&format!(
        r#"{{"items":[{{"id":"0123456789abcdef0123456789abcdef_20261201T090000Z","meetingNumber":"123456789","title":"Demo \"A\"","password":"pw","hostKey":"1234","hostEmail":"host@example.com","telephony":{{"accessCode":"99"}},"webLink":{}}}]}}"#,
        serde_json::Value::from(link)
    ))
}

#[test]
fn whoever_is_unknown_is_led_to_the_page_of_the_meeting() {
    let run = Run::of(RestAddress::Join(Box::default()));
    assert_eq!(
        run.asked(&[]),
        "find_meeting Lookup GET meetings?meetingNumber=123456789&hostEmail=host%40example.com "
    );
    assert_eq!(run.with(&[found(LINK)]), followed(LINK));
}

#[test]
fn an_administrator_finds_the_host_first() {
    let run = Run {
        host: None,
        ..Run::of(RestAddress::Join(Box::default()))
    };
    assert_eq!(
        run.asked(&[]),
        "find_host Lookup GET admin/meetings?meetingNumber=123456789 "
    );
    let hidden = ok(r#"{"items":[{"id":"0123_20261201T090000Z","hostEmail":"h+1@example.com"}]}"#);
    assert_eq!(
        run.asked(std::slice::from_ref(&hidden)),
        "find_meeting Lookup GET meetings/0123_20261201T090000Z?hostEmail=h%2B1%40example.com "
    );
    let meeting = ok(&format!(r#"{{"id":"0123","webLink":"{LINK}"}}"#));
    assert_eq!(run.with(&[hidden, meeting]), followed(LINK));
}

#[test]
fn a_known_person_joins_by_a_link_of_their_own() {
    let run = Run {
        attendee: Some(Attendee {
            email: "guest@example.com",
            name: "A \"Guest\"",
        }),
        others: vec![
            ("attendee_name", "Somebody Else"),
            ("registration_id", "R\"1"),
        ],
        ..Run::of(RestAddress::Join(Box::default()))
    };
    assert_eq!(
        run.asked(&[]),
        r#"join Repeatable POST meetings/join {"displayName":"A \"Guest\"","email":"guest@example.com","expirationMinutes":5,"hostEmail":"host@example.com","joinDirectly":false,"meetingNumber":"123456789","registrationId":"R\"1"}"#
    );
    let links = ok(&format!(
        r#"{{"joinLink":"{PERSONAL}","expiration":"2026-12-01T09:05:00Z"}}"#
    ));
    assert_eq!(run.with(std::slice::from_ref(&links)), followed(PERSONAL));
    let unhosted = Run { host: None, ..run };
    assert!(unhosted.asked(&[]).starts_with("find_host Lookup "));
    let hidden = ok(r#"{"items":[{"id":"0123","hostEmail":"h@example.com"}]}"#);
    assert!(
        unhosted
            .asked(std::slice::from_ref(&hidden))
            .contains(r#""hostEmail":"h@example.com""#)
    );
    assert_eq!(unhosted.with(&[hidden, links]), followed(PERSONAL));
}

#[test]
fn a_host_starts_by_a_link_of_their_own() {
    let run = Run::of(RestAddress::Start(Box::default()));
    assert_eq!(
        run.asked(&[]),
        r#"start Repeatable POST meetings/join {"expirationMinutes":5,"hostEmail":"host@example.com","joinDirectly":false,"meetingNumber":"123456789"}"#
    );
    let links = ok(&format!(
        r#"{{"startLink":"{PERSONAL}","joinLink":"{LINK}"}}"#
    ));
    assert_eq!(run.with(&[links]), followed(PERSONAL));
    // The caller is no host of this meeting.
    let links = ok(&format!(r#"{{"joinLink":"{PERSONAL}"}}"#));
    assert_eq!(
        run.with(&[links]),
        Progress::Failed(RestFailure::Unreadable)
    );
    let unhosted = Run { host: None, ..run };
    assert_eq!(unhosted.with(&[]), Progress::Failed(RestFailure::NoHost));
}

#[test]
fn what_is_no_answer_ends_the_plan() {
    let run = Run::of(RestAddress::Join(Box::default()));
    for (reply, expected) in [
        (ok(r#"{"items":[]}"#), RestFailure::NotFound),
        (
            reply(404, r#"{"message":"no such meeting"}"#),
            RestFailure::NotFound,
        ),
        (reply(401, ""), RestFailure::NotAllowed),
        (reply(403, ""), RestFailure::NotAllowed),
        (reply(400, ""), RestFailure::Invalid),
        (reply(429, ""), RestFailure::TooMany),
        (reply(503, "<html>"), RestFailure::Unavailable),
        (reply(302, ""), RestFailure::Unreadable),
        (ok(""), RestFailure::Unreadable),
        (
            ok("<!doctype html><title>Sign in</title>"),
            RestFailure::Unreadable,
        ),
        (ok("null"), RestFailure::Unreadable),
        (ok("[]"), RestFailure::Unreadable),
        (ok("{}"), RestFailure::Unreadable),
        (ok(r#"{"items":{}}"#), RestFailure::Unreadable),
        (ok(r#"{"items":[7]}"#), RestFailure::Unreadable),
        (ok(r#"{"items":[{"id":"1"}]}"#), RestFailure::Unreadable),
        (
            ok(r#"{"items":[{"id":"..","webLink":"x"}]}"#),
            RestFailure::Unreadable,
        ),
        (
            ok(r#"{"items":[{"id":"1","webLink":7}]}"#),
            RestFailure::Unreadable,
        ),
        (
            ok(r#"{"items":[{"id":"1","webLink":null}]}"#),
            RestFailure::Unreadable,
        ),
        (
            ok(r#"{"items":[{"id":"1","meetingNumber":"987654321","webLink":"x"}]}"#),
            RestFailure::NotFound,
        ),
        (
            found("https://acme.webex.com.evil.example/x"),
            AddressRefused::Host.into(),
        ),
        (
            found("http://acme.webex.com/x"),
            AddressRefused::Scheme.into(),
        ),
        (
            found("https://acme.webex.com/x\r\nSet-Cookie: a=b"),
            AddressRefused::Character.into(),
        ),
    ] {
        let ended = run.with(std::slice::from_ref(&reply));
        let body = String::from_utf8_lossy(&reply.body);
        assert_eq!(ended, Progress::Failed(expected), "{} {body}", reply.status);
    }
    let cut = ok(&String::from_utf8_lossy(&found(LINK).body)[..80]);
    assert_eq!(run.with(&[cut]), Progress::Failed(RestFailure::Unreadable));
    let deep = ok(&format!(r#"{{"items":{}"#, "[".repeat(100_000)));
    assert_eq!(run.with(&[deep]), Progress::Failed(RestFailure::Unreadable));
}

#[test]
fn nothing_of_a_person_is_printed() {
    let run = Run {
        attendee: Some(Attendee {
            email: "guest@example.com",
            name: "A Guest",
        }),
        ..Run::of(RestAddress::Join(Box::default()))
    };
    let Progress::Ask(call) = run.with(&[]) else {
        panic!("a call is needed");
    };
    let links = ok(&format!(r#"{{"joinLink":"{PERSONAL}"}}"#));
    let printed = format!(
        "{call:?} {links:?} {:?}",
        run.with(std::slice::from_ref(&links))
    );
    for secret in ["guest", "Guest", "host@", "Token"] {
        assert!(!printed.contains(secret), "{printed}");
    }
}
