//! What `log: { replayable: yes }` adds to a line of the decision log, and what it never adds.

use serde_json::{Value, json};

use crate::support::Gateway;

const POLICY: &str = r#"
version: 1
public_url: https://go.acme.example/
hosts: [127.0.0.1]
sites: { acme: https://acme.webex.com/acme/ }
back_urls:
  meetings: { referrer: [https://portal.acme.example], otherwise: https://portal.acme.example/meetings }
  help: https://help.acme.example/
callers:
  trusted_proxies: [127.0.0.1]
  headers: { user: x-user, name: x-name, email: x-email, groups: x-groups }
log: { replayable: yes }
routes:
  join:
    path: /go/join/{meeting_key}
    command: meeting.join
    query: [attendee_name, attendee_email]
    back: [meetings, help]
    allow: anyone
  room: { path: "/go/room/{room}", command: room.meet, allow: [{ group: hosts }, { mail_domain: acme.example }] }
  delete: { path: "/go/delete/{meeting_key}", command: meeting.delete, allow: anyone, deny: [{ group: interns }] }
links:
  stand-up: { route: join, meeting_key: 123 456 789, aliases: [daily] }
"#;

/// What the line of a request has for a replay.
fn recorded(gateway: &Gateway, path: &str, headers: &str) -> Value {
    gateway.send(gateway.request("GET", path, headers));
    gateway.log_line()["replay"].clone()
}

#[test]
fn a_line_has_the_request_in_words_of_the_policy() {
    let gateway = Gateway::with_policy(POLICY);
    let path = |path: &str| json!({ "path": path, "takes_pages": false });
    let lost = |what: &str| json!({ "lost": what, "takes_pages": false });
    for (asked, expected) in [
        ("/go/join/123-456-789", path("/go/join/{digits:9}")),
        ("/go/StandUp?utm_source=x", path("/go/stand-up")),
        ("/go/daily", path("/go/daily")),
        (
            "/go/join/123456789?Attendee_Name=Ann&back=Help",
            path("/go/join/{digits:9}?attendee_name={text:3}&back=help"),
        ),
        ("/go/room/ann", path("/go/room/{name:3}")),
        ("/go/standdup", path("/go/standdup")),
        ("/go/1234567", lost("path")),
        ("/other/path", lost("path")),
        ("/go/join/x", lost("value")),
        ("/go/daily?BU=x", lost("query")),
        ("/go/daily?back=x", lost("query")),
        // What is not decided by the policy has none.
        ("/", Value::Null),
        ("/go/stand-up+", Value::Null),
        ("/-/me", Value::Null),
        ("/go//x", Value::Null),
    ] {
        assert_eq!(recorded(&gateway, asked, ""), expected, "{asked}");
    }
    let from = "Referer: https://portal.acme.example/wiki/secret\r\nAccept: text/html\r\n";
    let expected = json!({
        "path": "/go/daily", "takes_pages": true, "page_origin": "https://portal.acme.example",
    });
    assert_eq!(recorded(&gateway, "/go/daily", from), expected);
}

#[test]
fn a_caller_is_what_the_policy_asks_for() {
    let gateway = Gateway::with_policy(POLICY);
    for (headers, expected) in [
        ("X-User: ann\r\n", json!({ "has": ["user"] })),
        (
            "X-User: ann\r\nX-Groups: hosts, choir\r\n",
            json!({ "has": ["user", "groups"], "holds": { "group": ["hosts"] }, "lacks": { "group": ["interns"] } }),
        ),
        (
            "X-User: ann\r\nX-Name: Ann\r\nX-Email: ann@acme.example\r\n",
            json!({ "has": ["user", "email", "name"], "holds": { "mail_domain": ["acme.example"] } }),
        ),
        (
            "X-Email: ann@other.example\r\n",
            json!({ "has": ["email"], "lacks": { "mail_domain": ["acme.example"] } }),
        ),
    ] {
        let found = recorded(&gateway, "/go/room/ann", headers);
        assert_eq!(found["caller"], expected, "{headers}");
    }
    assert!(recorded(&gateway, "/go/daily", "").get("caller").is_none());
}

/// Whatever a visitor sends, in each place that a request has.
#[test]
fn nothing_of_a_visitor_is_in_it() {
    let gateway = Gateway::with_policy(POLICY);
    let headers = "X-User: ann\r\nX-Name: Canary Lee\r\nX-Email: ann@canary.example\r\n\
        X-Groups: canary, hosts\r\nCookie: canary\r\nAuthorization: Basic canary\r\n\
        Referer: https://portal.acme.example/canary?canary=canary\r\n";
    for path in [
        "/go/join/123456789?attendee_name=Canary&attendee_email=canary@acme.example",
        "/go/join/615734219?attendee_name=Canary&canary=canary&back=help",
        "/go/join/canary",
        "/go/room/canary",
        "/go/daily?canary=canary&password=canary",
        "/go/daily?PW=canary",
        "/go/daily?back=canary",
        "/go/canary/canary",
        "/go/delete/615734219?canary",
        "/-/go?q=join+615734219+canary",
    ] {
        for accept in ["", "Accept: text/html\r\n"] {
            gateway.send(gateway.request("GET", path, &format!("{headers}{accept}")));
            let line = gateway.log_line().to_string();
            assert!(!line.to_lowercase().contains("canary"), "{path}: {line}");
            assert!(!line.contains("615734219"), "{path}: {line}");
        }
    }
}

#[test]
fn without_it_a_line_is_as_it_was() {
    let policy = POLICY.replace("replayable: yes", "replayable: no");
    let gateway = Gateway::with_policy(&policy);
    for path in ["/go/daily", "/go/join/123456789", "/go/x", "/go/room/ann"] {
        assert_eq!(recorded(&gateway, path, ""), Value::Null, "{path}");
    }
}
