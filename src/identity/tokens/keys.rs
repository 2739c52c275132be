//! The public keys of an issuer: which there are, and which one a token needs.
//!
//! A key knows what it may be used for, so that a token cannot choose. There
//! are no shared secrets here: the `oct` keys of a set are left out.

use std::sync::Arc;

use serde::Deserialize;
use serde_json::Value;

use crate::identity::tokens::error::TokenError;
use crate::policy::Algorithm;

mod jwk;
mod key;

pub use key::KeyFault;
pub use key::{Key, Kind};

/// The most keys in one set. Issuers have a handful; each token is compared
/// with all of them.
const MAX_KEYS: usize = 100;

/// The most keys of AWS load balancers that are kept: more than there are
/// load balancers before one gateway.
const MAX_SINGLE_KEYS: usize = 16;

/// The keys of an issuer.
#[derive(Debug, Default)]
pub struct KeySet(Vec<Arc<Key>>);

/// Why a key set cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SetError {
    /// It is not a JWK set.
    #[error("not a JWK set: an object with a list `keys` is needed")]
    NotASet,
    /// It has more keys than are taken.
    #[error("the set has more than {MAX_KEYS} keys")]
    TooMany,
    /// None of its keys can verify a token by the algorithms of the policy.
    #[error("no key of the set is for signatures by an algorithm that the policy allows")]
    NoUsableKey,
    /// One of its keys is broken.
    #[error("key {place} of the set {fault}")]
    Key {
        /// Its place, from 1.
        place: usize,
        /// What is wrong with it.
        fault: KeyFault,
    },
    /// Two of its keys cannot be told apart by a token.
    #[error("key {place} of the set has the same `kid` and type as one before it")]
    Twin {
        /// The place of the second, from 1.
        place: usize,
    },
    /// A single key, as AWS load balancers have them, is broken.
    #[error("the key {0}")]
    Single(KeyFault),
}

#[derive(Deserialize)]
struct Set {
    keys: Vec<Value>,
}

impl KeySet {
    /// The set that an operator wrote down. Whatever is broken is an error.
    pub fn from_file(text: &str, algorithms: &[Algorithm]) -> Result<Self, SetError> {
        let mut keys: Vec<Arc<Key>> = Vec::new();
        for (found, place) in read(text.as_bytes())?.into_iter().zip(1..) {
            let Some(key) = found.map_err(|fault| SetError::Key { place, fault })? else {
                continue;
            };
            if keys
                .iter()
                .any(|one| (&one.kid, one.kind) == (&key.kid, key.kind))
            {
                return Err(SetError::Twin { place });
            }
            keys.push(Arc::new(key));
        }
        Self(keys).for_use(algorithms)
    }

    /// The set that an issuer serves. Keys that cannot be used are left out:
    /// they must not keep the others from being taken over.
    pub fn from_issuer(body: &[u8], algorithms: &[Algorithm]) -> Result<Self, SetError> {
        let keys = read(body)?
            .into_iter()
            .filter_map(|found| found.ok().flatten());
        Self(keys.map(Arc::new).collect()).for_use(algorithms)
    }

    fn for_use(mut self, algorithms: &[Algorithm]) -> Result<Self, SetError> {
        self.0
            .retain(|key| algorithms.iter().any(|algorithm| key.fits(*algorithm)));
        if self.is_empty() {
            return Err(SetError::NoUsableKey);
        }
        Ok(self)
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    #[cfg(test)]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// The set that follows another. Keys that stay are the same objects, so
    /// that what they signed stays believed; the others are withdrawn.
    pub fn succeed(old: &Self, fresh: Self) -> Self {
        let keep = |key: Arc<Key>| {
            old.0
                .iter()
                .find(|one| one.is_same(&key))
                .cloned()
                .unwrap_or(key)
        };
        let keys: Vec<_> = fresh.0.into_iter().map(keep).collect();
        let is_gone = |key: &&Arc<Key>| !keys.iter().any(|one| Arc::ptr_eq(one, key));
        old.0.iter().filter(is_gone).for_each(|key| key.withdraw());
        Self(keys)
    }

    /// Whether there is a key of that name.
    pub fn has(&self, kid: &str) -> bool {
        self.0.iter().any(|key| key.kid.as_deref() == Some(kid))
    }

    /// The set with one more key, whose name must be new. When it is full, a
    /// key goes that never verified a token, or else the oldest: foreign keys
    /// that somebody asks for must not push out those in use.
    pub fn with(old: &Self, key: Key) -> Self {
        let mut keys = old.0.clone();
        if keys.len() >= MAX_SINGLE_KEYS {
            let unproven = |key: &Arc<Key>| !key.is_proven();
            let at = keys.iter().position(unproven).unwrap_or(0);
            keys.remove(at).withdraw();
        }
        keys.push(Arc::new(key));
        Self(keys)
    }

    /// The key that a token needs: the one with that name, or, if it names
    /// none, the only one that fits.
    pub fn pick(&self, kid: Option<&str>, algorithm: Algorithm) -> Result<&Arc<Key>, TokenError> {
        let is_named = |key: &&Arc<Key>| kid.is_none_or(|kid| key.kid.as_deref() == Some(kid));
        let mut fitting = self
            .0
            .iter()
            .filter(is_named)
            .filter(|key| key.fits(algorithm));
        match (fitting.next(), fitting.next()) {
            (Some(key), None) => Ok(key),
            (None, _) if self.0.iter().any(|key| is_named(&key)) => Err(TokenError::Algorithm),
            _ => Err(TokenError::UnknownKey),
        }
    }
}

/// What stands at each place of a set: a key, or none that is for signatures of tokens, or a fault.
fn read(text: &[u8]) -> Result<Vec<Result<Option<Key>, KeyFault>>, SetError> {
    let set: Set = serde_json::from_slice(text).map_err(|_| SetError::NotASet)?;
    if set.keys.len() > MAX_KEYS {
        return Err(SetError::TooMany);
    }
    Ok(set.keys.into_iter().map(jwk::key).collect())
}
