//! What is known of the access token of an authorisation, and who wants to know it.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};

use hyper::header::HeaderValue;
use tokio::time::Instant;

use crate::telemetry::{TokenRefresh, UpstreamMetrics};
use crate::webex::MASK;

/// What a call proves itself with.
#[derive(Clone)]
pub struct AccessToken {
    pub header: HeaderValue,
    /// Which token of this process it is, counted from 1.
    pub number: u64,
    pub expires: Instant,
    /// When it may be renewed because it is refused.
    pub renewable: Instant,
}

/// What is known of the token.
#[derive(Clone, Default)]
pub struct TokenState {
    pub token: Option<AccessToken>,
    pub phase: Phase,
    /// How often renewing has ended, in whatever way.
    pub attempts: u64,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Phase {
    /// Under way.
    #[default]
    Renewing,
    Ready,
    /// It is tried again soon.
    Failing,
    /// The refresh token was refused.
    Dead,
}

/// What is asked of the keeper.
#[derive(Clone, Copy, Debug, Default)]
pub struct Wishes {
    /// The number of a token that was refused.
    pub refused: u64,
    /// How often somebody wished that it tries again.
    pub retries: u64,
}

/// The sites that use the tokens, for metrics and diagnostics.
pub struct Sites {
    names: Mutex<BTreeSet<Box<str>>>,
    metrics: UpstreamMetrics,
}

impl AccessToken {
    /// What follows `Authorization: `.
    pub fn header(&self) -> HeaderValue {
        self.header.clone()
    }
}

impl TokenState {
    pub fn usable(&self) -> Option<&AccessToken> {
        let now = Instant::now();
        self.token.as_ref().filter(|token| now < token.expires)
    }

    pub fn newer_than(&self, refused: &AccessToken) -> Option<&AccessToken> {
        self.usable().filter(|token| token.number > refused.number)
    }
}

impl Sites {
    pub fn new(metrics: UpstreamMetrics) -> Self {
        Self {
            names: Mutex::default(),
            metrics,
        }
    }

    /// Forgets all: which they are is said again with each policy.
    pub fn clear(&self) {
        self.names().clear();
    }

    pub fn add(&self, name: &str, phase: Phase) {
        self.names().insert(name.into());
        self.metrics.expect_tokens(name);
        self.metrics.token_dead(name, phase == Phase::Dead);
    }

    fn names(&self) -> MutexGuard<'_, BTreeSet<Box<str>>> {
        self.names.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// For diagnostics.
    pub fn in_words(&self) -> String {
        let names = self.names();
        names
            .iter()
            .map(|name| &**name)
            .collect::<Vec<_>>()
            .join(", ")
    }

    pub fn count(&self, result: TokenRefresh) {
        for name in self.names().iter() {
            self.metrics.count_refresh(name, result);
            self.metrics
                .token_dead(name, result == TokenRefresh::Refused);
        }
    }
}

impl fmt::Debug for AccessToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "AccessToken({} {MASK})", self.number)
    }
}
