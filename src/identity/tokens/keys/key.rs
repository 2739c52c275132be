//! One public key, and the algorithms that it may be used with.

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};

use jsonwebtoken::DecodingKey;

use crate::policy::Algorithm;

pub struct Key {
    pub kid: Option<Box<str>>,
    pub kind: Kind,
    /// The algorithm to which it is restricted (`alg`).
    only: Option<Algorithm>,
    /// The key itself as text, to compare keys.
    material: Box<str>,
    decoding: DecodingKey,
    is_withdrawn: AtomicBool,
    is_used: AtomicBool,
}

/// Why a key cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyFault {
    #[error("is not well-formed")]
    Malformed,
    /// Anybody who can read it could sign tokens with it.
    #[error("is a private key: only its public half belongs here")]
    Private,
    /// Too short to be safe, or so long that verification takes too much time.
    #[error("is an RSA key of a size that is not used: 2048 to 8192 bits are")]
    Size,
    /// Signatures that fit it can be made without the private key.
    #[error("is not a safe key: anyone could make signatures that match it")]
    Forgeable,
}

/// The type of a key, which determines its algorithms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Rsa,
    P256,
    P384,
    Ed25519,
}

impl Kind {
    fn of(algorithm: Algorithm) -> Self {
        match algorithm {
            Algorithm::RS256
            | Algorithm::RS384
            | Algorithm::RS512
            | Algorithm::PS256
            | Algorithm::PS384
            | Algorithm::PS512 => Self::Rsa,
            Algorithm::ES256 => Self::P256,
            Algorithm::ES384 => Self::P384,
            Algorithm::EdDSA => Self::Ed25519,
        }
    }
}

fn of_library(algorithm: Algorithm) -> jsonwebtoken::Algorithm {
    use jsonwebtoken::Algorithm as Library;
    // No HS256 and its like: with a shared secret, everybody who verifies tokens could sign some.
    match algorithm {
        Algorithm::RS256 => Library::RS256,
        Algorithm::RS384 => Library::RS384,
        Algorithm::RS512 => Library::RS512,
        Algorithm::PS256 => Library::PS256,
        Algorithm::PS384 => Library::PS384,
        Algorithm::PS512 => Library::PS512,
        Algorithm::ES256 => Library::ES256,
        Algorithm::ES384 => Library::ES384,
        Algorithm::EdDSA => Library::EdDSA,
    }
}

impl Key {
    pub fn new(
        kid: Option<Box<str>>,
        kind: Kind,
        material: Box<str>,
        decoding: DecodingKey,
    ) -> Self {
        Self {
            kid,
            kind,
            only: None,
            material,
            decoding,
            is_withdrawn: AtomicBool::new(false),
            is_used: AtomicBool::new(false),
        }
    }

    pub fn with_id(self, kid: Option<Box<str>>, only: Option<Algorithm>) -> Self {
        Self { kid, only, ..self }
    }

    pub fn fits(&self, algorithm: Algorithm) -> bool {
        let allowed = self.only.is_none_or(|only| only == algorithm);
        allowed && self.kind == Kind::of(algorithm)
    }

    /// Whether id, use and the key itself are the same.
    pub fn is_same(&self, other: &Self) -> bool {
        let of = |key: &Self| (key.kind, key.only);
        of(self) == of(other) && self.kid == other.kid && self.material == other.material
    }

    /// Verifies a signature (base64url) over a message.
    pub fn verifies(&self, message: &[u8], signature: &str, algorithm: Algorithm) -> bool {
        let algorithm = of_library(algorithm);
        let verdict = jsonwebtoken::crypto::verify(signature, message, &self.decoding, algorithm);
        verdict.unwrap_or(false)
    }

    /// Whether its issuer no longer publishes it. Tokens that it signed are then invalid.
    pub fn is_withdrawn(&self) -> bool {
        self.is_withdrawn.load(Ordering::Acquire)
    }

    pub fn withdraw(&self) {
        self.is_withdrawn.store(true, Ordering::Release);
    }

    /// Whether it verified a token of its issuer.
    pub fn is_used(&self) -> bool {
        self.is_used.load(Ordering::Relaxed)
    }

    pub fn mark_used(&self) {
        self.is_used.store(true, Ordering::Relaxed);
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Key").field(&self.kind).finish()
    }
}
