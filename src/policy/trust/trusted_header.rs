//! The name of a header in which trusted proxies pass on an identity.

use std::fmt;
use std::sync::Arc;

use secrecy::{ExposeSecret as _, SecretString};

/// The placeholder for the secret part of a name.
pub(crate) const SECRET_PLACE: &str = "{secret}";

/// The name of a header that only trusted proxies may set. Part of it may be secret, so that a
/// visitor cannot guess it: names are neither printed nor serialised.
#[derive(Clone)]
pub struct TrustedHeader {
    written: Arc<str>,
    /// In lower case. More than one while a secret is being exchanged.
    names: Arc<[SecretString]>,
}

impl TrustedHeader {
    /// A header with a plain name.
    pub fn plain(name: &str) -> Self {
        Self::named(name, [name])
    }

    /// A header whose `{secret}` stands for any of these secrets.
    pub fn with_secrets(template: &str, secrets: &[SecretString]) -> Self {
        let names = secrets
            .iter()
            .map(|secret| template.replace(SECRET_PLACE, secret.expose_secret()));
        Self::named(template, names)
    }

    fn named(written: &str, names: impl IntoIterator<Item = impl AsRef<str>>) -> Self {
        let names = names
            .into_iter()
            .map(|name| SecretString::from(name.as_ref().to_ascii_lowercase()));
        Self {
            written: written.into(),
            names: names.collect(),
        }
    }

    /// The name as the policy writes it, with `{secret}` in place of a secret part.
    pub fn written(&self) -> &str {
        &self.written
    }

    /// Whether part of the name is secret.
    pub fn is_secret(&self) -> bool {
        self.written.contains(SECRET_PLACE)
    }

    /// The secret parts of its names, in lower case.
    pub fn secrets(&self) -> impl Iterator<Item = &str> {
        let around = self.written.split_once(SECRET_PLACE).into_iter();
        around.flat_map(|(front, end)| {
            let names = self.names.iter().map(secrecy::ExposeSecret::expose_secret);
            names.map(|name| &name[front.len()..name.len() - end.len()])
        })
    }

    /// The names by which it is sent, in lower case. They leave the process only as headers that
    /// `linkgate probe` sends.
    pub fn names(&self) -> &[SecretString] {
        &self.names
    }
}

impl fmt::Debug for TrustedHeader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.written, f)
    }
}

/// By the written name: within one policy, the same text has the same secrets.
impl PartialEq for TrustedHeader {
    fn eq(&self, other: &Self) -> bool {
        self.written == other.written
    }
}

impl Eq for TrustedHeader {}
