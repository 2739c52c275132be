//! One issuer of a policy: its keys of now, and how it gets new ones.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use arc_swap::ArcSwap;
use tokio::sync::Notify;

use crate::identity::tokens::alb;
use crate::identity::tokens::error::TokenError;
use crate::identity::tokens::fetch::{Client, FetchError};
use crate::identity::tokens::keys::{Key, KeySet, SetError};
use crate::policy::{Algorithm, KeySource, TokenForm, TokenVoucher};

/// One issuer of a policy.
pub struct Issuer {
    voucher: Arc<TokenVoucher>,
    keys: ArcSwap<KeySet>,
    client: Option<Client>,
    pub wanted: Wanted,
}

/// Why an issuer cannot be used. The message names it; the source says why.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// Its key set is not usable.
    #[error("the key set of {issuer} cannot be used")]
    Set {
        /// The policy's name for it.
        issuer: Box<str>,
        /// What is wrong with the set.
        source: SetError,
    },
    /// Its key set cannot be fetched with what the policy and the system give.
    #[error("the keys of {issuer} cannot be fetched")]
    Fetch {
        /// The policy's name for it.
        issuer: Box<str>,
        /// What is missing.
        source: FetchError,
    },
}

impl Issuer {
    pub fn new(voucher: &Arc<TokenVoucher>) -> Result<Self, KeyError> {
        let issuer = || voucher.name.clone();
        let (keys, client) = match &voucher.keys {
            KeySource::Set(text) => {
                let keys = KeySet::from_file(text, &voucher.algorithms);
                let named = |source| KeyError::Set {
                    issuer: issuer(),
                    source,
                };
                (keys.map_err(named)?, None)
            }
            KeySource::Url { url, authorities } => {
                let client = Client::new(url, authorities.as_deref());
                let named = |source| KeyError::Fetch {
                    issuer: issuer(),
                    source,
                };
                (KeySet::default(), Some(client.map_err(named)?))
            }
        };
        Ok(Self {
            voucher: Arc::clone(voucher),
            keys: ArcSwap::from_pointee(keys),
            client,
            wanted: Wanted::default(),
        })
    }

    /// Whether keys that were fetched for another one can be used for this one:
    /// they come from the same place and are read in the same way. What tokens
    /// have to say besides is no matter of keys.
    pub fn has_keys_of(&self, other: &Self) -> bool {
        let (ours, theirs) = (&self.voucher, &other.voucher);
        ours.keys == theirs.keys && ours.form == theirs.form && ours.algorithms == theirs.algorithms
    }

    /// Goes on with the keys of such an issuer in an earlier policy.
    pub fn inherit(&self, old: &Self) {
        self.keys.store(old.keys.load_full());
    }

    pub fn voucher(&self) -> &TokenVoucher {
        &self.voucher
    }

    pub fn client(&self) -> Option<&Client> {
        self.client.as_ref()
    }

    /// Load balancers of AWS have no set: a key is fetched when a token names
    /// it.
    pub fn has_set_to_fetch(&self) -> bool {
        self.client.is_some() && self.voucher.form != TokenForm::AwsAlb
    }

    /// The key that a token names. One that is not known is asked for, if
    /// there is somebody to ask.
    pub fn key(&self, kid: Option<&str>, algorithm: Algorithm) -> Result<Arc<Key>, TokenError> {
        let keys = self.keys.load();
        let found = keys.pick(kid, algorithm);
        let is_missing = matches!(found, Err(TokenError::UnknownKey));
        if is_missing && self.client.is_some() {
            match self.voucher.form {
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

    /// Takes over a key set that was fetched. One that cannot be used leaves
    /// the last good one in place.
    pub fn adopt(&self, body: &[u8]) -> Result<(), SetError> {
        let fresh = KeySet::from_issuer(body, &self.voucher.algorithms)?;
        let next = KeySet::succeed(&self.keys.load(), fresh);
        self.keys.store(Arc::new(next));
        Ok(())
    }

    /// Takes over one key of an AWS load balancer that was fetched. One that
    /// is there already stays: two of a name could not be told apart.
    pub fn adopt_one(&self, kid: &str, pem: &[u8]) -> Result<(), SetError> {
        let key = alb::key(kid, pem)?;
        if !self.has(kid) {
            let next = KeySet::with(&self.keys.load(), key);
            self.keys.store(Arc::new(next));
        }
        Ok(())
    }

    /// Whether there is a key of that name.
    pub fn has(&self, kid: &str) -> bool {
        self.keys.load().has(kid)
    }
}

impl fmt::Debug for Issuer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Issuer").field(&self.voucher.name).finish()
    }
}

/// What tokens asked for and was not there.
#[derive(Debug, Default)]
pub struct Wanted {
    kids: Mutex<Vec<Box<str>>>,
    asked: Notify,
}

impl Wanted {
    /// The most keys that wait to be fetched. Whoever makes names up fills
    /// this list, not the memory.
    const MAX: usize = 16;

    /// Asks for the set.
    fn ask(&self) {
        self.asked.notify_one();
    }

    /// Asks for one key.
    fn ask_for(&self, kid: &str) {
        let mut kids = self.kids.lock().unwrap_or_else(PoisonError::into_inner);
        let is_new = !kids.iter().any(|one| **one == *kid);
        if is_new && kids.len() < Self::MAX {
            kids.push(kid.into());
        }
        self.asked.notify_one();
    }

    /// Ends when something is asked for, or was since the last time.
    pub async fn asked(&self) {
        self.asked.notified().await;
    }

    /// The key that waits longest; if none does, the next to be asked for.
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
