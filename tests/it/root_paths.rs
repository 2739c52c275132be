//! Links and routes at the root, as people type them: `http://go/standup`. The gateway's own
//! addresses stay apart.

use insta::assert_snapshot;

use crate::support::Gateway;
use crate::support::findings::{Report, policy_of};
use crate::support::program::run;
use crate::support::service::Folder;

const HEAD: &str = r#"version: 1
public_url: https://go.acme.example/
hosts: [go, 127.0.0.1]
link_prefix: /
sites: { acme: https://acme.webex.com/acme/ }
back_urls: { meetings: https://portal.acme.example/meetings }
"#;

const ROUTES: &str = r#"routes:
  number: { path: "/{meeting_key}", command: meeting.join, back: meetings, allow: anyone }
  join: { path: "/join/{meeting_key}", command: meeting.join, back: meetings, allow: anyone }
  pair: { path: "/{meeting_key}/{attendee_name}", command: meeting.join, back: meetings, allow: anyone }
  today: { path: /today, command: meeting.join, constants: { meeting_key: 222222222 }, back: meetings, allow: anyone }
"#;

const LINKS: &str = r#"links:
  standup: { title: Platform stand-up, route: join, meeting_key: 123 456 789 }
  join: { route: join, meeting_key: 333333333 }
  go: { route: join, meeting_key: 444444444 }
  münchen: { route: join, meeting_key: 555555555 }
  robots: { route: join, meeting_key: 666666666 }
"#;

fn gateway() -> Gateway {
    Gateway::with_policy(&format!("{HEAD}{ROUTES}{LINKS}"))
}

fn call(meeting_key: &str) -> String {
    format!(
        "https://acme.webex.com/acme/m.php?AT=JM&MK={meeting_key}&BU=https%3A%2F%2Fportal.acme.example%2Fmeetings"
    )
}

#[test]
fn what_stands_at_the_root_leads_on() {
    let gateway = gateway();
    for (path, meeting_key) in [
        ("/standup", "123456789"),
        ("/Stand-Up", "123456789"),
        ("/standup/", "123456789"),
        ("/standup.", "123456789"),
        ("/standup?utm_source=mail", "123456789"),
        ("/join", "333333333"),
        ("/join/987654321", "987654321"),
        ("/go", "444444444"),
        ("/m%C3%BCnchen", "555555555"),
        ("/robots", "666666666"),
        ("/today", "222222222"),
        ("/987654321", "987654321"),
        ("/-/go?q=standup", "123456789"),
        ("/-/go?q=/standup", "123456789"),
        ("/-/go?q=go/standup", "123456789"),
        ("/-/go?q=GO:8080/standup?x=1", "123456789"),
        ("/-/go?q=http://go/standup", "123456789"),
        ("/-/go?q=https://go.acme.example/standup", "123456789"),
        ("/-/go?q=join+987654321", "987654321"),
    ] {
        let answer = gateway.browse(path);
        assert_eq!(answer.location(), Some(&*call(meeting_key)), "{path}");
    }
    // The short name that the browser completes.
    let answer = gateway.send("GET /standup HTTP/1.1\r\nHost: go\r\nConnection: close\r\n\r\n");
    assert_eq!(answer.location(), Some(&*call("123456789")));
}

/// A route whose parameter has the place of names does not take them for values.
#[test]
fn a_mistyped_name_beside_a_parameter_is_no_wrong_number() {
    let gateway = gateway();
    for (path, proposal) in [
        ("/standpu", Some("/standup")),
        ("/nosuch", None),
        ("/standup.pdf", None),
        ("/%D1%95tandup", None),
    ] {
        let page = gateway.browse(path);
        assert_eq!((page.status(), page.location()), (404, None), "{path}");
        let proposed = proposal.is_some_and(|proposal| page.main().contains(proposal));
        assert_eq!(proposed, proposal.is_some(), "{path}: {}", page.main());
    }
    gateway.get("/standpu");
    let line = gateway.log_line();
    assert_eq!(line["outcome"], "not_found");
    assert_eq!(line["missed_name"], "standpu");
    assert_eq!(line["route"], serde_json::Value::Null);
    // What has no letter is meant as a number, and so is a value behind another word.
    for path in ["/12345", "/12-34", "/join/standpu", "/standpu/ann"] {
        let page = gateway.get(path);
        assert_eq!((page.status(), page.location()), (400, None), "{path}");
    }
}

#[test]
fn the_addresses_of_the_gateway_stay_apart() {
    let gateway = gateway();
    for (path, kind) in [
        ("/", "text/html; charset=utf-8"),
        ("/?q=standup", "text/html; charset=utf-8"),
        ("/robots.txt", "text/plain; charset=utf-8"),
        ("/favicon.ico", "image/svg+xml"),
        ("/opensearch.xml", "application/opensearchdescription+xml"),
        ("/-/style.css", "text/css; charset=utf-8"),
        ("/-/openapi.json", "application/json"),
        ("/-/go", "text/html; charset=utf-8"),
        ("/standup+", "text/html; charset=utf-8"),
        ("/standup.qr", "image/svg+xml"),
    ] {
        let answer = gateway.browse(path);
        let told = (answer.status(), answer.header("content-type"));
        assert_eq!(told, (200, Some(kind)), "{path}");
    }
    // A route of parameters only would take any of these.
    for path in [
        "/-",
        "/-/",
        "/-/123456789",
        "/-/Ada",
        "/%2D",
        "/%2D/123456789",
        "/-/go/123456789",
    ] {
        let answer = gateway.get(path);
        assert_eq!(answer.status(), 404, "{path}: {}", answer.text());
        let problem = answer.body();
        assert!(!problem.contains("did_you_mean\":[\"/-"), "{problem}");
    }
    assert_eq!(gateway.get("/go/standup").status(), 400);
    assert_eq!(gateway.get("/robots.txt/x").status(), 404);
    assert_eq!(gateway.get("/nothing").status(), 404);
    assert_eq!(gateway.get("/nothing.qr").status(), 404);
}

/// Nobody has typed what browsers and crawlers ask for by themselves.
#[test]
fn a_parameter_at_the_root_takes_no_file_of_browsers() {
    let routes = r#"routes:
  named: { path: "/{attendee_name}", command: meeting.join, constants: { meeting_key: 222222222 }, allow: anyone }
  pair: { path: "/{attendee_name}/{attendee_email}", command: meeting.join, constants: { meeting_key: 222222222 }, allow: anyone }
"#;
    let gateway = Gateway::with_policy(&format!("{HEAD}{routes}"));
    assert_eq!(gateway.get("/Ada").status(), 302);
    for path in [
        "/apple-touch-icon.png",
        "/apple-touch-icon-120x120-precomposed.png",
        "/sitemap.xml",
        "/index.html",
        "/Robots.txt",
        "/robots.txt/",
        "/FAVICON.ico",
        "/.well-known/ada@acme.example",
    ] {
        assert_eq!(gateway.get(path).status(), 404, "{path}");
    }
}

#[test]
fn check_warns_of_a_text_alone_at_the_root() {
    let found = |path: &str, more: &str| {
        let route = format!(
            "routes:\n  join: {{ path: \"{path}\", command: meeting.join, {more} back: meetings, allow: anyone }}\n"
        );
        Report::behind(HEAD).of_text(&format!("{HEAD}{route}"))
    };
    let constant = "constants: { meeting_key: 222222222 },";
    assert_snapshot!(found("/{attendee_name}", constant), @"2:17 warning: this route takes every word at the root, mistyped names of links as well | put a word before the parameter: /as/{attendee_name}");
    assert_snapshot!(found("/{attendee_email}", constant), @"");
    assert_snapshot!(found("/{meeting_key}", ""), @"");
    assert_snapshot!(found("/{meeting_key}/{attendee_name}", ""), @"");
    assert_snapshot!(found("/as/{attendee_name}", constant), @"");
}

#[test]
fn pages_and_programs_are_told_of_paths_at_the_root() {
    let gateway = gateway();
    let page: serde_json::Value =
        serde_json::from_str(&gateway.get("/standup+").body()).expect("JSON");
    assert_eq!(page["path"], "/standup");
    assert_eq!(page["url"], "https://go.acme.example/standup");
    assert_eq!(page["code"], "/standup.qr");
    let policy = policy_of(&format!("{HEAD}{ROUTES}{LINKS}"));
    let dump = serde_json::to_value(policy.dump()).expect("JSON");
    assert_eq!(dump["link_prefix"], "/");
    let directory = gateway.browse("/").main();
    for path in ["\"/standup\"", "\"/standup+\"", "\"/m%C3%BCnchen\""] {
        assert!(directory.contains(path), "{path} in {directory}");
    }
    let policy = format!("{HEAD}{}{LINKS}", ROUTES.replace("  number", "  #number"));
    let strict = Gateway::with_policy(&policy);
    let problem = strict.get("/standpu").body();
    assert!(
        problem.contains(r#""did_you_mean":["/standup"]"#),
        "{problem}"
    );
}

/// The findings about links of these names.
fn found(names: &[&str]) -> String {
    let line = |name: &&str| format!("  {name}: {{ route: join, meeting_key: 123456789 }}\n");
    let lines: String = names.iter().map(line).collect();
    let head = format!("{HEAD}{ROUTES}links:\n");
    Report::WHOLE.of_text(&format!("{head}{lines}"))
}

#[test]
fn a_collision_is_named() {
    assert_snapshot!(found(&["'-'"]), @"13:3 error: `-` must be letters, digits, `-`, `_` and `.`, with a letter or digit at both ends | rename the link: its name is part of its path");
    assert_snapshot!(found(&["robots.txt", "Fav-Icon.ico", "opensearch.xml"]), @"
    13:3 error: `/robots.txt` belongs to the gateway | rename it, or put links behind a prefix: `link_prefix: /go/`
    14:3 error: `/favicon.ico` belongs to the gateway | rename it, or put links behind a prefix: `link_prefix: /go/`
    15:3 error: `/opensearch.xml` belongs to the gateway | rename it, or put links behind a prefix: `link_prefix: /go/`
    ");
    assert_snapshot!(found(&["to-day"]), @"13:3 error: the path of the link `to-day` is already the route `today`'s (policy.yaml:11:3) | rename one of them: case, `-` and `_` are ignored");
    assert_snapshot!(found(&["stand-up", "standup"]), @"14:3 error: the path of the link `standup` is already the link `stand-up`'s (policy.yaml:13:3) | rename one of them: case, `-` and `_` are ignored");
    assert_snapshot!(found(&["robots", "robots.txt.x", "favicon", "_", "go", "join", "number"]), @"16:3 error: `_` must be letters, digits, `-`, `_` and `.`, with a letter or digit at both ends | rename the link: its name is part of its path");
}

/// The link wins, and the meeting of that number is out of reach.
#[test]
fn a_name_that_is_a_meeting_number_is_a_warning() {
    let links = "links:\n  \"123-456-789\": { route: join, meeting_key: 555555555, aliases: [\"987654321\"] }\n  \"12345\": { route: join, meeting_key: 555555556 }\n";
    assert_snapshot!(Report::behind(HEAD).of_text(&format!("{HEAD}{ROUTES}{links}")), @"
    7:3 warning: `123-456-789` can also be a `meeting_key`: its path opens the link, not the number | rename it, unless it is meant to replace the number
    7:67 warning: `987654321` can also be a `meeting_key`: its path opens the link, not the number | rename it, unless it is meant to replace the number
    ");
}

#[test]
fn a_path_of_a_route_stays_off_the_gateways_own() {
    let found = |path: &str| {
        let route = format!(
            "routes:\n  join: {{ path: \"{path}\", command: meeting.join, query: [meeting_key], allow: anyone }}\n"
        );
        Report::behind(HEAD).of_text(&format!("{HEAD}{route}"))
    };
    assert_snapshot!(found("/"), @"2:17 error: `/` belongs to the gateway: it is the directory of the links | write it like /go/join/{meeting_key}");
    assert_snapshot!(found("/-"), @"2:17 error: paths under `/-/` belong to the gateway | write it like /go/join/{meeting_key}");
    assert_snapshot!(found("/robots.txt"), @"2:17 error: `/robots.txt` belongs to the gateway | write it like /go/join/{meeting_key}");
    assert_snapshot!(found("//"), @"2:17 error: a path needs a word between two slashes | write it like /go/join/{meeting_key}");
}

/// What `check` prints for one of them.
#[test]
fn check_shows_the_line_of_a_collision() {
    let links = "links:\n  robots.txt: { route: join, meeting_key: 123456789 }\n  to-day: { route: join, meeting_key: 123456789 }\n";
    let folder = Folder::with(&[("policy.yaml", &*format!("{HEAD}{ROUTES}{links}"))]);
    let path = folder.path("policy.yaml");
    let path = path.to_str().expect("text");
    let output = run(&["check", "--policy", path]);
    let text = String::from_utf8(output.stderr).expect("text");
    let text = text + &String::from_utf8(output.stdout).expect("text");
    assert_snapshot!(text.replace(folder.named("").trim_end_matches('/'), "FOLDER"), @"
    error: `/robots.txt` belongs to the gateway
      --> FOLDER/policy.yaml:13:3
       |
    13 |   robots.txt: { route: join, meeting_key: 123456789 }
       |   ^^^^^^^^^^
       |
       = help: rename it, or put links behind a prefix: `link_prefix: /go/`

    error: the path of the link `to-day` is already the route `today`'s (FOLDER/policy.yaml:11:3)
      --> FOLDER/policy.yaml:14:3
       |
    14 |   to-day: { route: join, meeting_key: 123456789 }
       |   ^^^^^^
       |
       = help: rename one of them: case, `-` and `_` are ignored

    2 errors in FOLDER/policy.yaml
    ");
}
