//! Digests of what a policy is made of: one to be compared, one to be called by.

use std::fmt;

use aws_lc_rs::digest::{Context, SHA256};

use crate::compile::source::Sources;
use crate::policy::short_hex;
use crate::webex::MASK;

/// A digest (SHA-256) of everything that a policy is made of, keys and secrets
/// among it. It is compared and never shown: with it, a short secret could be
/// guessed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Fingerprint([u8; 32]);

impl Fingerprint {
    /// The digest of all that a context has taken in.
    pub fn of(context: Context) -> Self {
        let mut bytes = [0; 32];
        let digest = context.finish();
        for (byte, digested) in bytes.iter_mut().zip(digest.as_ref()) {
            *byte = *digested;
        }
        Self(bytes)
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
    let mut context = Context::new(&SHA256);
    for (_, source) in texts.iter() {
        framed(&mut context, source.text().as_bytes());
    }
    short_hex(Fingerprint::of(context).bytes())
}

/// Takes bytes in with their length before them: no two lists of them make the
/// same digest.
pub fn framed(context: &mut Context, bytes: &[u8]) {
    context.update(&(bytes.len() as u64).to_be_bytes());
    context.update(bytes);
}
