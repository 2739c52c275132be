//! What trusted proxies may say, and what they may not.

use super::strangers::lines;
use super::strangers::redacted;
use super::*;

#[test]
fn a_trusted_proxy_says_who_comes() {
    let gateway = gateway(TRUSTED, ALL_WAYS);
    let (response, line) = browse(&gateway, "/go/join/123456789", ANN);
    assert_snapshot!(response.text(), @"
    HTTP/1.1 302 Found
    cache-control: no-store
    referrer-policy: no-referrer
    x-content-type-options: nosniff
    cross-origin-resource-policy: same-origin
    x-request-id: [id]
    location: https://acme.webex.com/acme/m.php?AT=JM&MK=123456789&AN=Ann%20Lee&AE=ann%40acme.example&BU=https%3A%2F%2Fportal.acme.example%2Fmeetings
    connection: close
    content-length: 0
    date: [date]
    ");
    assert_snapshot!(redacted(line), @r#"{"back":"meetings","caller":"ann","client":"127.0.0.1","identity_provider":"headers","ignored_query_fields":0,"log_version":1,"meeting_key":"******789","method":"GET","outcome":"redirected","policy":"[hash]","route":"join","status":302}"#);
    let (response, _) = ask(&gateway, "/go/staff/123456789", ANN);
    assert_eq!(response.status(), 302);
}

#[test]
fn the_headers_of_every_product_are_understood() {
    let mut table = String::new();
    for (preset, lines) in [
        (
            "x-forwarded",
            "X-Forwarded-User: ann | X-Forwarded-Preferred-Username: Ann Lee | X-Forwarded-Email: ann@acme.example | X-Forwarded-Groups: staff",
        ),
        (
            "oauth2-proxy",
            "X-Auth-Request-User: ann | X-Auth-Request-Preferred-Username: Ann Lee | X-Auth-Request-Email: ann@acme.example | X-Auth-Request-Groups: staff",
        ),
        (
            "auth-request",
            "x-auth-request-email: ann@acme.example | x-auth-request-groups: guests,staff",
        ),
        (
            "authelia",
            "Remote-User: ann | Remote-Name: Ånn Lee & Co | Remote-Email: ann@acme.example | Remote-Groups: guests, staff",
        ),
        (
            "{ email: X-Team-Mail, groups: X-Team-Groups }",
            "X-Team-Mail: ann@acme.example | X-Team-Groups: staff | X-Forwarded-User: eve | X_Forwarded_User: eve",
        ),
    ] {
        let gateway = gateway(TRUSTED, &format!("\n  headers: {preset}\n"));
        let (staff, _) = ask(&gateway, "/go/staff/123456789", &self::lines(lines));
        let (join, line) = ask(&gateway, "/go/join/123456789", &self::lines(lines));
        let location = join.location().expect("a target");
        let fields = location.split_once("&MK=123456789").expect("a key").1;
        let fields = fields.split_once("&BU=").expect("a back URL").0;
        writeln!(
            table,
            "{preset}: {} {} {fields}",
            staff.status(),
            who(&line)
        )
        .expect("a String");
    }
    assert_snapshot!(table, @"
    x-forwarded: 302 127.0.0.1 ann by headers &AN=Ann%20Lee&AE=ann%40acme.example
    oauth2-proxy: 302 127.0.0.1 ann by headers &AN=Ann%20Lee&AE=ann%40acme.example
    auth-request: 302 127.0.0.1 ann@acme.example by headers &AE=ann%40acme.example
    authelia: 302 127.0.0.1 ann by headers &AN=%C3%85nn%20Lee%20%26%20Co&AE=ann%40acme.example
    { email: X-Team-Mail, groups: X-Team-Groups }: 302 127.0.0.1 ann@acme.example by headers &AE=ann%40acme.example
    ");
}

/// Whatever could be taken for two persons is nobody's request.
#[test]
fn a_proxy_that_contradicts_itself_is_refused() {
    let gateway = gateway(TRUSTED, ALL_WAYS);
    let twice = "X-Forwarded-User: ann\r\nX-Forwarded-User: eve\r\n";
    let (response, line) = browse(&gateway, "/go/join/123456789", twice);
    assert_snapshot!(response.page(), @r#"
    HTTP/1.1 400 Bad Request
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

    <title>It is not clear who you are – Linkgate</title>
    <h1>It is not clear who you are</h1>
    <p>The information about who you are cannot be read, or contradicts itself.</p>
    <p>Try again, and tell your help desk if it keeps happening.</p>
    "#);
    assert_snapshot!(redacted(line), @r#"{"client":"127.0.0.1","ignored_query_fields":0,"log_version":1,"method":"GET","outcome":"conflicting_identity","policy":"[hash]","reason":"header_duplicate","status":400}"#);
    for (name, good, bad) in [
        ("X-Forwarded-User", 256, 257),
        ("X-Forwarded-Preferred-Username", 256, 257),
        ("X-Forwarded-Groups", 8 << 10, (8 << 10) + 1),
    ] {
        for (length, expected) in [(good, 302), (bad, 400)] {
            let long = format!("{name}: {}\r\n", "e".repeat(length));
            let (response, line) = ask(&gateway, "/go/join/123456789", &long);
            assert_eq!(response.status(), expected, "{name} {length}: {line}");
        }
    }
    let mail = format!("X-Forwarded-Email: {}@acme.example\r\n", "e".repeat(256));
    let (_, line) = ask(&gateway, "/go/join/123456789", &mail);
    assert_eq!(said(&line, "reason"), "header_invalid_text");
    let mut latin = gateway.request("GET", "/go/join/123456789", "X-Forwarded-User: Ren?\r\n");
    let at = latin.find('?').expect("a place");
    latin.truncate(at);
    let request = [latin.as_bytes(), b"\xe9\r\nConnection: close\r\n\r\n"].concat();
    assert_eq!(gateway.send(request).status(), 400);
    assert_eq!(said(&gateway.log_line(), "reason"), "header_invalid_text");
}

/// The visitor writes on the left, our proxies on the right.
#[test]
fn a_visitor_never_writes_their_own_address() {
    let xff = gateway(TRUSTED, "\n  address: x-forwarded-for\n");
    let rfc = gateway(TRUSTED, "\n  address: forwarded\n");
    let mut table = String::new();
    for (gateway, attempt) in [
        (&xff, "X-Forwarded-For: 10.9.9.9, 203.0.113.7"),
        (
            &xff,
            "X-Forwarded-For: 10.9.9.9 | X-Forwarded-For: 203.0.113.7",
        ),
        (&xff, "X-Forwarded-For: 10.9.9.9, 203.0.113.7, 127.0.0.9"),
        (
            &xff,
            "X-Forwarded-For: 10.9.9.9 | X-Forwarded-For: 203.0.113.7, 127.0.0.9",
        ),
        (&xff, "X-Forwarded-For: 127.0.0.1, 203.0.113.7:4711"),
        (&xff, "X-Forwarded-For: 10.9.9.9, [2001:db8::7]:4711"),
        (&xff, "X-Forwarded-For: 10.9.9.9, ::ffff:203.0.113.7"),
        (&xff, "X-Forwarded-For: 10.9.9.9, unknown"),
        (&xff, "X-Forwarded-For: 10.9.9.9, unknown, 127.0.0.9"),
        (&xff, "X-Forwarded-For: 10.9.9.9,"),
        (&xff, "X-Forwarded-For: 10.9.9.9, 010.9.9.9"),
        (&xff, "X-Forwarded-For: 10.9.9.9, 10.9.9.9, 203.0.113.7"),
        (&xff, "X-Forwarded-For: 127.0.0.8, 127.0.0.9"),
        (&xff, "X-Forwarded-For: 10.9.9.9"),
        (&xff, "X-Forwarded-For:"),
        (&xff, "Forwarded: for=10.9.9.9"),
        (&xff, "X-Real-IP: 10.9.9.9 | X-Forwarded-For: 203.0.113.7"),
        (&rfc, "Forwarded: for=10.9.9.9, for=203.0.113.7"),
        (
            &rfc,
            "Forwarded: for=10.9.9.9 | Forwarded: for=203.0.113.7;proto=https",
        ),
        (&rfc, "Forwarded: for=\"10.9.9.9, for=203.0.113.7"),
        (
            &rfc,
            "Forwarded: for=10.9.9.9, for=\"[2001:db8::7]:4711\";by=127.0.0.9",
        ),
        (
            &rfc,
            "Forwarded: for=10.9.9.9, for=203.0.113.7;for=10.9.9.9",
        ),
        (&rfc, "Forwarded: for=10.9.9.9, for=_hidden"),
        (&rfc, "Forwarded: for=10.9.9.9, host=go.acme.example"),
        (&rfc, "X-Forwarded-For: 10.9.9.9"),
    ] {
        let (response, line) = ask(gateway, "/go/office/123456789", &lines(attempt));
        let (status, who) = (response.status(), who(&line));
        writeln!(table, "{attempt:77} {status} {who}").expect("a String");
    }
    assert_snapshot!(table, @r#"
    X-Forwarded-For: 10.9.9.9, 203.0.113.7                                        403 203.0.113.7
    X-Forwarded-For: 10.9.9.9 | X-Forwarded-For: 203.0.113.7                      403 203.0.113.7
    X-Forwarded-For: 10.9.9.9, 203.0.113.7, 127.0.0.9                             403 203.0.113.7
    X-Forwarded-For: 10.9.9.9 | X-Forwarded-For: 203.0.113.7, 127.0.0.9           403 203.0.113.7
    X-Forwarded-For: 127.0.0.1, 203.0.113.7:4711                                  403 203.0.113.7
    X-Forwarded-For: 10.9.9.9, [2001:db8::7]:4711                                 403 2001:db8::7
    X-Forwarded-For: 10.9.9.9, ::ffff:203.0.113.7                                 403 203.0.113.7
    X-Forwarded-For: 10.9.9.9, unknown                                            403 null
    X-Forwarded-For: 10.9.9.9, unknown, 127.0.0.9                                 403 null
    X-Forwarded-For: 10.9.9.9,                                                    403 null
    X-Forwarded-For: 10.9.9.9, 010.9.9.9                                          403 null
    X-Forwarded-For: 10.9.9.9, 10.9.9.9, 203.0.113.7                              403 203.0.113.7
    X-Forwarded-For: 127.0.0.8, 127.0.0.9                                         403 127.0.0.8
    X-Forwarded-For: 10.9.9.9                                                     302 10.9.9.9
    X-Forwarded-For:                                                              403 null
    Forwarded: for=10.9.9.9                                                       403 127.0.0.1
    X-Real-IP: 10.9.9.9 | X-Forwarded-For: 203.0.113.7                            403 203.0.113.7
    Forwarded: for=10.9.9.9, for=203.0.113.7                                      403 203.0.113.7
    Forwarded: for=10.9.9.9 | Forwarded: for=203.0.113.7;proto=https              403 203.0.113.7
    Forwarded: for="10.9.9.9, for=203.0.113.7                                     403 203.0.113.7
    Forwarded: for=10.9.9.9, for="[2001:db8::7]:4711";by=127.0.0.9                403 2001:db8::7
    Forwarded: for=10.9.9.9, for=203.0.113.7;for=10.9.9.9                         403 null
    Forwarded: for=10.9.9.9, for=_hidden                                          403 null
    Forwarded: for=10.9.9.9, host=go.acme.example                                 403 null
    X-Forwarded-For: 10.9.9.9                                                     403 127.0.0.1
    "#);
}

/// The log of a trusted proxy and ours have a request under the same id. Anybody else's is our own.
#[test]
fn the_id_of_a_request_is_the_proxys() {
    let id = "0191e2a4-7c3e-7cc2-98c4-dc0c0c07398f";
    let with = |id: &str| format!("X-Request-Id: {id}\r\n");
    let gateway = gateway(TRUSTED, ALL_WAYS);
    for path in ["/go/join/123456789", "/go/nothing", "/-/../x"] {
        let (response, line) = ask(&gateway, path, &with(id));
        assert_eq!(response.header("x-request-id"), Some(id), "{path}");
        assert_eq!(line["request_id"], id, "{path}");
    }
    let page = browse(&gateway, "/go/nothing", &with(id)).0.body();
    assert!(page.contains(id), "{page}");
    let both = format!("{}{}", with(id), with("another"));
    for headers in [
        both,
        with(&"x".repeat(65)),
        with("a b"),
        with("<b>"),
        with(""),
    ] {
        let (response, line) = ask(&gateway, "/go/join/123456789", &headers);
        let own = response.header("x-request-id").expect("an id");
        assert!(!headers.contains(own), "{own}");
        assert_eq!(line["request_id"], own);
    }
    let strange = self::gateway(STRANGE, ALL_WAYS);
    let (response, _) = ask(&strange, "/go/join/123456789", &with(id));
    assert_ne!(response.header("x-request-id"), Some(id));
}

/// Behind a proxy, one client must not use up the limit of all others.
#[test]
fn what_is_refused_before_identity_counts_for_the_client() {
    let gateway = gateway(TRUSTED, "\n  address: x-forwarded-for\n");
    let from = "X-Forwarded-For: 192.0.2.7\r\n";
    for (method, headers, outcome) in [
        ("POST", "", "method_not_allowed"),
        ("GET", "Sec-Purpose: prefetch\r\n", "prefetch"),
        ("GET", "X-Forwarded-Host: evil.example\r\n", "redirected"),
    ] {
        let headers = format!("{from}{headers}");
        gateway.send(gateway.request(method, "/go/join/123456789", &headers));
        let line = gateway.log_line();
        let logged = (line["outcome"].as_str(), line["client"].as_str());
        assert_eq!(logged, (Some(outcome), Some("192.0.2.7")), "{line}");
    }
}

/// What Webex would not take as a name is nobody's fault who bears it.
#[test]
fn a_name_that_is_no_value_is_left_out_of_the_call() {
    let gateway = gateway(TRUSTED, ALL_WAYS);
    let location = |name: &str, path: &str| {
        let headers = lines(&format!(
            "X-Forwarded-User: ann | X-Forwarded-Preferred-Username: {name} | X-Forwarded-Groups: staff"
        ));
        let (response, _) = ask(&gateway, path, &headers);
        assert_eq!(response.status(), 302, "{name}");
        response.location().expect("a target").to_owned()
    };
    let nameless = location("Ann", "/go/join/123456789").replace("&AN=Ann", "");
    for name in [
        "x".repeat(200),
        "漢".repeat(200),
        "Ann\u{202e}Lee".to_owned(),
        "Ann\u{200b}Lee".to_owned(),
        "\u{ad}".to_owned(),
    ] {
        assert_eq!(location(&name, "/go/join/123456789"), nameless, "{name}");
    }
    // What a visitor has written themselves is theirs to mend.
    let written = format!("/go/staff/123456789?attendee_name={}", "x".repeat(200));
    let (response, line) = ask(
        &gateway,
        &written,
        &lines("X-Forwarded-User: ann | X-Forwarded-Groups: staff"),
    );
    assert_eq!(
        (response.status(), &line["reason"]),
        (400, &"invalid_value".into())
    );
}
