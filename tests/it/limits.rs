//! Who asks too often is told to wait, whatever they ask for.

use std::num::NonZeroU32;

use crate::support::{Gateway, Response};
use insta::assert_snapshot;
use linkgate::gateway::RateLimit;

/// A policy that believes these tests to be a proxy, and everybody's token not.
const CALLERS: &str = "
  trusted_proxies: 127.0.0.0/8
  address: x-forwarded-for
  headers: x-forwarded
  tokens:
    acme:
      from: oidc
      issuer: https://login.acme.example
      audience: go.acme.example
      algorithms: [ES256]
      keys: { file: keys.json }
";

/// A set with no key in it by which anything could be signed.
const KEYS: &str = r#"{"keys":[{"kty":"EC","crv":"P-256","kid":"one","alg":"ES256","x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4","y":"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM"}]}"#;

/// No request is given back while a test runs.
const SLOW: u32 = 1;

const PATH: &str = "/go/join/123456789";

fn plain(burst: u32) -> Gateway {
    Gateway::with_limit(crate::support::POLICY, &[], (SLOW, burst))
}

/// A gateway behind a proxy.
fn behind_a_proxy(burst: u32) -> Gateway {
    let more = CALLERS.trim_start_matches('\n');
    let policy = crate::support::POLICY.replace("callers:\n", &format!("callers:\n{more}"));
    Gateway::with_limit(&policy, &[("keys.json", KEYS)], (SLOW, burst))
}

fn ask(gateway: &Gateway, headers: &str) -> Response {
    gateway.send(gateway.request("GET", PATH, headers))
}

#[track_caller]
fn assert_told_to_wait(response: &Response) {
    assert_eq!(response.status(), 429);
    assert_eq!(response.location(), None);
    let wait: u64 = response
        .header("retry-after")
        .and_then(|wait| wait.parse().ok())
        .expect("seconds");
    assert!((1..=60).contains(&wait), "{wait}");
}

#[test]
fn the_first_request_over_the_limit_is_refused() {
    let limit = RateLimit::DEFAULT;
    assert_eq!(limit.per_minute, limit.burst);
    assert_eq!(NonZeroU32::new(1200), Some(limit.burst));
    let gateway = plain(limit.burst.get());
    for n in 0..1200 {
        assert_eq!(gateway.get(PATH).status(), 302, "{n}");
    }
    assert_told_to_wait(&gateway.get(PATH));
    let metrics = gateway.metrics();
    let counted = r#"linkgate_requests_total{route="none",outcome="rate_limited"} 1"#;
    assert!(metrics.contains(counted), "{metrics}");
}

#[test]
fn without_a_limit_there_is_none() {
    let gateway = Gateway::new();
    for _ in 0..1300 {
        assert_eq!(gateway.get(PATH).status(), 302);
    }
}

/// Every letter that is typed into an address bar is a request.
#[test]
fn nobody_types_away_the_links_of_others() {
    let gateway = plain(3);
    for typed in ["s", "st", "sta"] {
        let path = format!("/-/suggest?q={typed}");
        assert_eq!(gateway.get(&path).status(), 200, "{typed}");
    }
    assert_told_to_wait(&gateway.get("/-/suggest?q=stan"));
    for _ in 0..3 {
        assert_eq!(gateway.get(PATH).status(), 302);
    }
    assert_told_to_wait(&gateway.get(PATH));
    // A style sheet is none of what is counted.
    assert_eq!(gateway.get("/-/style.css").status(), 200);
}

#[test]
fn a_visitor_is_told_in_words_when_to_come_again() {
    let gateway = plain(1);
    gateway.get(PATH);
    assert_snapshot!(gateway.get(PATH).text(), @r#"
    HTTP/1.1 429 Too Many Requests
    cache-control: no-store
    referrer-policy: no-referrer
    x-content-type-options: nosniff
    cross-origin-resource-policy: same-origin
    x-request-id: [id]
    content-type: application/problem+json
    content-language: en
    vary: Accept, Accept-Language
    retry-after: 60
    connection: close
    content-length: 228
    date: [date]

    {"type":"about:blank","title":"Too many links at once","status":429,"detail":"More links were opened from your connection in a short time than we allow. Wait a minute, and open the link again.","request_id":"[id]"}
    "#);
    let page = gateway.browse(PATH).body();
    assert!(page.contains("Too many links at once"), "{page}");
    gateway.log_line();
    let line = gateway.log_line();
    assert_eq!(line["outcome"], "rate_limited");
    assert_eq!(line["reason"], "address");
    assert_eq!(line["status"], 429);
}

/// Nothing is looked up for somebody who has to wait, and nothing is told.
#[test]
fn everything_but_the_style_sheet_counts() {
    for (method, path) in [
        ("GET", PATH),
        ("HEAD", PATH),
        ("POST", PATH),
        ("BREW", PATH),
        ("GET", "/go/standup"),
        ("GET", "/nothing/here"),
        ("GET", "/go/join/%zz"),
        ("GET", "/go/join/123456789?BU=x"),
        ("GET", "/-/back/join/ticket"),
        ("POST", "/-/confirm/delete/ticket"),
        ("GET", "/-/nothing"),
    ] {
        let gateway = plain(1);
        let first = gateway.send(gateway.request(method, path, ""));
        assert_ne!(first.status(), 429, "{method} {path}");
        let second = gateway.send(gateway.request(method, path, ""));
        assert_told_to_wait(&second);
        assert_told_to_wait(&gateway.get(PATH));
        assert_eq!(gateway.get("/-/style.css").status(), 200);
    }
    let gateway = plain(1);
    for _ in 0..3 {
        assert_eq!(gateway.get("/-/style.css").status(), 200);
    }
    let prefetch = "Sec-Purpose: prefetch\r\n";
    assert_eq!(ask(&gateway, prefetch).status(), 403);
    assert_told_to_wait(&ask(&gateway, prefetch));
}

#[test]
fn head_has_no_body_when_it_has_to_wait() {
    let gateway = plain(1);
    gateway.get(PATH);
    let response = gateway.send(gateway.request("HEAD", PATH, ""));
    assert_told_to_wait(&response);
    assert_eq!(response.body(), "");
}

#[test]
fn who_shares_a_limit_and_who_does_not() {
    let ann = "X-Forwarded-For: 192.0.2.7\r\nX-Forwarded-User: ann\r\n";
    let ann_elsewhere = "X-Forwarded-For: 198.51.100.1\r\nX-Forwarded-User: ann\r\n";
    let bob = "X-Forwarded-For: 192.0.2.7\r\nX-Forwarded-User: bob\r\n";
    let nobody = "X-Forwarded-For: 192.0.2.7\r\n";
    let impostor = "X-Forwarded-For: 192.0.2.7\r\nAuthorization: Bearer e30.e30.e30\r\n";
    let one = "X-Forwarded-For: 2001:db8::1\r\n";
    let same_64 = "X-Forwarded-For: 2001:db8::ffff:1\r\n";
    let other_64 = "X-Forwarded-For: 2001:db8:0:1::1\r\n";
    for (first, second, shared) in [
        (ann, ann_elsewhere, true),
        (ann, bob, false),
        (ann, nobody, false),
        (nobody, nobody, true),
        (impostor, impostor, true),
        (impostor, nobody, true),
        (one, same_64, true),
        (one, other_64, false),
        (one, nobody, false),
    ] {
        let gateway = behind_a_proxy(1);
        assert_eq!(ask(&gateway, first).status(), 302, "{first}");
        let response = ask(&gateway, second);
        if shared {
            assert_told_to_wait(&response);
        } else {
            assert_eq!(response.status(), 302, "{first} {second}");
        }
    }
}

/// What a stranger claims does not give them a limit of their own.
#[test]
fn claims_of_strangers_do_not_count() {
    let gateway = plain(1);
    let user = |n: u32| format!("X-Forwarded-For: 192.0.2.{n}\r\nX-Forwarded-User: {n}\r\n");
    assert_eq!(ask(&gateway, &user(1)).status(), 302);
    assert_told_to_wait(&ask(&gateway, &user(2)));
}

#[test]
fn a_person_is_told_so_in_the_log() {
    let gateway = behind_a_proxy(1);
    let ann = "X-Forwarded-User: ann\r\nAccept: text/html\r\n";
    ask(&gateway, ann);
    assert!(ask(&gateway, ann).body().contains("You have opened"));
    gateway.log_line();
    let line = gateway.log_line();
    let said = (&line["outcome"], &line["reason"], &line["caller"]);
    assert_eq!(
        said,
        (&"rate_limited".into(), &"identity".into(), &"ann".into())
    );
}
