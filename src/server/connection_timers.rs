//! How long a connection may wait for its peer.
//!
//! [`ConnectionTimers`] note what happens on one connection; a [`Deadline`] is the one timer of
//! that connection and expires when the peer has taken too long. The answers of the application
//! come at once, so every wait is a wait for the peer: for a head, for the next request, for room
//! to write, for the windows of HTTP/2, or for the end.

mod deadline;
#[cfg(test)]
mod tests;

use std::hash::{BuildHasher as _, RandomState};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use crate::server::h2_guard::FrameMonitor;
use crate::server::limits::{self, Limits};
use crate::server::protocol::Protocol;
use crate::server::timeout_reason::TimeoutReason;
pub use deadline::Deadline;

/// What happens on one connection, and when it times out.
#[derive(Debug)]
pub struct ConnectionTimers {
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
    end_of_life: Option<Instant>,
    exchange: Exchange,
    /// What the last request needed has been given back.
    is_parked: bool,
    /// Since when a write has been waiting.
    blocked: Option<Instant>,
    /// The peer has been told that the connection ends.
    closing: bool,
    /// Since when the oldest answer of an HTTP/2 connection is under way.
    answering: Option<Instant>,
    /// Cuts the connection at once.
    violation: Option<TimeoutReason>,
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

/// What became of the last request of an HTTP/1.1 connection. Answers are written whole, in one go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Exchange {
    /// There was none, or its answer is out.
    None,
    Asked,
    Answering,
}

impl ConnectionTimers {
    pub fn new(protocol: Protocol, limits: Limits) -> Self {
        let now = Instant::now();
        let state = State {
            awaited: Awaited::Head,
            since: now,
            exchange: Exchange::None,
            is_parked: false,
            end_of_life: now.checked_add(a_bit_less_than(limits.life)),
            blocked: None,
            closing: false,
            answering: None,
            violation: None,
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

    /// For the frames of the connection, if its protocol has any.
    pub fn frame_monitor(&self) -> Option<FrameMonitor> {
        self.is_http2().then(|| FrameMonitor::new(&self.limits))
    }

    /// Bytes came in. On HTTP/1.1 they begin a request; on HTTP/2 they may be a PING as well, so
    /// only a whole head ends the wait there.
    pub fn received(&self) {
        let mut state = self.state();
        if self.protocol == Protocol::Http1 && state.awaited == Awaited::Request {
            state.wait_for(Awaited::Head);
            state.is_parked = false;
        }
    }

    /// A whole request head came in. A connection has lived for long enough when its time is over,
    /// or when the process `wants_to_end`, whose clients go one by one with their next request.
    /// Says whether the answer must announce the end: HTTP/1.1 has no other way, because between
    /// two answers it could only be closed under the client's next request; HTTP/2 has GOAWAY.
    pub fn requested(&self, wants_to_end: bool) -> bool {
        let mut state = self.state();
        state.wait_for(Awaited::Request);
        state.exchange = Exchange::Asked;
        if wants_to_end {
            let now = Instant::now();
            state.end_of_life = Some(state.end_of_life.map_or(now, |end| end.min(now)));
        }
        let is_over = state.end_of_life.is_some_and(|end| end <= state.since);
        !self.is_http2() && (is_over || wants_to_end)
    }

    /// Frames of an HTTP/2 connection were received or sent.
    pub fn frames_passed(&self, monitor: &FrameMonitor) {
        let mut state = self.state();
        state.answering = monitor.answering_since();
        state.violation = monitor.violation();
    }

    /// A write had to wait.
    pub fn blocked(&self) {
        self.state().blocked.get_or_insert_with(Instant::now);
    }

    /// Nothing waits to be written.
    pub fn flushed(&self) {
        let mut state = self.state();
        state.blocked = None;
        // No interim answer (100) goes out before this, because no HTTP/1.1 body is read: what has
        // gone out whole is the answer.
        if state.exchange == Exchange::Answering {
            state.exchange = Exchange::None;
        }
    }

    /// What the last request needed is given back.
    pub fn parked(&self) {
        self.state().is_parked = true;
    }

    /// Whether no request waits for its answer, so that what is written answers none.
    pub fn is_unasked(&self) -> bool {
        self.protocol == Protocol::Http1 && self.state().exchange == Exchange::None
    }

    /// Bytes went out. While closing this is the last answer on its way, which may take its time.
    pub fn wrote(&self) {
        let mut state = self.state();
        state.blocked = None;
        if state.exchange == Exchange::Asked {
            state.exchange = Exchange::Answering;
        }
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
    pub fn closed(&self) {
        self.state().wait_for(Awaited::End);
    }

    fn violation(&self) -> Option<TimeoutReason> {
        self.state().violation
    }

    fn next_timeout(&self) -> Timeout {
        let state = self.state();
        let wait = self.end_of_wait(&state);
        let others = [self.end_of_life(&state), self.end_of_answer(&state)];
        others.into_iter().flatten().fold(wait, Timeout::earlier)
    }

    /// When a busy connection ends. A peer of HTTP/2 may go on asking after it has been told, until
    /// it acknowledges that; it cannot do so for longer than a drain takes.
    fn end_of_life(&self, state: &State) -> Option<Timeout> {
        let end = state.end_of_life.filter(|_| self.is_http2())?;
        Some(match state.closing {
            true => Timeout::stalled(end + self.limits.drain),
            false => Timeout {
                at: end,
                reason: TimeoutReason::EndOfLife,
            },
        })
    }

    /// When the oldest answer has to be out. Whatever else happens on the connection does not move it.
    fn end_of_answer(&self, state: &State) -> Option<Timeout> {
        let since = state.answering?;
        Some(Timeout::stalled(since + self.limits.answer))
    }

    /// Whether there is something to be given back while the next request is awaited.
    fn can_be_parked(&self, state: &State) -> bool {
        let is_quiet = self.protocol == Protocol::Http1 && state.exchange == Exchange::None;
        is_quiet && !state.is_parked && !state.closing && limits::QUIET < self.limits.idle
    }

    fn end_of_wait(&self, state: &State) -> Timeout {
        let (patience, reason) = match state.awaited {
            Awaited::Head => (self.limits.headers, TimeoutReason::Stalled),
            Awaited::Request if self.can_be_parked(state) => (limits::QUIET, TimeoutReason::Quiet),
            Awaited::Request if !state.closing => (self.limits.idle, TimeoutReason::Idle),
            Awaited::Request | Awaited::End => (self.limits.close, TimeoutReason::Stalled),
        };
        let at = state.since + patience;
        match state.blocked.map(|since| since + self.limits.write) {
            // Between requests there is nothing else to wait for while an answer is under way.
            Some(written) if state.awaited == Awaited::Request => Timeout::stalled(written),
            Some(written) => Timeout::stalled(written.min(at)),
            None => Timeout { at, reason },
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

/// When a connection ends, unless something happens on it before, and why.
#[derive(Clone, Copy, Debug)]
struct Timeout {
    at: Instant,
    reason: TimeoutReason,
}

impl Timeout {
    fn stalled(at: Instant) -> Self {
        let reason = TimeoutReason::Stalled;
        Self { at, reason }
    }

    fn earlier(self, other: Self) -> Self {
        if other.at < self.at { other } else { self }
    }
}

/// A time that is shorter by up to a tenth, at random.
fn a_bit_less_than(time: Duration) -> Duration {
    let chance = RandomState::new().hash_one(()) % 1000;
    let parts = u32::try_from(chance).unwrap_or_default();
    time - time / 10_000 * parts
}
