//! Secret texts: passwords, partner ids, login tickets.

use std::fmt;
use std::sync::Arc;

use secrecy::{ExposeSecret as _, SecretString};

/// A secret text. Only a [`PostForm`](super::PostForm) writes it out, and a request for a token; it is wiped from memory when
/// the policy that names it is dropped.
// A policy and the values of a request share it, so that there is one copy to wipe.
#[derive(Clone)]
pub struct Secret(Arc<SecretString>);

/// What is shown in place of a secret.
pub const MASK: &str = "•••";

impl Secret {
    pub fn new(text: String) -> Self {
        Self(Arc::new(text.into()))
    }

    /// The text. Apart from this module, only `upstream/tokens` asks for it, which writes it into the body
    /// of a request to a token endpoint.
    pub(crate) fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(MASK)
    }
}

/// Two secrets are equal when they are the same one, not when their texts are: a comparison of
/// texts could be used to guess them.
impl PartialEq for Secret {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Eq for Secret {}
