//! The public keys of an issuer, read from a JWKS, and the one that verifies a token.
//!
//! A key has its algorithms, so that the header of a token cannot choose others. There are no
//! shared secrets: `oct` keys are left out.

use std::sync::Arc;

use serde::Deserialize;
use serde_json::Value;

use crate::identity::tokens::error::TokenError;
use crate::policy::Algorithm;

mod jwk;
mod key;

pub use key::KeyFault;
pub use key::{Key, Kind};

/// The most keys in one JWKS. Issuers have a handful, and each token is compared with all of them.
const MAX_KEYS: usize = 100;

/// The most keys of AWS load balancers that are kept: more than there are load balancers in front
/// of one gateway.
const MAX_SINGLE_KEYS: usize = 16;

#[derive(Debug, Default)]
pub struct KeySet(Vec<Arc<Key>>);

/// Why keys cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SetError {
    #[error("not a JWK set: an object with a list `keys` is needed")]
    NotASet,
    #[error("the set has more than {MAX_KEYS} keys")]
    TooMany,
    #[error("no key of the set is for signatures by an algorithm that the policy allows")]
    NoUsableKey,
    #[error("key {place} of the set {fault}")]
    Key {
        /// Counted from 1.
        place: usize,
        fault: KeyFault,
    },
    /// A token that names this key could mean either of the two.
    #[error("key {place} of the set has the same `kid` and type as one before it")]
    Twin {
        /// The place of the second one, counted from 1.
        place: usize,
    },
    /// A key of an AWS load balancer, which is not part of a set.
    #[error("the key {0}")]
    Single(KeyFault),
}

#[derive(Deserialize)]
struct Set {
    keys: Vec<Value>,
}

impl KeySet {
    /// The JWKS of the policy. Every key that cannot be used is an error.
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

    /// The JWKS that an issuer serves.
    pub fn from_issuer(body: &[u8], algorithms: &[Algorithm]) -> Result<Self, SetError> {
        // Issuers may add keys of new types at any time: those must not keep the others out.
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

    /// The set that replaces another. Keys that are no longer there are withdrawn.
    pub fn succeed(old: &Self, fresh: Self) -> Self {
        // Cached tokens point at their key: one that stays has to be the same object.
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

    pub fn has(&self, kid: &str) -> bool {
        self.0.iter().any(|key| key.kid.as_deref() == Some(kid))
    }

    /// The set with one more key, whose id must be new.
    pub fn with(old: &Self, key: Key) -> Self {
        let mut keys = old.0.clone();
        if keys.len() >= MAX_SINGLE_KEYS {
            // Anybody can have keys of other AWS customers fetched. Those never verify a token of
            // this issuer, so they go first, and the oldest only if all are in use.
            let unused = |key: &Arc<Key>| !key.is_used();
            let at = keys.iter().position(unused).unwrap_or(0);
            keys.remove(at).withdraw();
        }
        keys.push(Arc::new(key));
        Self(keys)
    }

    /// The key with the id of the token or, if it has none, the only one that fits its algorithm.
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

/// Reads a JWKS, key by key; `None` for keys that are not for verifying tokens.
fn read(text: &[u8]) -> Result<Vec<Result<Option<Key>, KeyFault>>, SetError> {
    let set: Set = serde_json::from_slice(text).map_err(|_| SetError::NotASet)?;
    if set.keys.len() > MAX_KEYS {
        return Err(SetError::TooMany);
    }
    Ok(set.keys.into_iter().map(jwk::key).collect())
}
