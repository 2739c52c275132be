//! What comes back, and what is made of answers that are none.

use std::time::Duration;

use super::{Desk, KINDS, call, configs, timed};
use crate::upstream::test_site::{Act, Seen, TestNetwork, bytes, json, with_headers};
use crate::upstream::{UpstreamError, UpstreamLimits};
use crate::webex::CallKind;

/// The time of a visitor, and what the clock rounds up to.
fn deadline() -> Duration {
    UpstreamLimits::default().deadline + Duration::from_millis(1)
}

#[tokio::test(start_paused = true)]
async fn a_call_has_what_the_api_needs_and_a_reply_what_it_said() {
    let desk = Desk::new();
    let headers = "trackingid: ROUTER_1\r\n";
    desk.network.always(with_headers(201, headers, "{\"a\":1}"));
    let reply = desk.ask(&call(CallKind::Once)).await.expect("a reply");
    assert_eq!((reply.status, &*reply.body), (201, &b"{\"a\":1}"[..]));
    assert_eq!(reply.tracking_id.as_deref(), Some("ROUTER_1"));
    let seen = desk.network.seen().pop().expect("a request");
    let line = "POST /v1/meetings?meetingNumber=123456789 HTTP/1.1";
    assert_eq!(seen.line(), line);
    for (name, value) in [
        ("host", "127.0.0.1:8080"),
        ("accept", "application/json"),
        ("authorization", "Bearer AT-1"),
    ] {
        assert_eq!(seen.header(name), Some(value), "{name}");
    }
    let agent = seen.header("user-agent").expect("an agent");
    assert!(agent.starts_with("linkgate/"), "{agent}");
}

#[tokio::test(start_paused = true)]
async fn whatever_a_server_says_is_passed_on_once() {
    let desk = Desk::new();
    let page = "<html><body>Sign in</body></html>";
    let html = "content-type: text/html\r\n";
    for (act, status, body) in [
        (with_headers(200, html, page), 200, page),
        (json(200, ""), 200, ""),
        (json(204, ""), 204, ""),
        (json(400, "{}"), 400, "{}"),
        (json(403, "{}"), 403, "{}"),
        (json(404, "no"), 404, "no"),
        (json(409, "{}"), 409, "{}"),
        (json(423, "{}"), 423, "{}"),
        (json(500, "{}"), 500, "{}"),
        (json(501, "{}"), 501, "{}"),
        (json(999, "{}"), 999, "{}"),
    ] {
        for kind in KINDS {
            desk.network.always(act.clone());
            let before = desk.calls();
            let call = super::numbered(kind, before);
            let reply = desk.ask(&call).await.expect("a reply");
            assert_eq!(reply.status, status);
            assert_eq!(reply.body, body.as_bytes(), "{status}");
            assert_eq!(desk.calls() - before, 1, "{status} {kind:?}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn redirects_are_not_followed() {
    let desk = Desk::new();
    for status in [301, 302, 303, 307, 308] {
        for location in ["https://evil.example/", "http://127.0.0.1:8080/v1/other"] {
            let headers = format!("location: {location}\r\n");
            desk.network.always(with_headers(status, &headers, ""));
            let status = desk.status(&call(CallKind::Repeatable)).await;
            assert_eq!(status, Err(UpstreamError::Redirected));
        }
    }
    assert_eq!(desk.network.count("/v1/other"), 0);
    assert_eq!(desk.calls(), 10);
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_does_not_end_in_time_is_slow() {
    let endless = b"HTTP/1.1 200 OK\r\ncontent-length: 1000000\r\n\r\n".to_vec();
    let ok = bytes(200, "", "{}");
    for (act, what) in [
        (Act::Silence, "silence"),
        (Act::Trickle(ok.clone()), "slow headers"),
        (Act::Later(Duration::from_secs(4), ok), "too late"),
        (
            Act::Endless(b"HTTP/1.1 100 Continue\r\n\r\n".to_vec()),
            "no final answer",
        ),
        (
            Act::Trickle([endless, vec![b' '; 100]].concat()),
            "slow body",
        ),
    ] {
        for kind in [CallKind::Read, CallKind::Once] {
            let desk = Desk::new();
            desk.network.always(act.clone());
            let (status, time) = timed(desk.status(&call(kind))).await;
            assert_eq!(status, Err(UpstreamError::Slow), "{what} {kind:?}");
            assert!(time <= deadline(), "{what}: {time:?}");
            assert_eq!(desk.calls(), 1, "{what} {kind:?}");
            // Its connection is of no use any more.
            tokio::time::sleep(Duration::from_secs(5)).await;
            assert_eq!(desk.network.open(), 0, "{what} {kind:?}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_body_beyond_the_bound_is_refused() {
    let announced = b"HTTP/1.1 200 OK\r\ncontent-length: 9000000\r\n\r\n".to_vec();
    let chunk = format!("8000\r\n{}\r\n", " ".repeat(0x8000));
    let chunked = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n".to_vec();
    let nine_megabytes = [
        chunked,
        chunk.repeat(300).into_bytes(),
        b"0\r\n\r\n".to_vec(),
    ]
    .concat();
    let most = format!("\"{}\"", "a".repeat(1024 * 1024 - 2));
    for (act, expected) in [
        (Act::Send(announced), Err(UpstreamError::TooLong)),
        (Act::Send(nine_megabytes), Err(UpstreamError::TooLong)),
        (json(200, &most), Ok(200)),
        (json(200, &format!("{most} ")), Err(UpstreamError::TooLong)),
    ] {
        let desk = Desk::new();
        desk.network.always(act);
        let status = desk.status(&call(CallKind::Read)).await;
        assert_eq!(status, expected);
        assert_eq!(desk.calls(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_no_http_is_broken() {
    let long = format!("HTTP/1.1 200 OK\r\na: {}\r\n\r\n", "a".repeat(100_000));
    for (bytes, what) in [
        (b"SSH-2.0-server\r\n".to_vec(), "another protocol"),
        (vec![], "nothing"),
        (b"HTTP/1.1 200 OK\r\ncontent-le".to_vec(), "half a head"),
        (
            b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{}".to_vec(),
            "half a body",
        ),
        (long.into_bytes(), "a long head"),
    ] {
        let desk = Desk::new();
        desk.network.always(Act::HangUp(bytes));
        let status = desk.status(&call(CallKind::Once)).await;
        assert_eq!(status, Err(UpstreamError::Broken), "{what}");
        assert_eq!(desk.calls(), 1, "{what}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_server_must_have_the_name_that_the_policy_says() {
    let base = "https://webexapis.example/v1/";
    let (network, authority) = TestNetwork::encrypted("webexapis.example");
    let desk = Desk::on(network, configs(base, Some(&authority)));
    assert_eq!(desk.status(&call(CallKind::Read)).await, Ok(200));
    let seen = desk.network.seen().pop().expect("a request");
    assert_eq!(seen.header("host"), Some("webexapis.example"));

    // The tokens of the other one cannot be had.
    let (network, authority) = TestNetwork::encrypted("elsewhere.example");
    let desk = Desk::on(network, configs(base, Some(&authority)));
    let status = desk.status(&call(CallKind::Read)).await;
    assert_eq!(status, Err(UpstreamError::NoToken));
    let posted = desk.services.post_xml("acme", "<a/>".into()).await;
    assert_eq!(posted.map(|_| ()), Err(UpstreamError::Untrusted));
    assert_eq!(desk.network.seen().len(), 0);

    // A certificate by nobody whom the policy names.
    let (_, other) = TestNetwork::encrypted("webexapis.example");
    let (network, _) = TestNetwork::encrypted("webexapis.example");
    let desk = Desk::on(network, configs(base, Some(&other)));
    let posted = desk.services.post_xml("acme", "<a/>".into()).await;
    assert_eq!(posted.map(|_| ()), Err(UpstreamError::Untrusted));
}

#[tokio::test(start_paused = true)]
async fn documents_go_to_the_address_of_the_xml_api() {
    let desk = Desk::new();
    desk.network.always(Act::Send(bytes(200, "", "<b/>")));
    let posted = desk.services.post_xml("acme", "<a/>".into()).await;
    assert_eq!(posted.expect("a reply").body, "<b/>");
    let seen = desk.network.seen();
    let is_document = |seen: &&Seen| seen.line() == "POST /WBXService/XMLService HTTP/1.1";
    let seen = seen.iter().find(is_document).expect("a request");
    assert_eq!(seen.header("content-type"), Some("text/xml"));
    assert_eq!((seen.header("authorization"), &*seen.body), (None, "<a/>"));
}

#[tokio::test(start_paused = true)]
async fn a_site_without_a_service_has_no_reply() {
    let desk = Desk::new();
    let none = Err(UpstreamError::NoService);
    let lookup = call(CallKind::Lookup);
    assert_eq!(desk.services.ask("other", lookup.clone()).await, none);
    assert_eq!(desk.services.post_xml("other", "".into()).await, none);
    assert_eq!(desk.services.cached("other", &lookup), None);
}
