//! What holds for whatever a visitor asks: no panic, one answer, and a target
//! that is the policy's in all but the values that it gave away.

use std::net::IpAddr;
use std::sync::OnceLock;

use linkgate::compile::embedded_catalogue;
use linkgate::compile::load_text;
use linkgate::decision::{Caller, Decision, Delivery, LinkRequest, Outcome, Person, decide};
use linkgate::policy::Policy;
use linkgate::webex::{
    Action, Address, BackUrl, CallForm, Code, Command, CommandName, CommandParts, Continuation,
    Effect, Evidence, HttpsUrl, Page, Parameter, ParameterType, Service, Site, Template, Words,
};
use percent_encoding::percent_decode_str;
use proptest::prelude::*;
use url::Url;

use crate::support::findings::{now, policy_of};

const POLICY: &str = r#"version: 1
public_url: https://go.acme.example/
time_zone: Europe/Berlin
sites:
  acme: https://acme.webex.com/acme/
  beta: https://beta.webex.com:8443/b.1/
back_urls:
  meetings: https://portal.acme.example/meetings?a=1&b=%20c
  desk: https://desk.acme.example/
  page: https://learn.acme.example/{course}/end?note={note}&key={meeting_key}
callers:
  networks:
    office: 10.0.0.0/8
routes:
  join:
    path: /go/join/{meeting_key}
    site: acme
    command: meeting.join
    query: [attendee_name, registration_id, sharing]
    fill: { attendee_email: "{caller.email}" }
    back: [meetings, desk]
    allow: anyone
  noted:
    path: /go/noted/{course}/{note}
    site: acme
    command: meeting.join
    parameters: { course: { type: name }, note: { type: text, max: 500 } }
    query: [meeting_key, attendee_name, attendee_email]
    back: page
    allow: anyone
  schedule:
    path: /go/schedule/{meeting_name}
    site: beta
    command: meeting.schedule
    query: [start, duration, time_zone, features, listed, tracking_codes, teleconference, attendee_count, delete_after_meeting]
    back: meetings
    allow: anyone
  invite:
    path: /go/invite/{meeting_key}
    site: beta
    command: attendees.add
    query: [attendees]
    back: desk
    allow: anyone
  room:
    path: /go/room/{room}
    site: beta
    command: room.meet
    allow: anyone
  recording:
    path: /go/recording/{recording}
    site: beta
    command: webapp.recording
    allow: anyone
  closed:
    path: /go/closed/{meeting_key}
    site: acme
    command: meeting.join
    allow: { network: office }
links:
  standup: { route: join, aliases: [daily, приём], meeting_key: 123456789, attendee_name: "Ada & Bob", from: 2026-01-01, until: 2026-12-31 }
  rust-101: { route: noted, course: rust.101, meeting_key: 7654321, note: "50% off?" }
"#;

fn policy() -> &'static Policy {
    static LOADED: OnceLock<Policy> = OnceLock::new();
    LOADED.get_or_init(|| policy_of(POLICY))
}

/// Any character, those that steer addresses more often than others.
fn text(max: usize) -> impl Strategy<Value = String> {
    let steering = prop::sample::select(
        " &=#?/\\@:;%+.,<>\"'{}[]-_~0123456789abfAT\t\r\n\0\u{85}\u{a0}\u{202e}\u{2011}ü漢１😀"
            .chars()
            .collect::<Vec<_>>(),
    );
    let any = prop_oneof![4 => steering, 1 => any::<char>()];
    prop::collection::vec(any, 0..=max).prop_map(String::from_iter)
}

/// A text as some client would write it into a path or query: raw, or some of
/// it encoded.
fn written(max: usize) -> impl Strategy<Value = String> {
    (text(max), 0..3_u8).prop_map(|(text, how)| match how {
        0 => text,
        1 => encoded(&text),
        _ => encoded(&encoded(&text)),
    })
}

fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

/// A value that is near enough to a good one to get through now and then.
fn near() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => "[0-9]{6,21}[>. ]?",
        1 => "([0-9]{3}[- ]){3}",
        1 => "[a-zA-Z0-9._-]{1,20}[>.]?",
        1 => "[a-z.]{1,8}@[a-z-]{1,8}\\.[a-z]{2,4}",
        1 => "20[0-6][0-9]-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]",
        1 => "[0-9]{1,4}(m|h|h[0-9]{1,2}m)?",
        1 => prop::sample::select(vec!["Europe/Berlin", "chat, video", "yes", "off", "call_in", "web-tour", "meetings", "desk", "Ada <a@b.example>, c@d.example", "a;b;c"]).prop_map(str::to_owned),
        2 => text(30),
    ]
}

fn asked() -> impl Strategy<Value = String> {
    let words = prop::sample::select(vec![
        "go",
        "GO",
        "join",
        "Jo-in",
        "noted",
        "daily",
        "приём",
        "schedule",
        "invite",
        "room",
        "recording",
        "closed",
        "standup",
        "Stand_Up>",
        "rust-101",
        "a1b2c3d4e5f60718293a4b5c6d7e8f90",
    ]);
    let segment = prop_oneof![3 => words.prop_map(str::to_owned), 2 => near().prop_map(|v| encoded(&v)), 1 => written(12)];
    let route = prop::sample::select(vec![
        "join",
        "noted/rust",
        "schedule",
        "invite",
        "room",
        "recording",
        "closed",
    ]);
    let path = prop_oneof![
        1 => prop::collection::vec(segment, 0..5).prop_map(|s| format!("/{}", s.join("/"))),
        4 => (route, near()).prop_map(|(route, value)| format!("/go/{route}/{}", encoded(&value))),
        1 => prop::sample::select(vec!["/go/standup", "/go/rust101", "/go/recording/bf6e7b5d5d06103abd8f005056815ee6"]).prop_map(str::to_owned),
    ];
    let name = prop_oneof![
        8 => prop::sample::select(vec!["attendee_name", "attendee_email", "registration_id", "sharing", "meeting_key", "start", "duration", "time_zone", "features", "listed", "tracking_codes", "teleconference", "attendees", "delete_after_meeting", "back", "utm_source"]).prop_map(str::to_owned),
        1 => prop::sample::select(vec!["AT", "BU", "MK", "at", "EM1", "PW", "password"]).prop_map(str::to_owned),
        1 => written(6),
    ];
    let field = (name, near().prop_map(|v| encoded(&v)))
        .prop_map(|(name, value)| format!("{name}={value}"));
    (path, prop::collection::vec(field, 0..4)).prop_map(|(path, fields)| match fields.len() {
        0 => path,
        _ => format!("{path}?{}", fields.join("&")),
    })
}

/// The pairs of a query, split and decoded by hand, so that no second parser
/// forgives what a first one did.
fn pairs(query: &str) -> Vec<(String, String)> {
    let decoded = |text: &str| {
        assert!(!text.contains('+'), "{query}");
        percent_decode_str(text)
            .decode_utf8()
            .expect(query)
            .into_owned()
    };
    let pair = |pair: &str| {
        let (name, value) = pair.split_once('=').expect(query);
        (decoded(name), decoded(value))
    };
    query
        .split('&')
        .filter(|p| !p.is_empty())
        .map(pair)
        .collect()
}

/// The pairs that the trace of a decision announces, in their order.
fn announced(decision: &Decision<'_, '_>) -> Vec<(String, String)> {
    let mut pairs = Vec::new();
    for filled in &decision.trace.filled {
        let codes = filled.parameter.codes();
        let Some(text) = filled.value.as_text() else {
            // Dates and lists: looked at one by one elsewhere.
            pairs.extend(
                codes
                    .iter()
                    .map(|code| (code.as_str().to_owned(), "…".to_owned())),
            );
            continue;
        };
        if !text.is_empty() {
            pairs.extend(
                codes
                    .iter()
                    .map(|code| (code.as_str().to_owned(), text.to_owned())),
            );
        }
    }
    pairs
}

#[track_caller]
fn assert_as_announced(asked: &str, decision: &Decision<'_, '_>, target: &str) {
    let url = Url::parse(target).expect(target);
    assert_eq!(url.as_str(), target, "{asked}");
    assert!(target.bytes().all(|b| b.is_ascii_graphic()), "{target}");
    assert_eq!(
        (url.username(), url.password(), url.fragment()),
        ("", None, None),
        "{target}"
    );
    let route = decision.trace.route.expect("a route");
    assert_eq!(
        url.origin().ascii_serialization(),
        route.site().origin(),
        "{target}"
    );
    match route.steps()[0].command().address() {
        Address::Page(page, action) => {
            let start = format!("{}{}", route.site().base(), page.as_str());
            assert_eq!(target.split('?').next(), Some(&*start), "{target}");
            let mut sent = pairs(url.query().unwrap_or_default()).into_iter();
            if let Some(action) = action {
                assert_eq!(
                    sent.next(),
                    Some(("AT".to_owned(), action.as_str().to_owned()))
                );
            }
            let mut sent: Vec<(String, String)> = sent.collect();
            if let Some(back) = decision.trace.back {
                let (name, value) = sent.pop().expect("a back URL");
                assert_eq!(name, "BU", "{target}");
                assert_back(back.url(), &value);
            }
            assert_same(&announced(decision), &sent, target);
            let mut names: Vec<&String> = sent.iter().map(|(name, _)| name).collect();
            names.sort();
            names.dedup();
            assert_eq!(names.len(), sent.len(), "a name stands twice: {target}");
        }
        Address::Path(path) => {
            assert_eq!(url.query(), None, "{target}");
            let pattern: Vec<&str> = path.head().split('/').collect();
            let segments: Vec<&str> = url.path().split('/').collect();
            assert_eq!(segments[1], pattern[1], "{target}");
            assert_eq!(
                segments.len(),
                path.to_string().split('/').count(),
                "{target}"
            );
        }
        Address::Rest(_) | Address::Nowhere(_) | Address::Incomplete(_) => panic!("{target}"),
    }
}

/// The announced pairs are the sent ones; where a list is announced, its
/// numbered fields stand instead.
#[track_caller]
fn assert_same(announced: &[(String, String)], sent: &[(String, String)], target: &str) {
    let stem = |name: &str| {
        name.trim_end_matches(|c: char| c.is_ascii_digit())
            .to_owned()
    };
    let mut sent = sent.iter().peekable();
    let mut rest = announced.iter().peekable();
    while let Some((name, value)) = rest.next() {
        if value != "…" {
            assert_eq!(
                sent.next(),
                Some(&(name.clone(), value.clone())),
                "{target}"
            );
            continue;
        }
        let mut listed = vec![name.clone()];
        while let Some((name, _)) = rest.next_if(|(_, value)| value == "…") {
            listed.push(name.clone());
        }
        let mut count = 0;
        while let Some((name, _)) = sent.next_if(|(name, _)| listed.contains(&stem(name))) {
            assert!(listed.contains(name) || name.ends_with(|c: char| c.is_ascii_digit()));
            count += 1;
        }
        assert!(count > 0, "{target}");
    }
    assert_eq!(sent.next(), None, "{target}");
}

#[track_caller]
fn assert_back(declared: &BackUrl, value: &str) {
    let url = Url::parse(value).expect(value);
    assert_eq!(url.as_str(), value, "a back URL that is read differently");
    assert!(
        value.starts_with(&format!("{}/", declared.origin())),
        "{value}"
    );
    assert_eq!(url.origin().ascii_serialization(), declared.origin());
    if declared.places().count() == 0 {
        return;
    }
    assert_eq!(url.path_segments().expect(value).count(), 2, "{value}");
    assert!(url.path().ends_with("/end"), "{value}");
    let names: Vec<String> = pairs(url.query().expect(value))
        .into_iter()
        .map(|(name, _)| name)
        .collect();
    assert_eq!(names, ["note", "key"], "{value}");
}

fn sent_to<'d>(decision: &'d Decision<'_, '_>) -> Option<&'d str> {
    match &decision.outcome {
        Outcome::Send(Delivery::Redirect(call)) | Outcome::Confirm(Delivery::Redirect(call), _) => {
            Some(call.as_str())
        }
        _ => None,
    }
}

fn ada() -> Caller<'static> {
    let person = Person {
        name: Some("Ada".into()),
        email: Some("ada@acme.example".into()),
        ..Person::default()
    };
    Caller::unknown(IpAddr::from([192, 0, 2, 1])).with_identity(person)
}

/// Every kind that a parameter can have, with limits at both ends.
fn kinds() -> &'static [ParameterType] {
    static KINDS: OnceLock<Vec<ParameterType>> = OnceLock::new();
    KINDS.get_or_init(all_kinds)
}

fn all_kinds() -> Vec<ParameterType> {
    let mut kinds = vec![
        ParameterType::Digits { min: 1, max: 4 },
        ParameterType::Number {
            min: 0,
            max: u32::MAX,
        },
        ParameterType::Text { max: 8 },
        ParameterType::Name { max: 8 },
        ParameterType::Duration {
            min: 0,
            max: u32::MAX,
        },
        ParameterType::Start {
            latest_year: i16::MAX,
        },
        ParameterType::Token {
            prefix: "äm<".into(),
            hex: 2,
        },
        ParameterType::Token {
            prefix: "".into(),
            hex: 1,
        },
        ParameterType::Choice([("a".into(), "1&2".into()), ("b_c".into(), "ü".into())].into()),
        ParameterType::Flag {
            on: "&".into(),
            off: "".into(),
        },
    ];
    let catalogue = embedded_catalogue().expect("a catalogue");
    for parameter in catalogue.iter().flat_map(Command::parameters) {
        if !kinds.contains(parameter.kind()) {
            kinds.push(parameter.kind().clone());
        }
    }
    kinds
}

/// A call with that one value, written by the only writer.
fn call_with(kind: &ParameterType, text: &str) -> Option<(String, String)> {
    let value = kind.parse(text).ok()?;
    let codes = ["AA", "BB", "CC", "DD", "EE"];
    let codes = codes
        .iter()
        .take(kind.code_count())
        .filter_map(|code| Code::parse(code));
    let parameter = Parameter::new("value", codes.collect(), kind.clone())?;
    let words = Words {
        title: "Test".into(),
        returns: Vec::new(),
        returns_format: None,
        evidence: Evidence::Operator,
        source: "".into(),
        note: None,
        partial: None,
    };
    let address = Address::Page(Page::parse("m.php")?, Action::parse("XX"));
    let command = Command::new(CommandParts {
        name: CommandName::parse("test.it")?,
        service: Service::Meetings,
        address,
        effect: Effect::Enter,
        takes_back: false,
        parameters: vec![parameter.clone()],
        words,
    });
    let site = Site::parse("acme", "https://acme.webex.com/acme/").ok()?;
    let form = CallForm::new(&site, &command.ok()?)?;
    let call = form.call([(&parameter, &value)].into_iter(), Continuation::default());
    Some((call.as_str().to_owned(), value.shown().into_owned()))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 800, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_asked_gets_one_answer(asked in asked(), known in any::<bool>()) {
        let Ok(ask) = LinkRequest::parse(&asked) else { return Ok(()) };
        let caller = if known { ada() } else { Caller::unknown(IpAddr::from([10, 0, 0, 1])) };
        let decision = decide(policy(), &ask, &caller, now());
        if let Some(target) = sent_to(&decision) {
            assert_as_announced(&asked, &decision, target);
        }
        let again = decide(policy(), &ask, &caller, now());
        prop_assert_eq!(format!("{decision:?}"), format!("{again:?}"));
    }

    #[test]
    fn any_text_is_an_ask_or_malformed(asked in written(200)) {
        for asked in [asked.clone(), format!("/{asked}"), format!("/go/noted/a/{asked}?meeting_key=1234567")] {
            let Ok(ask) = LinkRequest::parse(&asked) else { continue };
            for segment in ask.segments() {
                prop_assert!(!segment.contains(['/', '\\']) && !segment.chars().any(char::is_control));
                prop_assert!(&**segment != "." && &**segment != "..");
            }
            for (name, value) in ask.query() {
                prop_assert!(!name.chars().chain(value.chars()).any(char::is_control));
            }
            let caller = ada();
            let decision = decide(policy(), &ask, &caller, now());
            if let Some(target) = sent_to(&decision) {
                assert_as_announced(&asked, &decision, target);
            }
        }
    }

    #[test]
    fn any_bytes_are_an_ask_or_malformed(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let raw = String::from_utf8_lossy(&bytes).into_owned();
        let encoded: String = bytes.iter().map(|byte| format!("%{byte:02x}")).collect();
        for asked in [raw, format!("/{encoded}"), format!("/go/join/1234567?attendee_name={encoded}")] {
            let Ok(ask) = LinkRequest::parse(&asked) else { continue };
            let caller = ada();
            let decision = decide(policy(), &ask, &caller, now());
            if let Some(target) = sent_to(&decision) {
                assert_as_announced(&asked, &decision, target);
            }
        }
    }

    #[test]
    fn what_is_not_asked_from_the_office_stays_closed(asked in asked()) {
        let asked = asked.replace("/join/", "/closed/");
        let Ok(ask) = LinkRequest::parse(&asked) else { return Ok(()) };
        let caller = ada();
        let decision = decide(policy(), &ask, &caller, now());
        let closed = decision.trace.route.is_some_and(|route| route.name() == "closed");
        prop_assert!(!(closed && sent_to(&decision).is_some()), "{asked}");
    }

    #[test]
    fn a_value_is_sent_as_it_is_shown_and_alone(text in prop_oneof![text(40), near()]) {
        for kind in kinds() {
            let Some((call, shown)) = call_with(kind, &text) else { continue };
            let url = Url::parse(&call).expect(&call);
            prop_assert_eq!(url.as_str(), &call);
            let sent = pairs(url.query().expect(&call));
            prop_assert_eq!(&sent[0], &("AT".to_owned(), "XX".to_owned()));
            let sent = &sent[1..];
            if kind.is_numbered() {
                prop_assert!(!sent.is_empty() && sent.len().is_multiple_of(kind.code_count()));
            } else if shown.is_empty() {
                prop_assert!(sent.is_empty());
            } else {
                let values: Vec<&str> = sent.iter().map(|(_, value)| &**value).collect();
                prop_assert_eq!(values.join(" "), shown.clone());
                prop_assert_eq!(values.len(), kind.code_count());
            }
            prop_assert!(!linkgate::text::has_hidden(&shown), "{kind:?}");
            if kind.is_safe_in_path() {
                let plain = shown.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b));
                prop_assert!(plain || matches!(kind, ParameterType::Token { .. }), "{kind:?} {shown}");
                prop_assert!(!matches!(&*shown, "" | "." | ".."), "{kind:?}");
            }
        }
    }

    #[test]
    fn reading_what_is_sent_changes_nothing(text in near()) {
        for kind in kinds() {
            let idempotent = matches!(kind, ParameterType::Digits { .. } | ParameterType::Number { .. } | ParameterType::Text { .. } | ParameterType::Name { .. } | ParameterType::Email | ParameterType::Choice(_) | ParameterType::Token { .. } | ParameterType::Duration { .. } | ParameterType::Url);
            let Ok(value) = kind.parse(&text) else { continue };
            if idempotent {
                let shown = value.shown();
                let again = kind.parse(&shown);
                prop_assert_eq!(again.as_ref().map(|v| v.shown()), Ok(shown.clone()), "{:?}", kind);
            }
        }
    }

    #[test]
    fn an_address_is_taken_as_it_stands_or_not_at_all(text in prop_oneof![text(30), text(30).prop_map(|t| format!("https://acme.example/{t}")), text(12).prop_map(|t| format!("https://{t}/"))]) {
        if let Ok(url) = text.parse::<HttpsUrl>() {
            let read = Url::parse(&text).expect("an address");
            prop_assert_eq!(read.as_str(), &text);
            prop_assert_eq!((read.scheme(), read.username(), read.password(), read.fragment()), ("https", "", None, None));
            prop_assert_eq!(read.host_str(), Some(url.host()));
        }
        if let Ok(back) = BackUrl::parse(&text) {
            let start = format!("{}/", back.origin());
            prop_assert!(text.starts_with(&start));
        }
        if let Ok(template) = Template::parse(&text) {
            prop_assert_eq!(template.to_string(), text);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever somebody writes into the file: findings, or a policy.
    #[test]
    fn any_text_is_a_policy_or_has_findings(junk in text(60), at in 0..POLICY.len(), cut in 0..40_usize) {
        let start = (0..=at).rev().find(|at| POLICY.is_char_boundary(*at)).unwrap_or(0);
        let end = (start + cut..=POLICY.len()).find(|at| POLICY.is_char_boundary(*at)).unwrap_or(POLICY.len());
        let broken = format!("{}{junk}{}", &POLICY[..start], &POLICY[end..]);
        for text in [&junk, &broken] {
            let loaded = load_text("policy.yaml", text, now());
            prop_assert_eq!(loaded.policy.is_none(), loaded.problems.has_errors());
            for problem in loaded.problems.sorted() {
                let position = problem.place.map(|place| loaded.sources.position(place));
                prop_assert!(position != Some(None));
                prop_assert!(!problem.message.is_empty());
            }
        }
    }
}

/// A text that may be a name.
fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        2 => "[a-zà-ö0-9._-]{1,8}",
        2 => "[а-яё-]{1,8}",
        1 => "[a-zа-я一-龠ァ-ヴا-ي]{1,4}",
        1 => "[a-z]{60,70}",
        2 => text(8),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn an_alias_is_what_a_name_may_be(name in name()) {
        let quoted = serde_json::to_string(&name).expect("JSON");
        let (head, _) = POLICY.split_once("links:").expect("links");
        let is_good = |links: &str| {
            let loaded = load_text("policy.yaml", &format!("{head}links:\n{links}\n"), now());
            loaded.policy.is_some()
        };
        let as_name = is_good(&format!("  {quoted}: {{ route: join, meeting_key: 123456789 }}"));
        let as_alias = is_good(&format!("  the-own-name: {{ route: join, meeting_key: 123456789, aliases: [{quoted}] }}"));
        prop_assert_eq!(as_name, as_alias, "{:?}", name);
        // In a cell, what separates words makes several of one.
        let in_cell = is_good(&format!("  the-own-name: {{ route: join, meeting_key: 123456789, aliases: {quoted} }}"));
        prop_assert!(in_cell || !as_name, "{:?}", name);
    }
}

#[test]
fn the_properties_look_at_real_calls() {
    let caller = ada();
    for asked in [
        "/go/join/123456789?attendee_name=%26AT%3DDM&sharing=web_tour&back=desk",
        "/go/standup",
        "/go/rust101",
        "/go/noted/a/50%25%26BU%3Dhttps%3A%23%3F?meeting_key=1234567",
        "/go/schedule/Rust%20%26%20Co?start=2027-01-31T14:05&features=chat,video&tracking_codes=a,b&duration=90",
        "/go/invite/1234567?attendees=Ada%20%3Ca@b.example%3E;c@d.example",
        "/go/room/ada.lovelace",
        "/go/recording/bf6e7b5d5d06103abd8f005056815ee6",
    ] {
        let ask = LinkRequest::parse(asked).expect(asked);
        let decision = decide(policy(), &ask, &caller, now());
        let target =
            sent_to(&decision).unwrap_or_else(|| panic!("{asked}: {:?}", decision.outcome));
        assert_as_announced(asked, &decision, target);
    }
}

/// What other programs merge, drop or hide must not stay in an ask.
#[test]
fn two_slashes_in_a_row_are_malformed() {
    for asked in [
        "//go/join/1234567",
        "/go//join/1234567",
        "/go/join//1234567",
        "/go/join/1234567//",
    ] {
        assert!(LinkRequest::parse(asked).is_err(), "{asked}");
    }
}

#[test]
fn every_mark_that_turns_the_reading_direction_is_refused() {
    let text = ParameterType::Text { max: 20 };
    for mark in "\u{61c}\u{200e}\u{200f}\u{202a}\u{202b}\u{202c}\u{202d}\u{202e}\u{2066}\u{2067}\u{2068}\u{2069}".chars() {
        assert!(text.parse(&format!("a{mark}b")).is_err(), "{}", mark.escape_unicode());
    }
}

#[test]
fn a_person_has_a_name_that_can_be_seen() {
    let people = ParameterType::People { max: 3 };
    for item in ["\"\" <ada@acme.example>", "\" \" <ada@acme.example>"] {
        let shown = people.parse(item).map(|value| value.shown().into_owned());
        let named = shown.as_deref().is_ok_and(|shown| !shown.ends_with(' '));
        let is_told = shown
            .as_ref()
            .is_err_and(|error| !error.to_string().contains("at most"));
        assert!(named || is_told, "{item}: {shown:?}");
    }
}
