//! How long a connection may wait for its peer.
//!
//! A [`Watch`] notes what happens on one connection; an [`Alarm`] is the one timer of that
//! connection and goes off when the peer is overdue. The answers of the application come at once,
//! so every wait is a wait for the peer: for a head, for the next request, for room to write, for
//! the windows of HTTP/2, or for the end.

use std::future::poll_fn;
use std::hash::{BuildHasher as _, RandomState};
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::time::{Instant, Sleep, sleep_until};

use crate::server::h2_guard::Traffic;
use crate::server::limits::Limits;
use crate::server::protocol::Protocol;
use crate::server::timeout_reason::Overdue;

/// The record of one connection.
#[derive(Debug)]
pub struct Watch {
    protocol: Protocol,
    limits: Limits,
    // Only the task of the connection takes this lock; it is here because tasks must be `Send`.
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    awaited: Awaited,
    since: Instant,
    /// When the connection has lived for long enough; `None` for never.
    old: Option<Instant>,
    /// Since when a write has been waiting.
    blocked: Option<Instant>,
    /// The peer has been told that the connection ends.
    closing: bool,
    /// Since when the oldest answer of an HTTP/2 connection is under way.
    answering: Option<Instant>,
    /// The peer has done what no connection may.
    offence: Option<Overdue>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Awaited {
    /// The rest of a request head, or the first request of an HTTP/2 connection.
    Head,
    /// The next request.
    Request,
    /// The peer's end of the connection; ours is closed.
    End,
}

impl Watch {
    pub fn new(protocol: Protocol, limits: Limits) -> Self {
        let now = Instant::now();
        let state = State {
            awaited: Awaited::Head,
            since: now,
            old: now.checked_add(a_bit_less_than(limits.life)),
            blocked: None,
            closing: false,
            answering: None,
            offence: None,
        };
        Self {
            protocol,
            limits,
            state: Mutex::new(state),
        }
    }

    fn is_http2(&self) -> bool {
        self.protocol == Protocol::Http2
    }

    /// Where the frames of the connection are followed, if the protocol has any.
    pub fn traffic(&self) -> Option<Traffic> {
        self.is_http2().then(|| Traffic::new(&self.limits))
    }

    /// Bytes came in. On HTTP/1.1 they begin a request; on HTTP/2 they may be a PING as well, so
    /// only a whole head ends the wait there.
    pub fn received(&self) {
        let mut state = self.state();
        if self.protocol == Protocol::Http1 && state.awaited == Awaited::Request {
            state.wait_for(Awaited::Head);
        }
    }

    /// A whole request head came in. A connection has lived for long enough when its time is over,
    /// or when the process `wants_to_end`, whose clients go one by one with their next request. Says
    /// whether the answer must announce the end: HTTP/1.1 has no other way, because between two
    /// answers it could only be closed under the client's next request; HTTP/2 has GOAWAY.
    pub fn requested(&self, wants_to_end: bool) -> bool {
        let mut state = self.state();
        state.wait_for(Awaited::Request);
        if wants_to_end {
            let now = Instant::now();
            state.old = Some(state.old.map_or(now, |old| old.min(now)));
        }
        let is_old = state.old.is_some_and(|old| old <= state.since);
        !self.is_http2() && (is_old || wants_to_end)
    }

    /// Frames of an HTTP/2 connection have come in or gone out.
    pub fn passed(&self, traffic: &Traffic) {
        let mut state = self.state();
        state.answering = traffic.answering_since();
        state.offence = traffic.offence();
    }

    /// A write had to wait.
    pub fn blocked(&self) {
        self.state().blocked.get_or_insert_with(Instant::now);
    }

    /// Nothing waits to be written.
    pub fn flushed(&self) {
        self.state().blocked = None;
    }

    /// Bytes went out. While closing this is the last answer on its way, which may take its time.
    pub fn wrote(&self) {
        let mut state = self.state();
        state.blocked = None;
        if state.closing {
            state.since = Instant::now();
        }
    }

    /// The peer is told that no request after the current one will be answered.
    pub fn closing(&self) {
        let mut state = self.state();
        state.closing = true;
        if state.awaited == Awaited::Request {
            state.since = Instant::now();
        }
    }

    /// Our side is closed.
    pub fn ended(&self) {
        self.state().wait_for(Awaited::End);
    }

    fn offence(&self) -> Option<Overdue> {
        self.state().offence
    }

    fn deadline(&self) -> (Instant, Overdue) {
        let state = self.state();
        let wait = self.end_of_wait(&state);
        let others = [self.end_of_life(&state), self.end_of_answer(&state)];
        others.into_iter().flatten().fold(wait, earlier)
    }

    /// When a busy connection ends. A peer of HTTP/2 may go on asking after it has been told, until
    /// it acknowledges that; it cannot do so for longer than a drain takes.
    fn end_of_life(&self, state: &State) -> Option<(Instant, Overdue)> {
        let old = state.old.filter(|_| self.is_http2())?;
        if state.closing {
            Some((old + self.limits.drain, Overdue::Stalled))
        } else {
            Some((old, Overdue::Old))
        }
    }

    /// When the oldest answer has to be out. Whatever else happens on the connection does not move it.
    fn end_of_answer(&self, state: &State) -> Option<(Instant, Overdue)> {
        let since = state.answering?;
        Some((since + self.limits.answer, Overdue::Stalled))
    }

    fn end_of_wait(&self, state: &State) -> (Instant, Overdue) {
        let (patience, overdue) = match state.awaited {
            Awaited::Head => (self.limits.headers, Overdue::Stalled),
            Awaited::Request if !state.closing => (self.limits.idle, Overdue::Idle),
            Awaited::Request | Awaited::End => (self.limits.close, Overdue::Stalled),
        };
        match state.blocked.map(|since| since + self.limits.write) {
            // Between requests there is nothing else to wait for while an answer is under way.
            Some(written) if state.awaited == Awaited::Request => (written, Overdue::Stalled),
            Some(written) => (written.min(state.since + patience), Overdue::Stalled),
            None => (state.since + patience, overdue),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn wait_for(&mut self, awaited: Awaited) {
        // Once our side is closed nothing else can be waited for.
        if self.awaited != Awaited::End {
            self.awaited = awaited;
            self.since = Instant::now();
        }
    }
}

fn earlier(one: (Instant, Overdue), other: (Instant, Overdue)) -> (Instant, Overdue) {
    if other.0 < one.0 { other } else { one }
}

/// A time that is shorter by up to a tenth, by chance.
fn a_bit_less_than(time: Duration) -> Duration {
    let chance = RandomState::new().hash_one(()) % 1000;
    let parts = u32::try_from(chance).unwrap_or_default();
    time - time / 10_000 * parts
}

/// The timer of one connection. It must be polled by the task that polls the connection, after it:
/// that is how it learns that a deadline has come nearer.
#[derive(Debug)]
pub struct Alarm {
    watch: Arc<Watch>,
    sleep: Pin<Box<Sleep>>,
}

impl Alarm {
    pub fn new(watch: Arc<Watch>) -> Self {
        let (deadline, _) = watch.deadline();
        Self {
            watch,
            sleep: Box::pin(sleep_until(deadline)),
        }
    }

    /// Waits until the peer is overdue. Safe to cancel and to call again.
    pub async fn overdue(&mut self) -> Overdue {
        poll_fn(|cx| self.poll(cx)).await
    }

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Overdue> {
        if let Some(offence) = self.watch.offence() {
            return Poll::Ready(offence);
        }
        loop {
            let (deadline, overdue) = self.watch.deadline();
            // A deadline that moved away is looked at when the timer fires, not at every request:
            // setting a timer is dear.
            let armed = self.sleep.deadline();
            if armed > deadline || (armed < deadline && self.sleep.is_elapsed()) {
                self.sleep.as_mut().reset(deadline);
            }
            ready!(self.sleep.as_mut().poll(cx));
            if self.sleep.deadline() == deadline {
                return Poll::Ready(overdue);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio::time::advance;

    use super::*;
    use crate::server::h2_guard::frames::tests::{PREFACE, bytes, frame};
    use crate::server::h2_guard::frames::{Frame, HEADERS};

    fn watched(protocol: Protocol) -> (Arc<Watch>, Alarm) {
        let watch = Arc::new(Watch::new(protocol, Limits::default()));
        (Arc::clone(&watch), Alarm::new(watch))
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
            let (_, mut alarm) = watched(protocol);
            let start = Instant::now();
            assert_eq!(alarm.overdue().await, Overdue::Stalled);
            assert_elapsed(start, Duration::from_secs(10));
        }
    }

    #[tokio::test(start_paused = true)]
    async fn after_a_request_the_connection_is_idle() {
        let (watch, mut alarm) = watched(Protocol::Http2);
        advance(Duration::from_secs(9)).await;
        watch.requested(false);
        watch.received();
        let start = Instant::now();
        assert_eq!(alarm.overdue().await, Overdue::Idle);
        assert_elapsed(start, Duration::from_secs(60));
        watch.closing();
        assert_eq!(alarm.overdue().await, Overdue::Stalled);
        assert_elapsed(start, Duration::from_secs(61));
    }

    #[tokio::test(start_paused = true)]
    async fn the_first_byte_of_the_next_head_brings_the_deadline_nearer() {
        let (watch, mut alarm) = watched(Protocol::Http1);
        watch.requested(false);
        advance(Duration::from_secs(30)).await;
        watch.received();
        let start = Instant::now();
        advance(Duration::from_secs(5)).await;
        watch.received();
        assert_eq!(alarm.overdue().await, Overdue::Stalled);
        assert_elapsed(start, Duration::from_secs(10));
    }

    /// A request every half minute.
    async fn keep_busy(watch: &Watch) {
        loop {
            assert!(!watch.requested(false), "HTTP/2 says it by a GOAWAY");
            sleep_until(Instant::now() + Duration::from_secs(30)).await;
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_busy_connection_grows_old() {
        let (watch, mut alarm) = watched(Protocol::Http2);
        let (start, hour) = (Instant::now(), Duration::from_secs(3600));
        tokio::select! {
            () = keep_busy(&watch) => {}
            overdue = alarm.overdue() => assert_eq!(overdue, Overdue::Old),
        }
        let age = start.elapsed();
        assert!((hour - hour / 10..=hour).contains(&age), "{age:?}");
        watch.closing();
        tokio::select! {
            () = keep_busy(&watch) => {}
            overdue = alarm.overdue() => assert_eq!(overdue, Overdue::Stalled),
        }
        assert!(start.elapsed() - age <= Duration::from_secs(13));
    }

    #[tokio::test(start_paused = true)]
    async fn http1_grows_old_at_a_request() {
        let (watch, _) = watched(Protocol::Http1);
        advance(Duration::from_secs(3200)).await;
        assert!(!watch.requested(false));
        advance(Duration::from_secs(400)).await;
        assert!(watch.requested(false));
    }

    #[tokio::test(start_paused = true)]
    async fn a_process_that_ends_lets_connections_go_with_their_next_request() {
        let (watch, mut alarm) = watched(Protocol::Http2);
        assert!(!watch.requested(false));
        let start = Instant::now();
        advance(Duration::from_secs(1)).await;
        assert!(!watch.requested(true), "HTTP/2 says it by a GOAWAY");
        assert_eq!(alarm.overdue().await, Overdue::Old);
        assert_elapsed(start, Duration::from_secs(1));
        watch.closing();
        assert_eq!(alarm.overdue().await, Overdue::Stalled);
        assert_elapsed(start, Duration::from_secs(2));
        let (watch, _) = watched(Protocol::Http1);
        assert!(!watch.requested(false));
        assert!(watch.requested(true));
    }

    #[tokio::test(start_paused = true)]
    async fn the_longest_life_is_no_limit() {
        let limits = Limits {
            life: Duration::MAX,
            ..Limits::default()
        };
        for protocol in [Protocol::Http1, Protocol::Http2] {
            let watch = Watch::new(protocol, limits);
            advance(Duration::from_secs(1_000_000)).await;
            assert!(!watch.requested(false));
            assert_eq!(watch.deadline().1, Overdue::Idle);
        }
    }

    /// A frame that came in behind the preface.
    fn traffic_of(watch: &Watch, frame: Frame) -> Traffic {
        let mut traffic = watch.traffic().expect("HTTP/2");
        traffic.came(&[PREFACE, &*bytes(frame)].concat());
        traffic
    }

    #[tokio::test(start_paused = true)]
    async fn a_flood_is_seen_at_once() {
        let (watch, mut alarm) = watched(Protocol::Http2);
        watch.requested(false);
        let ping = frame(6, 0, 0, 8);
        let mut traffic = traffic_of(&watch, ping);
        let most = usize::try_from(Limits::default().h2_control_frames).expect("few");
        traffic.came(&bytes(ping).repeat(most));
        watch.passed(&traffic);
        let start = Instant::now();
        assert_eq!(alarm.overdue().await, Overdue::Flooding);
        assert_elapsed(start, Duration::ZERO);
    }

    #[tokio::test(start_paused = true)]
    async fn an_answer_that_is_not_taken_is_a_stall_whatever_else_happens() {
        let (watch, mut alarm) = watched(Protocol::Http2);
        let traffic = traffic_of(&watch, frame(HEADERS, 1, 1, 30));
        let start = Instant::now();
        for _ in 0..5 {
            watch.requested(false);
            watch.passed(&traffic);
            watch.wrote();
            advance(Duration::from_secs(5)).await;
        }
        assert_eq!(alarm.overdue().await, Overdue::Stalled);
        assert_elapsed(start, Duration::from_secs(30));
    }

    #[tokio::test(start_paused = true)]
    async fn an_answer_that_is_taken_leaves_the_connection_idle() {
        let (watch, mut alarm) = watched(Protocol::Http2);
        let mut traffic = traffic_of(&watch, frame(HEADERS, 1, 1, 30));
        watch.requested(false);
        watch.passed(&traffic);
        let start = Instant::now();
        advance(Duration::from_secs(29)).await;
        traffic.went(&bytes(frame(HEADERS, 1, 1, 20)));
        watch.passed(&traffic);
        assert_eq!(alarm.overdue().await, Overdue::Idle);
        assert_elapsed(start, Duration::from_secs(60));
    }

    #[tokio::test(start_paused = true)]
    async fn a_write_that_waits_is_a_stall_until_it_goes_on() {
        let (watch, mut alarm) = watched(Protocol::Http1);
        watch.requested(false);
        watch.blocked();
        advance(Duration::from_secs(9)).await;
        watch.wrote();
        watch.blocked();
        let start = Instant::now();
        assert_eq!(alarm.overdue().await, Overdue::Stalled);
        assert_elapsed(start, Duration::from_secs(10));
    }

    #[tokio::test(start_paused = true)]
    async fn an_answer_on_its_way_keeps_a_closing_connection_open() {
        let (watch, mut alarm) = watched(Protocol::Http1);
        watch.requested(false);
        watch.closing();
        advance(Duration::from_millis(900)).await;
        watch.wrote();
        let start = Instant::now();
        assert_eq!(alarm.overdue().await, Overdue::Stalled);
        assert_elapsed(start, Duration::from_secs(1));
    }
}
