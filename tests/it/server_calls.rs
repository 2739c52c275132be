//! Routes for which the gateway asks Webex's servers itself: the stand-in on this machine plays Webex.

use std::thread;

use insta::assert_snapshot;
use serde_json::{Value, json};

use crate::support::sandbox::SandboxProgram;
use crate::support::{Gateway, Response, exchange};

/// The routes of these tests. Whoever asks from here may say who it is.
const ROUTES: &str = r#"
back_urls: { meetings: "http://SANDBOX/-/portal/meetings" }
signing_keys: { file: keys }
callers:
  trusted_proxies: [127.0.0.0/8]
  headers: { user: X-User, name: X-Name, email: X-Email, groups: X-Groups }
routes:
  join: { path: "/go/join/{meeting_key}", command: meeting.join, allow: anyone }
  back: { path: "/go/back/{meeting_key}", command: meeting.join, back: meetings, return: gateway, allow: anyone }
  me: { path: "/go/me/{meeting_key}", command: meeting.join, personal: yes, allow: [{ mail_domain: acme.example }] }
  start: { path: "/go/start/{meeting_key}", command: meeting.start, allow: [{ group: hosts }] }
  own: { path: "/go/own/{meeting_key}", command: meeting.start, as: "{caller.email}", allow: [{ group: hosts }] }
  list: { path: /go/list, command: meeting.list_scheduled, back: meetings, allow: [{ group: hosts }] }
  schedule: { path: /go/schedule, command: meeting.schedule, query: [meeting_name, start, duration], back: meetings, allow: [{ group: hosts }] }
  delete: { path: "/go/delete/{meeting_key}", command: meeting.delete, back: meetings, allow: [{ group: hosts }] }
  ticket: { path: "/go/ticket/{meeting_key}", profile: url_api, command: meeting.start, login: ticket, as: host@acme.example, back: meetings, allow: [{ group: hosts }] }
"#;

const ADA: &str =
    "X-User: ada\r\nX-Name: Ada Lovelace\r\nX-Email: ada@acme.example\r\nX-Groups: hosts\r\n";
const BROWSER: &str = "Accept: text/html,*/*;q=0.8\r\n";

/// A gateway, and the Webex that it asks.
struct Pair {
    webex: SandboxProgram,
    gateway: Gateway,
}

impl Pair {
    fn start() -> Self {
        let webex = SandboxProgram::start();
        let at = webex.sandbox;
        let head = format!(
            "version: 1
public_url: https://go.acme.example/
hosts: [127.0.0.1]
sites:
  acme:
    url: http://{at}/acme/
    profile: rest
    rest: {{ api: \"http://{at}/v1/\", client_id: {{ file: id }}, client_secret: {{ file: secret }}, refresh_token: {{ file: refresh }}, host: host@acme.example }}
    xml: {{ web_id: {{ file: xml-id }}, password: {{ file: xml-password }} }}"
        );
        let routes = ROUTES.replace("SANDBOX", &at.to_string());
        let secret = |name: &str| webex.secret(name);
        let files = [
            ("id", &*secret("client-id")),
            ("secret", &*secret("client-secret")),
            ("refresh", &*secret("refresh-token")),
            ("xml-id", &*secret("xml-web-id")),
            ("xml-password", &*secret("xml-password")),
            ("keys", "key-of-the-tests-of-server-calls-0123456789\n"),
        ];
        let gateway = Gateway::with_files(&format!("{head}{routes}"), &files);
        Self { webex, gateway }
    }

    fn get(&self, path: &str, headers: &str) -> Response {
        self.gateway
            .send(self.gateway.request("GET", path, headers))
    }

    /// Asks, confirms, and tells the answer.
    fn confirm(&self, path: &str) -> Response {
        self.post(&self.target(path))
    }

    /// Where the page that asks posts the confirmation to.
    fn target(&self, path: &str) -> String {
        let page = self.get(path, &format!("{ADA}{BROWSER}")).body();
        let (_, behind) = page.split_once("action=\"").expect("a form");
        behind.split_once('"').expect("an end").0.to_owned()
    }

    fn post(&self, target: &str) -> Response {
        let headers = format!(
            "{ADA}{BROWSER}Origin: http://{}\r\nContent-Length: 0\r\n",
            self.gateway.address()
        );
        self.gateway
            .send(self.gateway.request("POST", target, &headers))
    }

    /// What is answered while Webex fails like this at a call of this name, and the line about it.
    fn with_failure(&self, call: &str, failure: &str, path: &str) -> Failed {
        self.webex.fail(call, failure);
        Failed {
            answer: self.get(path, &format!("{ADA}{BROWSER}")),
            line: self.gateway.log_line(),
        }
    }
}

struct Failed {
    answer: Response,
    line: Value,
}

/// A meeting that the sandbox has from the beginning, and its page.
const NUMBER: &str = "123456789";
const PAGE: &str = "/acme/j.php?MTID=m5a4db0c5a4db0c5a4db0c5a123456789";

#[test]
fn a_number_leads_to_the_page_of_its_meeting() {
    let pair = Pair::start();
    let page = format!("http://{}{PAGE}", pair.webex.sandbox);
    for path in ["/go/join/123456789", "/go/join/123-456-789"] {
        let answer = pair.get(path, "");
        assert_eq!(answer.status(), 302, "{path}");
        assert_eq!(answer.header("location"), Some(&*page), "{path}");
        assert_eq!(answer.header("cache-control"), Some("no-store"));
    }
    let line = pair.gateway.log_line();
    assert_eq!(line["outcome"], "redirected");
    assert_eq!(line["webex_call"], "find_meeting");
    // The second answer was there already.
    assert_eq!(pair.gateway.log_line()["webex_call"], Value::Null);
    let calls = r#"linkgate_upstream_calls_total{site="acme",call="find_meeting",result="ok"} 1"#;
    assert!(
        pair.gateway.metrics().contains(calls),
        "{}",
        pair.gateway.metrics()
    );
}

#[test]
fn an_unknown_number_leads_to_a_sentence() {
    let pair = Pair::start();
    let answer = pair.get("/go/join/111111111", BROWSER);
    assert_eq!(answer.status(), 404);
    assert_snapshot!(answer.main());
    assert_eq!(pair.gateway.log_line()["reason"], "not_found");
}

#[test]
fn whoever_is_known_joins_under_their_own_name() {
    let pair = Pair::start();
    let joins = |headers: &str, path: &str| {
        let answer = pair.get(path, headers);
        assert_eq!(answer.status(), 302, "{path}");
        answer.header("location").expect("a target").to_owned()
    };
    let own = |target: &str| target.contains("integrationJoinToken=");
    assert_eq!(pair.get("/go/me/123456789", "").status(), 401);
    let nameless = "X-Email: ada@acme.example\r\n";
    assert!(!own(&joins(nameless, "/go/me/123456789")));
    assert!(!own(&joins(ADA, "/go/join/123456789")));
    let first = joins(ADA, "/go/me/123456789");
    // A link belongs to one person and one click: none is kept.
    let second = joins(ADA, "/go/me/123456789");
    assert!(own(&first) && own(&second) && first != second);
    let host = joins(ADA, "/go/start/123456789");
    assert!(own(&host));
    for _ in 0..6 {
        let line = pair.gateway.log_line().to_string();
        assert!(!line.contains("integrationJoinToken"), "{line}");
    }
}

#[test]
fn the_policy_says_who_acts_for_whom() {
    let pair = Pair::start();
    assert_eq!(pair.get("/go/start/123456789", "").status(), 401);
    // She is known, and no host of this meeting.
    assert_eq!(pair.get("/go/own/123456789", ADA).status(), 502);
    assert_eq!(pair.gateway.log_line()["reason"], "unauthenticated");
    assert_eq!(pair.gateway.log_line()["reason"], "not_allowed");
    let nameless = "X-User: ada\r\nX-Groups: hosts\r\n";
    assert_eq!(pair.get("/go/own/123456789", nameless).status(), 403);
}

#[test]
fn lists_are_pages_and_data() {
    let pair = Pair::start();
    let list = pair.get("/go/list", ADA);
    let list: Value = serde_json::from_str(&list.body()).expect("JSON");
    let first = &list["rows"][0];
    assert_eq!(first["title"], "Platform team stand-up");
    assert_eq!(first["number"], NUMBER);
    assert_eq!(
        first["link"],
        format!("http://{}{PAGE}", pair.webex.sandbox)
    );
    for secret in ["password", "hostKey", "accessCode", "hostPin"] {
        assert_eq!(first[secret], Value::Null);
    }
    let page = pair.get("/go/list", &format!("{ADA}{BROWSER}"));
    assert_eq!(page.status(), 200);
    let main = page.main();
    assert!(
        main.contains("Platform team stand-up") && main.contains("/-/portal/meetings"),
        "{main}"
    );
    assert_eq!(pair.gateway.log_line()["outcome"], "list_shown");
}

#[test]
fn changes_are_confirmed_carried_out_and_told() {
    let pair = Pair::start();
    let path =
        "/go/schedule?meeting_name=%3Cb%3ERetro%3C%2Fb%3E&start=2030-12-01T10:00&duration=60";
    assert_eq!(
        pair.get(path, ADA).status(),
        403,
        "a program cannot confirm"
    );
    let done = pair.confirm(path);
    assert_eq!(done.status(), 200);
    let main = done.main();
    assert!(main.contains("Done: Schedule a meeting"), "{main}");
    assert!(main.contains("&#60;b&#62;Retro&#60;/b&#62;"), "{main}");
    let (_, number) = main.split_once("number: <bdi>").expect("a number");
    let number = number[..9].to_owned();
    let deleted = pair.confirm(&format!("/go/delete/{number}"));
    assert_eq!(deleted.status(), 200);
    assert_snapshot!(
        deleted
            .main()
            .replace(&pair.webex.sandbox.to_string(), "[sandbox]")
    );
    assert_eq!(pair.confirm("/go/delete/111111111").status(), 404);
}

#[test]
fn a_page_offers_the_way_back_that_webex_does_not_know() {
    let pair = Pair::start();
    let page = pair.get("/go/back/123456789", BROWSER);
    assert_eq!(page.status(), 200);
    assert_snapshot!(
        page.main()
            .replace(&pair.webex.sandbox.to_string(), "[sandbox]")
    );
    assert_eq!(pair.gateway.log_line()["outcome"], "way_shown");
    // A program has no use for it.
    assert_eq!(pair.get("/go/back/123456789", "").status(), 302);
}

#[test]
fn whatever_webex_does_a_visitor_gets_a_sentence() {
    let pair = Pair::start();
    for (failure, status, reason) in [
        ("400", 400, "invalid"),
        ("403", 502, "not_allowed"),
        ("404", 404, "not_found"),
        ("409", 409, "conflict"),
        ("423", 503, "locked"),
        ("html", 502, "unreadable"),
        ("not_json", 502, "unreadable"),
        ("cut", 502, "unreadable"),
        ("redirect", 502, "redirected"),
        ("endless", 502, "too_long"),
    ] {
        // Answers to this one are not kept.
        let Failed { answer, line } = pair.with_failure("find_meetings", failure, "/go/list");
        assert_eq!(answer.status(), status, "{failure}: {line}");
        assert_eq!(line["outcome"], "server_failed", "{failure}");
        assert_eq!(line["reason"], reason, "{failure}");
        assert_eq!(line["webex_call"], "list_meetings", "{failure}");
        assert_eq!(answer.header("location"), None, "{failure}");
        let main = answer.main();
        assert!(main.contains("<h1>"), "{failure}: {main}");
        assert!(main.contains("/-/portal/meetings"), "{failure}: {main}");
    }
}

#[test]
fn no_link_of_webex_leads_elsewhere() {
    let pair = Pair::start();
    for (failure, word) in [
        ("link_foreign", json!("host")),
        ("link_scheme", json!("scheme")),
        ("link_user", json!("user_info")),
        ("link_crlf", json!("character")),
        ("link_long", json!("too_long")),
        ("link_missing", Value::Null),
        ("link_type", Value::Null),
        ("end_url_foreign", json!("nested")),
    ] {
        let Failed { answer, line } = pair.with_failure("join", failure, "/go/start/123456789");
        assert_eq!(answer.status(), 502, "{failure}: {line}");
        assert_eq!(answer.header("location"), None, "{failure}");
        assert_eq!(line["webex_error"], word, "{failure}");
        assert!(!answer.main().contains("evil"), "{failure}");
    }
}

#[test]
fn a_list_leaves_out_what_leads_elsewhere() {
    let pair = Pair::start();
    for (failure, word) in [("link_foreign", "host"), ("link_user", "user_info")] {
        let Failed { answer, line } = pair.with_failure("find_meetings", failure, "/go/list");
        assert_eq!(answer.status(), 200, "{failure}: {line}");
        assert_eq!(line["webex_error"], word, "{failure}");
        let main = answer.main();
        assert!(main.contains("Platform team stand-up"), "{main}");
        assert!(!main.contains("evil") && !main.contains("j.php"), "{main}");
    }
}

#[test]
fn whoever_only_looks_causes_nothing_at_webex() {
    let pair = Pair::start();
    for path in [
        "/go/me/123456789",
        "/go/start/123456789",
        "/go/list",
        "/go/ticket/123456789",
    ] {
        let answer = pair.gateway.send(pair.gateway.request("HEAD", path, ADA));
        assert_eq!(answer.status(), 200, "{path}");
        assert_eq!(
            pair.gateway.log_line()["outcome"],
            "webex_not_asked",
            "{path}"
        );
    }
    assert!(
        !pair
            .gateway
            .metrics()
            .contains("linkgate_upstream_calls_total{")
    );
}

#[test]
fn many_who_click_at_once_make_one_call() {
    let pair = Pair::start();
    let request = pair.gateway.request("GET", "/go/join/123456789", "");
    let (request, address) = (&request, pair.gateway.address());
    thread::scope(|scope| {
        for _ in 0..50 {
            scope.spawn(move || {
                let answer = exchange(address, request);
                assert_eq!(answer.status(), 302);
            });
        }
    });
    let calls = r#"linkgate_upstream_calls_total{site="acme",call="find_meeting",result="ok"} 1"#;
    assert!(
        pair.gateway.metrics().contains(calls),
        "{}",
        pair.gateway.metrics()
    );
}

#[test]
fn a_ticket_logs_in_once() {
    let pair = Pair::start();
    let click = || {
        let answer = pair.get("/go/ticket/123456789", ADA);
        assert_eq!(answer.status(), 302);
        let line = pair.gateway.log_line();
        assert_eq!(line["webex_call"], "login_ticket");
        let target = answer.header("location").expect("a target").to_owned();
        assert_eq!(answer.header("cache-control"), Some("no-store"));
        let (_, ticket) = target.split_once("TK=").expect("a ticket");
        let ticket = ticket.split('&').next().expect("a beginning").to_owned();
        assert!(ticket.len() > 8 && !ticket.contains('+'), "{ticket}");
        assert!(!line.to_string().contains(&ticket), "{line}");
        target
    };
    let target = click();
    let login = format!("http://{}/acme/p.php?AT=LI&TK=", pair.webex.sandbox);
    assert!(target.starts_with(&login), "{target}");
    assert!(
        target.contains("&MU=http%3A%2F%2F") && target.contains("m.php%3FAT%3DHM"),
        "{target}"
    );
    assert_eq!(pair.get("/go/ticket/123456789", "").status(), 401);
}

#[test]
fn a_confirmation_counts_once() {
    let pair = Pair::start();
    let path = "/go/schedule?meeting_name=Retro&start=2030-12-01T10:00&duration=60";
    let target = pair.target(path);
    assert_eq!(pair.post(&target).status(), 200);
    let again = pair.post(&target);
    assert_eq!(again.status(), 410);
    assert!(again.main().contains("This was confirmed already"));
    let scheduled =
        r#"linkgate_upstream_calls_total{site="acme",call="schedule_meeting",result="ok"} 1"#;
    assert!(pair.gateway.metrics().contains(scheduled));
    // Another one is another change.
    assert_eq!(pair.confirm(&path.replace("Retro", "Review")).status(), 200);
}

#[test]
fn whether_a_change_was_made_is_not_guessed() {
    let pair = Pair::start();
    // A confirmation of the same second would be the same one.
    let target = |name: &str| {
        pair.target(&format!(
            "/go/schedule?meeting_name={name}&start=2030-12-01T10:00&duration=60"
        ))
    };
    for failure in ["500", "html", "cut"] {
        let target = target(failure);
        pair.webex.fail("schedule", failure);
        let main = pair.post(&target).main();
        assert!(
            main.contains("We do not know whether Webex did this"),
            "{failure}: {main}"
        );
        assert!(!main.contains("Try again</a>"), "{failure}: {main}");
    }
    // What was refused was not done.
    let target = target("400");
    pair.webex.fail("schedule", "400");
    let main = pair.post(&target).main();
    assert!(main.contains("Webex could not read something"), "{main}");
}

#[test]
fn a_page_cannot_load_what_belongs_to_a_person() {
    let pair = Pair::start();
    for path in [
        "/go/me/123456789",
        "/go/start/123456789",
        "/go/ticket/123456789",
    ] {
        for purpose in ["image", "iframe", "empty"] {
            let headers = format!("{ADA}Sec-Fetch-Dest: {purpose}\r\n");
            let answer = pair.get(path, &headers);
            assert_eq!(answer.status(), 200, "{path} {purpose}");
            assert_eq!(answer.header("location"), None, "{path} {purpose}");
            assert_eq!(pair.gateway.log_line()["outcome"], "webex_not_asked");
        }
        let headers = format!("{ADA}Sec-Fetch-Dest: document\r\n");
        assert_eq!(pair.get(path, &headers).status(), 302, "{path}");
        pair.gateway.log_line();
    }
}

#[test]
fn a_failure_of_the_ticket_service_is_not_the_login_of_anybody() {
    let pair = Pair::start();
    let Failed { answer, line } = pair.with_failure("login_url", "503", "/go/ticket/123456789");
    assert_eq!(answer.status(), 503, "{line}");
    assert_eq!(line["reason"], "unavailable");
    assert!(answer.main().contains("Webex is too busy"));
}
