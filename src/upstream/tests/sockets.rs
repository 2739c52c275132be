//! The same over real sockets, with names that are looked up.

use std::net::TcpListener;

use hyper::body::Bytes;

use super::{configs, parts, patient};
use crate::https_client::test_server::Server;
use crate::telemetry::Metrics;
use crate::upstream::config::ServiceConfig;
use crate::upstream::{UpstreamError, UpstreamParts, UpstreamReply, Upstreams};

/// What the XML API of a site at this base says.
async fn post(base: &str, authorities: Option<&str>) -> UpstreamReply {
    let metrics = Metrics::default();
    let [_, xml] = configs(base, authorities);
    let parts = UpstreamParts {
        limits: patient(),
        ..parts(&metrics)
    };
    let upstreams = Upstreams::new(parts);
    let services = upstreams.follow([xml]).expect("services");
    services.post_xml("acme", Bytes::from("<a/>")).await
}

#[tokio::test]
async fn a_server_is_asked_over_tls() {
    let server = Server::start().await;
    server.answer("200 OK", "<b/>");
    let (base, authority) = (server.url("/v1/"), server.authority.clone());
    let reply = post(&base, Some(&authority)).await.expect("a reply");
    assert_eq!((reply.status, &*reply.body), (200, &b"<b/>"[..]));
    let heads = server.requests();
    assert!(heads[0].starts_with("POST /WBXService/XMLService HTTP/1.1\r\n"));
    // By a name that the hosts file has.
    let base = base.replace("127.0.0.1", "localhost");
    assert!(post(&base, Some(&authority)).await.is_ok());
}

#[tokio::test]
async fn a_certificate_of_nobody_known_is_not_trusted() {
    let (server, other) = (Server::start().await, Server::start().await);
    let reply = post(&server.url("/v1/"), Some(&other.authority)).await;
    assert_eq!(reply, Err(UpstreamError::Untrusted));
    assert_eq!(server.requests(), [""; 0]);
}

#[tokio::test]
async fn a_port_that_nobody_listens_at_is_unreachable() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("bound");
    drop(listener);
    let reply = post(&format!("http://{address}/v1/"), None).await;
    assert_eq!(reply, Err(UpstreamError::Unreachable));
}

/// Refused when the policy is read, and not when somebody clicks.
#[tokio::test]
async fn authorities_that_are_none_are_an_error_of_the_policy() {
    let metrics = Metrics::default();
    let configs: [ServiceConfig; 2] = configs("https://webexapis.example/v1/", Some("no PEM"));
    let failed = Upstreams::new(parts(&metrics)).follow(configs);
    let error = failed.expect_err("refused").to_string();
    assert_eq!(
        error,
        "the site acme: its authorities are no certificates in PEM form"
    );
}
