//! The timer of one connection.

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use tokio::time::{Sleep, sleep_until};

use super::ConnectionTimers;
use crate::server::timeout_reason::TimeoutReason;

/// The timer of one connection. It must be polled by the task that polls the connection, after it:
/// that is how it learns that a deadline has come nearer.
#[derive(Debug)]
pub struct Deadline {
    timers: Arc<ConnectionTimers>,
    sleep: Pin<Box<Sleep>>,
}

impl Deadline {
    pub fn new(timers: Arc<ConnectionTimers>) -> Self {
        let next = timers.next_timeout();
        Self {
            timers,
            sleep: Box::pin(sleep_until(next.at)),
        }
    }

    /// Waits until the peer has taken too long. Safe to cancel and to call again.
    pub async fn expired(&mut self) -> TimeoutReason {
        poll_fn(|cx| self.poll(cx)).await
    }

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<TimeoutReason> {
        if let Some(violation) = self.timers.violation() {
            return Poll::Ready(violation);
        }
        loop {
            let next = self.timers.next_timeout();
            // A deadline that moved away is looked at when the timer fires, not at every request:
            // setting a timer is expensive.
            let armed = self.sleep.deadline();
            if armed > next.at || (armed < next.at && self.sleep.is_elapsed()) {
                self.sleep.as_mut().reset(next.at);
            }
            ready!(self.sleep.as_mut().poll(cx));
            if self.sleep.deadline() == next.at {
                return Poll::Ready(next.reason);
            }
        }
    }
}
