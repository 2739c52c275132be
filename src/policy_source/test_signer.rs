//! Signs as minisign does.

use std::io::Cursor;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use minisign::KeyPair;

use super::signature::PolicyKey;

pub struct Signer(KeyPair);

impl Signer {
    pub fn new() -> Self {
        Self(KeyPair::generate_unencrypted_keypair().expect("random bytes"))
    }

    /// With another key that claims the same id.
    pub fn with_id_of(other: &Self) -> Self {
        const ID: std::ops::Range<usize> = 2..10;
        let mut made = Self::new();
        let id = other.0.pk.to_bytes()[ID].to_vec();
        let mut secret = made.0.sk.to_bytes();
        // Behind two bytes each for three algorithms, 32 of salt, and 16 of limits.
        secret[54..62].copy_from_slice(&id);
        made.0.sk = minisign::SecretKey::from_bytes(&secret).expect("a key");
        made
    }

    /// A signature that says that it is one of the old kind: of the text itself, not of its hash.
    pub fn as_old_kind(signature: &str) -> String {
        let mut lines: Vec<_> = signature.lines().map(str::to_owned).collect();
        let mut bytes = STANDARD.decode(&lines[1]).expect("base64");
        bytes[1] = b'd';
        lines[1] = STANDARD.encode(&bytes);
        lines.join("\n")
    }

    pub fn public_key(&self) -> String {
        self.0.pk.to_base64()
    }

    pub fn key(&self) -> PolicyKey {
        self.public_key().parse().expect("a key")
    }

    pub fn sign(&self, bytes: &[u8], second: i64) -> String {
        let comment = format!("timestamp:{second}\tfile:policy.yaml\thashed");
        self.sign_with_comment(bytes, &comment)
    }

    pub fn sign_with_comment(&self, bytes: &[u8], comment: &str) -> String {
        let signed = minisign::sign(None, &self.0.sk, Cursor::new(bytes), Some(comment), None);
        signed.expect("a signature").into_string()
    }
}
