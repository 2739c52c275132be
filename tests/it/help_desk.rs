//! What the decision log tells the help desk of a request that was not carried out.

use serde_json::{Value, json};

use crate::support::Gateway;

const POLICY: &str = r#"
version: 1
public_url: https://go.acme.example/
hosts: [127.0.0.1]
sites: { acme: https://acme.webex.com/acme/ }
callers:
  networks: { lab: [10.9.0.0/16], here: [127.0.0.0/8] }
  trusted_proxies: [127.0.0.1]
  headers: { user: x-user, groups: x-groups }
routes:
  join: { path: "/go/join/{meeting_key}", command: meeting.join, allow: anyone }
  host:
    path: /go/host/{meeting_key}
    command: meeting.join
    allow: [{ group: [webex-hosts, staff], network: lab }, { user: ada }]
    deny: [{ group: banned }]
  other:
    path: /go/other/{meeting_key}
    command: meeting.join
    allow: [{ group: [Staff, /webex-hosts] }]
  many:
    path: /go/many/{meeting_key}
    command: meeting.join
    allow: [{ group: [GROUPS] }]
links:
  standup: { route: join, meeting_key: 123 456 789 }
"#;

/// Of these a line has something, whatever else it has.
const FIELDS: [&str; 6] = [
    "missed_name",
    "host",
    "rule",
    "groups",
    "near_groups",
    "parameter",
];

fn policy() -> String {
    let groups: Vec<String> = (0..200).map(|at| format!("group-number-{at:03}")).collect();
    POLICY.replace("GROUPS", &groups.join(", "))
}

fn gateway() -> Gateway {
    Gateway::with_policy(&policy())
}

/// What the line of a request has for the help desk.
fn told(gateway: &Gateway, path: &str, headers: &str) -> Value {
    gateway.send(gateway.request("GET", path, headers));
    let line = gateway.log_line();
    let fields = FIELDS.into_iter();
    let fields = fields.filter_map(|name| Some((name.to_owned(), line.get(name)?.clone())));
    Value::Object(fields.collect())
}

#[test]
fn a_missed_name_is_told_where_it_has_the_shape_of_one() {
    let gateway = gateway();
    let longest = "x".repeat(64);
    let missed = |name: &str| json!({ "missed_name": name });
    for (path, expected) in [
        ("/go/standdup", missed("standdup")),
        ("/GO/Stand-Dup.", missed("Stand-Dup")),
        ("/go/standdup/", missed("standdup")),
        ("/go/standdup+", missed("standdup")),
        ("/go/standdup?password=hunter2", missed("standdup")),
        ("/go/m%C3%BCnchen", missed("münchen")),
        ("/go/mu%CC%88nchen", missed("münchen")),
        (&format!("/go/{longest}"), missed(&longest)),
        (&format!("/go/{longest}x"), json!({})),
        (
            &format!("/go/{}", "team-".repeat(12).trim_end_matches('-')),
            missed("team-team-team-team-team-team-team-team-team-team-team-team"),
        ),
        // A meeting number is masked, wherever it stands.
        ("/go/123456789", missed("******789")),
        ("/go/123-456-789", missed("********789")),
        ("/go/join123456789", missed("join******789")),
        ("/go/x-615734219-room", missed("x-******219-room")),
        ("/go/x.615-734.219_room", missed("x.********219_room")),
        ("/go/a1234567b7654321", missed("a****567b****321")),
        ("/go/m%C3%BCnchen-615734219", missed("münchen-******219")),
        ("/go/room-123456", missed("room-123456")),
        ("/go/12a34b56c78d", missed("12a34b56c78d")),
        // These have no shape of a name.
        ("/go/stand%20dup", json!({})),
        ("/go/%3Cscript%3E", json!({})),
        ("/go/stand%E2%80%8Bdup", json!({})),
        ("/go/stand%E2%80%AEdup", json!({})),
        ("/go/pl%D0%B0n", json!({})),
        ("/go/-dup", json!({})),
        ("/go/jion/123456789", json!({})),
        ("/standdup", json!({})),
        ("/-/standdup", json!({})),
        // This looks like a ticket.
        ("/go/e0a1b2c3d4e5f60718293a4b5c6d7e8f", json!({})),
        // And these exist.
        ("/go/standup", json!({})),
        ("/go/join/12", json!({ "parameter": "meeting_key" })),
    ] {
        assert_eq!(told(&gateway, path, ""), expected, "{path}");
    }
    let full = Gateway::with_policy(&(policy() + "log: { meeting_keys: full }\n"));
    let found = told(&full, "/go/x-615734219-room", "");
    assert_eq!(found, missed("x-615734219-room"));
    let off = policy() + "log: { missed_names: no }\n";
    let off = Gateway::with_policy(&off);
    assert_eq!(told(&off, "/go/standdup", ""), json!({}));
}

#[test]
fn the_host_that_was_asked_for_is_told() {
    let gateway = gateway();
    let longest = format!("{}.example", "x".repeat(245));
    for (host, expected) in [
        (
            "intranet.acme.example",
            json!({ "host": "intranet.acme.example" }),
        ),
        ("Intranet:8443", json!({ "host": "Intranet" })),
        ("[::1]:80", json!({ "host": "[::1]" })),
        (&longest, json!({ "host": longest })),
        // These are no hosts, and so refused for that.
        ("<b>.example", json!({})),
        ("user@intranet", json!({})),
        (&format!("{longest}x"), json!({})),
    ] {
        let request =
            format!("GET /go/standup HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
        gateway.send(request);
        let line = gateway.log_line();
        let status = if expected == json!({}) { 400 } else { 421 };
        assert_eq!(line["status"], status, "{host}");
        assert_eq!(line.get("host"), expected.get("host"), "{host}");
    }
}

#[test]
fn a_refusal_has_its_rule_and_the_groups_that_it_asks_for() {
    let gateway = gateway();
    let allow = "allow group webex-hosts or staff and network lab, or user ada";
    for (headers, expected) in [
        (
            "X-User: bob\r\nX-Groups: choir, /webex-hosts\r\n",
            json!({ "rule": allow, "groups": ["webex-hosts", "staff"], "near_groups": ["webex-hosts"] }),
        ),
        (
            "X-User: bob\r\nX-Groups: staff,choir\r\n",
            json!({ "rule": allow, "groups": ["webex-hosts", "staff"] }),
        ),
        (
            "X-User: ada\r\nX-Groups: banned,choir\r\n",
            json!({ "rule": "deny group banned", "groups": ["banned"] }),
        ),
        (
            "X-User: ada\r\n",
            json!({ "rule": "deny group banned", "groups": ["banned"] }),
        ),
        ("X-User: ada\r\nX-Groups: choir\r\n", json!({})),
        // A login is missing, and no rule has refused anybody.
        ("", json!({})),
    ] {
        let found = told(&gateway, "/go/host/123456789", headers);
        assert_eq!(found, expected, "{headers}");
        assert!(!found.to_string().contains("choir"), "{headers}");
    }
}

/// That another route names the group as the caller has it does not help at this one.
#[test]
fn a_group_is_near_to_the_rule_that_refused() {
    let gateway = gateway();
    for (groups, expected) in [
        ("staff,choir", json!(["Staff"])),
        ("webex-hosts,STAFF", json!(["Staff", "/webex-hosts"])),
        ("role:webex-hosts", json!(["/webex-hosts"])),
        ("choir", Value::Null),
    ] {
        let headers = format!("X-User: bob\r\nX-Groups: {groups}\r\n");
        let found = told(&gateway, "/go/other/123456789", &headers);
        assert_eq!(
            found["groups"],
            json!(["Staff", "/webex-hosts"]),
            "{groups}"
        );
        assert_eq!(found["near_groups"], expected, "{groups}");
    }
}

#[test]
fn a_long_rule_does_not_make_a_long_line() {
    let gateway = gateway();
    let found = told(
        &gateway,
        "/go/many/123456789",
        "X-User: ada\r\nX-Groups: x\r\n",
    );
    let rule = found["rule"].as_str().expect("a rule");
    assert_eq!(rule.chars().count(), 300);
    assert_eq!(found["groups"].as_array().map(Vec::len), Some(20));
}
