//! Signed tokens (JWT): who the issuers of the policy say is asking.
//!
//! A token is believed only if a key of its own issuer signed it, by an
//! algorithm that the policy lists, for this audience, at this time. What was
//! verified is remembered, so that the signature is paid for once.
//!
//! Verification never waits: keys that come from a URL are fetched beside it,
//! by [`Tokens::keep_fresh`].

mod alb;
mod cache;
mod claims;
mod error;
mod fetch;
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
use crate::policy::TokenVoucher;

pub use error::TokenError;
pub use fetch::FetchError;
pub use fetch::client_tls;
pub use issuer::KeyError;
pub use keys::{KeyFault, SetError};

use cache::Cache;
use issuer::Issuer;
use verify::Unproven;

/// The longest token that is read. What a server takes for all headers of a
/// request is rarely more, and it bounds what one token costs.
const MAX_TOKEN_BYTES: usize = 8 * 1024;

/// The issuers of a policy with their keys of now, and the tokens that were
/// verified lately.
pub struct Tokens {
    issuers: Vec<Issuer>,
    cache: Cache,
    untried: watch::Sender<usize>,
}

impl Tokens {
    /// The issuers, with the keys that the policy brought along. Keys that
    /// come from URLs follow with [`Tokens::keep_fresh`].
    ///
    /// # Errors
    ///
    /// Names the first issuer whose key set or authorities cannot be used.
    pub fn new(vouchers: &[Arc<TokenVoucher>]) -> Result<Self, KeyError> {
        let issuers: Vec<_> = vouchers.iter().map(Issuer::new).collect::<Result<_, _>>()?;
        let untried = issuers.iter().filter(|one| one.has_set_to_fetch()).count();
        Ok(Self {
            issuers,
            cache: Cache::new(),
            untried: watch::Sender::new(untried),
        })
    }

    /// The issuers of a policy that takes the place of another one. Those whose
    /// keys come from where they came from keep the ones that were fetched for them, so that a
    /// reload locks nobody out.
    ///
    /// # Errors
    ///
    /// As [`Tokens::new`].
    pub fn following(vouchers: &[Arc<TokenVoucher>], old: &Self) -> Result<Self, KeyError> {
        let tokens = Self::new(vouchers)?;
        for issuer in &tokens.issuers {
            if let Some(old) = old.issuers.iter().find(|old| issuer.has_keys_of(old)) {
                issuer.inherit(old);
            }
        }
        Ok(tokens)
    }

    /// Who is asking, as a token says for the voucher with that index: the
    /// text of the token alone, without `Bearer`.
    ///
    /// # Errors
    ///
    /// Says why the token is not believed. After `UnknownKey` the keys are
    /// fetched anew, so that a later try may succeed.
    ///
    /// # Panics
    ///
    /// If there is no voucher with that index among those given to
    /// [`Tokens::new`].
    pub fn verify(
        &self,
        voucher: usize,
        token: &str,
        now: Timestamp,
    ) -> Result<Arc<Person<'static>>, TokenError> {
        if token.len() > MAX_TOKEN_BYTES {
            return Err(TokenError::TooLong);
        }
        match self.cache.find(voucher, token) {
            Some(known) => known.window.check(now).map(|()| known.person),
            None => self.verify_anew(voucher, token, now),
        }
    }

    fn verify_anew(
        &self,
        voucher: usize,
        token: &str,
        now: Timestamp,
    ) -> Result<Arc<Person<'static>>, TokenError> {
        let issuer = &self.issuers[voucher];
        let unproven = Unproven::read(issuer.voucher(), token)?;
        let key = issuer.key(unproven.kid(), unproven.algorithm())?;
        let proven = unproven.prove(issuer.voucher(), &key)?;
        proven.window.check(now)?;
        key.prove();
        let person = Arc::new(proven.person);
        self.cache
            .keep(voucher, token, Arc::clone(&person), proven.window, key);
        Ok(person)
    }

    /// Fetches the key sets that come from URLs and keeps them fresh. Never
    /// ends; dropping it stops everything that it started.
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
        // Without URLs there is nothing to do, but whoever waits for this
        // would take its end for a failure.
        std::future::pending::<()>().await;
    }

    /// Ends once every key set that comes from a URL has been tried once,
    /// whether it could be fetched or not.
    pub async fn tried(&self) {
        let mut untried = self.untried.subscribe();
        let all = untried.wait_for(|count| *count == 0).await;
        all.expect("the sender lives as long as self");
    }
}

impl fmt::Debug for Tokens {
    /// The names of the issuers. Keys and tokens stay out of logs.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = self.issuers.iter().map(|issuer| &issuer.voucher().name);
        f.debug_tuple("Tokens")
            .field(&names.collect::<Vec<_>>())
            .finish()
    }
}
