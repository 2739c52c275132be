//! A policy at an HTTPS address: when it is asked for, and what is known of it.

use std::sync::Arc;
use std::time::Duration;

use hyper::header::HeaderValue;
use jiff::Timestamp;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep_until, timeout};

use super::background::{BackgroundError, in_background};
use super::outcome::ReloadOutcome;
use crate::cli::clock;
use crate::cli::output::visible;
use crate::https_client::jitter;
use crate::policy_source::{
    CopyFile, Fetch, KeptVersion, PolicySource, PolicyVersion, SourceAddress, SourceError,
};
use crate::telemetry::{Metrics, PollResult};

/// The longest time for which the wish of a source (`Retry-After`) is respected.
const LONGEST_RETRY: Duration = Duration::from_secs(10 * 60);

/// The longest time for which a request to reload waits: certificates and tokens are not to be held up.
const LONGEST_REQUEST: Duration = Duration::from_secs(15);

/// A source with the version that it had last.
pub struct RemotePolicy {
    source: Arc<PolicySource>,
    copy: Option<CopyFile>,
    interval: Duration,
    /// As it was fetched last, valid or not.
    latest: PolicyVersion,
    /// When the source said last that this is its version.
    confirmed: Timestamp,
    /// Whether that is the policy in force.
    is_in_force: bool,
    /// When the version in force was signed.
    signed_at: Option<Timestamp>,
    /// The last failure, so that the same one is reported once.
    failure: Option<String>,
    next: Instant,
    fetching: JoinSet<Result<Polled, PollError>>,
    metrics: Arc<Metrics>,
}

/// A source, and the version of it with which the process starts.
pub struct FollowedSource {
    pub source: Arc<PolicySource>,
    pub copy: Option<CopyFile>,
    pub interval: Duration,
    pub start: KeptVersion,
}

pub enum Polled {
    /// What was fetched last; with its tag, if it was sent again.
    Unchanged(Option<HeaderValue>),
    New(PolicyVersion),
}

/// Why a poll gave no version.
#[derive(Debug, thiserror::Error)]
pub enum PollError {
    #[error(transparent)]
    Source(#[from] SourceError),
    #[error(transparent)]
    Background(#[from] BackgroundError),
    #[error("no full answer within {} s yet: it goes into force when it comes", LONGEST_REQUEST.as_secs())]
    Slow,
    #[error("a fault of Linkgate ended it")]
    Panicked,
}

/// What is known when a source is asked.
#[derive(Clone)]
struct PollRequest {
    latest: PolicyVersion,
    signed_at: Option<Timestamp>,
}

impl RemotePolicy {
    pub fn follow(followed: FollowedSource, metrics: Arc<Metrics>) -> Self {
        let FollowedSource {
            source,
            copy,
            interval,
            start,
        } = followed;
        metrics.policy_source().expect_polls();
        let followed = Self {
            source,
            copy,
            interval,
            confirmed: start.confirmed,
            signed_at: start.version.signed_at(),
            latest: start.version,
            is_in_force: true,
            failure: None,
            // Replicas that start at once do not ask at once.
            next: Instant::now() + jitter::part_of(interval),
            fetching: JoinSet::new(),
            metrics,
        };
        followed.tell_confirmed();
        followed
    }

    /// Waits until it is time to ask, and for the answer. It can be given up and called again.
    pub async fn poll(&mut self) -> Result<Polled, PollError> {
        if self.fetching.is_empty() {
            sleep_until(self.next).await;
            self.ask();
        }
        self.answer().await
    }

    /// Asks at once. An answer that takes long is not given up: [`Self::poll`] has it later.
    pub async fn ask_now(&mut self) -> Result<Polled, PollError> {
        // What is under way may have been asked before the change.
        self.fetching.abort_all();
        while self.fetching.join_next().await.is_some() {}
        self.ask();
        let answer = timeout(LONGEST_REQUEST, self.answer()).await;
        answer.unwrap_or(Err(PollError::Slow))
    }

    fn ask(&mut self) {
        let request = PollRequest {
            latest: self.latest.clone(),
            signed_at: self.signed_at,
        };
        self.fetching
            .spawn(fetch(Arc::clone(&self.source), request));
    }

    async fn answer(&mut self) -> Result<Polled, PollError> {
        let answer = self.fetching.join_next().await;
        let answer = answer.unwrap_or(Ok(Err(PollError::Panicked)));
        let answer = answer.unwrap_or(Err(PollError::Panicked));
        let wished = match &answer {
            Err(PollError::Source(error)) => error.retry_after(),
            _ => None,
        };
        self.next = Instant::now() + pause(self.interval, wished);
        answer
    }

    /// Notes that the source has no other version than before.
    pub fn is_unchanged(&mut self, etag: Option<HeaderValue>) {
        // With the old tag, it would be sent again for ever.
        if let Some(etag) = etag {
            self.latest.has_tag(etag);
        }
        self.succeeded(PollResult::Unchanged);
        self.confirmed = clock::now();
        if self.is_in_force {
            self.tell_confirmed();
        }
    }

    /// Notes a failure, and reports it unless it is that of the last time.
    pub fn has_failed(&mut self, error: &PollError) -> ReloadOutcome {
        let is_refusal = matches!(error, PollError::Source(error) if error.is_refusal());
        let (result, what) = match is_refusal {
            true => (PollResult::Refused, "was refused"),
            false => (PollResult::Failed, "cannot be fetched"),
        };
        let address = &self.source.rules().address;
        // Names of an archive may have line breaks in them.
        let failure = format!("the policy at {address} {what}: {error}");
        let failure = visible(&failure).into_owned();
        if self.failure.as_ref() != Some(&failure) {
            tracing::error!("{failure}; the last good one goes on");
            self.failure = Some(failure.clone());
        }
        self.metrics.policy_source().count_poll(result);
        ReloadOutcome::Refused(format!("{failure}\n"))
    }

    /// Notes a version, and whether it is valid: then it is in force.
    pub async fn has_come(&mut self, version: PolicyVersion, outcome: &ReloadOutcome) {
        self.latest = version;
        self.confirmed = clock::now();
        let result = match outcome {
            ReloadOutcome::Refused(_) => PollResult::Refused,
            ReloadOutcome::Changed => PollResult::Changed,
            ReloadOutcome::Unchanged => PollResult::Unchanged,
        };
        match result {
            PollResult::Refused => self.is_in_force = false,
            _ => self.is_now_in_force().await,
        }
        self.succeeded(result);
    }

    /// Notes that the latest version is the policy in force, and keeps a copy of it.
    pub async fn is_now_in_force(&mut self) {
        self.is_in_force = true;
        self.signed_at = self.latest.signed_at();
        self.tell_confirmed();
        let Some(copy) = self.copy.clone() else {
            return;
        };
        let kept = KeptVersion {
            version: self.latest.clone(),
            confirmed: self.confirmed,
        };
        let address = self.source.rules().address.clone();
        let written = in_background(move || keep(&copy, &address, &kept)).await;
        if let Err(error) = written {
            tracing::warn!("no copy of the policy was kept: {error}");
        }
    }

    fn succeeded(&mut self, result: PollResult) {
        if self.failure.take().is_some() {
            let address = &self.source.rules().address;
            tracing::info!("the policy at {address} can be fetched again");
        }
        self.metrics.policy_source().count_poll(result);
    }

    fn tell_confirmed(&self) {
        let confirmed = self.confirmed.as_second();
        self.metrics.policy_source().confirm(confirmed);
    }
}

/// Keeps a copy for the next process.
pub fn keep(copy: &CopyFile, address: &SourceAddress, kept: &KeptVersion) {
    if let Err(error) = copy.write(address, kept) {
        let path = copy.path().display();
        tracing::warn!("{path}: no copy of the policy was kept: {error}");
    }
}

async fn fetch(source: Arc<PolicySource>, request: PollRequest) -> Result<Polled, PollError> {
    let fetched = source.fetch(Some(&request.latest.known())).await?;
    let (download, is_known) = match fetched {
        Fetch::Unchanged(etag) => return Ok(Polled::Unchanged(etag)),
        Fetch::Signed(signature) => (request.latest.download().signed_with(signature), true),
        Fetch::Downloaded(download) => (download, false),
    };
    // Millions of bytes to hash and to unpack.
    let accept = move || {
        let now = clock::now();
        source.rules().accept(download, request.signed_at, now)
    };
    match in_background(accept).await? {
        Ok(version) => Ok(Polled::New(version)),
        // Its old signature counts: this one may belong to a version that is about to follow.
        Err(_) if is_known => Ok(Polled::Unchanged(None)),
        Err(refused) => Err(SourceError::from(refused).into()),
    }
}

/// The time until the next question: the interval, or what the source wishes if that is longer.
fn pause(interval: Duration, wished: Option<Duration>) -> Duration {
    let wished = wished.unwrap_or_default().min(LONGEST_RETRY);
    jitter::shortened(interval).max(jitter::lengthened(wished))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn questions_are_spread_and_wishes_respected() {
        let seconds = Duration::from_secs;
        for (wished, least, most) in [
            (None, 24, 30),
            (Some(seconds(5)), 24, 30),
            (Some(seconds(28)), 28, 34),
            (Some(seconds(120)), 120, 144),
            // A source cannot switch its readers off.
            (Some(seconds(u64::MAX)), 600, 720),
        ] {
            for _ in 0..50 {
                let pause = pause(seconds(30), wished);
                let expected = seconds(least)..=seconds(most);
                assert!(expected.contains(&pause), "{wished:?}: {pause:?}");
            }
        }
    }
}
