//! `replay`: requests over real sockets, decided again from their lines in the decision log.

use std::sync::{Arc, OnceLock};

use linkgate::decision_logs::{LogLine, parse};
use linkgate::identity::Identity;
use linkgate::replay::{Replayer, Skip, Summary};
use linkgate::telemetry::LOG_VERSION;
use serde_json::Value;

use crate::support::{Gateway, load_files};

const POLICY: &str = r#"
version: 1
public_url: https://go.acme.example/
hosts: [127.0.0.1]
sites: { acme: https://acme.webex.com/acme/ }
back_urls:
  wiki: { referrer: [https://wiki.acme.example], otherwise: https://portal.acme.example/ }
  course: https://learn.acme.example/course/{course}
callers:
  trusted_proxies: [127.0.0.1]
  headers: { user: x-user, name: x-name, email: x-email, groups: x-groups }
  networks: { here: [127.0.0.0/8], lab: [10.9.0.0/16] }
  login_url: https://login.acme.example/?rd={back}
log: { replayable: yes }
signing_keys: { file: keys }
routes:
  join:
    path: /go/join/{meeting_key}
    command: meeting.join
    parameters: { course: { type: name } }
    query: [attendee_name, attendee_email, course]
    back: [wiki, course]
    allow: anyone
  room: { path: "/room/{room}", command: room.meet, allow: [{ group: [hosts, staff] }, { mail_domain: acme.example }] }
  start: { path: "/go/start/{meeting_key}", command: meeting.start, allow: [{ user: ada }, { network: lab }] }
  night: { path: "/go/night/{meeting_key}", command: meeting.join, allow: [{ network: here }] }
  delete: { path: "/go/delete/{meeting_key}", command: meeting.delete, allow: [{ network: here }] }
  round: { path: "/go/round/{meeting_key}", command: meeting.join, return: gateway, back: wiki, allow: anyone }
links:
  stand-up: { route: join, meeting_key: 123 456 789, aliases: [daily] }
  retro: { route: join, meeting_key: 123 456 788 }
  old: { route: join, meeting_key: 123456789, until: 2020-01-01 }
  soon: { route: join, meeting_key: 123456789, from: 2999-01-01 }
"#;

const FILES: &[(&str, &str)] = &[("keys", "one key of at least thirty-two bytes")];

const PATHS: [&str; 20] = [
    "/go/stand-up",
    "/go/STANDUP.",
    "/go/daily",
    "/go/retro?utm_source=mail",
    "/go/old",
    "/go/soon",
    "/go/standdup",
    "/go/join/123-456-789",
    "/go/join/123456789?attendee_name=Ann%20Lee&course=math&back=course",
    "/go/join/123456789?back=course",
    "/go/join/123456789?attendee_name=",
    "/room/ada.lovelace",
    "/go/start/123456789",
    "/go/night/123456789",
    "/go/delete/123456789",
    "/go/round/123456789",
    "/go/stand-up+",
    "/-/route/join",
    "/go/stand-up.qr",
    "/other/path",
];

/// Header lines: who asks, and whether for a page.
const CALLERS: [&str; 9] = [
    "",
    "Accept: text/html\r\n",
    "X-User: ada\r\n",
    "X-User: bob\r\nX-Groups: hosts, choir\r\n",
    "X-User: eve\r\nX-Groups: choir\r\nAccept: text/html\r\n",
    "X-User: eve\r\nX-Name: Eve\r\nX-Email: eve@acme.example\r\n",
    "X-Email: eve@acme.example\r\n",
    "X-Email: eve@other.example\r\nX-Groups: staff\r\n",
    "X-User: ada\r\nReferer: https://wiki.acme.example/a/page\r\nAccept: text/html\r\n",
];

/// When all lines were written: a Monday.
const TIME: &str = "2027-01-04T12:00:00.000Z";

/// The lines of the decision log for all paths and callers.
fn lines(policy: &str) -> Vec<String> {
    let gateway = Gateway::with_files(policy, FILES);
    let mut lines = Vec::new();
    for path in PATHS {
        for caller in CALLERS {
            gateway.send(gateway.request("GET", path, caller));
            let mut line = gateway.log_line();
            line["time"] = TIME.into();
            lines.push(line.to_string());
        }
    }
    lines
}

/// The lines of [`POLICY`].
fn lines_of_policy() -> &'static [String] {
    static LINES: OnceLock<Vec<String>> = OnceLock::new();
    LINES.get_or_init(|| lines(POLICY))
}

#[track_caller]
fn replayed(lines: &[String], policy: &str) -> Summary {
    let loaded = load_files(policy, FILES);
    assert!(loaded.policy.is_some(), "{:#?}", loaded.problems);
    let policy = Arc::new(loaded.policy.expect("just seen"));
    let identity = Identity::new(&policy).expect("good keys");
    let replayer = Replayer::new(policy, identity);
    let mut summary = Summary::default();
    for line in lines {
        let line: LogLine<'_> = parse(line.as_bytes(), LOG_VERSION).expect("a line");
        summary.add(&line, &replayer);
    }
    summary
}

/// The kinds of changes, the most frequent first.
fn changes(summary: &Summary) -> Vec<String> {
    let kinds = summary.changes.kinds();
    let kinds = kinds.iter().map(|change| {
        let about = |route: &Option<String>| route.clone().unwrap_or_default();
        let (was, is) = (change.was, change.is);
        format!(
            "{} {} {} → {} {}",
            change.count,
            about(&was.route),
            was.outcome,
            about(&is.route),
            is.outcome
        )
    });
    kinds.collect()
}

#[test]
fn the_same_policy_answers_all_lines_alike() {
    let all = PATHS.len() * CALLERS.len();
    let full = POLICY.replace("replayable: yes", "replayable: yes, meeting_keys: full");
    for (lines, policy) in [(lines_of_policy(), POLICY), (&lines(&full), &full)] {
        let summary = replayed(lines, policy);
        assert_eq!(changes(&summary), [""; 0]);
        assert_eq!(summary.of_same_policy, all as u64);
        // The path that nothing has, and has no name.
        let skipped: Vec<_> = summary.skipped.into_iter().collect();
        assert_eq!(skipped, [(Skip::NoPath, CALLERS.len() as u64)]);
    }
}

#[test]
fn without_a_record_no_line_is_answered_in_another_way() {
    let policy = POLICY.replace("replayable: yes", "replayable: no");
    let summary = replayed(&lines(&policy), &policy);
    assert_eq!(changes(&summary), [""; 0]);
    assert!(summary.same >= 90, "{summary:#?}");
}

#[test]
fn each_change_of_a_policy_is_found_with_its_count() {
    let lines = lines_of_policy();
    let callers = CALLERS.len();
    for (old, new, expected) in [
        // A route is gone: its paths have the shape of no name.
        (
            "  round: {",
            "  circle: {",
            vec![format!("{callers} round redirected → circle redirected")],
        ),
        (
            "return: gateway, back: wiki, allow: anyone",
            "return: gateway, back: wiki, allow: [{ network: lab }]",
            vec![
                "7 round redirected → round denied".to_owned(),
                "2 round redirected → round denied".to_owned(),
            ],
        ),
        (
            "path: \"/go/round/{meeting_key}\"",
            "path: \"/go/trip/{meeting_key}\"",
            vec![format!("{callers} round redirected →  not_found")],
        ),
        (
            "aliases: [daily]",
            "aliases: [every-day]",
            vec![format!("{callers} join redirected →  not_found")],
        ),
        (
            "  retro: {",
            "  retrospective: {",
            vec![format!("{callers} join redirected →  not_found")],
        ),
        (
            "allow: [{ user: ada }, { network: lab }]",
            "allow: [{ user: ada }, { network: lab }]\n    , deny: [{ user: ada }]",
            vec!["2 start redirected → start denied".to_owned()],
        ),
        (
            "command: meeting.join, allow: [{ network: here }]",
            "command: meeting.join, allow: [{ network: here, hours: \"09:00-10:00\" }]",
            vec![format!("{callers} night redirected → night denied")],
        ),
        (
            "{ group: [hosts, staff] }",
            "{ group: hosts }",
            vec!["1 room redirected → room denied".to_owned()],
        ),
        (
            "until: 2020-01-01",
            "until: 2999-01-01",
            vec![format!("{callers} join link_expired → join redirected")],
        ),
        (
            "  login_url: https://login.acme.example/?rd={back}\n",
            "",
            vec![
                "1 room sent_to_login → room denied".to_owned(),
                "1 start sent_to_login → start denied".to_owned(),
            ],
        ),
    ] {
        assert!(POLICY.contains(old), "{old}");
        let summary = replayed(lines, &POLICY.replace(old, new));
        assert_eq!(changes(&summary), expected, "{new}");
        assert_eq!(summary.of_same_policy, 0);
    }
}

#[test]
fn what_a_line_does_not_tell_is_not_guessed() {
    let lines = lines_of_policy();
    for (old, new, skipped) in [
        // Nobody has asked for this group before: those who have groups may be in it.
        (
            "back: [wiki, course]\n    allow: anyone",
            "back: [wiki, course]\n    allow: anyone\n    deny: [{ group: interns }]",
            (Skip::CallerFacts, true),
        ),
        (
            "course: { type: name }",
            "course: { type: number }",
            (Skip::OtherType, true),
        ),
        ("  retro: {", "  '987654321': {", (Skip::MaskedNumber, true)),
    ] {
        let summary = replayed(lines, &POLICY.replace(old, new));
        let (skip, is_expected) = skipped;
        assert_eq!(
            summary.skipped.contains_key(&skip),
            is_expected,
            "{new}: {summary:#?}"
        );
    }
}

/// A line of the decision log for a request of this caller.
fn line(policy: &str, path: &str, caller: &str) -> Value {
    let gateway = Gateway::with_files(policy, FILES);
    gateway.send(gateway.request("GET", path, caller));
    gateway.log_line()
}

#[track_caller]
fn assert_skipped(line: &Value, policy: &str, skip: Skip) {
    let summary = replayed(&[line.to_string()], policy);
    let skipped: Vec<_> = summary.skipped.into_iter().collect();
    assert_eq!(skipped, [(skip, 1)]);
}

#[test]
fn a_caller_who_was_not_believed_may_be_believed_now() {
    let networks = "  networks: {";
    let limits = "  limits: { headers: { mail_domains: [other.example] } }\n";
    let old = POLICY.replace(networks, &format!("{limits}{networks}"));
    let eve = "X-User: eve\r\nX-Email: eve@acme.example\r\n";
    let room = line(&old, "/room/ada.lovelace", eve);
    assert!(room["auth_error"].is_string(), "{room}");
    assert_skipped(&room, POLICY, Skip::CallerFacts);
    // Nothing about persons is asked here.
    let night = line(&old, "/go/night/123456789", eve);
    assert!(night["auth_error"].is_string(), "{night}");
    assert_eq!(replayed(&[night.to_string()], POLICY).same, 1);
}

#[test]
fn without_a_record_an_id_may_be_of_a_user_an_address_or_a_name() {
    let old = POLICY.replace("replayable: yes", "replayable: no");
    let start = |id: &str| {
        let rules = "allow: [{ user: ada }, { network: lab }]";
        POLICY.replace(rules, &format!("allow: [{{ user: {id} }}]"))
    };
    let path = "/go/start/123456789";
    let mut eve = line(&old, path, "X-Email: eve@acme.example\r\n");
    eve["meeting_key"] = "123456789".into();
    assert!(eve["replay"].is_null(), "{eve}");
    assert_skipped(&eve, &start("eve@acme.example"), Skip::CallerFacts);
    // Where no rule asks, nothing depends on it.
    let new = start("ada").replace("{ user: ada }", "{ network: here }");
    let summary = replayed(&[eve.to_string()], &new);
    assert_eq!(changes(&summary), ["1 start denied → start redirected"]);
}

#[test]
fn another_way_back_is_another_end() {
    let (old, new) = ("return: gateway, back: wiki", "return: gateway, back: desk");
    let declared = "back_urls:\n";
    let policy = POLICY
        .replace(old, new)
        .replace(declared, "back_urls:\n  desk: https://desk.acme.example/\n");
    let line = line(POLICY, "/go/round/123456789", "");
    let summary = replayed(&[line.to_string()], &policy);
    let kinds = summary.changes.kinds();
    let backs: Vec<_> = kinds
        .iter()
        .map(|kind| (kind.was.back.as_deref(), kind.is.back.as_deref()))
        .collect();
    assert_eq!(backs, [(Some("wiki"), Some("desk"))]);
}

#[test]
fn a_text_that_may_have_been_too_long_is_not_replayed() {
    let with_note = |policy: &str| {
        let course = "course: { type: name }";
        let query = "query: [attendee_name,";
        policy
            .replace(
                course,
                "course: { type: name }, note: { type: text, max: 900 }",
            )
            .replace(query, "query: [note, attendee_name,")
    };
    let policy = with_note(POLICY);
    for (length, is_replayed) in [(9, true), (900, false)] {
        let path = format!("/go/join/123456789?note={}", "a".repeat(length));
        let line = line(&policy, &path, "");
        match is_replayed {
            true => assert_eq!(replayed(&[line.to_string()], &policy).same, 1),
            false => assert_skipped(&line, &policy, Skip::OtherType),
        }
    }
}

/// What a hostile or broken line may say; none of it ends the program.
#[test]
fn hostile_lines_are_counted() {
    let gateway = Gateway::with_files(POLICY, FILES);
    gateway.get("/go/join/123456789");
    let line = gateway.log_line();
    for path in [
        "",
        "go",
        "/go/{",
        "/go/}{digits:9}",
        "/go/{digits:99999999999999999999}",
        "/go/{text:4096}{text:4096}{text:4096}",
        "/go/{other}",
        "/go/\u{1b}[31m",
        "/go/ä ö",
        "//",
        "/-/back/join/x",
        "/?{name:1}={name:1}&{name:1}",
        "/go/join/{}",
        "http://evil.example/",
    ] {
        let mut line = line.clone();
        line["replay"]["path"] = path.into();
        let summary = replayed(&[line.to_string()], POLICY);
        let counted = summary.decided() + summary.skipped.values().sum::<u64>();
        assert_eq!(counted, 1, "{path}: {summary:#?}");
    }
    for (field, value) in [
        ("client", Value::from("nobody")),
        ("client", Value::Null),
        ("outcome", "teleported".into()),
        ("method", "TELEPORT".into()),
        ("replay", serde_json::json!({ "lost": "mind" })),
        ("replay", serde_json::json!({})),
        ("identity_provider", "nobody".into()),
    ] {
        let mut line = line.clone();
        line[field] = value;
        let summary = replayed(&[line.to_string()], POLICY);
        let counted = summary.decided() + summary.skipped.values().sum::<u64>();
        assert_eq!(counted, 1, "{field}: {summary:#?}");
    }
}
