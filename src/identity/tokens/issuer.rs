//! One issuer of a policy: its current keys, and which ones it needs next.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use arc_swap::ArcSwap;
use tokio::sync::Notify;

use crate::https_client::{Client, FetchError};
use crate::identity::tokens::alb;
use crate::identity::tokens::error::TokenError;
use crate::identity::tokens::keys::{Key, KeySet, SetError};
use crate::policy::{Algorithm, JwtIssuer, KeySource, TokenForm};

pub struct Issuer {
    config: Arc<JwtIssuer>,
    keys: ArcSwap<KeySet>,
    /// Fetches the keys; `None` where the policy has them.
    client: Option<Client>,
    pub wanted: RefreshRequests,
}

/// Why an issuer cannot be used. The message names it; the source says why.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    #[error("the key set of {issuer} cannot be used")]
    Set { issuer: Box<str>, source: SetError },
    /// The URL or the authorities are at fault. A fetch has not been tried.
    #[error("the keys of {issuer} cannot be fetched")]
    Fetch {
        issuer: Box<str>,
        source: FetchError,
    },
}

impl Issuer {
    pub fn new(config: &Arc<JwtIssuer>) -> Result<Self, KeyError> {
        let issuer = config.name.clone();
        let (keys, client) = match &config.keys {
            KeySource::Set(text) => {
                let keys = KeySet::from_file(text, &config.algorithms);
                (
                    keys.map_err(|source| KeyError::Set { issuer, source })?,
                    None,
                )
            }
            KeySource::Url { url, authorities } => {
                let client = Client::new(url, authorities.as_deref());
                let client = client.map_err(|source| KeyError::Fetch { issuer, source })?;
                (KeySet::default(), Some(client))
            }
        };
        Ok(Self {
            config: Arc::clone(config),
            keys: ArcSwap::from_pointee(keys),
            client,
            wanted: RefreshRequests::default(),
        })
    }

    /// Whether keys that were fetched for the other one can be used for this one: they come from
    /// the same URL and are read in the same way. Issuer, audience and claims may differ.
    pub fn shares_keys_with(&self, other: &Self) -> bool {
        let (ours, theirs) = (&self.config, &other.config);
        ours.keys == theirs.keys && ours.form == theirs.form && ours.algorithms == theirs.algorithms
    }

    /// Takes over the keys of such an issuer of an earlier policy.
    pub fn inherit(&self, old: &Self) {
        self.keys.store(old.keys.load_full());
    }

    pub fn config(&self) -> &JwtIssuer {
        &self.config
    }

    pub fn client(&self) -> Option<&Client> {
        self.client.as_ref()
    }

    /// AWS load balancers have no JWKS: a key is fetched when a token names it.
    pub fn has_set_to_fetch(&self) -> bool {
        self.client.is_some() && self.config.form != TokenForm::AwsAlb
    }

    /// The key that a token names. An unknown one is requested where keys come from a URL.
    pub fn key(&self, kid: Option<&str>, algorithm: Algorithm) -> Result<Arc<Key>, TokenError> {
        let keys = self.keys.load();
        let found = keys.pick(kid, algorithm);
        let is_missing = matches!(found, Err(TokenError::UnknownKey));
        if is_missing && self.client.is_some() {
            match self.config.form {
                TokenForm::AwsAlb => self.wanted.ask_for(kid.unwrap_or_default()),
                TokenForm::Plain | TokenForm::Bearer => self.wanted.ask(),
            }
        }
        let never_fetched = self.has_set_to_fetch() && keys.is_empty();
        match found {
            Err(_) if never_fetched => Err(TokenError::NoKeys),
            found => found.cloned(),
        }
    }

    #[cfg(test)]
    pub fn count(&self) -> usize {
        self.keys.load().len()
    }

    /// Takes over a fetched JWKS. If it cannot be used, the last good one stays.
    pub fn adopt(&self, body: &[u8]) -> Result<(), SetError> {
        let fresh = KeySet::from_issuer(body, &self.config.algorithms)?;
        let next = KeySet::succeed(&self.keys.load(), fresh);
        self.keys.store(Arc::new(next));
        Ok(())
    }

    /// Takes over one fetched key of an AWS load balancer.
    pub fn adopt_one(&self, kid: &str, pem: &[u8]) -> Result<(), SetError> {
        let key = alb::key(kid, pem)?;
        // Two keys with one id would make every token of either ambiguous.
        if !self.has(kid) {
            let next = KeySet::with(&self.keys.load(), key);
            self.keys.store(Arc::new(next));
        }
        Ok(())
    }

    pub fn has(&self, kid: &str) -> bool {
        self.keys.load().has(kid)
    }
}

impl fmt::Debug for Issuer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Issuer").field(&self.config.name).finish()
    }
}

/// The keys that tokens named and that are not there: requests to fetch.
#[derive(Debug, Default)]
pub struct RefreshRequests {
    kids: Mutex<Vec<Box<str>>>,
    asked: Notify,
}

impl RefreshRequests {
    /// The most keys that wait to be fetched. Anybody can make up key ids.
    const MAX: usize = 16;

    /// Requests the JWKS.
    fn ask(&self) {
        self.asked.notify_one();
    }

    /// Requests a single key.
    fn ask_for(&self, kid: &str) {
        let mut kids = self.kids.lock().unwrap_or_else(PoisonError::into_inner);
        let is_new = !kids.iter().any(|one| **one == *kid);
        if is_new && kids.len() < Self::MAX {
            kids.push(kid.into());
        }
        self.asked.notify_one();
    }

    /// Waits for a request, and returns at once if there was one since the last call.
    pub async fn asked(&self) {
        self.asked.notified().await;
    }

    /// The oldest request for a single key, or else the next one.
    pub async fn next(&self) -> Box<str> {
        loop {
            if let Some(kid) = self.take() {
                return kid;
            }
            self.asked().await;
        }
    }

    #[cfg(test)]
    pub fn is_empty(&self) -> bool {
        self.kids.lock().expect("whole").is_empty()
    }

    fn take(&self) -> Option<Box<str>> {
        let mut kids = self.kids.lock().unwrap_or_else(PoisonError::into_inner);
        (!kids.is_empty()).then(|| kids.remove(0))
    }
}
