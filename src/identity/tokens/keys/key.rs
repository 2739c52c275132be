//! One public key, and what it may be used for.

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};

use jsonwebtoken::{Algorithm as Library, DecodingKey};

use crate::policy::Algorithm;

/// A public key of an issuer.
pub struct Key {
    pub kid: Option<Box<str>>,
    pub kind: Kind,
    /// The one algorithm that it is for, if it says so.
    only: Option<Algorithm>,
    /// What makes it the same key as another.
    material: Box<str>,
    decoding: DecodingKey,
    withdrawn: AtomicBool,
    proven: AtomicBool,
}

/// What is wrong with a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyFault {
    /// Something is missing, or is not what it must be.
    #[error("is not well-formed")]
    Malformed,
    /// Whoever reads it can sign with it.
    #[error("is a private key: only its public half belongs here")]
    Private,
    /// Too short to be safe, or too long to be affordable.
    #[error("is an RSA key of a size that is not used: 2048 to 8192 bits are")]
    Size,
}

/// What a key is, and with that, which algorithms it can be used with.
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

/// The library's name for an algorithm. Nothing here leads to one with a
/// shared secret.
fn library(algorithm: Algorithm) -> Library {
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
            withdrawn: AtomicBool::new(false),
            proven: AtomicBool::new(false),
        }
    }

    /// The same key under a name, and for one algorithm only.
    pub fn known_as(self, kid: Option<Box<str>>, only: Option<Algorithm>) -> Self {
        Self { kid, only, ..self }
    }

    pub fn fits(&self, algorithm: Algorithm) -> bool {
        let allowed = self.only.is_none_or(|only| only == algorithm);
        allowed && self.kind == Kind::of(algorithm)
    }

    /// Whether it is the same key, under the same name, for the same use.
    pub fn is_same(&self, other: &Self) -> bool {
        let of = |key: &Self| (key.kind, key.only);
        of(self) == of(other) && self.kid == other.kid && self.material == other.material
    }

    /// Whether the signature of a token (base64url) over those bytes is this
    /// key's.
    pub fn signed(&self, message: &[u8], signature: &str, algorithm: Algorithm) -> bool {
        let algorithm = library(algorithm);
        let verdict = jsonwebtoken::crypto::verify(signature, message, &self.decoding, algorithm);
        verdict.unwrap_or(false)
    }

    /// Whether its issuer no longer has it. What it signed is then void.
    pub fn is_withdrawn(&self) -> bool {
        self.withdrawn.load(Ordering::Acquire)
    }

    pub fn withdraw(&self) {
        self.withdrawn.store(true, Ordering::Release);
    }

    /// Whether a token of its issuer was signed with it.
    pub fn is_proven(&self) -> bool {
        self.proven.load(Ordering::Relaxed)
    }

    /// Notes that a token of its issuer was signed with it.
    pub fn prove(&self) {
        self.proven.store(true, Ordering::Relaxed);
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Key").field(&self.kind).finish()
    }
}
