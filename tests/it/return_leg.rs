//! Round trips: from a click through Webex and back again, as a browser makes
//! them, with a stand-in for what Webex answers.

use crate::support::{Gateway, Response};
use url::Url;

/// A key of these tests and of nothing else.
const KEYS: &str = "round-trip-key-of-the-tests-0123456789\n";

const POLICY: &str = r#"
version: 1
public_url: https://go.acme.example/
hosts: [127.0.0.1]
signing_keys: { file: keys }
sites:
  acme: https://acme.webex.com/acme/
back_urls:
  meetings: https://portal.acme.example/meetings
  course: https://learn.acme.example/course/{course}
  page:
    referrer: [https://portal.acme.example, https://wiki.acme.example]
    otherwise: https://portal.acme.example/start
secrets:
  host-password: { file: host-password }
routes:
  join:
    path: /go/join/{meeting_key}
    command: meeting.join
    query: [attendee_name]
    back: meetings
    return: gateway
    allow: anyone
  course:
    path: /go/course/{course}/{meeting_key}
    command: meeting.join
    parameters: { course: { type: name } }
    back: [course, page]
    return: gateway
    allow: anyone
  page:
    path: /go/page/{meeting_key}
    command: meeting.join
    back: page
    return: gateway
    allow: anyone
  training:
    path: /go/training/{meeting_key}
    steps:
      - { command: session.service, constants: { service: training } }
      - { command: meeting.join }
    back: meetings
    return: gateway
    allow: anyone
  nested:
    path: /go/nested/{meeting_key}
    steps:
      - { command: session.service, constants: { service: training } }
      - { command: meeting.join }
    back: meetings
    allow: anyone
  host:
    path: /go/host/{meeting_key}
    steps:
      - { command: site.login, constants: { web_id: host@acme.example }, secrets: { password: host-password } }
      - { command: meeting.start }
    back: meetings
    return: gateway
    allow: anyone
  host-direct:
    path: /go/host-direct/{meeting_key}
    steps:
      - { command: site.login, constants: { web_id: host@acme.example }, secrets: { password: host-password } }
      - { command: meeting.start }
    back: meetings
    allow: anyone
  cancel:
    path: /go/cancel/{meeting_key}
    steps:
      - { command: session.service, constants: { service: meetings } }
      - { command: meeting.delete }
    back: meetings
    return: gateway
    allow: anyone
links:
  standup: { title: Platform team stand-up, route: join, meeting_key: 123 456 789 }
"#;

fn gateway() -> Gateway {
    let files = [("keys", KEYS), ("host-password", "hunter2-canary\n")];
    Gateway::with_files(POLICY, &files)
}

/// The field of an address's query.
fn field(address: &str, code: &str) -> String {
    let url = Url::parse(address).expect(address);
    let mut fields = url.query_pairs().filter(|(name, _)| name == code);
    fields.next().expect(address).1.into_owned()
}

/// Where a click leads, and the way back that stands in it.
fn click(gateway: &Gateway, path: &str) -> (String, String) {
    let location = gateway.browse(path).location().expect(path).to_owned();
    let back = field(&location, "BU");
    let back = back.strip_prefix("https://go.acme.example").expect(&back);
    (location.clone(), back.to_owned())
}

/// What comes when Webex sends the person back with this answer.
fn callback(gateway: &Gateway, back: &str, answer: &str) -> Response {
    gateway.browse(&format!("{back}?{answer}"))
}

/// The sentence of a page, and what it offers.
fn advice(response: &Response) -> (String, Vec<String>) {
    let body = response.body();
    // The same page in other languages is no advice.
    let body = body
        .split("<nav class=\"languages\"")
        .next()
        .unwrap_or_default();
    let title = body
        .split("<h1>")
        .nth(1)
        .and_then(|rest| rest.split("</h1>").next());
    let offers = body.split("<a href=\"").skip(1).map(|rest| {
        let (href, rest) = rest.split_once("\">").expect("a link");
        let label = rest.split("</a>").next().unwrap_or_default();
        format!("{label}: {}", href.replace("&#38;", "&"))
    });
    (title.unwrap_or_default().to_owned(), offers.collect())
}

#[test]
fn who_was_in_the_meeting_goes_on_to_the_back_url() {
    let gateway = gateway();
    let (location, back) = click(&gateway, "/go/standup?utm_source=mail");
    assert!(
        location.starts_with("https://acme.webex.com/acme/m.php?AT=JM&MK=123456789&BU=https%3A%2F%2Fgo.acme.example%2F-%2Fback%2Fjoin%2F"),
        "{location}"
    );
    let home = callback(&gateway, &back, "AT=JM&ST=SUCCESS");
    insta::assert_snapshot!(home.text(), @"
    HTTP/1.1 302 Found
    cache-control: no-store
    referrer-policy: no-referrer
    x-content-type-options: nosniff
    cross-origin-resource-policy: same-origin
    x-request-id: [id]
    location: https://portal.acme.example/meetings
    connection: close
    content-length: 0
    date: [date]
    ");
    gateway.log_line();
    let line = gateway.log_line();
    assert_eq!(line["outcome"], "returned");
    assert_eq!(
        (&line["route"], &line["link"]),
        (&"join".into(), &"standup".into())
    );
    let counted = r#"linkgate_returns_total{route="join",result="success"} 1"#;
    assert!(gateway.metrics().contains(counted), "{}", gateway.metrics());
}

#[test]
fn who_was_too_early_can_try_again() {
    let gateway = gateway();
    let (_, back) = click(&gateway, "/go/join/123-456-789?attendee_name=Ada+Lovelace");
    let page = callback(&gateway, &back, "AT=JM&ST=FAIL&RS=MeetingNotInProgress");
    assert_eq!(page.status(), 200);
    insta::assert_snapshot!(page.page(), @r#"
    HTTP/1.1 200 OK
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

    <title>The meeting is not open – Linkgate</title>
    <h1>The meeting is not open</h1>
    <p>The meeting has not started yet, or it is over.</p>
    <p>Wait for the host, then try again.</p>
    <p class="offers">

    <a href="/go/join/123-456-789?attendee_name=Ada%20Lovelace">Try again</a>

    <a href="https://portal.acme.example/meetings">Continue without the meeting</a>

    </p>
    "#);
    let line = (gateway.log_line(), gateway.log_line()).1;
    assert_eq!(line["outcome"], "webex_failed");
    assert_eq!(line["reason"], "meeting_not_in_progress");
    let (_, offers) = advice(&page);
    let again = offers[0].strip_prefix("Try again: ").expect("an offer");
    assert_eq!(again, "/go/join/123-456-789?attendee_name=Ada%20Lovelace");
    let (location, _) = click(&gateway, again);
    assert!(
        location.contains("&MK=123456789&AN=Ada%20Lovelace&"),
        "{location}"
    );
}

#[test]
fn every_failure_has_its_page() {
    let gateway = gateway();
    let (_, back) = click(&gateway, "/go/standup");
    let pages = [
        "ST=FAIL&RS=MeetingLocked",
        "st=fail&rs=invalidmeetingkeyorpassword",
        "AT=JM&ST=FAIL&RS=LoginRequired",
        "AT=JM&ST=FAIL&RS=AccessDenied",
        "AT=JM&ST=FAIL&RS=NeverHeardOf",
        "AT=JM&ST=FAIL",
        "AT=LI&ST=SUCCESS",
        "ST=FAIL&ST=SUCCESS",
        "ST=%ff&RS=%c0",
    ]
    .map(|answer| {
        let (title, offers) = advice(&callback(&gateway, &back, answer));
        format!("{answer}\n  {title}\n  {}\n", offers.join("\n  "))
    });
    insta::assert_snapshot!(pages.concat(), @"
    ST=FAIL&RS=MeetingLocked
      The meeting is locked
      Try again: /go/standup
      Continue without the meeting: https://portal.acme.example/meetings
      All links: /
    st=fail&rs=invalidmeetingkeyorpassword
      The meeting number or the password is wrong
      Try again: /go/standup
      Continue without the meeting: https://portal.acme.example/meetings
      All links: /
    AT=JM&ST=FAIL&RS=LoginRequired
      Please log in first
      Go to Webex to log in: https://acme.webex.com/acme/
      Continue without the meeting: https://portal.acme.example/meetings
      All links: /
    AT=JM&ST=FAIL&RS=AccessDenied
      Webex did not let you in
      Try again: /go/standup
      Continue without the meeting: https://portal.acme.example/meetings
      All links: /
    AT=JM&ST=FAIL&RS=NeverHeardOf
      Webex could not do this
      Try again: /go/standup
      Continue without the meeting: https://portal.acme.example/meetings
      All links: /
    AT=JM&ST=FAIL
      Webex could not do this
      Try again: /go/standup
      Continue without the meeting: https://portal.acme.example/meetings
      All links: /
    AT=LI&ST=SUCCESS
      We do not know how this ended
      Try again: /go/standup
      Continue without the meeting: https://portal.acme.example/meetings
      All links: /
    ST=FAIL&ST=SUCCESS
      We do not know how this ended
      Try again: /go/standup
      Continue without the meeting: https://portal.acme.example/meetings
      All links: /
    ST=%ff&RS=%c0
      We do not know how this ended
      Try again: /go/standup
      Continue without the meeting: https://portal.acme.example/meetings
      All links: /
    ");
}

#[test]
fn who_comes_back_without_an_answer_is_sent_on() {
    let gateway = gateway();
    let (_, back) = click(&gateway, "/go/standup");
    for answer in ["", "x=y"] {
        let home = callback(&gateway, &back, answer);
        assert_eq!(
            home.location(),
            Some("https://portal.acme.example/meetings")
        );
    }
}

#[test]
fn a_ticket_that_is_not_ours_leads_nowhere() {
    let gateway = gateway();
    let (_, back) = click(&gateway, "/go/standup");
    let (path, ticket) = back.rsplit_once('/').expect("a ticket");
    let (payload, tag) = ticket.split_once('.').expect("two parts");
    let (_, others) = click(&gateway, "/go/course/rust/123456789");
    let others = others.rsplit_once('/').expect("a ticket").1;
    let confirm = gateway.browse("/go/cancel/123456789");
    assert_eq!(confirm.status(), 302, "the first step changes nothing");
    let other = if tag.ends_with('A') { "E" } else { "A" };
    for forged in [
        format!("{path}/"),
        format!("{path}/x"),
        format!("{path}/{payload}"),
        format!("{path}/{payload}."),
        format!("{path}/.{tag}"),
        format!("{path}/{payload}.{}{other}", &tag[..tag.len() - 1]),
        format!("{path}/{payload}A.{tag}"),
        format!("{path}/{payload}.{tag}="),
        format!("{path}/{payload}%2e{tag}"),
        format!("{path}/{others}"),
        format!("/-/back/course/{ticket}"),
        format!("/-/back/training/{ticket}"),
        format!("/-/back/nowhere/{ticket}"),
        format!("/-/back//{ticket}"),
        format!("/-/BACK/join/{ticket}"),
        format!("/-/back/join/{ticket}/more"),
        format!("/-/back/JOIN/{ticket}"),
        format!("/-/confirm/join/{ticket}"),
        format!("{path}/{}", "A".repeat(7000)),
        "/-/back/join".to_owned(),
        "/-/back".to_owned(),
    ] {
        for answer in ["AT=JM&ST=SUCCESS", "BU=https://evil.example/", ""] {
            let response = callback(&gateway, &forged, answer);
            assert_eq!(response.location(), None, "{forged}");
            assert!(matches!(response.status(), 400 | 404 | 405), "{forged}");
            assert!(!response.body().contains("evil"), "{forged}");
        }
    }
    let with_other_keys = Gateway::with_files(
        POLICY,
        &[
            ("keys", "another-key-of-the-tests-0123456789-0"),
            ("host-password", "x"),
        ],
    );
    let response = callback(&with_other_keys, &back, "AT=JM&ST=SUCCESS");
    assert_eq!((response.status(), response.location()), (400, None));
    let rotated = Gateway::with_files(
        POLICY,
        &[
            (
                "keys",
                &format!("another-key-of-the-tests-0123456789-0\n{KEYS}"),
            ),
            ("host-password", "x"),
        ],
    );
    let response = callback(&rotated, &back, "AT=JM&ST=SUCCESS");
    assert_eq!(response.status(), 302, "the old key still verifies");
}

#[test]
fn the_way_back_keeps_what_was_asked_for() {
    let gateway = gateway();
    let (_, back) = click(&gateway, "/go/course/rust-101/123456789");
    let home = callback(&gateway, &back, "AT=JM&ST=SUCCESS");
    assert_eq!(
        home.location(),
        Some("https://learn.acme.example/course/rust-101")
    );
    let (_, back) = click(&gateway, "/go/course/rust-101/123456789?back=page");
    let home = callback(&gateway, &back, "AT=JM&ST=SUCCESS");
    assert_eq!(home.location(), Some("https://portal.acme.example/start"));
}

#[test]
fn a_declared_page_that_the_person_came_from_is_where_they_go_back() {
    let gateway = gateway();
    for (referrer, expected) in [
        (
            "https://wiki.acme.example/team/7?view=full",
            "https://wiki.acme.example/team/7?view=full",
        ),
        (
            "https://portal.acme.example/",
            "https://portal.acme.example/",
        ),
        ("https://evil.example/", "https://portal.acme.example/start"),
        (
            "https://wiki.acme.example.evil.example/",
            "https://portal.acme.example/start",
        ),
        (
            "https://wiki.acme.example@evil.example/",
            "https://portal.acme.example/start",
        ),
        (
            "https://wiki.acme.example\\@evil.example/",
            "https://portal.acme.example/start",
        ),
        (
            "http://wiki.acme.example/",
            "https://portal.acme.example/start",
        ),
        (
            "https://wiki.acme.example:444/",
            "https://portal.acme.example/start",
        ),
        ("//wiki.acme.example/", "https://portal.acme.example/start"),
        ("", "https://portal.acme.example/start"),
    ] {
        let headers = format!("Accept: text/html\r\nReferer: {referrer}\r\n");
        let request = gateway.request("GET", "/go/page/123456789", &headers);
        let sent = gateway.send(request);
        let back = field(sent.location().expect(referrer), "BU");
        let back = back
            .strip_prefix("https://go.acme.example")
            .expect("our own");
        // Now Webex is what the browser came from.
        let home = callback(&gateway, back, "AT=JM&ST=SUCCESS");
        assert_eq!(home.location(), Some(expected), "{referrer}");
    }
}

#[test]
fn a_chain_goes_on_step_by_step() {
    let gateway = gateway();
    let (first, back) = click(&gateway, "/go/training/123456789");
    assert!(
        first.starts_with("https://acme.webex.com/acme/o.php?AT=ST&SP=TC&BU="),
        "{first}"
    );
    let second = callback(&gateway, &back, "AT=ST&ST=SUCCESS");
    let second = second.location().expect("a second step").to_owned();
    assert!(
        second.starts_with("https://acme.webex.com/acme/m.php?AT=JM&MK=123456789&BU="),
        "{second}"
    );
    let back = field(&second, "BU");
    let back = back
        .strip_prefix("https://go.acme.example")
        .expect("our own");
    let home = callback(&gateway, back, "AT=JM&ST=SUCCESS");
    assert_eq!(
        home.location(),
        Some("https://portal.acme.example/meetings")
    );
    let lines = [gateway.log_line(), gateway.log_line(), gateway.log_line()];
    let told = lines.map(|line| format!("{} {} {}", line["outcome"], line["step"], line["webex"]));
    assert_eq!(
        told,
        [
            r#""redirected" null null"#,
            r#""redirected" 1 "success""#,
            r#""returned" 2 "success""#
        ]
    );
}

#[test]
fn a_chain_that_fails_goes_no_further() {
    let gateway = gateway();
    let (_, back) = click(&gateway, "/go/training/123456789");
    let page = callback(&gateway, &back, "AT=ST&ST=FAIL&RS=AccessDenied");
    assert_eq!((page.status(), page.location()), (200, None));
    let (_, offers) = advice(&page);
    assert_eq!(offers[0], "Try again: /go/training/123456789");
}

#[test]
fn a_chain_can_be_nested_into_one_address() {
    let gateway = gateway();
    let location = gateway
        .get("/go/nested/123456789")
        .location()
        .expect("302")
        .to_owned();
    let join = field(&location, "BU");
    assert_eq!(
        join,
        "https://acme.webex.com/acme/m.php?AT=JM&MK=123456789&BU=https%3A%2F%2Fportal.acme.example%2Fmeetings"
    );
    assert_eq!(field(&join, "BU"), "https://portal.acme.example/meetings");
}

#[test]
fn who_logs_in_posts_a_form_and_then_starts_the_meeting() {
    let gateway = gateway();
    let page = gateway.browse("/go/host/123456789");
    insta::assert_snapshot!(page.page(), @r#"
    HTTP/1.1 200 OK
    cache-control: no-store
    referrer-policy: no-referrer
    x-content-type-options: nosniff
    cross-origin-resource-policy: same-origin
    x-request-id: [id]
    content-type: text/html; charset=utf-8
    content-language: en
    vary: Accept, Accept-Language
    content-security-policy: default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action https://acme.webex.com https://go.acme.example https://portal.acme.example; frame-ancestors 'none'
    cross-origin-opener-policy: same-origin
    connection: close
    date: [date]

    <title>Start a scheduled meeting – Linkgate</title>
    <h1><bdi>Start a scheduled meeting</bdi></h1>
    <p>The next step is at Webex.</p>
    <form method="post" action="https://acme.webex.com/acme/p.php">

    <input type="hidden" name="AT" value="LI">

    <input type="hidden" name="WID" value="host@acme.example">

    <input type="hidden" name="PW" value="hunter2-canary">

    <input type="hidden" name="MU" value="GoBack">

    <input type="hidden" name="BU" value="https://go.acme.example/-/back/host/[ticket]">

    <button type="submit">Continue to Webex</button>
    </form>
    "#);
    let body = page.body();
    let back = body.split("name=\"BU\" value=\"").nth(1).expect("a BU");
    let back = back.split('"').next().expect("an end");
    let back = back
        .strip_prefix("https://go.acme.example")
        .expect("our own");
    for answer in [
        "AT=LI&ST=SUCCESS&WID=host@acme.example",
        "AT=LI&ST=FAIL&RS=AlreadyLogon",
    ] {
        let next = callback(&gateway, back, answer);
        let next = next.location().expect(answer).to_owned();
        assert!(
            next.starts_with("https://acme.webex.com/acme/m.php?AT=HM&MK=123456789&BU="),
            "{next}"
        );
    }
    let own = callback(&gateway, back, "AT=LI&ST=FAIL&RS=BadWebIDorPassword");
    let (title, _) = advice(&own);
    assert_eq!(title, "This link no longer gets into Webex");
    let other = "AT=LI&ST=FAIL&RS=AlreadyLogon&WID=somebody.else@acme.example";
    let (title, offers) = advice(&callback(&gateway, back, other));
    insta::assert_snapshot!(format!("{title}\n{}", offers.join("\n")), @"
    You are already logged in to Webex
    Log out of Webex, and try again: https://acme.webex.com/acme/p.php?AT=LO&BU=https%3A%2F%2Fgo.acme.example%2Fgo%2Fhost%2F123456789
    Continue without the meeting: https://portal.acme.example/meetings
    All links: /
    ");
}

#[test]
fn a_login_leads_into_the_site_and_fails_to_the_back_url() {
    let gateway = gateway();
    let body = gateway.browse("/go/host-direct/123456789").body();
    let line = gateway.log_line();
    assert_eq!(
        (&line["outcome"], &line["status"], &line["reason"]),
        (&"posted".into(), &200.into(), &serde_json::Value::Null)
    );
    // A form leads on as a redirect does.
    assert!(!gateway.metrics().contains("linkgate_refusals_total{"));
    let fields: Vec<&str> = body
        .lines()
        .filter(|line| line.contains("hidden"))
        .collect();
    insta::assert_snapshot!(fields.join("\n"), @r#"
    <input type="hidden" name="AT" value="LI">
    <input type="hidden" name="WID" value="host@acme.example">
    <input type="hidden" name="PW" value="hunter2-canary">
    <input type="hidden" name="MU" value="https://acme.webex.com/acme/m.php?AT=HM&#38;MK=123456789&#38;BU=https%3A%2F%2Fportal.acme.example%2Fmeetings">
    <input type="hidden" name="BU" value="https://portal.acme.example/meetings">
    "#);
}

#[test]
fn a_step_that_deletes_is_asked_first_when_it_is_its_turn() {
    let gateway = gateway();
    let (_, back) = click(&gateway, "/go/cancel/123456789");
    let path = format!("{back}?AT=ST&ST=SUCCESS");
    let page = gateway.browse(&path);
    assert_eq!((page.status(), page.location()), (200, None));
    let target = gateway.form_target(&path);
    let own = format!("Origin: http://{}\r\n", gateway.address());
    let done = gateway.send(gateway.request("POST", &target, &own));
    assert_eq!(done.status(), 303);
    let location = done.location().expect("a target");
    assert!(
        location.starts_with("https://acme.webex.com/acme/m.php?AT=DM&MK=123456789&BU="),
        "{location}"
    );
    let foreign =
        gateway.send(gateway.request("POST", &target, "Origin: https://evil.example\r\n"));
    assert_eq!((foreign.status(), foreign.location()), (403, None));
}

#[test]
fn nothing_is_fetched_in_advance() {
    let gateway = gateway();
    let (_, back) = click(&gateway, "/go/standup");
    let back = format!("{back}?AT=JM&ST=SUCCESS");
    for header in [
        "Sec-Purpose: prefetch",
        "Sec-Purpose: prefetch;prerender",
        "sec-purpose: Prefetch; anonymous-client-ip",
        "Purpose: prefetch",
        "X-Moz: prefetch",
        "X-Purpose: preview\r\nPurpose: preview",
    ] {
        for path in [
            "/go/standup",
            "/go/host/123456789",
            "/go/cancel/123456789",
            &back,
        ] {
            let headers = format!("Accept: text/html\r\n{header}\r\n");
            let response = gateway.send(gateway.request("GET", path, &headers));
            assert_eq!(
                (response.status(), response.location()),
                (403, None),
                "{header} {path}"
            );
            assert!(!response.body().contains("canary"), "{header} {path}");
        }
    }
    assert!(!gateway.metrics().contains("result=\"success\""));
    let head = gateway.send(gateway.request("HEAD", &back, "Accept: text/html\r\n"));
    assert_eq!(head.status(), 302);
    assert!(
        !gateway.metrics().contains("result=\"success\""),
        "HEAD is no return"
    );
}

/// What a table says is the policy, too: nobody confirms one thing and does another. What the page is
/// not about may change, as it does on one replica before it does on another.
#[test]
fn what_is_confirmed_is_what_was_asked() {
    const STEPS: &str = "  remove:
    steps:
      - { command: session.service, constants: { service: training } }
      - { command: meeting.delete }
    back: meetings
    allow: anyone
";
    let policy = POLICY.replace("links:\n", "links_from: links.csv\nlinks:\n");
    let policy = policy.replace("routes:\n", &format!("routes:\n{STEPS}"));
    let with = |policy: &str, table: &str| {
        let table = format!("name,route,meeting_key\n{table}");
        let files = [
            ("keys", KEYS),
            ("host-password", "x"),
            ("links.csv", &table),
        ];
        Gateway::with_files(policy, &files)
    };
    let answer = |gateway: &Gateway, target: &str| {
        let own = format!("Origin: http://{}\r\n", gateway.address());
        gateway.send(gateway.request("POST", target, &own))
    };
    const TABLE: &str = "old,remove,111111111\n";
    let target = with(&policy, TABLE).form_target("/go/old");
    let without_a_step = STEPS.lines().filter(|line| !line.contains("session"));
    let without_a_step: String = without_a_step.map(|line| format!("{line}\n")).collect();
    let changed = |from: &str, to: &str| policy.replace(from, to);
    for (case, policy, table, expected) in [
        ("nothing", policy.clone(), TABLE, 303),
        (
            "another link",
            policy.clone(),
            "older,remove,333333333\nold,remove,111111111\n",
            303,
        ),
        (
            "another back URL",
            changed("portal.acme.example/meetings", "portal.acme.example/start"),
            TABLE,
            303,
        ),
        (
            "another meeting",
            policy.clone(),
            "old,remove,222222222\n",
            410,
        ),
        (
            "another value of the first step",
            changed("service: training", "service: support"),
            TABLE,
            410,
        ),
        ("one step less", changed(STEPS, &without_a_step), TABLE, 410),
        (
            "a route that only looks",
            changed("meeting.delete", "meeting.join"),
            TABLE,
            410,
        ),
    ] {
        let answer = answer(&with(&policy, table), &target);
        assert_eq!(answer.status(), expected, "{case}");
        assert_eq!(answer.location().is_some(), expected == 303, "{case}");
    }
}
