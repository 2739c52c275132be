//! The listener without TLS: it knows one way, to the public address.

use crate::support::corpus::{corpus, encoded, payloads};
use crate::support::{Gateway, POLICY, Response};

const HOME: &str = "https://go.acme.example";

/// Expects that an answer leads to the public address or nowhere, and that
/// nothing of the request became a header.
#[track_caller]
fn assert_home_or_nowhere(asked: &str, response: &Response) {
    let text = String::from_utf8_lossy(response.bytes());
    let (head, _) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
    let lines = head.split(['\r', '\n']);
    let lines: Vec<_> = lines
        .filter(|line| line.to_lowercase().starts_with("location:"))
        .collect();
    match (response.status(), &lines[..]) {
        (308, [line]) => {
            let target = line.split_once(": ").expect("a value").1;
            let rest = target.strip_prefix(HOME).expect(asked);
            assert!(rest.starts_with('/'), "{asked}: {target}");
            assert!(
                !rest.starts_with("//") && !rest.contains('\\'),
                "{asked}: {target}"
            );
            let parsed = url::Url::parse(target).expect(asked);
            assert_eq!(parsed.origin().ascii_serialization(), HOME, "{asked}");
            assert_eq!(parsed.as_str(), target, "{asked}: browsers read it alike");
        }
        (status, []) => assert!(
            status == 0 || (400..500).contains(&status),
            "{asked}\n{text}"
        ),
        (_, lines) => unreachable!("{asked}: {lines:?}"),
    }
}

#[test]
fn path_and_query_come_along_written_anew() {
    let gateway = Gateway::without_tls(POLICY);
    for (asked, target) in [
        ("/", "/"),
        ("/go/join/123456789", "/go/join/123456789"),
        ("/go/Stand-Up", "/go/Stand-Up"),
        ("/go/join/123%20456", "/go/join/123%20456"),
        ("/go/x?a=b&c=d%26e", "/go/x?a=b&c=d%26e"),
        ("/no/such/route", "/no/such/route"),
        (
            "/-/back/join/ticket?AT=JM&ST=FAIL",
            "/-/back/join/ticket?AT=JM&ST=FAIL",
        ),
    ] {
        let response = gateway.get(asked);
        assert_eq!(response.status(), 308, "{asked}");
        assert_eq!(response.location(), Some(&*format!("{HOME}{target}")));
        assert_home_or_nowhere(asked, &response);
        assert_eq!(gateway.log_line()["outcome"], "redirected_to_https");
    }
}

#[test]
fn whatever_is_asked_leads_home_or_nowhere() {
    let gateway = Gateway::without_tls(POLICY);
    for asked in [
        "//evil.example",
        "///evil.example/%2f..",
        "/\\evil.example",
        "/%5cevil.example",
        "/%2f%2fevil.example",
        "/.evil.example",
        "/@evil.example",
        "/go/%0d%0aLocation:%20https://evil.example",
        "/go/../../evil",
        "/go/%2e%2e/evil",
        "/?x=%0d%0aSet-Cookie:a=b",
        "/?//evil.example",
        "http://evil.example/go/join/123456789",
        "https://evil.example",
        "*",
        "evil.example:443",
    ] {
        assert_home_or_nowhere(asked, &gateway.get(asked));
    }
    let request = gateway.request("POST", "/go/join/123456789", "");
    assert_eq!(gateway.send(request).status(), 405);
    let foreign = "GET /go/x HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n";
    assert_eq!(gateway.send(foreign).status(), 421);
}

#[test]
fn no_public_payload_leads_anywhere_else() {
    let Some(folder) = corpus() else { return };
    let gateway = Gateway::without_tls(POLICY);
    let mut tried = 0;
    for payload in payloads(&folder) {
        let once = encoded(&payload);
        for asked in [
            payload.clone(),
            format!("/{payload}"),
            format!("/{once}"),
            format!("/go/{payload}"),
            format!("/go/{once}/x"),
            format!("/go/x?{payload}"),
            format!("/go/x?{once}={once}"),
        ] {
            assert_home_or_nowhere(&asked, &gateway.get(&asked));
            tried += 1;
        }
    }
    assert!(tried > 9_000, "only {tried} requests");
}
