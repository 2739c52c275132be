mod address;
mod former;
mod hostile;
mod number;
mod words;

use std::net::IpAddr;
use std::sync::OnceLock;

use jiff::Timestamp;
use proptest::prelude::*;

use super::{Names, Resolution, resolve};
use crate::compile::load_text;
use crate::decision::{Caller, Delivery, LinkRequest, Outcome, decide};
use crate::policy::Policy;
use crate::webex::ParameterType;

const POLICY: &str = r#"version: 1
public_url: https://go.acme.example/
hosts: [go, localhost, "::1"]
sites:
  acme: https://acme.webex.com/acme/
  beta: https://beta.webex.com:8443/b.1/
back_urls:
  meetings: https://portal.acme.example/meetings
  course: https://learn.acme.example/course/{course}
routes:
  delete:
    path: /go/delete/{meeting_key}
    site: acme
    command: meeting.delete
    back: meetings
    allow: anyone
  status: { path: "/go/status/{meeting_key}", site: acme, command: meeting.status, allow: anyone }
  start: { path: "/go/start/{meeting_key}", site: acme, command: meeting.start, back: meetings, allow: anyone }
  join:
    path: /go/join/{meeting_key}
    site: acme
    command: meeting.join
    query: [attendee_name]
    fill: { attendee_email: "{caller.email}" }
    back: meetings
    allow: anyone
  course:
    path: /go/course/{course}/{meeting_key}
    site: acme
    command: meeting.join
    parameters: { course: { type: name, max: 40 } }
    query: [attendee_name]
    back: [course, meetings]
    allow: anyone
  room: { path: "/go/room/{room}", site: acme, command: room.meet, allow: anyone }
  beta-room: { path: "/rooms/{room}", site: beta, command: room.meet, allow: anyone }
  webinar: { path: "/go/webinar/{meeting}", site: beta, command: link.join, allow: anyone }
  registration: { path: "/go/register/{registration}", site: beta, command: link.register_page, allow: anyone }
  assembly:
    path: /go/assembly
    site: beta
    command: link.join
    constants: { meeting: m0123456789abcdef0123456789abcdef }
    allow: anyone
  support:
    path: /go/support
    site: acme
    command: support.join
    query: [session_number]
    fill: { attendee_email: "{caller.email}", first_name: "{caller.name}", last_name: "{caller.name}" }
    allow: anyone
links:
  standup: { route: join, meeting_key: 123 456 789 }
  rust-101: { route: course, course: rust-101, meeting_key: 987 654 321 }
"#;

fn now() -> Timestamp {
    "2026-11-23T12:00:00Z".parse().expect("a moment")
}

fn policy() -> &'static Policy {
    static LOADED: OnceLock<Policy> = OnceLock::new();
    LOADED.get_or_init(|| load(POLICY))
}

fn load(text: &str) -> Policy {
    let loaded = load_text("policy.yaml", text, now());
    let found = format!("{:?}", loaded.problems.sorted());
    loaded.policy.expect(&found)
}

/// The meaning in one line: a path; routes with their paths; or a dash.
fn meaning(policy: &Policy, text: &str, closed: &[&str]) -> String {
    meaning_at(policy, text, closed, now())
}

fn meaning_at(policy: &Policy, text: &str, closed: &[&str], at: Timestamp) -> String {
    match resolve(policy, text, Names::Opened, at, |route| {
        !closed.contains(&route.name())
    }) {
        Resolution::Path(path) => path.to_string(),
        Resolution::Choice(choices) => {
            let choices = choices.iter();
            let lines = choices.map(|(route, path)| format!("{} {path}", route.name()));
            lines.collect::<Vec<_>>().join(", ")
        }
        Resolution::Nothing | Resolution::Foreign => "-".to_owned(),
    }
}

#[track_caller]
fn assert_meant(table: &[(&str, &str)]) {
    for (text, expected) in table {
        assert_eq!(meaning(policy(), text, &[]), *expected, "{text:?}");
    }
}

/// Office programs break lines so.
#[test]
fn a_soft_line_break_is_a_blank() {
    for between in ["\u{2028}", "\u{2029}", " \u{2028} "] {
        let number = format!("123{between}456{between}789");
        let found = meaning(policy(), &number, &[]);
        assert_eq!(found, meaning(policy(), "123 456 789", &[]), "{number:?}");
        let link = format!("Room:{between}https://acme.webex.com/meet/ada{between}Come in");
        assert_eq!(meaning(policy(), &link, &[]), "/go/room/ada", "{link:?}");
    }
    let text = ParameterType::Text { max: 64 };
    assert!(text.parse("a\u{2028}b").is_err());
}

#[track_caller]
fn assert_nothing(texts: &[&str]) {
    for text in texts {
        assert_eq!(meaning(policy(), text, &[]), "-", "{text:?}");
    }
}

/// Every path that a text leads to.
fn paths(meant: Resolution<'_>) -> Vec<String> {
    match meant {
        Resolution::Path(path) => vec![path.to_string()],
        Resolution::Choice(choices) => choices.iter().map(|(_, path)| path.to_string()).collect(),
        Resolution::Nothing | Resolution::Foreign => Vec::new(),
    }
}

/// A text out of pieces that mean something here, and of any characters.
fn text() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "https://",
        "http://",
        "acme.webex.com",
        "beta.webex.com:8443",
        "go.acme.example",
        "/",
        "/acme/m.php",
        "/b.1/j.php",
        "/meet/",
        "?",
        "&",
        "AT=JM",
        "AT=DM",
        "MK=",
        "MTID=",
        "BU=https://evil.example/",
        "123456789",
        "123 456 789",
        "mcd77c9718249ee0fdde541ee7e5b6c88",
        "go",
        "/go/",
        "join",
        "delete",
        "standup",
        "Stand-Up>",
        "room",
        "rooms",
        "ada",
        "course",
        "-",
        "/-/",
        "..",
        "%2F",
        "%20",
        "%",
        "@",
        "\\",
        " ",
        "#",
        ".",
        ">",
        "\"",
    ]);
    let piece = prop_oneof![8 => piece.prop_map(str::to_owned), 1 => any::<String>()];
    prop::collection::vec(piece, 0..10).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn whatever_is_typed_leads_to_a_path_that_is_answered(text in text()) {
            for path in paths(resolve(policy(), &text, Names::Opened, now(), |_| true)) {
            let request = LinkRequest::parse(&path).expect(&path);
            prop_assert!(policy().find(request.segments()).is_some(), "{path}");
            prop_assert!(path.bytes().all(|b| b.is_ascii_graphic()), "{path}");
            prop_assert!(!path.starts_with("/-") && !path.starts_with("//"), "{path}");
            prop_assert!(!path.contains("BU=") && !path.contains("evil"), "{path}");
        }
    }

    #[test]
    fn the_call_that_a_path_makes_means_that_path_again(
        key in "[0-9]{7,20}", name in "[a-zA-Z0-9][a-zA-Z0-9._-]{0,20}[a-z]", hex in "[met][0-9a-f]{32}",
    ) {
            for path in [
            format!("/go/join/{key}"),
            format!("/go/start/{key}"),
            format!("/go/delete/{key}"),
            format!("/go/status/{key}"),
            format!("/go/room/{name}"),
            format!("/rooms/{name}"),
            format!("/go/webinar/{hex}"),
        ] {
            let request = LinkRequest::parse(&path).expect(&path);
            let caller = Caller::unknown(IpAddr::from([192, 0, 2, 1]));
            let call = match decide(policy(), &request, &caller, now()).outcome {
                Outcome::Send(Delivery::Redirect(call)) | Outcome::Confirm(Delivery::Redirect(call), _) => call,
                other => panic!("{path}: {other:?}"),
            };
            prop_assert_eq!(meaning(policy(), call.as_str(), &[]), path.clone());
        }
    }
}
