//! Whether this process wants traffic: not before everything is in place, and not while it drains.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use serde::{Deserialize, Serialize};

/// The state that health checks see.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// Something is not in place yet.
    Starting,
    /// Send traffic.
    Ready,
    /// The process is about to end. There is no way back.
    Draining,
}

impl State {
    #[must_use]
    pub fn is_ready(self) -> bool {
        self == Self::Ready
    }

    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Starting => "starting",
            Self::Ready => "ready",
            Self::Draining => "draining",
        }
    }
}

/// The shared answer to "are you ready?". Ready while no [`Latch`] is held and no drain has begun.
#[derive(Clone, Debug, Default)]
pub struct Readiness(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    latches: AtomicUsize,
    draining: AtomicBool,
}

/// Held by what is not in place yet; dropping the last one makes the process ready.
#[derive(Debug)]
#[must_use = "a latch that is dropped at once holds nothing"]
pub struct Latch(Arc<Shared>);

impl Readiness {
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Holds readiness back until the latch is dropped.
    pub fn latch(&self) -> Latch {
        self.0.latches.fetch_add(1, Ordering::Relaxed);
        Latch(Arc::clone(&self.0))
    }

    /// From here on the process wants no new traffic.
    pub fn drain(&self) {
        self.0.draining.store(true, Ordering::Relaxed);
    }

    #[must_use]
    pub fn is_draining(&self) -> bool {
        self.0.draining.load(Ordering::Relaxed)
    }

    #[must_use]
    pub fn state(&self) -> State {
        if self.is_draining() {
            State::Draining
        } else if self.0.latches.load(Ordering::Relaxed) > 0 {
            State::Starting
        } else {
            State::Ready
        }
    }
}

impl Drop for Latch {
    fn drop(&mut self) {
        self.0.latches.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_latch_makes_ready_and_a_drain_ends_it_for_good() {
        let readiness = Readiness::new();
        let (policy, listeners) = (readiness.latch(), readiness.latch());
        drop(policy);
        assert_eq!(readiness.state(), State::Starting);
        drop(listeners);
        assert_eq!(readiness.state(), State::Ready);
        readiness.drain();
        drop(readiness.latch());
        assert_eq!(readiness.state(), State::Draining);
    }
}
