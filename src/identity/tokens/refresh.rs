//! Keeps the keys of one issuer fresh: fetches them regularly, sooner after a failure, and when a
//! token names an unknown key.

use std::time::Duration;

use tokio::sync::watch;
use tokio::time::{sleep, timeout};

use crate::https_client::{Client, FetchError, jitter};
use crate::identity::tokens::issuer::Issuer;
use crate::identity::tokens::keys::SetError;

/// How often a JWKS is fetched, and up to a fifth sooner at random. It bounds how long a key is accepted that its issuer has withdrawn.
const REFRESH: Duration = Duration::from_secs(10 * 60);

/// The time to the next attempt after a failure.
const RETRY: Duration = Duration::from_secs(30);

/// The least time between two fetches of a JWKS, whatever tokens name: anybody can make up a key
/// id, and the issuer must not be flooded by it.
const GAP: Duration = Duration::from_secs(30);

/// The least time between two fetches of single keys. Shorter than for a JWKS, because each new key
/// of a load balancer takes a fetch of its own.
const SINGLE_GAP: Duration = Duration::from_secs(1);

/// Why fresh keys were not taken over.
#[derive(Debug, thiserror::Error)]
enum RefreshError {
    #[error(transparent)]
    Fetch(#[from] FetchError),
    #[error(transparent)]
    Set(#[from] SetError),
}

impl Issuer {
    /// Keeps the keys fresh. Never returns, except for an issuer whose keys are in the policy.
    /// Lowers `untried` after the first attempt, successful or not.
    pub async fn keep_fresh(&self, untried: &watch::Sender<usize>) {
        let Some(client) = self.client() else {
            return;
        };
        if !self.has_set_to_fetch() {
            return self.keep_singles(client).await;
        }
        let mut is_fresh = self.refresh(client).await;
        untried.send_modify(|count| *count = count.saturating_sub(1));
        loop {
            self.rest(is_fresh).await;
            is_fresh = self.refresh(client).await;
        }
    }

    /// Waits until the JWKS is to be fetched again: for [`REFRESH`] or [`RETRY`], or until a key is
    /// requested, but at least for [`GAP`].
    pub async fn rest(&self, is_fresh: bool) {
        let pause = jitter::shortened(if is_fresh { REFRESH } else { RETRY });
        sleep(GAP).await;
        // Both ends of this wait are a reason to fetch.
        let _ = timeout(pause.saturating_sub(GAP), self.wanted.asked()).await;
    }

    /// Fetches the requested keys one after the other.
    async fn keep_singles(&self, client: &Client) {
        loop {
            let kid = self.wanted.next().await;
            // It was requested again while it was being fetched.
            if self.has(&kid) {
                continue;
            }
            self.refresh_one(client, &kid).await;
            sleep(SINGLE_GAP).await;
        }
    }

    /// Fetches the JWKS once. After any failure the last good one stays.
    pub async fn refresh(&self, client: &Client) -> bool {
        let fetched = client.fetch().await.map_err(RefreshError::from);
        let taken = fetched.and_then(|body| Ok(self.adopt(&body)?));
        self.report(&taken)
    }

    /// Fetches one key of an AWS load balancer.
    pub async fn refresh_one(&self, client: &Client, kid: &str) {
        let fetched = client.fetch_below(kid).await.map_err(RefreshError::from);
        let taken = fetched.and_then(|pem| Ok(self.adopt_one(kid, &pem)?));
        self.report(&taken);
    }

    fn report(&self, taken: &Result<(), RefreshError>) -> bool {
        let issuer = &*self.config().name;
        match taken {
            Ok(()) => tracing::debug!(issuer, "keys fetched"),
            Err(error) => tracing::warn!(issuer, %error, "keys could not be fetched"),
        }
        taken.is_ok()
    }
}
