//! Digests of a policy: one to compare its inputs, one to name it.

use std::fmt;

use crate::compile::source::Sources;
use crate::digest::{Digest, Hasher, short_hex};
use crate::webex::MASK;

/// A SHA-256 digest of all inputs of a policy, keys and secrets included. It is compared and never
/// shown, because a short secret could be guessed from it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Fingerprint(Digest);

impl Fingerprint {
    pub fn of(hasher: Hasher) -> Self {
        Self(hasher.finish())
    }

    pub fn bytes(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Fingerprint").field(&MASK).finish()
    }
}

/// Names a policy by its texts and tables. It is shown, so it covers no key and no secret.
pub fn hash(texts: &Sources) -> Box<str> {
    let mut hasher = Hasher::new();
    for (_, source) in texts.iter() {
        hasher.part(source.text().as_bytes());
    }
    short_hex(&hasher.finish()).into()
}
