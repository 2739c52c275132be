//! Renews the tokens of one authorisation: one task, so that nobody renews them twice.

use std::sync::Arc;
use std::time::Duration;

use hyper::header::HeaderValue;
use jiff::Timestamp;
use secrecy::zeroize::Zeroizing;
use secrecy::{ExposeSecret as _, SecretString};
use tokio::sync::watch;
use tokio::time::{Instant, sleep_until};

use super::endpoint::{Endpoint, Grant, RefreshAnswer};
use super::state::{AccessToken, Phase, Sites, TokenState, Wishes};
use super::state_file::{KeptTokens, StateFile};
use crate::https_client::jitter;
use crate::telemetry::TokenRefresh;

/// A token younger than this is not renewed because it is refused: another one would be, too, and Webex
/// would be asked for one with every click.
const MIN_AGE: Duration = Duration::from_secs(60);

/// The least time between two renewals that nobody asked for, however short a token lives.
const GAP: Duration = Duration::from_secs(60);

/// After the first failure; it doubles up to the last one. A token has half of its life left then.
const FIRST_RETRY: Duration = Duration::from_secs(5);
const LAST_RETRY: Duration = Duration::from_secs(5 * 60);

/// After a refusal. Only a person can change it, and asking Webex more often helps nobody.
const DEAD_RETRY: Duration = Duration::from_secs(60 * 60);

pub struct Keeper {
    parts: KeeperParts,
    kept: Option<KeptTokens>,
    /// How many tokens this process has had.
    number: u64,
    failures: u32,
    retries: u64,
}

pub struct KeeperParts {
    pub endpoint: Endpoint,
    pub file: Option<StateFile>,
    pub clock: fn() -> Timestamp,
    pub sites: Arc<Sites>,
    pub state: watch::Sender<TokenState>,
    pub wishes: watch::Receiver<Wishes>,
}

/// Why it stops waiting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wake {
    Due,
    /// Webex has refused the token.
    Refused,
    /// Nobody uses the tokens any more.
    Gone,
}

/// How renewing ends.
enum Renewal {
    Issued(KeptTokens),
    /// Another process did it.
    Shared(KeptTokens),
    Refused,
    Failed {
        retry_after: Option<Duration>,
    },
}

impl Keeper {
    pub fn new(parts: KeeperParts) -> Self {
        Self {
            parts,
            kept: None,
            number: 0,
            failures: 0,
            retries: 0,
        }
    }

    /// Never cut off while a token is on its way: nobody else would get it.
    pub async fn run(mut self) {
        let mut due = self.begin().await;
        loop {
            let wake = self.wait(due).await;
            if wake == Wake::Gone {
                return;
            }
            due = self.renew(wake).await;
        }
    }

    /// Takes over what the process before has left, and says when it is to be renewed.
    async fn begin(&mut self) -> Instant {
        match self.read().await {
            Some(kept) if self.age(&kept) < kept.lifetime => {
                let due = self.adopt(kept);
                self.parts
                    .state
                    .send_modify(|state| state.phase = Phase::Ready);
                due
            }
            // The refresh token in it is found again before the next one is asked for.
            _ => Instant::now(),
        }
    }

    async fn wait(&mut self, due: Instant) -> Wake {
        loop {
            tokio::select! {
                () = sleep_until(due) => return Wake::Due,
                changed = self.parts.wishes.changed() => {
                    if changed.is_err() {
                        return Wake::Gone;
                    }
                }
            }
            if let Some(wake) = self.heed() {
                return wake;
            }
        }
    }

    /// What somebody wishes, if this is the time for it.
    fn heed(&mut self) -> Option<Wake> {
        let wishes = *self.parts.wishes.borrow_and_update();
        let phase = self.parts.state.borrow().phase;
        let wants_retry = wishes.retries > self.retries;
        self.retries = wishes.retries;
        match phase {
            Phase::Ready if wishes.refused == self.number => Some(Wake::Refused),
            Phase::Failing | Phase::Dead if wants_retry => Some(Wake::Due),
            _ => None,
        }
    }

    /// Renews the token, and says when to do it again.
    async fn renew(&mut self, wake: Wake) -> Instant {
        let state = &self.parts.state;
        state.send_modify(|state| state.phase = Phase::Renewing);
        let renewal = self.attempt(wake).await;
        let now = Instant::now();
        let (result, phase, due) = match renewal {
            Renewal::Issued(kept) => {
                let due = self.adopt(kept).max(now + GAP);
                (TokenRefresh::Refreshed, Phase::Ready, due)
            }
            Renewal::Shared(kept) => {
                let due = self.adopt(kept).max(now + GAP);
                (TokenRefresh::Shared, Phase::Ready, due)
            }
            Renewal::Refused => {
                let due = now + jitter::lengthened(DEAD_RETRY);
                (TokenRefresh::Refused, Phase::Dead, due)
            }
            Renewal::Failed { retry_after } => {
                let due = now + self.backoff().max(retry_after.unwrap_or_default());
                (TokenRefresh::Failed, Phase::Failing, due)
            }
        };
        if result != TokenRefresh::Failed {
            self.failures = 0;
        }
        self.parts.sites.count(result);
        self.parts.state.send_modify(|state| {
            state.phase = phase;
            state.attempts += 1;
        });
        due
    }

    fn backoff(&mut self) -> Duration {
        let wait = FIRST_RETRY * (1 << self.failures.min(10));
        self.failures += 1;
        jitter::lengthened(wait.min(LAST_RETRY))
    }

    /// Gives a token to everybody, and says when it is to be renewed: after half of its life, so that there
    /// is as much time for a token endpoint that fails.
    fn adopt(&mut self, kept: KeptTokens) -> Instant {
        let now = Instant::now();
        let age = self.age(&kept);
        self.number += 1;
        let token = AccessToken {
            header: header_of(&kept.access_token),
            number: self.number,
            expires: now + kept.lifetime.saturating_sub(age),
            renewable: now + MIN_AGE.saturating_sub(age),
        };
        let half = jitter::shortened(kept.lifetime / 2);
        self.kept = Some(kept);
        self.parts
            .state
            .send_modify(|state| state.token = Some(token));
        now + half.saturating_sub(age)
    }

    async fn attempt(&mut self, wake: Wake) -> Renewal {
        // Held until a new token is written down, which the others read then.
        let _lock = match &self.parts.file {
            Some(file) => Some(file.lock().await),
            None => None,
        };
        if let Some(found) = self.read().await
            && self.is_newer(&found)
        {
            if self.age(&found) < found.lifetime / 2 {
                let sites = self.parts.sites.in_words();
                tracing::debug!(sites, "another process has renewed the access token");
                return Renewal::Shared(found);
            }
            // Its access token is old as well, but its refresh token is the last one.
            self.kept = Some(found);
        }
        self.ask(wake).await
    }

    /// Asks with the last refresh token, and then with that of the policy: what was kept may be worth
    /// less.
    async fn ask(&self, wake: Wake) -> Renewal {
        let configured = self.parts.endpoint.configured();
        let last = self.kept.as_ref().map(|kept| kept.refresh_token.clone());
        let last = last.filter(|last| last.expose_secret() != configured.expose_secret());
        let sites = self.parts.sites.in_words();
        let mut refused_as = None;
        for token in last.into_iter().chain([configured]) {
            match self.parts.endpoint.refresh(&token).await {
                RefreshAnswer::Granted(grant) => {
                    tracing::info!(sites, ?wake, "an access token was issued");
                    return Renewal::Issued(self.keep(grant, token).await);
                }
                RefreshAnswer::Refused { tracking_id } => refused_as = tracking_id,
                RefreshAnswer::Failed {
                    reason,
                    retry_after,
                } => {
                    tracing::warn!(sites, ?wake, reason, "no access token was issued");
                    return Renewal::Failed { retry_after };
                }
            }
        }
        let tracking_id = refused_as.as_deref();
        tracing::error!(
            sites,
            tracking_id,
            "the refresh token is refused: authorise the app at Webex again, and put its new refresh token \
             where the policy reads it"
        );
        Renewal::Refused
    }

    /// Writes a grant down, before anybody uses it.
    async fn keep(&self, grant: Grant, used: SecretString) -> KeptTokens {
        let kept = KeptTokens {
            access_token: grant.access_token,
            issued: (self.parts.clock)().as_second(),
            lifetime: grant.lifetime,
            refresh_token: grant.refresh_token.unwrap_or(used),
        };
        if let Some(file) = &self.parts.file
            && let Err(error) = file.write(&kept).await
        {
            let file = file.path().display();
            tracing::warn!(%file, %error, "the tokens of Webex cannot be kept for the next process");
        }
        kept
    }

    async fn read(&self) -> Option<KeptTokens> {
        let file = self.parts.file.as_ref()?;
        match file.read().await {
            Ok(kept) => kept,
            Err(error) => {
                let file = file.path().display();
                tracing::warn!(%file, %error, "kept tokens of Webex are not used");
                None
            }
        }
    }

    /// How long ago it was issued, by the clock of the machine: of the processes that share a file, none
    /// knows more. A clock that has gone back makes it new.
    fn age(&self, kept: &KeptTokens) -> Duration {
        let seconds = (self.parts.clock)().as_second() - kept.issued;
        Duration::from_secs(u64::try_from(seconds).unwrap_or(0))
    }

    fn is_newer(&self, found: &KeptTokens) -> bool {
        self.kept.as_ref().is_none_or(|own| {
            let is_other = found.access_token.expose_secret() != own.access_token.expose_secret();
            is_other && found.issued >= own.issued
        })
    }
}

fn header_of(token: &SecretString) -> HeaderValue {
    let header = Zeroizing::new(format!("Bearer {}", token.expose_secret()));
    let mut header = HeaderValue::from_str(&header).expect("a token is visible ASCII");
    // Never in a debug print.
    header.set_sensitive(true);
    header
}
