//! Signed tokens (JWT): the person whom an issuer of the policy names.
//!
//! A token is valid only if a key of its own issuer signed it, by an algorithm that the policy
//! lists, for this audience, at this time. Verified tokens are cached, because checking a signature
//! is the most expensive step.
//!
//! Verification never waits: keys from a URL are fetched in the background, by
//! [`Tokens::keep_fresh`].

mod alb;
mod cache;
mod claims;
mod error;
mod issuer;
mod keys;
mod person;
mod refresh;
mod verify;

#[cfg(test)]
mod tests;

use std::fmt;
use std::sync::Arc;

use jiff::Timestamp;
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::decision::Person;
use crate::policy::JwtIssuer;

pub use error::TokenError;
pub use issuer::KeyError;
pub use keys::{KeyFault, SetError};

use cache::{Cache, CachedToken};
use issuer::Issuer;
use verify::UnverifiedJwt;

/// The longest token that is read. It bounds the work for one token; few servers accept more for
/// all headers of a request together.
const MAX_TOKEN_BYTES: usize = 8 * 1024;

/// The issuers of a policy with their current keys, and the tokens that were verified recently.
pub struct Tokens {
    issuers: Vec<Issuer>,
    cache: Cache,
    /// The number of key sets that no fetch has been tried for yet.
    untried: watch::Sender<usize>,
}

impl Tokens {
    /// The issuers with the keys of the policy itself. Those from URLs come with
    /// [`Tokens::keep_fresh`].
    ///
    /// # Errors
    ///
    /// Names the first issuer whose key set or authorities cannot be used.
    pub fn new(trust: &[Arc<JwtIssuer>]) -> Result<Self, KeyError> {
        let issuers: Vec<_> = trust.iter().map(Issuer::new).collect::<Result<_, _>>()?;
        let untried = issuers.iter().filter(|one| one.has_set_to_fetch()).count();
        Ok(Self {
            issuers,
            cache: Cache::new(),
            untried: watch::Sender::new(untried),
        })
    }

    /// The issuers of a policy that replaces another one. Where the source of the keys is the same,
    /// the fetched keys stay, so that callers can log in without a gap after a reload.
    ///
    /// # Errors
    ///
    /// As [`Tokens::new`].
    pub fn following(trust: &[Arc<JwtIssuer>], old: &Self) -> Result<Self, KeyError> {
        let tokens = Self::new(trust)?;
        for issuer in &tokens.issuers {
            if let Some(old) = old.issuers.iter().find(|old| issuer.shares_keys_with(old)) {
                issuer.inherit(old);
            }
        }
        Ok(tokens)
    }

    /// The person that a token names. `issuer` is the index of its issuer; `token` is without
    /// `Bearer`.
    ///
    /// # Errors
    ///
    /// Says why the token is invalid. After `UnknownKey` the keys are fetched again, so that a
    /// later attempt may succeed.
    ///
    /// # Panics
    ///
    /// If [`Tokens::new`] was given no issuer with that index.
    pub fn verify(
        &self,
        issuer: usize,
        token: &str,
        now: Timestamp,
    ) -> Result<Arc<Person<'static>>, TokenError> {
        if token.len() > MAX_TOKEN_BYTES {
            return Err(TokenError::TooLong);
        }
        match self.cache.find(issuer, token) {
            // It may have expired since it was cached.
            Some(cached) => cached.validity.check(now).map(|()| cached.person),
            None => self.verify_uncached(issuer, token, now),
        }
    }

    fn verify_uncached(
        &self,
        index: usize,
        token: &str,
        now: Timestamp,
    ) -> Result<Arc<Person<'static>>, TokenError> {
        let issuer = &self.issuers[index];
        let unverified = UnverifiedJwt::read(issuer.config(), token)?;
        let key = issuer.key(unverified.kid(), unverified.algorithm())?;
        let verified = unverified.verify(issuer.config(), &key)?;
        verified.validity.check(now)?;
        key.mark_used();
        let cached = CachedToken {
            person: Arc::new(verified.person),
            validity: verified.validity,
            key,
        };
        let person = Arc::clone(&cached.person);
        self.cache.insert(index, token, cached);
        Ok(person)
    }

    /// Fetches the keys that come from URLs and keeps them fresh. Never returns. Dropping the
    /// future stops everything that it started.
    pub async fn keep_fresh(self: Arc<Self>) {
        let mut loops = JoinSet::new();
        for index in 0..self.issuers.len() {
            let tokens = Arc::clone(&self);
            loops.spawn(async move { tokens.issuers[index].keep_fresh(&tokens.untried).await });
        }
        while let Some(ended) = loops.join_next().await {
            if let Err(error) = ended {
                tracing::error!(%error, "keeping keys fresh panicked");
            }
        }
        // Without URLs there is nothing to do, but the caller would take a return for a failure.
        std::future::pending::<()>().await;
    }

    /// Waits until a fetch of every key set has been tried once, with or without success.
    pub async fn tried(&self) {
        let mut untried = self.untried.subscribe();
        let all = untried.wait_for(|count| *count == 0).await;
        all.expect("the sender lives as long as self");
    }
}

impl fmt::Debug for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // No keys and no tokens: this may end up in a log.
        let names = self.issuers.iter().map(|issuer| &issuer.config().name);
        f.debug_tuple("Tokens")
            .field(&names.collect::<Vec<_>>())
            .finish()
    }
}
