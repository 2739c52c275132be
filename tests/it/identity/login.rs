//! Who has to be known and is not: to the login, and back.

use super::strangers::redacted;
use super::*;

pub(crate) fn with_login() -> Gateway {
    gateway(TRUSTED, &format!("{ALL_WAYS}{LOGIN}"))
}

/// The way back that a login is given. Wherever it is asked from, the login is
/// the policy's, and the way back leads to the gateway itself.
#[track_caller]
pub(crate) fn return_path(response: &Response) -> String {
    assert_eq!(response.status(), 302);
    let location = response.location().expect("a login");
    let before = "https://auth.acme.example/oauth2/start?rd=";
    assert!(location.starts_with(before), "{location}");
    let login = Url::parse(location).expect("an address");
    assert_eq!(login.fragment(), None, "{location}");
    let mut pairs = login.query_pairs();
    let (_, back) = pairs.next().expect("a field");
    assert_eq!(pairs.next(), None, "{location}");
    let back = &*back;
    let url = Url::parse(back).expect("an address");
    assert_eq!(
        url.origin().ascii_serialization(),
        "https://go.acme.example"
    );
    assert_eq!((url.username(), url.password()), ("", None));
    assert_eq!(url.as_str(), back, "as browsers write it");
    back.strip_prefix("https://go.acme.example")
        .expect("ours")
        .to_owned()
}

#[test]
fn an_unknown_browser_is_sent_to_the_login_once() {
    let gateway = with_login();
    let (response, line) = browse(&gateway, "/go/Stand-Up?attendee_name=Ada+Lovelace&x=1", "");
    assert_snapshot!(response.text(), @"
    HTTP/1.1 302 Found
    cache-control: no-store
    referrer-policy: no-referrer
    x-content-type-options: nosniff
    cross-origin-resource-policy: same-origin
    x-request-id: [id]
    location: https://auth.acme.example/oauth2/start?rd=https%3A%2F%2Fgo.acme.example%2Fgo%2Fstandup%3Fattendee_name%3DAda%2520Lovelace
    set-cookie: linkgate_login=1; Max-Age=120; Secure; Path=/; HttpOnly; SameSite=Lax
    connection: close
    content-length: 0
    date: [date]
    ");
    assert_snapshot!(redacted(line), @r#"{"client":"127.0.0.1","ignored_query_fields":0,"link":"standup","log_version":1,"method":"GET","outcome":"sent_to_login","policy":"[hash]","reason":"unauthenticated","route":"staff","status":302}"#);
    let cookie = response.header("set-cookie").expect("a cookie");
    let cookie = cookie.split(';').next().expect("its name and value");
    let again = format!("Cookie: a=b; {cookie}\r\n");
    let (response, line) = browse(
        &gateway,
        "/go/Stand-Up?attendee_name=Ada+Lovelace&x=1",
        &again,
    );
    assert_snapshot!(response.page(), @r#"
    HTTP/1.1 401 Unauthorized
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
    www-authenticate: Bearer
    connection: close
    date: [date]

    <title>Please log in first – Linkgate</title>
    <h1>Please log in first</h1>
    <p>This link is for people who are known here, and we do not know who you are.</p>
    <p>Log in to your company&#39;s portal, and open the link from there.</p>
    <p class="offers">

    <a href="https://auth.acme.example/oauth2/start?rd=https%3A%2F%2Fgo.acme.example%2Fgo%2Fstandup%3Fattendee_name%3DAda%2520Lovelace">Log in</a>

    <a href="/-/me">See what the gateway knows about you</a>

    </p>
    "#);
    assert_eq!(said(&line, "reason"), "unauthenticated");
    let (response, _) = browse(&gateway, "/go/standup", &format!("{again}{ANN}"));
    assert_eq!(response.status(), 302);
    let location = response.location().expect("a target");
    assert!(
        location.starts_with("https://acme.webex.com/"),
        "{location}"
    );
    for cookie in [
        "linkgate_login=2",
        "xlinkgate_login=1",
        "linkgate_login=11",
        "linkgate_login",
        "x=linkgate_login=1",
    ] {
        let (response, _) = browse(&gateway, "/go/standup", &format!("Cookie: {cookie}\r\n"));
        assert_eq!(return_path(&response), "/go/standup", "{cookie}");
    }
    let head = gateway.send(gateway.request("HEAD", "/go/standup", BROWSER));
    assert_eq!(return_path(&head), "/go/standup");
}

#[test]
fn who_cannot_log_in_is_told_so() {
    let gateway = with_login();
    let (program, _) = ask(&gateway, "/go/standup", "");
    assert_snapshot!(program.text(), @r#"
    HTTP/1.1 401 Unauthorized
    cache-control: no-store
    referrer-policy: no-referrer
    x-content-type-options: nosniff
    cross-origin-resource-policy: same-origin
    x-request-id: [id]
    content-type: application/problem+json
    content-language: en
    vary: Accept, Accept-Language
    www-authenticate: Bearer
    connection: close
    content-length: 249
    date: [date]

    {"type":"about:blank","title":"Please log in first","status":401,"detail":"This link is for people who are known here, and we do not know who you are. Log in to your company's portal, and open the link from there.","request_id":"[id]"}
    "#);
    let posted = gateway.send(gateway.request("POST", "/go/standup", BROWSER));
    assert_eq!((posted.status(), posted.location()), (405, None));
    assert_eq!(posted.header("allow"), Some("GET, HEAD"));
    gateway.log_line();
    // Who is known has logged in already: that is no help.
    let guest = ANN.replace("staff", "guests");
    let (known, line) = browse(&gateway, "/go/staff/123456789", &guest);
    assert_eq!((known.status(), known.location()), (403, None));
    assert_eq!(known.header("set-cookie"), None);
    assert_eq!(said(&line, "reason"), "identity_not_allowed");
    // Nor is it where no login would help.
    let (known, _) = browse(&gateway, "/go/office/123456789", "");
    assert_eq!((known.status(), known.location()), (403, None));
    let (old, _) = browse(&gateway, "/go/old", "");
    assert_eq!(
        return_path(&old),
        "/go/old",
        "who is nobody does not learn about dates"
    );
    let without = self::gateway(TRUSTED, ALL_WAYS);
    let (page, _) = browse(&without, "/go/standup", "");
    assert_snapshot!(page.page(), @r#"
    HTTP/1.1 401 Unauthorized
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
    www-authenticate: Bearer
    connection: close
    date: [date]

    <title>Please log in first – Linkgate</title>
    <h1>Please log in first</h1>
    <p>This link is for people who are known here, and we do not know who you are.</p>
    <p>Log in to your company&#39;s portal, and open the link from there.</p>
    <p class="offers">

    <a href="/-/me">See what the gateway knows about you</a>

    </p>
    "#);
}

/// What was asked for comes back canonical: the policy's words, what it
/// declares, and each value encoded once.
#[test]
fn the_way_back_is_the_gateways_own() {
    let gateway = with_login();
    let mut table = String::new();
    for path in [
        "/go/staff/123456789",
        "/GO/Staff/123-456-789/",
        "/go/staff/123%20456%20789",
        "/go/staff/123456789?attendee_name=Ada%20Lovelace&AttendeeName=x&x=1",
        "/go/staff/123456789?back=help&rd=https://evil.example/",
        "/go/staff/123456789?back=https://evil.example/",
        "/go/staff/123456789?back=%2F%2Fevil.example",
        "/go/staff/123456789?BU=https://evil.example/&AT=DM",
        "/go/staff/123456789?attendee_name=//evil.example/%5c..%2f",
        "/go/staff/123456789?attendee_name=a%26rd%3Dhttps://evil.example%23x",
        "/go/staff/123456789?attendee_name=x?y#z",
        "/go/staff/123456789??&=&&",
        "/go/staff/@evil.example",
        "/go/staff/https:evil.example",
        "/go/staff/:80@evil.example",
        "/go/staff/%253Cscript%253E",
        "/go/staff/%3Fx%23y%26rd=evil",
        "/go/staff/%252e%252e%252f%252fevil.example",
        "/go/standup?back=help&meeting_key=1",
        "/go/STAND_UP/",
    ] {
        let (response, _) = browse(&gateway, path, "");
        let back = return_path(&response);
        let (again, _) = browse(&gateway, &back, "");
        assert_eq!(return_path(&again), back, "the same way from there: {path}");
        writeln!(table, "{path}\n    {back}").expect("a String");
    }
    assert_snapshot!(table, @"
    /go/staff/123456789
        /go/staff/123456789
    /GO/Staff/123-456-789/
        /go/staff/123-456-789
    /go/staff/123%20456%20789
        /go/staff/123%20456%20789
    /go/staff/123456789?attendee_name=Ada%20Lovelace&AttendeeName=x&x=1
        /go/staff/123456789?attendee_name=Ada%20Lovelace&attendee_name=x
    /go/staff/123456789?back=help&rd=https://evil.example/
        /go/staff/123456789?back=help
    /go/staff/123456789?back=https://evil.example/
        /go/staff/123456789?back=https%3A%2F%2Fevil.example%2F
    /go/staff/123456789?back=%2F%2Fevil.example
        /go/staff/123456789?back=%2F%2Fevil.example
    /go/staff/123456789?BU=https://evil.example/&AT=DM
        /go/staff/123456789
    /go/staff/123456789?attendee_name=//evil.example/%5c..%2f
        /go/staff/123456789?attendee_name=%2F%2Fevil.example%2F%5C..%2F
    /go/staff/123456789?attendee_name=a%26rd%3Dhttps://evil.example%23x
        /go/staff/123456789?attendee_name=a%26rd%3Dhttps%3A%2F%2Fevil.example%23x
    /go/staff/123456789?attendee_name=x?y#z
        /go/staff/123456789?attendee_name=x%3Fy
    /go/staff/123456789??&=&&
        /go/staff/123456789
    /go/staff/@evil.example
        /go/staff/%40evil.example
    /go/staff/https:evil.example
        /go/staff/https%3Aevil.example
    /go/staff/:80@evil.example
        /go/staff/%3A80%40evil.example
    /go/staff/%253Cscript%253E
        /go/staff/%253Cscript%253E
    /go/staff/%3Fx%23y%26rd=evil
        /go/staff/%3Fx%23y%26rd%3Devil
    /go/staff/%252e%252e%252f%252fevil.example
        /go/staff/%252e%252e%252f%252fevil.example
    /go/standup?back=help&meeting_key=1
        /go/standup?back=help
    /go/STAND_UP/
        /go/standup
    ");
    for headers in [
        "X-Forwarded-Host: evil.example",
        "X-Forwarded-Proto: http",
        "Forwarded: host=evil.example",
        "X-Original-URL: //evil.example",
        "X-Auth-Request-Redirect: https://evil.example/",
        "Referer: https://evil.example/",
        "Origin: https://evil.example",
    ] {
        let (response, _) = browse(&gateway, "/go/staff/123456789", &wire(&[headers]));
        assert_eq!(return_path(&response), "/go/staff/123456789", "{headers}");
    }
    let long = format!("/go/staff/123456789?attendee_name={}", "%20a".repeat(1000));
    let (response, _) = browse(&gateway, &long, "");
    assert_eq!(
        (response.status(), response.location()),
        (401, None),
        "too long to come back to"
    );
}

#[test]
fn what_could_lead_elsewhere_never_reaches_the_login() {
    let gateway = with_login();
    for (path, expected) in [
        ("//evil.example/go/staff/123456789", 400),
        ("///go/staff/123456789", 400),
        ("/go//staff/123456789", 400),
        ("/%2F%2Fevil.example/go/staff/1", 400),
        ("/go/staff/%2F%2Fevil.example", 400),
        ("/go/staff/..%2f..%2fevil.example", 400),
        ("/go/staff/%5Cevil.example", 400),
        ("/go/staff/%2e%2e", 400),
        ("/go/staff/%0d%0aLocation:%20https:%2F%2Fevil.example", 400),
        (
            "/go/staff/123456789?attendee_name=%0d%0aSet-Cookie:x=evil",
            400,
        ),
        ("/go/staff/%00", 400),
        ("/go/staff/%ff", 400),
        ("http://evil.example/go/staff/123456789", 400),
        ("https://user@go.acme.example/go/staff/1", 400),
        ("/oauth2/start?rd=https://evil.example/", 404),
        ("/-/login?rd=https://evil.example/", 404),
    ] {
        let (response, _) = browse(&gateway, path, "");
        assert_leads_nowhere(&response, expected, path);
    }
    for (host, expected) in [
        ("evil.example", 421),
        ("go.acme.example.evil.example", 421),
        ("127.0.0.1.evil.example", 421),
        ("go.acme.example@evil.example", 400),
        ("evil.example/go.acme.example", 400),
        ("evil.example#go.acme.example", 400),
        ("go.acme.example, evil.example", 400),
        ("go.acme.example\r\nHost: evil.example", 400),
        ("", 400),
    ] {
        let request = format!(
            "GET /go/staff/123456789 HTTP/1.1\r\nHost: {host}\r\n{BROWSER}Connection: close\r\n\r\n"
        );
        assert_leads_nowhere(&gateway.send(request), expected, host);
    }
    // A host of ours, on another port and in another form, is ours; the way
    // back is the public address all the same.
    for host in ["go.acme.example:8443", "GO.ACME.EXAMPLE.", "127.0.0.1"] {
        let request = format!(
            "GET /go/staff/123456789 HTTP/1.1\r\nHost: {host}\r\n{BROWSER}Connection: close\r\n\r\n"
        );
        assert_eq!(
            return_path(&gateway.send(request)),
            "/go/staff/123456789",
            "{host}"
        );
    }
}

#[track_caller]
fn assert_leads_nowhere(response: &Response, expected: u16, what: &str) {
    assert_eq!(
        (response.status(), response.location()),
        (expected, None),
        "{what}"
    );
    let text = String::from_utf8_lossy(response.bytes()).to_lowercase();
    let (head, body) = text.split_once("\r\n\r\n").expect("a head");
    // The page about a wrong host names it, in its words alone.
    let is_named = match expected {
        421 => body
            .split('"')
            .skip(1)
            .step_by(2)
            .any(|attribute| attribute.contains("evil")),
        _ => body.contains("evil"),
    };
    assert!(
        !is_named && !head.contains("evil") && !head.contains("set-cookie"),
        "{what}: {text}"
    );
}
