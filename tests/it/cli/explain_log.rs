//! `explain --log`: from a line of the decision log to an explanation.

use std::io::Write as _;
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use super::{Desk, Said};
use crate::support::Gateway;

const POLICY: &str = r#"
version: 1
public_url: https://go.acme.example/
hosts: [127.0.0.1]
log: { meeting_keys: full }
sites: { acme: https://acme.webex.com/acme/ }
back_urls:
  meetings: https://portal.acme.example/meetings
  course: https://learn.acme.example/course/{course}
callers:
  networks: { here: [127.0.0.0/8], lab: [10.9.0.0/16] }
  trusted_proxies: [192.0.2.0/24]
  headers: x-forwarded
routes:
  join:
    path: /go/join/{meeting_key}
    command: meeting.join
    parameters: { course: { type: name } }
    query: [course]
    back: [meetings, course]
    allow: [{ network: here }]
  delete: { path: "/go/delete/{meeting_key}", command: meeting.delete, allow: anyone }
  lab: { path: "/go/lab/{meeting_key}", command: meeting.join, allow: [{ network: lab }] }
  staff: { command: meeting.join, allow: [{ user: ann }, { group: staff }] }
  named: { path: "/go/named/{attendee_name}/{meeting_key}", command: meeting.join, allow: anyone }
links:
  standup: { route: join, meeting_key: 123 456 789 }
  old: { route: join, meeting_key: 123 456 789, until: 2020-01-01 }
  later: { route: join, meeting_key: 123 456 789, from: 2999-01-01 }
  club: { route: staff, meeting_key: 123 456 789 }
  test: { route: lab, meeting_key: 123 456 789 }
"#;

/// Hands a text to `explain --log -`.
#[track_caller]
fn explain(desk: &Desk, text: &[u8], more: &[&str], code: i32) -> Said {
    let fixed = ["explain", "--policy", "policy.yaml", "--log", "-"];
    let mut command: Command = desk.command(&[&fixed, more].concat());
    let pipes = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = pipes.spawn().expect("it starts");
    // What is too long is not read to its end.
    let _ = child.stdin.take().expect("a pipe").write_all(text);
    let output = child.wait_with_output().expect("it ends");
    let said = Said {
        out: String::from_utf8(output.stdout).expect("UTF-8"),
        err: String::from_utf8(output.stderr).expect("UTF-8"),
    };
    let told = (&said.out, &said.err);
    assert_eq!(output.status.code(), Some(code), "{more:?}: {told:?}");
    said
}

/// A line with these fields in place of its own.
fn line(fields: Value) -> String {
    let mut line = json!({
        "log_version": 1,
        "time": "2027-01-01T09:00:00.000Z",
        "request_id": "r1",
        "method": "GET",
        "client": "127.0.0.1",
        "policy": "0123456789abcdef",
        "link": "standup",
        "route": "join",
        "outcome": "redirected",
        "status": 302,
        "ignored_query_fields": 0,
    });
    let object = line.as_object_mut().expect("an object");
    let Value::Object(fields) = fields else {
        panic!("{fields}");
    };
    object.extend(fields);
    format!("{line}\n")
}

#[test]
fn a_line_of_the_gateway_is_explained_by_the_same_answer() {
    let gateway = Gateway::with_policy(POLICY);
    let desk = Desk::with(POLICY);
    for (asked, url, code) in [
        ("/go/Stand-Up", "/go/standup?back=meetings", 0),
        (
            "/go/join/123-456-789",
            "/go/join/123456789?back=meetings",
            0,
        ),
        ("/-/go?q=123456789", "/go/join/123456789?back=meetings", 0),
        ("/go/standup+", "/go/standup+", 1),
        ("/-/route/join", "/-/route/join", 1),
        ("/go/old", "/go/old", 1),
        ("/go/later", "/go/later", 1),
        ("/go/club", "/go/club", 1),
        ("/go/test", "/go/test", 1),
        ("/go/delete/123456789", "/go/delete/123456789", 0),
    ] {
        gateway.browse(asked);
        let line = gateway.log_line();
        let text = line.to_string();
        let said = explain(&desk, text.as_bytes(), &["--format", "json"], code);
        let said = said.json();
        let logged = &said["logged"];
        assert_eq!(logged["same_answer"], true, "{line} {said}");
        assert_eq!(logged["same_policy"], true, "{line} {said}");
        assert_eq!(logged["stage"], "request", "{line} {said}");
        let shown = said["asked"]["url"].as_str().unwrap_or_default();
        assert_eq!(shown.replace("%2B", "+"), url, "{line}");
        assert_eq!(said["asked"]["from"], "127.0.0.1", "{line}");
    }
}

#[test]
fn what_was_logged_stands_beside_what_is_answered_now() {
    let desk = Desk::with(POLICY);
    let line = line(json!({
        "caller": "bob@acme.example",
        "identity_provider": "headers",
        "link": "club",
        "route": "staff",
    }));
    let said = explain(&desk, line.as_bytes(), &[], 1);
    let hash = explain(&desk, line.as_bytes(), &["--format", "json"], 1).json();
    let hash = hash["logged"]["now"]["policy"].as_str().expect("a hash");
    insta::assert_snapshot!(said.out.replace(hash, "[hash]"), @r#"
    403  Your account may not use this link. It is open only to certain people, and you are not one of them.
         no `allow` holds for bob@acme.example at 127.0.0.1

      asked       /go/club
      from        127.0.0.1
                  in the network here
      as          bob@acme.example
      at          2027-01-01T09:00:00Z
      link        club  (policy.yaml:30:3)
      route       staff  "Join a meeting"  (policy.yaml:24:3)
      access      not allowed
                  allow user ann (not so: user ann), or group staff (not so: group staff)
      command     meeting.join  "Join a meeting"
                  m.php?AT=JM, effect: enter
      site        acme  https://acme.webex.com/acme/
      counted     by identity
      logged      denied, identity_not_allowed
      then        302 redirected  (policy 0123456789abcdef)
                  at 2027-01-01T09:00:00Z, request r1
      now         403 denied, identity_not_allowed  (policy [hash])
                  another answer, by another policy
      not logged  query and typed text, headers, groups, certificate, referrer
    "#);
    // Flags win.
    for (more, code) in [
        (&["--group", "staff"][..], 0),
        (&["--user", "ann"], 0),
        (&["--as", "ann"], 0),
        (&["--group", "guests"], 1),
        (&["/go/standup"], 0),
        (&["/go/standup", "--from", "192.0.2.1"], 1),
        (&["/go/later", "--at", "2999-02-01"], 0),
        (&["/go/standup", "--method", "POST"], 1),
    ] {
        explain(&desk, line.as_bytes(), more, code);
    }
}

/// What a line has for the help desk is said, and the path of a missed name is written again.
#[test]
fn what_helps_the_help_desk_is_said() {
    let desk = Desk::with(POLICY);
    let missed = json!({
        "outcome": "not_found", "status": 404, "missed_name": "standdup",
        "link": null, "route": null,
    });
    let said = explain(&desk, line(missed).as_bytes(), &[], 1);
    for words in [
        "/go/standdup",
        "did you mean `/go/standup`?",
        "no link was called standdup",
    ] {
        assert!(said.out.contains(words), "{words}: {}", said.out);
    }
    let refused = json!({
        "outcome": "denied", "status": 403, "reason": "identity_not_allowed", "link": "club",
        "route": "staff", "caller": "bob", "identity_provider": "headers",
        "rule": "allow user ann, or group staff", "groups": ["staff"], "near_groups": ["staff"],
    });
    let said = explain(&desk, line(refused.clone()).as_bytes(), &[], 1);
    for words in [
        "the rule was: allow user ann, or group staff",
        "groups that the rule asked for: staff",
        "the identity source spells this group in another way: staff",
    ] {
        assert!(said.out.contains(words), "{words}: {}", said.out);
    }
    for (group, remark) in [
        ("/staff", "no rule names `/staff`; did you mean `staff`?"),
        ("stafff", "no rule names `stafff`; did you mean `staff`?"),
    ] {
        let said = explain(
            &desk,
            line(refused.clone()).as_bytes(),
            &["--group", group],
            1,
        );
        assert!(said.out.contains(remark), "{}", said.out);
        assert!(said.out.contains("in the network here"), "{}", said.out);
    }
    let json = explain(
        &desk,
        line(refused).as_bytes(),
        &["--group", "/staff", "--format", "json"],
        1,
    );
    let json = json.json();
    assert_eq!(json["standing"]["groups"][0]["near"], json!(["staff"]));
    assert_eq!(json["logged"]["detail"]["near_groups"], json!(["staff"]));
    // A masked number is not a path.
    let masked = json!({
        "outcome": "not_found", "status": 404, "missed_name": "******789",
        "link": null, "route": null,
    });
    explain(&desk, line(masked).as_bytes(), &[], 2);
}

#[test]
fn a_line_about_the_way_back_is_explained_by_the_way_there() {
    let desk = Desk::with(POLICY);
    for (fields, stage, note) in [
        (
            json!({
                "outcome": "webex_failed",
                "status": 200,
                "step": 1,
                "webex": "meeting_locked",
                "reason": "meeting_locked",
            }),
            "return",
            "Webex said of step 1: `meeting_locked`",
        ),
        (
            json!({ "method": "POST", "outcome": "confirmed", "status": 303 }),
            "confirmation",
            "",
        ),
    ] {
        let text = line(fields);
        let said = explain(&desk, text.as_bytes(), &["--format", "json"], 0).json();
        let logged = &said["logged"];
        assert_eq!(logged["stage"], stage, "{said}");
        assert_eq!(logged["same_answer"], Value::Null, "{said}");
        assert_eq!(said["asked"]["method"], "GET", "{said}");
        let notes = logged["notes"].to_string();
        assert!(notes.contains(note) && !notes.contains("know"), "{said}");
        let says = logged["says"].to_string();
        assert!(says.contains("explained is the request that"), "{said}");
    }
}

#[test]
fn what_a_line_leaves_open_or_nobody_knows_is_said() {
    let desk = Desk::with(POLICY);
    for (fields, expected, code) in [
        (
            json!({ "outcome": "teleported" }),
            "the outcome `teleported`",
            0,
        ),
        (json!({ "reason": "weather" }), "the reason `weather`", 0),
        (
            json!({ "auth_error": "expired" }),
            "was not proven (`expired`)",
            0,
        ),
        (
            json!({ "auth_error": "mislaid" }),
            "the auth_error `mislaid`",
            0,
        ),
        (
            json!({ "outcome": "rate_limited", "status": 429 }),
            "depended on the moment",
            0,
        ),
        (
            json!({ "would": "denied", "would_rule": "deny group band" }),
            "it would have been denied",
            0,
        ),
        (json!({ "method": "other" }), "OTHER stands for it", 1),
        (json!({ "client": null }), "from        unknown", 1),
        // A trusted proxy as the client itself: the line has said who asks.
        (
            json!({ "client": "192.0.2.9", "caller": "ann", "link": "club" }),
            "as          ann",
            0,
        ),
        (
            json!({ "request_id": "\u{1b}[2J\u{202e}" }),
            "request ␛[2J\u{fffd}",
            0,
        ),
    ] {
        let text = line(fields);
        let said = explain(&desk, text.as_bytes(), &[], code);
        assert!(said.out.contains(expected), "{expected}: {}", said.out);
    }
}

#[test]
fn a_url_that_cannot_be_written_again_has_to_be_given() {
    let desk = Desk::with(POLICY);
    for (fields, missing) in [
        (
            json!({ "link": null, "route": null }),
            "neither a link nor a route",
        ),
        (json!({ "link": "gone" }), "the link `gone`"),
        (json!({ "link": "\u{1b}[31m" }), "the link `␛[31m`"),
        (json!({ "link": null, "route": "gone" }), "the route `gone`"),
        (
            json!({ "link": null, "route": "staff" }),
            "no path of its own",
        ),
        (
            json!({ "link": null, "meeting_key": "******789" }),
            "meeting number is masked",
        ),
        (json!({ "link": null }), "does not have `meeting_key`"),
        (
            json!({ "link": null, "route": "named", "meeting_key": "123456789" }),
            "`attendee_name`, which is in the path",
        ),
        (
            json!({ "back": "course" }),
            "`course`, which is in the query",
        ),
        (
            json!({ "outcome": "invalid_input", "status": 400 }),
            "the value that was refused",
        ),
    ] {
        let text = line(fields);
        let said = explain(&desk, text.as_bytes(), &[], 2);
        assert_eq!(said.out, "");
        assert!(said.err.contains(missing), "{missing}: {}", said.err);
        let help = "linkgate explain --log FILE URL";
        assert!(said.err.contains(help), "{}", said.err);
        explain(&desk, text.as_bytes(), &["/go/standup"], 0);
    }
}

#[test]
fn what_is_no_line_is_an_error() {
    let desk = Desk::with(POLICY);
    let two = line(json!({})).repeat(2);
    let huge = line(json!({ "caller": "a".repeat(70_000) }));
    for (text, expected) in [
        (&b""[..], "has no line"),
        (two.as_bytes(), "has 2 lines"),
        (huge.as_bytes(), "more than 64 KiB"),
        (b"\xff\n", "not UTF-8"),
        (b"\x1b]0;x\x07\n", "not a line of the decision log"),
        (b"{\"log_version\":2}\n", "`log_version` 2"),
        (b"{\"MESSAGE\":\"x\"}\n", "journalctl -o cat"),
        (
            b"{\"log_version\":1,\"status\":\"\\u001b[2J\"}\n",
            "cannot be used",
        ),
    ] {
        let said = explain(&desk, text, &[], 1);
        assert_eq!(said.out, "");
        assert!(said.err.contains(expected), "{expected}: {}", said.err);
        let hostile = ['\u{1b}', '\u{7}'];
        assert!(!said.err.contains(hostile), "{:?}", said.err);
    }
    let said = desk.run(&["explain", "--log", "nowhere.log"], 1);
    let expected = "nowhere.log cannot be read";
    assert!(said.err.contains(expected), "{}", said.err);
    desk.run(&["explain", "--log", "."], 1);
    desk.run(&["explain"], 2);
}
