//! The whole answers of the admin listener.

use std::collections::BTreeSet;
use std::pin::Pin;

use tokio::task::yield_now;

use super::*;

/// Has a policy, and can be told to read everything anew.
struct Process;

impl AdminHandler for Process {
    fn open_probe(&self) -> Option<Vec<u8>> {
        Some(b"{}".to_vec())
    }

    fn close_probe(&self, _: &str) {}

    fn probe(&self, id: &str) -> Option<Vec<u8>> {
        (id == "known").then(|| b"[]".to_vec())
    }

    fn metrics(&self) -> String {
        "# EOF\n".to_owned()
    }

    fn policy_status(&self) -> PolicyStatus {
        PolicyStatus {
            policy: "0123456789abcdef".to_owned(),
            policy_age_seconds: 61,
            policy_confirmed_seconds: None,
            signing_keys: "fedcba9876543210".to_owned(),
        }
    }

    fn policy(&self) -> Pin<Box<dyn Future<Output = Vec<u8>> + Send>> {
        Box::pin(async { b"{}".to_vec() })
    }

    fn reload(&self) -> Pin<Box<dyn Future<Output = Reloaded> + Send>> {
        Box::pin(async {
            yield_now().await;
            Reloaded::Refused("policy.yaml:1: error\n".to_owned())
        })
    }
}

async fn ask(server: &Running, method: &str, path: &str) -> String {
    server
        .talk(format!(
            "{method} {path} HTTP/1.1\r\nConnection: close\r\n\r\n"
        ))
        .await
}

async fn admin(readiness: &Readiness) -> Running {
    admin_with(readiness, None).await
}

async fn admin_with(readiness: &Readiness, tokens: Option<Arc<AdminTokens>>) -> Running {
    let hosts = vec!["ops.acme.example".to_owned()];
    let health = Health::new(readiness.clone(), Arc::new(Process));
    Running::with(Admin::new(health, hosts, tokens), Limits::default()).await
}

fn expected(status: &str, content_type: &str, extra: &str, body: &str) -> String {
    format!(
        "HTTP/1.1 {status}\r\ncontent-type: {content_type}\r\ncache-control: no-store\r\n\
         x-content-type-options: nosniff\r\n{extra}connection: close\r\n\
         content-length: {}\r\n\r\n{body}",
        body.len(),
    )
}

/// Header fields have no order.
fn lines(answer: &str) -> BTreeSet<&str> {
    answer.lines().collect()
}

const TEXT: &str = "text/plain; charset=utf-8";
const JSON: &str = "application/json";

fn ready(state: &str) -> String {
    format!(
        "{{\"state\":\"{state}\",\"policy\":\"0123456789abcdef\",\"policy_age_seconds\":61,\
         \"signing_keys\":\"fedcba9876543210\"}}\n"
    )
}

#[tokio::test]
async fn every_route_answers() {
    let server = admin(&Readiness::new()).await;
    let version = format!(
        "{{\"name\":\"linkgate\",\"version\":\"{}\"}}\n",
        env!("CARGO_PKG_VERSION")
    );
    let openmetrics = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    for (path, content_type, body) in [
        ("/healthz", TEXT, "ok\n"),
        ("/readyz", JSON, &ready("ready")),
        ("/version", JSON, &version),
        ("/metrics", openmetrics, "# EOF\n"),
        ("/metrics?x=1", openmetrics, "# EOF\n"),
        ("/policy", JSON, "{}"),
    ] {
        let answer = expected("200 OK", content_type, "", body);
        assert_eq!(ask(&server, "GET", path).await, answer);
        let head = answer.strip_suffix(body).expect("the body is last");
        assert_eq!(lines(&ask(&server, "HEAD", path).await), lines(head));
    }
}

#[tokio::test]
async fn other_paths_and_methods_are_refused() {
    let server = admin(&Readiness::new()).await;
    let missing = expected("404 Not Found", TEXT, "", "not found\n");
    for path in ["/", "/healthz/", "//healthz", "/HEALTHZ", "/metrics%20"] {
        assert_eq!(ask(&server, "GET", path).await, missing);
        assert_eq!(ask(&server, "DELETE", path).await, missing);
    }
    let refused = expected(
        "405 Method Not Allowed",
        TEXT,
        "allow: GET, HEAD\r\n",
        "method not allowed\n",
    );
    assert_eq!(ask(&server, "POST", "/metrics").await, refused);
}

#[tokio::test]
async fn readiness_follows_the_latch_and_the_drain() {
    let readiness = Readiness::new();
    let latch = readiness.latch();
    let server = admin(&readiness).await;
    let unready = |body| expected("503 Service Unavailable", JSON, "", &ready(body));
    assert_eq!(ask(&server, "GET", "/readyz").await, unready("starting"));
    drop(latch);
    assert_eq!(
        ask(&server, "GET", "/readyz").await,
        expected("200 OK", JSON, "", &ready("ready"))
    );
    readiness.drain();
    assert_eq!(ask(&server, "GET", "/readyz").await, unready("draining"));
    assert_eq!(
        ask(&server, "GET", "/healthz").await,
        expected("200 OK", TEXT, "", "ok\n")
    );
}

#[tokio::test]
async fn a_reload_is_a_post_and_not_of_a_page() {
    let server = admin(&Readiness::new()).await;
    let refused = expected(
        "422 Unprocessable Entity",
        TEXT,
        "",
        "policy.yaml:1: error\n",
    );
    assert_eq!(ask(&server, "POST", "/reload").await, refused);
    let wrong = ask(&server, "GET", "/reload").await;
    assert!(wrong.contains("\r\nallow: POST\r\n"), "{wrong}");
    for line in [
        "Origin: https://evil.example",
        "Origin: null",
        "Sec-Fetch-Site: cross-site",
        "Sec-Fetch-Site: same-site",
        "Sec-Fetch-Site: same-origin",
        "Sec-Fetch-Site: none",
        "Sec-Fetch-Site:",
    ] {
        for target in [
            "POST /reload",
            "POST /probe",
            "DELETE /probe/known",
            "PUT /x",
        ] {
            let page = format!("{target} HTTP/1.1\r\n{line}\r\nConnection: close\r\n\r\n");
            let answer = server.talk(page).await;
            assert!(
                answer.starts_with("HTTP/1.1 403"),
                "{target} {line}: {answer}"
            );
        }
        let page = format!("GET /version HTTP/1.1\r\n{line}\r\nConnection: close\r\n\r\n");
        assert!(server.talk(page).await.starts_with("HTTP/1.1 200"));
    }
}

/// A page at a name that somebody else owns can point it at this listener.
#[tokio::test]
async fn only_names_that_nobody_else_has_are_answered() {
    let server = admin(&Readiness::new()).await;
    for (host, status) in [
        ("127.0.0.1:9090", "200"),
        ("[::1]:9090", "200"),
        ("localhost:9090", "200"),
        ("LocalHost", "200"),
        // Whoever answers for names in this network may give these away.
        ("linkgate", "421"),
        ("linkgate:9090", "421"),
        ("localhost.", "421"),
        ("xlocalhost", "421"),
        ("ops.acme.example", "200"),
        ("OPS.acme.example:9090", "200"),
        ("evil.example", "421"),
        ("127.0.0.1.evil.example", "421"),
        ("127.0.0.1@evil.example", "421"),
        ("", "421"),
    ] {
        let request = format!("GET /policy HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
        let answer = server.talk(request).await;
        assert!(
            answer.starts_with(&format!("HTTP/1.1 {status}")),
            "{host}: {answer}"
        );
    }
}

/// Probes bring no token.
#[tokio::test]
async fn with_tokens_only_probes_are_answered_without_one() {
    let file = tempfile::NamedTempFile::new().expect("a file");
    std::fs::write(file.path(), "a-token-of-this-test\n").expect("written");
    let tokens = AdminTokens::load(file.path()).expect("a token");
    let server = admin_with(&Readiness::new(), Some(Arc::new(tokens))).await;
    for (method, path, status) in [
        ("GET", "/healthz", "200"),
        ("HEAD", "/readyz", "200"),
        ("OPTIONS", "/readyz", "200"),
        ("OPTIONS", "/", "200"),
        ("OPTIONS", "/policy", "401"),
        ("GET", "/", "401"),
        ("POST", "/readyz", "401"),
        ("GET", "/metrics", "401"),
        ("HEAD", "/metrics", "401"),
        ("GET", "/policy", "401"),
        ("GET", "/version", "401"),
        ("POST", "/reload", "401"),
        ("GET", "/nowhere", "401"),
        ("GET", "/healthz/", "401"),
    ] {
        let answer = ask(&server, method, path).await;
        let begin = format!("HTTP/1.1 {status} ");
        assert!(answer.starts_with(&begin), "{method} {path}: {answer}");
        let asks = answer.contains("\r\nwww-authenticate: Bearer\r\n");
        assert_eq!(asks, status == "401", "{answer}");
    }
    let with = |token: &str| {
        format!(
            "GET /metrics HTTP/1.1\r\nAuthorization: Bearer {token}\r\nConnection: close\r\n\r\n"
        )
    };
    let answer = server.talk(with("a-token-of-this-test")).await;
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
    let answer = server.talk(with("a-token-of-this-tess")).await;
    assert!(answer.starts_with("HTTP/1.1 401 "), "{answer}");
}

#[tokio::test]
async fn the_listener_for_probes_answers_nothing_else_and_for_any_host() {
    let readiness = Readiness::new();
    let health = Health::new(readiness.clone(), Arc::new(Process));
    let server = Running::with(health, Limits::default()).await;
    for host in ["10.0.0.7:8081", "lb.acme.example", "a_b", ""] {
        let request = format!("GET /readyz HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
        let answer = server.talk(request).await;
        assert_eq!(answer, expected("200 OK", JSON, "", &ready("ready")));
    }
    let missing = expected("404 Not Found", TEXT, "", "not found\n");
    for (method, path) in [
        ("GET", "/"),
        ("GET", "/metrics"),
        ("GET", "/policy"),
        ("GET", "/version"),
        ("GET", "/readyz/"),
        ("POST", "/reload"),
        ("POST", "/readyz"),
        ("OPTIONS", "/healthz/"),
        ("OPTIONS", "/policy"),
    ] {
        assert_eq!(ask(&server, method, path).await, missing, "{method} {path}");
    }
    readiness.drain();
    let unready = expected("503 Service Unavailable", JSON, "", &ready("draining"));
    assert_eq!(ask(&server, "GET", "/readyz").await, unready);
    let alive = expected("200 OK", TEXT, "", "ok\n");
    assert_eq!(ask(&server, "GET", "/healthz").await, alive);
}

/// HAProxy asks `OPTIONS / HTTP/1.0` unless it is told otherwise, and takes 2xx and 3xx for good.
#[tokio::test]
async fn options_is_answered_like_get_without_a_body() {
    let readiness = Readiness::new();
    let admin = admin(&readiness).await;
    let health = Health::new(readiness.clone(), Arc::new(Process));
    let health = Running::with(health, Limits::default()).await;
    for server in [&admin, &health] {
        for target in ["/", "/readyz", "/healthz"] {
            let answer = server
                .talk(format!("OPTIONS {target} HTTP/1.0\r\n\r\n"))
                .await;
            assert!(
                answer.starts_with("HTTP/1.0 200 OK\r\n"),
                "{target}: {answer}"
            );
            assert!(
                answer.ends_with("\r\ncontent-length: 0\r\n\r\n"),
                "{answer}"
            );
        }
    }
    readiness.drain();
    for server in [&admin, &health] {
        for (target, status) in [("/", "503"), ("/readyz", "503"), ("/healthz", "200")] {
            let answer = server
                .talk(format!("OPTIONS {target} HTTP/1.0\r\n\r\n"))
                .await;
            assert!(
                answer.starts_with(&format!("HTTP/1.0 {status} ")),
                "{target}: {answer}"
            );
        }
    }
}
