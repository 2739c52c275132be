//! Requests that are no HTTP: on record, counted and answered like any other refusal.

use insta::assert_snapshot;

use crate::support::{Gateway, POLICY, exchange};

/// A request that breaks HTTP in that way, with secrets in all of its parts.
fn heads() -> [(&'static str, String, u16); 9] {
    let get = |rest: &str| format!("GET /canary HTTP/1.1\r\nHost: canary\r\n{rest}\r\n");
    [
        (
            "invalid_method",
            "canary\x01 /canary HTTP/1.1\r\n\r\n".to_owned(),
            400,
        ),
        (
            "invalid_target",
            "GET /canary> HTTP/1.1\r\n\r\n".to_owned(),
            400,
        ),
        (
            "invalid_version",
            "GET /canary HTTP/1.2\r\n\r\n".to_owned(),
            400,
        ),
        ("invalid_header", get("canary: a\x00b\r\n"), 400),
        ("invalid_header", get("canary\r\n"), 400),
        (
            "invalid_content_length",
            get("Content-Length: canary\r\n"),
            400,
        ),
        (
            "invalid_transfer_encoding",
            get("Transfer-Encoding: canary\r\n"),
            400,
        ),
        (
            "uri_too_long",
            format!("GET /{} HTTP/1.1\r\n\r\n", "canary".repeat(11_000)),
            414,
        ),
        ("headers_too_large", get(&"canary: a\r\n".repeat(200)), 431),
    ]
}

#[test]
fn every_kind_has_its_line_and_its_count_and_shows_nothing_of_the_request() {
    let gateways = [Gateway::new(), Gateway::without_tls(POLICY)];
    for (reason, head, status) in heads() {
        for gateway in &gateways {
            let answer = exchange(gateway.address(), &head);
            assert_eq!(answer.status(), status, "{reason}: {}", answer.text());
            assert!(!answer.text().contains("canary"), "{}", answer.text());
            let line = gateway.log_line();
            assert_eq!(line["reason"], reason, "{line}");
            let outcome = if status == 400 {
                "malformed"
            } else {
                "too_large"
            };
            assert_eq!(
                (&line["outcome"], &line["status"]),
                (&outcome.into(), &status.into())
            );
            assert_eq!(
                (&line["method"], &line["client"]),
                (&"other".into(), &"127.0.0.1".into())
            );
            assert_eq!(line["request_id"].as_str(), answer.header("x-request-id"));
            assert!(!line.to_string().contains("canary"), "{line}");
        }
    }
    for gateway in gateways {
        let metrics = gateway.metrics();
        for count in [
            r#"linkgate_requests_total{route="none",outcome="malformed"} 7"#,
            r#"linkgate_requests_total{route="none",outcome="too_large"} 2"#,
            r#"linkgate_refusals_total{route="none",reason="invalid_header"} 2"#,
            "linkgate_decision_log_written_lines_total 9",
        ] {
            assert!(metrics.contains(count), "{count}\n{metrics}");
        }
    }
}

#[test]
fn the_answer_has_the_headers_of_every_other() {
    let gateway = Gateway::new();
    assert_snapshot!(exchange(gateway.address(), "GET /> HTTP/1.1\r\n\r\n").text(), @r#"
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
    content-length: 168
    date: [date]

    {"type":"about:blank","title":"This request cannot be read","status":400,"detail":"It is not valid HTTP. Open the link in a browser.","request_id":"[id]"}
    "#);
}

/// Whoever sends nothing else is counted all the same.
#[test]
fn they_count_for_the_address_that_they_come_from() {
    let gateway = Gateway::with_limit(POLICY, &[], (1, 3));
    let heads = heads();
    let statuses = (0..5).map(|n| exchange(gateway.address(), &heads[n].1).status());
    assert_eq!(statuses.collect::<Vec<_>>(), [400, 400, 400, 429, 429]);
    assert_eq!(gateway.get("/go/join/123456789").status(), 429);
    let reasons = (0..5).map(|_| gateway.log_line()["reason"].to_string());
    assert_eq!(reasons.last().as_deref(), Some("\"address\""));
}
