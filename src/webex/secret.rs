//! Texts that are never shown: passwords, partner ids, tickets.

use std::fmt;
use std::sync::Arc;

use secrecy::{ExposeSecret as _, SecretString};

/// A secret value. Nothing but a [`PostForm`](super::PostForm) writes it out,
/// and it is wiped from memory with the policy that named it.
#[derive(Clone)]
pub struct Secret(Arc<SecretString>);

/// What is shown in place of a secret.
pub const MASK: &str = "•••";

impl Secret {
    /// Keeps a text secret.
    pub fn new(text: String) -> Self {
        Self(Arc::new(text.into()))
    }

    /// The text itself.
    pub(super) fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(MASK)
    }
}

/// Secrets are told apart by identity: comparing their texts could show them.
impl PartialEq for Secret {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Eq for Secret {}
