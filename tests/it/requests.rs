//! What hyper leaves to the application: hosts, targets, sizes, and bytes
//! that no client should send.

use std::io::{Read, Write};
use std::net::TcpStream;

use crate::support::Gateway;

/// Sends a request head as it stands, with `{host}` replaced.
#[track_caller]
fn assert_status(gateway: &Gateway, head: &str, status: u16) {
    let head = head.replace("{host}", &gateway.address().to_string());
    let request = format!("{head}\r\nConnection: close\r\n\r\n");
    let response = gateway.send(&request);
    assert_eq!(response.status(), status, "{head}\n{}", response.text());
    if status != 302 {
        assert_eq!(response.location(), None, "{head}");
    }
}

/// The log of missed names judges them by the rules for names. There is no better form of these letters.
#[test]
fn a_missed_name_in_any_script_is_a_404() {
    let gateway = Gateway::new();
    for name in ["%E1%8E%A0", "%EA%AD%B0", "a%E1%8F%B8b%E1%8E%A0"] {
        let head = format!("GET /go/{name} HTTP/1.1\r\nHost: {{host}}");
        assert_status(&gateway, &head, 404);
    }
}

#[test]
fn the_host_must_be_one_well_formed_name_of_ours() {
    let gateway = Gateway::new();
    for (line, status) in [
        ("Host: {host}", 302),
        ("Host: 127.0.0.1", 302),
        ("Host: go.acme.example", 302),
        ("Host: GO.ACME.EXAMPLE:8443", 302),
        ("Host: go.acme.example.", 302),
        ("Host: evil.example", 421),
        ("Host: go.acme.example.evil.example", 421),
        ("Host: evilgo.acme.example", 421),
        ("X-Nothing: 1", 400),
        ("Host:", 400),
        ("Host: {host}\r\nHost: {host}", 400),
        ("Host: {host}\r\nHost: evil.example", 400),
        ("Host: user@{host}", 400),
        ("Host: {host}/x", 400),
        ("Host: {host}?x", 400),
        ("Host: {host}#x", 400),
        ("Host: {host} x", 400),
        ("Host: {host}\tx", 400),
        ("Host: {host}\\x", 400),
        ("Host: {host},evil.example", 400),
        ("Host: 127.0.0.1:99999", 400),
        ("Host: 127.0.0.1:x", 400),
        ("Host: 127.0.0.1:", 302),
        ("Host: go.acme.example:", 302),
        ("Host: evil.example:", 421),
        ("Host: 127.0.0.1::", 400),
        ("Host: :", 400),
        ("Host: :80", 400),
        ("Host: [::1", 400),
        ("Host: gö.example", 400),
        ("Host : {host}", 400),
    ] {
        assert_status(
            &gateway,
            &format!("GET /go/join/123456789 HTTP/1.1\r\n{line}"),
            status,
        );
    }
}

#[test]
fn the_target_must_be_a_path() {
    let gateway = Gateway::new();
    for (line, status) in [
        ("GET http://{host}/go/join/123456789 HTTP/1.1", 302),
        ("GET https://{host}/go/join/123456789 HTTP/1.1", 302),
        ("GET http://evil.example/go/join/123456789 HTTP/1.1", 400),
        ("GET http://user@{host}/go/join/123456789 HTTP/1.1", 400),
        ("GET ftp://{host}/go/join/123456789 HTTP/1.1", 400),
        ("GET javascript://{host}/go/join/123456789 HTTP/1.1", 400),
        ("GET {host} HTTP/1.1", 400),
        ("GET * HTTP/1.1", 400),
        ("OPTIONS * HTTP/1.1", 400),
        ("CONNECT {host} HTTP/1.1", 400),
        ("CONNECT /go/join/123456789 HTTP/1.1", 400),
        ("GET go/join/123456789 HTTP/1.1", 400),
        ("GET //evil.example/go/join/123456789 HTTP/1.1", 400),
        ("GET /\\evil.example/ HTTP/1.1", 400),
        ("GET /go/join/123456789#x HTTP/1.1", 302),
        ("GET /go/join/123456789 HTTP/1.0", 302),
        ("GET /go/join/123456789 HTTP/2.0", 400),
        ("GET /go/join/123456789", 400),
    ] {
        assert_status(&gateway, &format!("{line}\r\nHost: {{host}}"), status);
    }
}

#[test]
fn hostile_paths_and_queries_are_turned_away() {
    let gateway = Gateway::new();
    for (path, status) in [
        ("/go/join/123456789?AT=DM", 400),
        ("/go/join/123456789?at=DM", 400),
        ("/go/join/123456789?BU=https://evil.example", 400),
        ("/go/join/123456789?bu=https://evil.example", 400),
        ("/go/join/123456789?MK=999999999", 400),
        ("/go/join/123456789?meeting_key=999999999", 400),
        ("/go/join/123456789?PW=x", 400),
        ("/go/join/123456789?%41T=DM", 400),
        ("/go/join/123456789%26AT=DM", 400),
        ("/go/join/123456789%26AT%3DDM", 400),
        (
            "/go/join/123456789%0d%0aLocation:%20https://evil.example",
            400,
        ),
        ("/go/join/123456789%00", 400),
        ("/go/join/%ff%fe", 400),
        ("/go/join/%C0%AF", 400),
        ("/go/join/123456789%2f..", 400),
        ("/go/join/../join/123456789", 400),
        ("/go/join/%2e%2e/123456789", 400),
        ("/go/join/123456789;x", 400),
        ("/go/join/%2531%2532", 400),
        ("/go/join/%", 400),
        ("/go/join/\u{0661}\u{0662}\u{0663}456789", 400),
        ("/go//join/123456789", 400),
        ("/go/course/x/123456789?attendee_name=a%0d%0ab", 400),
        ("/go/course/x/123456789?attendee_name=a%E2%80%AEb", 400),
        ("/go/course/x/123456789?back=https://evil.example", 400),
        ("/go/course/x/123456789?back=course&back=helpdesk", 400),
        ("/go/course/https:%2F%2Fevil.example/123456789", 400),
        ("/go/room/..", 400),
        ("/go/room/%2e%2e", 400),
        ("/go/room/a%2fb", 400),
        ("/go/room/@evil.example", 400),
    ] {
        let response = gateway.get(path);
        assert_eq!(
            (response.status(), response.location()),
            (status, None),
            "{path}"
        );
    }
}

#[test]
fn what_a_visitor_sends_never_stands_in_an_answer() {
    let gateway = Gateway::new();
    for path in [
        "/go/join/canary123",
        "/canary123",
        "/go/join/123456789?AT=canary123",
        "/go/course/x/123456789?attendee_email=canary123",
        "/go/course/x/123456789?back=canary123",
        "/go/join/%3Cscript%3Ecanary123%3C/script%3E",
    ] {
        for response in [gateway.get(path), gateway.browse(path)] {
            assert!(
                !response.text().contains("canary123"),
                "{}",
                response.text()
            );
        }
        assert!(
            !gateway.log_line().to_string().contains("canary123"),
            "{path}"
        );
        assert!(
            !gateway.log_line().to_string().contains("canary123"),
            "{path}"
        );
    }
    assert!(!gateway.metrics().contains("canary123"));
}

#[test]
fn no_header_of_a_request_changes_where_it_leads() {
    let gateway = Gateway::new();
    let plain = gateway.get("/go/join/123456789");
    for line in [
        "X-Forwarded-Host: evil.example",
        "X-Forwarded-Proto: http",
        "X-Forwarded-For: 10.0.0.1",
        "X-Forwarded-User: admin",
        "X_Forwarded_User: admin",
        "X-Original-URL: /go/start/123456789",
        "X-Rewrite-URL: /go/start/123456789",
        "X-Forwarded-Uri: /go/start/123456789",
        "Forwarded: for=10.0.0.1;host=evil.example;proto=http",
        "X-HTTP-Method-Override: POST",
        "Referer: https://evil.example/",
        "Origin: https://evil.example",
        "Via: 1.1 evil.example",
        "X-Real-IP: 10.0.0.1",
        "X-Request-Id: forged",
        "User-Agent: kube-probe/1.0",
        "Authorization: Basic YWRtaW46YWRtaW4=",
        "Cookie: user=admin",
    ] {
        let headers = format!("{line}\r\n");
        let response = gateway.send(gateway.request("GET", "/go/join/123456789", &headers));
        assert_eq!(response.text(), plain.text(), "{line}");
        let refused = gateway.send(gateway.request("GET", "/go/start/123456789", &headers));
        assert_eq!(refused.status(), 403, "{line}");
    }
}

#[test]
fn too_much_is_said_to_be_too_much() {
    let gateway = Gateway::new();
    let long = "x".repeat(64 * 1024);
    let many: String = (0..150).map(|n| format!("X-{n}: 1\r\n")).collect();
    let fields = "a=1&".repeat(65);
    for (path, headers, status) in [
        (
            format!("/go/join/{}", "1".repeat(8 * 1024)),
            String::new(),
            414,
        ),
        (format!("/{long}"), String::new(), 414),
        (
            "/go/join/123456789".to_owned(),
            format!("X-Long: {long}\r\n"),
            431,
        ),
        ("/go/join/123456789".to_owned(), many, 431),
        (format!("/go/join/123456789?{fields}"), String::new(), 400),
        (format!("{}x", "/x".repeat(20)), String::new(), 400),
    ] {
        let response = gateway.send(gateway.request("GET", &path, &headers));
        assert_eq!(
            (response.status(), response.location()),
            (status, None),
            "{:.40}",
            path
        );
    }
    assert_eq!(gateway.get("/go/join/123456789").status(), 302);
    let page = gateway.browse(&format!("/{}", &long[..20 * 1024]));
    assert!(page.header("x-request-id").is_some(), "{}", page.text());
    assert!(page.body().contains("too long"), "{}", page.text());
    assert!(!gateway.metrics().contains("outcome=\"too_large\"} 0\n"));
}

/// An operator finds under the request id what was wrong, and nothing of what
/// was sent.
#[test]
fn the_log_says_why() {
    let gateway = Gateway::new();
    for (path, status, reason, parameter) in [
        ("/go/join/12", 400, "invalid_value", Some("meeting_key")),
        ("/go/join/123456789?AT=DM", 400, "reserved_field", None),
        (
            "/go/course/x/123456789?ATTENDEE-name=a&attendee_name=b",
            400,
            "duplicate_field",
            Some("attendee_name"),
        ),
        (
            "/go/course/x/123456789?back=evil",
            400,
            "unknown_back",
            None,
        ),
        ("/go/join/%0d", 400, "control_character", None),
        ("/go/start/123456789", 403, "client_not_allowed", None),
        ("/go/soon", 403, "link_not_yet_valid", None),
    ] {
        gateway.get(path);
        let line = gateway.log_line();
        assert_eq!(line["status"], status, "{path}: {line}");
        assert_eq!(line["reason"], reason, "{path}: {line}");
        assert_eq!(line["parameter"].as_str(), parameter, "{path}: {line}");
    }
}

#[test]
fn bytes_that_are_no_http_end_the_connection() {
    let gateway = Gateway::new();
    for bytes in [
        &b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"[..],
        b"SSH-2.0-OpenSSH_9.6\r\n",
        b"GET /go/join/123456789\0 HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /\xff\xfe HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
        b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: a\r\n b\r\n\r\n",
        b"\r\n\r\n\r\n\r\nx",
    ] {
        let mut stream = TcpStream::connect(gateway.address()).expect("a connection");
        stream.write_all(bytes).expect("written");
        stream.shutdown(std::net::Shutdown::Write).expect("half closed");
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        let answer = String::from_utf8_lossy(&answer).to_lowercase();
        assert!(!answer.contains("location:"), "{bytes:?}: {answer}");
        assert!(answer.is_empty() || answer.starts_with("http/1.1 4"), "{bytes:?}: {answer}");
    }
    assert_eq!(gateway.get("/go/join/123456789").status(), 302);
}
