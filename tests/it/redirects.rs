//! Whole answers over a real socket: a new header shows up in the diff.

use crate::support::{Gateway, POLICY};

const JOIN: &str = "https://acme.webex.com/acme/m.php?AT=JM&MK=123456789\
                    &BU=https%3A%2F%2Fportal.acme.example%2Fmeetings";

#[track_caller]
fn assert_leads(gateway: &Gateway, path: &str, location: &str) {
    let response = gateway.get(path);
    assert_eq!(
        response.location(),
        Some(location),
        "{path}\n{}",
        response.text()
    );
    assert_eq!(response.status(), 302, "{path}");
}

#[test]
fn a_link_is_answered_with_the_call_that_the_policy_allows() {
    let gateway = Gateway::new();
    insta::assert_snapshot!(gateway.get("/go/join/123456789").text(), @"
    HTTP/1.1 302 Found
    cache-control: no-store
    referrer-policy: no-referrer
    x-content-type-options: nosniff
    cross-origin-resource-policy: same-origin
    x-request-id: [id]
    location: https://acme.webex.com/acme/m.php?AT=JM&MK=123456789&BU=https%3A%2F%2Fportal.acme.example%2Fmeetings
    connection: close
    content-length: 0
    date: [date]
    ");
}

#[test]
fn people_may_write_links_as_they_do() {
    let gateway = Gateway::new();
    for path in [
        "/go/join/123456789",
        "/go/join/123456789/",
        "/go/join/123%20456%20789",
        "/go/join/123-456-789",
        "/go/join/123456789%3E",
        "/go/join/123456789.",
        "/GO/Join/123456789",
        "/go/standup",
        "/go/Stand-Up",
        "/go/stand_up%3E",
        "/go/join/123456789?utm_source=mail",
    ] {
        assert_leads(&gateway, path, JOIN);
    }
}

#[test]
fn parameters_come_from_where_the_policy_says() {
    let gateway = Gateway::new();
    assert_leads(
        &gateway,
        "/go/course/rust-101/123456789?attendee_name=Ada+Lovelace&attendee_email=ada%40acme.example",
        "https://acme.webex.com/acme/m.php?AT=JM&MK=123456789&AN=Ada%20Lovelace\
         &AE=ada%40acme.example&BU=https%3A%2F%2Flearn.acme.example%2Fcourse%2Frust-101",
    );
    assert_leads(
        &gateway,
        "/go/course/rust-101/123456789?Attendee-Name=Ada&BACK=Help-Desk",
        "https://acme.webex.com/acme/m.php?AT=JM&MK=123456789&AN=Ada\
         &BU=https%3A%2F%2Fhelp.acme.example%2F",
    );
    assert_leads(
        &gateway,
        "/go/course/rust-101/123456789?back=helpdesk",
        "https://acme.webex.com/acme/m.php?AT=JM&MK=123456789&BU=https%3A%2F%2Fhelp.acme.example%2F",
    );
    assert_leads(
        &gateway,
        "/go/room/ada.lovelace",
        "https://acme.webex.com/meet/ada.lovelace",
    );
}

#[test]
fn head_is_answered_like_get_without_the_body() {
    let gateway = Gateway::new();
    let head = gateway.send(gateway.request("HEAD", "/go/join/123456789", ""));
    let get = gateway.get("/go/join/123456789");
    let sorted = |text: String| {
        let mut lines: Vec<_> = text.lines().map(str::to_owned).collect();
        lines.sort();
        lines
    };
    assert_eq!(sorted(head.text()), sorted(get.text()));
    let page = gateway.browse("/go/start/123456789");
    let accept = "Accept: text/html\r\n";
    let without = gateway.send(gateway.request("HEAD", "/go/start/123456789", accept));
    assert_eq!(
        without.header("content-length"),
        page.header("content-length")
    );
    let refused = gateway.send(gateway.request("HEAD", "/go/start/123456789", ""));
    assert_eq!(refused.status(), 403);
    assert_eq!(refused.body(), "");
}

#[test]
fn what_changes_something_is_asked_first() {
    let gateway = Gateway::new();
    let path = "/go/delete/123456789";
    insta::assert_snapshot!(gateway.browse(path).page(), @r#"
    HTTP/1.1 200 OK
    cache-control: no-store
    referrer-policy: same-origin
    x-content-type-options: nosniff
    cross-origin-resource-policy: same-origin
    x-request-id: [id]
    content-type: text/html; charset=utf-8
    content-language: en
    vary: Accept, Accept-Language
    content-security-policy: default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'self' https:; frame-ancestors 'none'
    cross-origin-opener-policy: same-origin
    connection: close
    date: [date]

    <title>Please confirm: Delete a scheduled meeting – Linkgate</title>
    <h1>Delete a scheduled meeting?</h1>

    <p>This deletes or ends something at Webex. It cannot be undone.</p>


    <dl>

    <dt>meeting number</dt>
    <dd><bdi>123456789</bdi></dd>

    </dl>

    <form class="ways" method="post" action="/-/confirm/delete/[ticket]">
    <a class="way" href="/">No, go back</a>
    <button type="submit" class="danger">Yes, do it</button>
    </form>
    <p>If you did not mean to do this, close this page: nothing has happened.</p>
    "#);
    let host = gateway.address();
    let own = format!("Origin: http://{host}\r\nSec-Fetch-Site: same-origin\r\n");
    let confirmed = gateway.send(gateway.request("POST", &gateway.form_target(path), &own));
    insta::assert_snapshot!(confirmed.text(), @"
    HTTP/1.1 303 See Other
    cache-control: no-store
    referrer-policy: no-referrer
    x-content-type-options: nosniff
    cross-origin-resource-policy: same-origin
    x-request-id: [id]
    location: https://acme.webex.com/acme/m.php?AT=DM&MK=123456789&BU=https%3A%2F%2Fportal.acme.example%2Fmeetings
    connection: close
    content-length: 0
    date: [date]
    ");
}

#[test]
fn only_a_post_from_our_own_page_confirms() {
    let gateway = Gateway::new();
    let host = gateway.address();
    let target = gateway.form_target("/go/delete/123456789");
    for headers in [
        String::new(),
        "Origin: null\r\n".to_owned(),
        "Origin: https://evil.example\r\n".to_owned(),
        format!("Origin: http://evil.example:{}\r\n", host.port()),
        format!("Origin: http://{host}.evil.example\r\n"),
        format!("Origin: http://user@{host}\r\n"),
        format!("Origin: http://{host}/\r\n"),
        format!("Origin: http://{host}\r\nOrigin: https://evil.example\r\n"),
        format!("Origin: http://{host}\r\nSec-Fetch-Site: cross-site\r\n"),
        format!("Origin: http://{host}\r\nSec-Fetch-Site: same-site\r\n"),
        format!("Origin: http://{host}\r\nSec-Fetch-Site: none\r\n"),
        "Sec-Fetch-Site: same-origin\r\n".to_owned(),
    ] {
        let response = gateway.send(gateway.request("POST", &target, &headers));
        assert_eq!(
            (response.status(), response.location()),
            (403, None),
            "{headers}"
        );
    }
    for method in ["GET", "HEAD"] {
        let response = gateway.send(gateway.request(method, "/go/delete/123456789", ""));
        assert_eq!(
            (response.status(), response.location()),
            (403, None),
            "{method}"
        );
    }
}

/// Behind a proxy that ends TLS: the page's scheme and port are the policy's,
/// whatever `Host` the proxy passes on.
#[test]
fn under_the_public_address_a_form_comes_from_exactly_there() {
    let gateway = Gateway::new();
    let target = gateway.form_target("/go/delete/123456789");
    let confirm = |host: &str, origin: &str| {
        let head = format!("POST {target} HTTP/1.1\r\nHost: {host}\r\n");
        let more = format!("Origin: {origin}\r\nConnection: close\r\n\r\n");
        gateway.send(head + &more).status()
    };
    for (host, origin, status) in [
        ("go.acme.example", "https://go.acme.example", 303),
        ("go.acme.example:443", "https://go.acme.example", 303),
        ("go.acme.example:8080", "https://go.acme.example", 303),
        ("go.acme.example", "http://go.acme.example", 403),
        ("go.acme.example:80", "http://go.acme.example", 403),
        ("go.acme.example", "https://go.acme.example:8443", 403),
        ("go.acme.example", "https://go.acme.example/", 403),
        ("go.acme.example", "https://GO.acme.example", 403),
        ("127.0.0.1", "http://127.0.0.1", 303),
        ("127.0.0.1:80", "http://127.0.0.1", 303),
        ("127.0.0.1", "https://127.0.0.1", 303),
        ("127.0.0.1:81", "http://127.0.0.1", 403),
        ("127.0.0.1", "http://evil.example", 403),
        ("go.acme.example", "http://127.0.0.1", 403),
    ] {
        assert_eq!(confirm(host, origin), status, "{host} {origin}");
    }
}

#[test]
fn refusals_say_why_and_what_to_do() {
    let gateway = Gateway::new();
    insta::assert_snapshot!(gateway.browse("/go/start/123456789").page(), @r#"
    HTTP/1.1 403 Forbidden
    cache-control: no-store
    referrer-policy: no-referrer
    x-content-type-options: nosniff
    cross-origin-resource-policy: same-origin
    x-request-id: [id]
    content-type: text/html; charset=utf-8
    content-language: en
    vary: Accept, Accept-Language
    content-security-policy: default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'
    cross-origin-opener-policy: same-origin
    connection: close
    date: [date]

    <title>You cannot use this link from here – Linkgate</title>
    <h1>You cannot use this link from here</h1>
    <p>It is open only to certain people or networks.</p>
    <p>Try it from your company&#39;s network, or ask the person who gave you the link.</p>
    <p class="offers">

    <a href="/-/me">See what the gateway knows about you</a>

    </p>
    "#);
    insta::assert_snapshot!(gateway.get("/go/join/12").text(), @r#"
    HTTP/1.1 400 Bad Request
    cache-control: no-store
    referrer-policy: no-referrer
    x-content-type-options: nosniff
    cross-origin-resource-policy: same-origin
    x-request-id: [id]
    content-type: application/problem+json
    content-language: en
    vary: Accept, Accept-Language
    connection: close
    content-length: 235
    date: [date]

    {"type":"about:blank","title":"Something in this link is not right","status":400,"detail":"The meeting number must be a number of 7 to 20 digits. Check the link, or ask the person who gave it to you.","request_id":"[id]"}
    "#);
}

#[test]
fn every_kind_of_refusal_has_its_status() {
    let gateway = Gateway::new();
    for (path, status) in [
        ("/", 200),
        ("/go", 200),
        ("/go/", 200),
        ("/elsewhere", 404),
        ("/go/nothing", 404),
        ("/go/join", 404),
        ("/-/style.css", 200),
        ("/-/x", 404),
        ("/go/old", 410),
        ("/go/soon", 403),
        ("/go/start/123456789", 403),
        ("/go/join/12", 400),
        ("/go/join/12345678x", 400),
        ("/go/course/x/123456789?attendee_email=nobody", 400),
        ("/go/course/x/123456789?back=nowhere", 400),
        (
            "/go/course/x/123456789?attendee_name=a&attendee_name=b",
            400,
        ),
        (
            "/go/course/x/123456789?attendee_name=a&Attendee-Name=b",
            400,
        ),
        ("/go/course/..x/123456789", 400),
        ("/go/join/123456789?back=helpdesk", 400),
    ] {
        assert_eq!(gateway.get(path).status(), status, "{path}");
    }
}

#[test]
fn other_methods_are_told_which_ones_there_are() {
    let gateway = Gateway::new();
    for (method, path, allow) in [
        ("POST", "/go/join/123456789", "GET, HEAD"),
        ("PUT", "/go/join/123456789", "GET, HEAD"),
        ("OPTIONS", "/go/join/123456789", "GET, HEAD"),
        ("TRACE", "/go/join/123456789", "GET, HEAD"),
        ("BREW", "/go/join/123456789", "GET, HEAD"),
        ("POST", "/go/delete/123456789", "GET, HEAD"),
        ("GET", "/-/confirm/delete/x.y", "POST"),
        ("POST", "/-/back/join/x.y", "GET, HEAD"),
    ] {
        let response = gateway.send(gateway.request(method, path, ""));
        assert_eq!(
            (response.status(), response.location()),
            (405, None),
            "{method}"
        );
        assert_eq!(response.header("allow"), Some(allow), "{method}");
    }
}

#[test]
fn every_decision_is_one_line_and_one_count() {
    let gateway = Gateway::new();
    let response = gateway.get("/go/standup?x=1&y=2");
    let mut line = gateway.log_line();
    assert_eq!(
        line["request_id"],
        response.header("x-request-id").expect("an id")
    );
    line["request_id"] = "[id]".into();
    line["time"] = "[time]".into();
    insta::assert_snapshot!(line, @r#"{"back":"meetings","client":"127.0.0.1","ignored_query_fields":2,"link":"standup","log_version":1,"meeting_key":"******789","method":"GET","outcome":"redirected","policy":"58b657605200852b","request_id":"[id]","route":"join","status":302,"time":"[time]"}"#);
    gateway.get("/go/start/123456789");
    gateway.get("/%00");
    let metrics = gateway.metrics();
    // Those of connections are the server's, and those of written lines come
    // when they are written.
    let of_decisions = ["requests_total", "refusals", "ignored", "dropped_lines"];
    let counts = metrics.lines().filter(|line| !line.starts_with('#'));
    let is_told = |line: &&str| of_decisions.iter().any(|name| line.contains(name));
    let has_not_happened = |line: &&str| line.contains("requests_total") && line.ends_with(" 0");
    let counts = counts.filter(|line| is_told(line) && !has_not_happened(line));
    let mut counts: Vec<_> = counts.collect();
    counts.sort_unstable();
    insta::assert_snapshot!(counts.join("\n"), @r#"
    linkgate_decision_log_dropped_lines_total 0
    linkgate_ignored_query_fields_total{route="join"} 2
    linkgate_refusals_total{route="none",reason="control_character"} 1
    linkgate_refusals_total{route="start",reason="client_not_allowed"} 1
    linkgate_requests_total{route="join",outcome="redirected"} 1
    linkgate_requests_total{route="none",outcome="malformed"} 1
    linkgate_requests_total{route="start",outcome="denied"} 1
    "#);
}

#[test]
fn links_may_live_at_another_prefix() {
    let gateway = Gateway::with_policy(&format!("{POLICY}\nlink_prefix: /meet/now/\n"));
    assert_leads(&gateway, "/meet/now/standup", JOIN);
    assert_eq!(gateway.get("/go/standup").status(), 404);
}
