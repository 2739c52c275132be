//! The whole answers of the admin listener.

use std::collections::BTreeSet;

use super::*;

async fn ask(server: &Running, method: &str, path: &str) -> String {
    server
        .talk(format!(
            "{method} {path} HTTP/1.1\r\nConnection: close\r\n\r\n"
        ))
        .await
}

async fn admin(readiness: &Readiness) -> Running {
    let app = Admin::new(readiness.clone(), || "# EOF\n".to_owned());
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
        ("/readyz", TEXT, "ready\n"),
        ("/version", "application/json", &version),
        ("/metrics", openmetrics, "# EOF\n"),
        ("/metrics?x=1", openmetrics, "# EOF\n"),
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
    let unready = |body| expected("503 Service Unavailable", TEXT, "", body);
    assert_eq!(ask(&server, "GET", "/readyz").await, unready("starting\n"));
    drop(latch);
    assert_eq!(
        ask(&server, "GET", "/readyz").await,
        expected("200 OK", TEXT, "", "ready\n")
    );
    readiness.drain();
    assert_eq!(ask(&server, "GET", "/readyz").await, unready("draining\n"));
    assert_eq!(
        ask(&server, "GET", "/healthz").await,
        expected("200 OK", TEXT, "", "ok\n")
    );
}
