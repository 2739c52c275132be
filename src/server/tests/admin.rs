//! The whole answers of the admin listener.

use std::collections::BTreeSet;
use std::pin::Pin;

use tokio::task::yield_now;

use super::*;

/// Has a policy, and can be told to read everything anew.
struct Process;

impl Operate for Process {
    fn open_probe(&self) -> Option<Vec<u8>> {
        Some(b"{}".to_vec())
    }

    fn probe(&self, id: &str) -> Option<Vec<u8>> {
        (id == "known").then(|| b"[]".to_vec())
    }

    fn metrics(&self) -> String {
        "# EOF\n".to_owned()
    }

    fn standing(&self) -> Standing {
        Standing {
            policy: "0123456789abcdef".to_owned(),
            policy_age_seconds: 61,
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
    let hosts = vec!["ops.acme.example".to_owned()];
    let app = Admin::new(readiness.clone(), Arc::new(Process), hosts);
    Running::with(app, Limits::default()).await
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
    format!("{{\"state\":\"{state}\",\"policy\":\"0123456789abcdef\",\"policy_age_seconds\":61}}\n")
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
    let page = "POST /reload HTTP/1.1\r\nOrigin: https://evil.example\r\nConnection: close\r\n\r\n";
    assert!(server.talk(page).await.starts_with("HTTP/1.1 403"));
}

/// A page at a name that somebody else owns can point it at this listener.
#[tokio::test]
async fn only_names_that_nobody_else_has_are_answered() {
    let server = admin(&Readiness::new()).await;
    for (host, status) in [
        ("127.0.0.1:9090", "200"),
        ("[::1]:9090", "200"),
        ("localhost:9090", "200"),
        ("linkgate", "200"),
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
