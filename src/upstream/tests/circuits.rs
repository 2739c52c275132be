//! A server that is gone, and comes back.

use std::time::Duration;

use super::{Desk, call, numbered, timed};
use crate::upstream::UpstreamError;
use crate::upstream::test_site::{Act, bytes, json};
use crate::webex::CallKind;

const OPEN: &str = "linkgate_upstream_circuit_open{site=\"acme\",api=\"rest\"} 1";
const CLOSED: &str = "linkgate_upstream_circuit_open{site=\"acme\",api=\"rest\"} 0";

/// Calls until none is made any more.
async fn open(desk: &Desk) {
    for _ in 0..10 {
        if desk.status(&call(CallKind::Once)).await == Err(UpstreamError::CircuitOpen) {
            return;
        }
    }
    panic!("calls are made for ever");
}

#[tokio::test(start_paused = true)]
async fn a_dead_server_is_not_waited_for_and_found_again() {
    let desk = Desk::new();
    assert_eq!(desk.status(&call(CallKind::Read)).await, Ok(200));
    assert!(desk.has_metric(CLOSED));
    desk.network.always(Act::Silence);
    open(&desk).await;
    assert!(desk.has_metric(OPEN));
    let calls = desk.calls();
    for kind in super::KINDS {
        let (status, time) = timed(desk.status(&call(kind))).await;
        assert_eq!(status, Err(UpstreamError::CircuitOpen), "{kind:?}");
        assert!(time.is_zero(), "{time:?}");
    }
    assert_eq!(desk.calls(), calls);

    // One call finds out, and the others do not wait for it.
    tokio::time::sleep(Duration::from_secs(5)).await;
    let answer = Act::Later(Duration::from_secs(1), bytes(200, "", "{}"));
    desk.network.always(answer);
    let (probe, other) = (numbered(CallKind::Read, 1), numbered(CallKind::Read, 2));
    let (probe, other) = tokio::join!(desk.status(&probe), timed(desk.status(&other)));
    assert_eq!(probe, Ok(200));
    assert_eq!(other, (Err(UpstreamError::CircuitOpen), Duration::ZERO));
    assert_eq!(desk.calls(), calls + 1);
    assert!(desk.has_metric(CLOSED));
    assert_eq!(desk.status(&call(CallKind::Read)).await, Ok(200));
}

#[tokio::test(start_paused = true)]
async fn a_probe_in_vain_makes_the_wait_longer() {
    let desk = Desk::new();
    desk.network.always(json(503, ""));
    open(&desk).await;
    for wait in [5, 10, 20, 30, 30] {
        let calls = desk.calls();
        tokio::time::sleep(Duration::from_secs(wait) - Duration::from_millis(2)).await;
        let status = desk.status(&call(CallKind::Once)).await;
        assert_eq!(status, Err(UpstreamError::CircuitOpen), "after {wait} s");
        tokio::time::sleep(Duration::from_millis(2)).await;
        assert_eq!(desk.status(&call(CallKind::Once)).await, Ok(503));
        assert_eq!(desk.calls(), calls + 1);
    }
}

/// A visitor who starts the probe and leaves does not keep the circuit open.
#[tokio::test(start_paused = true)]
async fn a_probe_outlives_its_visitor() {
    let desk = Desk::new();
    desk.network.always(json(502, ""));
    open(&desk).await;
    tokio::time::sleep(Duration::from_secs(5)).await;
    desk.network
        .always(Act::Later(Duration::from_secs(1), bytes(200, "", "{}")));
    let probe = call(CallKind::Read);
    let gone = tokio::time::timeout(Duration::from_millis(10), desk.ask(&probe)).await;
    assert!(gone.is_err());
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert_eq!(desk.status(&call(CallKind::Read)).await, Ok(200));
}

/// Answers, whatever they say, come from a server that works.
#[tokio::test(start_paused = true)]
async fn answers_to_one_call_do_not_open_it() {
    let desk = Desk::new();
    for act in [
        json(400, "{}"),
        json(403, "{}"),
        json(404, "{}"),
        json(500, "{}"),
        json(302, ""),
        Act::Send(b"HTTP/1.1 200 OK\r\ncontent-length: 9000000\r\n\r\n".to_vec()),
    ] {
        desk.network.always(act.clone());
        for _ in 0..30 {
            let status = desk.status(&call(CallKind::Once)).await;
            assert_ne!(status, Err(UpstreamError::CircuitOpen), "{act:?}");
        }
    }
    assert!(desk.has_metric(CLOSED));
}

#[tokio::test(start_paused = true)]
async fn the_services_of_a_site_fail_apart() {
    let desk = Desk::new();
    desk.network
        .script(|seen| match seen.line().contains("XMLService") {
            true => json(503, ""),
            false => json(200, "{}"),
        });
    for _ in 0..10 {
        let _ = desk.services.post_xml("acme", "<a/>".into()).await;
    }
    let posted = desk.services.post_xml("acme", "<a/>".into()).await;
    assert_eq!(posted, Err(UpstreamError::CircuitOpen));
    assert_eq!(desk.status(&call(CallKind::Read)).await, Ok(200));
}
