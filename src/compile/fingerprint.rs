//! Digests of what a policy is made of: one to be compared, one to be called by.

use std::fmt;

use crate::compile::source::Sources;
use crate::digest::{Digest, Hasher, short_hex};
use crate::webex::MASK;

/// A digest (SHA-256) of everything that a policy is made of, keys and secrets
/// among it. It is compared and never shown: with it, a short secret could be
/// guessed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Fingerprint(Digest);

impl Fingerprint {
    /// The digest of all that a hasher has taken in.
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

/// Names a policy by its texts. It is shown, so no secret is in it.
pub fn hash(texts: &Sources) -> Box<str> {
    let mut hasher = Hasher::new();
    for (_, source) in texts.iter() {
        hasher.part(source.text().as_bytes());
    }
    short_hex(&hasher.finish()).into()
}
