//! Every wait of a connection, with paused time.

use std::sync::Arc;

use tokio::time::{advance, sleep_until};

use super::*;
use crate::server::h2_guard::frames::tests::{PREFACE, bytes, frame};
use crate::server::h2_guard::frames::{Frame, HEADERS};

fn timers_of(protocol: Protocol) -> (Arc<ConnectionTimers>, Deadline) {
    let timers = Arc::new(ConnectionTimers::new(protocol, Limits::default()));
    (Arc::clone(&timers), Deadline::new(timers))
}

#[track_caller]
fn assert_elapsed(since: Instant, expected: Duration) {
    // The timer of tokio rounds up to the next millisecond.
    let late = since.elapsed() - expected;
    assert!(late <= Duration::from_millis(2), "{late:?} late");
}

#[tokio::test(start_paused = true)]
async fn a_head_that_does_not_come_is_a_stall() {
    for protocol in [Protocol::Http1, Protocol::Http2] {
        let (_, mut deadline) = timers_of(protocol);
        let start = Instant::now();
        assert_eq!(deadline.expired().await, TimeoutReason::Stalled);
        assert_elapsed(start, Duration::from_secs(10));
    }
}

#[tokio::test(start_paused = true)]
async fn after_a_request_the_connection_is_idle() {
    let (timers, mut deadline) = timers_of(Protocol::Http2);
    advance(Duration::from_secs(9)).await;
    timers.requested(false);
    timers.received();
    let start = Instant::now();
    assert_eq!(deadline.expired().await, TimeoutReason::Idle);
    assert_elapsed(start, Duration::from_secs(60));
    timers.closing();
    assert_eq!(deadline.expired().await, TimeoutReason::Stalled);
    assert_elapsed(start, Duration::from_secs(61));
}

#[tokio::test(start_paused = true)]
async fn an_http1_connection_is_quiet_before_it_is_idle() {
    let (timers, mut deadline) = timers_of(Protocol::Http1);
    timers.requested(false);
    // An answer that has to be waited for is no quiet.
    advance(Duration::from_secs(5)).await;
    assert_eq!(timers.next_timeout().reason, TimeoutReason::Idle);
    timers.wrote();
    timers.flushed();
    timers.requested(false);
    timers.wrote();
    timers.flushed();
    let start = Instant::now();
    assert_eq!(deadline.expired().await, TimeoutReason::Quiet);
    assert_elapsed(start, Duration::from_millis(100));
    timers.parked();
    assert_eq!(deadline.expired().await, TimeoutReason::Idle);
    assert_elapsed(start, Duration::from_secs(60));
}

#[tokio::test(start_paused = true)]
async fn a_connection_that_closes_is_never_quiet() {
    let (timers, mut deadline) = timers_of(Protocol::Http1);
    timers.requested(false);
    timers.wrote();
    timers.flushed();
    timers.closing();
    assert_eq!(deadline.expired().await, TimeoutReason::Stalled);
}

#[tokio::test(start_paused = true)]
async fn the_first_byte_of_the_next_head_brings_the_deadline_nearer() {
    let (timers, mut deadline) = timers_of(Protocol::Http1);
    timers.requested(false);
    advance(Duration::from_secs(30)).await;
    timers.received();
    let start = Instant::now();
    advance(Duration::from_secs(5)).await;
    timers.received();
    assert_eq!(deadline.expired().await, TimeoutReason::Stalled);
    assert_elapsed(start, Duration::from_secs(10));
}

/// A request every half minute.
async fn keep_busy(timers: &ConnectionTimers) {
    loop {
        assert!(!timers.requested(false), "HTTP/2 says it by a GOAWAY");
        sleep_until(Instant::now() + Duration::from_secs(30)).await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_busy_connection_reaches_its_end_of_life() {
    let (timers, mut deadline) = timers_of(Protocol::Http2);
    let (start, hour) = (Instant::now(), Duration::from_secs(3600));
    tokio::select! {
        () = keep_busy(&timers) => {}
        reason = deadline.expired() => assert_eq!(reason, TimeoutReason::EndOfLife),
    }
    let age = start.elapsed();
    assert!((hour - hour / 10..=hour).contains(&age), "{age:?}");
    timers.closing();
    tokio::select! {
        () = keep_busy(&timers) => {}
        reason = deadline.expired() => assert_eq!(reason, TimeoutReason::Stalled),
    }
    assert!(start.elapsed() - age <= Duration::from_secs(13));
}

#[tokio::test(start_paused = true)]
async fn http1_reaches_its_end_of_life_at_a_request() {
    let (timers, _) = timers_of(Protocol::Http1);
    advance(Duration::from_secs(3200)).await;
    assert!(!timers.requested(false));
    advance(Duration::from_secs(400)).await;
    assert!(timers.requested(false));
}

#[tokio::test(start_paused = true)]
async fn a_process_that_ends_lets_connections_go_with_their_next_request() {
    let (timers, mut deadline) = timers_of(Protocol::Http2);
    assert!(!timers.requested(false));
    let start = Instant::now();
    advance(Duration::from_secs(1)).await;
    assert!(!timers.requested(true), "HTTP/2 says it by a GOAWAY");
    assert_eq!(deadline.expired().await, TimeoutReason::EndOfLife);
    assert_elapsed(start, Duration::from_secs(1));
    timers.closing();
    assert_eq!(deadline.expired().await, TimeoutReason::Stalled);
    assert_elapsed(start, Duration::from_secs(2));
    let (timers, _) = timers_of(Protocol::Http1);
    assert!(!timers.requested(false));
    assert!(timers.requested(true));
}

#[tokio::test(start_paused = true)]
async fn the_longest_life_is_no_limit() {
    let limits = Limits {
        life: Duration::MAX,
        ..Limits::default()
    };
    for protocol in [Protocol::Http1, Protocol::Http2] {
        let timers = ConnectionTimers::new(protocol, limits);
        advance(Duration::from_secs(1_000_000)).await;
        assert!(!timers.requested(false));
        assert_eq!(timers.next_timeout().reason, TimeoutReason::Idle);
    }
}

/// A frame that came in behind the preface.
fn monitor_of(timers: &ConnectionTimers, frame: Frame) -> FrameMonitor {
    let mut monitor = timers.frame_monitor().expect("HTTP/2");
    monitor.received(&[PREFACE, &*bytes(frame)].concat());
    monitor
}

#[tokio::test(start_paused = true)]
async fn a_flood_is_seen_at_once() {
    let (timers, mut deadline) = timers_of(Protocol::Http2);
    timers.requested(false);
    let ping = frame(6, 0, 0, 8);
    let mut monitor = monitor_of(&timers, ping);
    let most = usize::try_from(Limits::default().h2_control_frames).expect("few");
    monitor.received(&bytes(ping).repeat(most));
    timers.frames_passed(&monitor);
    let start = Instant::now();
    assert_eq!(deadline.expired().await, TimeoutReason::Flood);
    assert_elapsed(start, Duration::ZERO);
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_is_not_taken_is_a_stall_whatever_else_happens() {
    let (timers, mut deadline) = timers_of(Protocol::Http2);
    let monitor = monitor_of(&timers, frame(HEADERS, 1, 1, 30));
    let start = Instant::now();
    for _ in 0..5 {
        timers.requested(false);
        timers.frames_passed(&monitor);
        timers.wrote();
        advance(Duration::from_secs(5)).await;
    }
    assert_eq!(deadline.expired().await, TimeoutReason::Stalled);
    assert_elapsed(start, Duration::from_secs(30));
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_is_taken_leaves_the_connection_idle() {
    let (timers, mut deadline) = timers_of(Protocol::Http2);
    let mut monitor = monitor_of(&timers, frame(HEADERS, 1, 1, 30));
    timers.requested(false);
    timers.frames_passed(&monitor);
    let start = Instant::now();
    advance(Duration::from_secs(29)).await;
    monitor.sent(&bytes(frame(HEADERS, 1, 1, 20)));
    timers.frames_passed(&monitor);
    assert_eq!(deadline.expired().await, TimeoutReason::Idle);
    assert_elapsed(start, Duration::from_secs(60));
}

#[tokio::test(start_paused = true)]
async fn a_write_that_waits_is_a_stall_until_it_goes_on() {
    let (timers, mut deadline) = timers_of(Protocol::Http1);
    timers.requested(false);
    timers.blocked();
    advance(Duration::from_secs(9)).await;
    timers.wrote();
    timers.blocked();
    let start = Instant::now();
    assert_eq!(deadline.expired().await, TimeoutReason::Stalled);
    assert_elapsed(start, Duration::from_secs(10));
}

#[tokio::test(start_paused = true)]
async fn an_answer_on_its_way_keeps_a_closing_connection_open() {
    let (timers, mut deadline) = timers_of(Protocol::Http1);
    timers.requested(false);
    timers.closing();
    advance(Duration::from_millis(900)).await;
    timers.wrote();
    let start = Instant::now();
    assert_eq!(deadline.expired().await, TimeoutReason::Stalled);
    assert_elapsed(start, Duration::from_secs(1));
}
