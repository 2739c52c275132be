//! What is tried again, and what is not.

use std::time::Duration;

use super::{Desk, KINDS, call, numbered, timed};
use crate::upstream::UpstreamError;
use crate::upstream::test_site::{Act, bytes, grant, json, with_headers};
use crate::webex::CallKind;

const SAFE: [CallKind; 3] = [CallKind::Lookup, CallKind::Read, CallKind::Repeatable];

/// How a call ends, and how many requests it takes.
async fn outcome(acts: &[Act], kind: CallKind) -> (Result<u16, UpstreamError>, usize) {
    let desk = Desk::new();
    desk.network.then(acts.to_vec());
    (desk.status(&call(kind)).await, desk.calls())
}

#[tokio::test(start_paused = true)]
async fn what_failed_is_repeated_once_where_that_is_safe() {
    let reset = Act::HangUp(b"HTTP/1.1 200 OK\r\n".to_vec());
    for act in [
        reset,
        json(502, "{}"),
        json(503, ""),
        json(504, "{}"),
        with_headers(503, "retry-after: 1\r\n", ""),
        with_headers(429, "retry-after: 0\r\n", ""),
        with_headers(429, "retry-after: 1\r\n", ""),
    ] {
        for kind in SAFE {
            let (status, calls) = outcome(&[act.clone(), json(200, "{}")], kind).await;
            assert_eq!((status, calls), (Ok(200), 2), "{act:?} {kind:?}");
            let (_, calls) = outcome(&[act.clone(), act.clone(), json(200, "{}")], kind).await;
            assert_eq!(calls, 2, "{act:?} {kind:?}");
        }
        let (status, calls) = outcome(&[act.clone(), json(200, "{}")], CallKind::Once).await;
        assert_ne!(status, Ok(200), "{act:?}");
        assert_eq!(calls, 1, "{act:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_would_not_help_or_take_too_long_is_not_repeated() {
    for act in [
        with_headers(429, "retry-after: 2\r\n", ""),
        with_headers(503, "retry-after: 30\r\n", ""),
        json(429, "{}"),
        json(400, "{}"),
        json(403, "{}"),
        json(404, "{}"),
        with_headers(423, "retry-after: 0\r\n", ""),
        json(500, "{}"),
    ] {
        for kind in KINDS {
            let (status, calls) = outcome(&[act.clone(), json(200, "{}")], kind).await;
            assert_ne!(status, Ok(200), "{act:?}");
            assert_eq!(calls, 1, "{act:?} {kind:?}");
        }
    }
}

/// Nothing was asked when there was no connection: every call is safe to repeat then.
#[tokio::test(start_paused = true)]
async fn a_connection_is_tried_twice_for_every_call() {
    for kind in KINDS {
        let desk = Desk::new();
        desk.service().tokens().expect("tokens").settled().await;
        let dialled = desk.network.dialled();
        desk.network.refuse(true);
        let status = desk.status(&call(kind)).await;
        assert_eq!(status, Err(UpstreamError::Unreachable), "{kind:?}");
        assert_eq!(desk.network.dialled() - dialled, 2, "{kind:?}");
    }
    let desk = Desk::new();
    desk.service().tokens().expect("tokens").settled().await;
    desk.network.refuse(true);
    let dialled = desk.network.dialled();
    let posted = desk.services.post_xml("acme", "<a/>".into()).await;
    assert_eq!(posted, Err(UpstreamError::Unreachable));
    assert_eq!(desk.network.dialled() - dialled, 2);
}

#[tokio::test(start_paused = true)]
async fn a_host_that_does_not_answer_costs_no_more_than_the_deadline() {
    let desk = Desk::new();
    desk.service().tokens().expect("tokens").settled().await;
    desk.network.be_silent(true);
    let (status, time) = timed(desk.status(&call(CallKind::Read))).await;
    assert!(
        matches!(
            status,
            Err(UpstreamError::Slow | UpstreamError::Unreachable)
        ),
        "{status:?}"
    );
    assert!(time <= Duration::from_millis(3001), "{time:?}");
}

#[tokio::test(start_paused = true)]
async fn a_second_attempt_ends_with_the_deadline() {
    let desk = Desk::new();
    desk.network.then([json(502, "{}"), Act::Silence]);
    let (status, time) = timed(desk.status(&call(CallKind::Read))).await;
    assert_eq!(status, Err(UpstreamError::Slow));
    assert!(time <= Duration::from_millis(3001), "{time:?}");
}

/// An answer that is there is better than none.
#[tokio::test(start_paused = true)]
async fn what_cannot_be_repeated_in_time_is_not() {
    let desk = Desk::new();
    let late = Duration::from_millis(2500);
    let limited = bytes(429, "retry-after: 1\r\n", "");
    desk.network.always(Act::Later(late, limited));
    let (status, time) = timed(desk.status(&call(CallKind::Read))).await;
    assert_eq!(status, Ok(429));
    assert!(time < Duration::from_millis(2600), "{time:?}");
    assert_eq!(desk.calls(), 1);
}

/// The whole site rests, and comes back by itself.
#[tokio::test(start_paused = true)]
async fn a_pause_of_webex_is_kept() {
    for (act, pause) in [
        (with_headers(429, "retry-after: 2\r\n", ""), 2),
        (json(429, "{}"), 1),
        (with_headers(503, "retry-after: 30\r\n", ""), 30),
        (with_headers(429, "retry-after: 86400\r\n", ""), 60),
    ] {
        let desk = Desk::new();
        desk.network.then([act.clone(), json(200, "{}")]);
        assert!(desk.ask(&call(CallKind::Once)).await.is_ok());
        for _ in 0..pause * 2 {
            let status = desk.status(&numbered(CallKind::Read, 1)).await;
            assert_eq!(status, Err(UpstreamError::Resting), "{act:?}");
            tokio::time::sleep(Duration::from_millis(500)).await;
        }
        assert_eq!(desk.calls(), 1, "{act:?}");
        let status = desk.status(&numbered(CallKind::Read, 1)).await;
        assert_eq!(status, Ok(200), "{act:?}");
    }
    // One meeting that is locked concerns no other.
    let desk = Desk::new();
    let locked = with_headers(423, "retry-after: 30\r\n", "");
    desk.network.then([locked, json(200, "{}")]);
    assert_eq!(desk.status(&call(CallKind::Once)).await, Ok(423));
    assert_eq!(desk.status(&call(CallKind::Once)).await, Ok(200));
}

/// Tokens that count differ from those that do not by their number.
fn wants(desk: &Desk, token: &'static str) {
    desk.network.script(move |seen| {
        match seen.header("authorization") == Some(&format!("Bearer {token}")) {
            true => json(200, "{}"),
            false => json(401, r#"{"message":"no","trackingId":"ROUTER_8"}"#),
        }
    });
}

#[tokio::test(start_paused = true)]
async fn a_token_that_is_refused_is_renewed_and_the_call_repeated_once() {
    for kind in KINDS {
        let desk = Desk::new();
        assert_eq!(desk.status(&numbered(kind, 1)).await, Ok(200));
        tokio::time::sleep(Duration::from_secs(60)).await;
        wants(&desk, "AT-2");
        desk.network.grants(|_| grant("AT-2", "RT-1"));
        assert_eq!(desk.status(&numbered(kind, 2)).await, Ok(200), "{kind:?}");
        assert_eq!(desk.calls(), 3);
        assert_eq!(desk.network.count("/v1/access_token"), 2);
    }
}

#[tokio::test(start_paused = true)]
async fn a_second_refusal_is_the_reply() {
    let desk = Desk::new();
    assert_eq!(desk.status(&call(CallKind::Read)).await, Ok(200));
    tokio::time::sleep(Duration::from_secs(60)).await;
    wants(&desk, "AT-3");
    desk.network.grants(|_| grant("AT-2", "RT-1"));
    let reply = desk.ask(&call(CallKind::Read)).await.expect("a reply");
    assert_eq!(reply.status, 401);
    assert_eq!(reply.tracking_id.as_deref(), Some("ROUTER_8"));
    assert_eq!(desk.calls(), 3);
    // A new token is not asked for with every click.
    for number in 0..10 {
        assert_eq!(
            desk.status(&numbered(CallKind::Read, number)).await,
            Ok(401)
        );
    }
    assert_eq!(desk.network.count("/v1/access_token"), 2);
}

#[tokio::test(start_paused = true)]
async fn many_refusals_at_once_renew_one_token() {
    let desk = Desk::new();
    assert_eq!(desk.status(&call(CallKind::Read)).await, Ok(200));
    tokio::time::sleep(Duration::from_secs(60)).await;
    wants(&desk, "AT-2");
    desk.network.grants(|_| grant("AT-2", "RT-1"));
    let mut tasks = tokio::task::JoinSet::new();
    for number in 0..30 {
        let services = desk.services.clone();
        tasks.spawn(async move { services.ask("acme", numbered(CallKind::Once, number)).await });
    }
    let replies = tasks.join_all().await;
    assert!(
        replies
            .iter()
            .all(|reply| reply.as_ref().is_ok_and(|reply| reply.status == 200))
    );
    assert_eq!(desk.network.count("/v1/access_token"), 2);
    assert_eq!(desk.calls(), 61);
}
