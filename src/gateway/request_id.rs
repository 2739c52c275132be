//! The id under which a visitor's page, the log and a support call meet.

use std::fmt;
use std::hash::{BuildHasher, RandomState};
use std::sync::atomic::{AtomicU64, Ordering};

/// Gives every request an id: a random part that tells processes apart, and
/// a number. Ids are unique, not secret.
#[derive(Debug)]
pub(super) struct RequestIds {
    process: u64,
    next: AtomicU64,
}

/// The id of one request.
#[derive(Clone, Debug)]
pub(super) struct RequestId(String);

impl Default for RequestIds {
    fn default() -> Self {
        Self {
            // The standard library seeds this from the operating system.
            process: RandomState::new().hash_one(0),
            next: AtomicU64::new(1),
        }
    }
}

impl RequestIds {
    pub(super) fn next(&self) -> RequestId {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        RequestId(format!("{:016x}-{number:x}", self.process))
    }
}

impl RequestId {
    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
