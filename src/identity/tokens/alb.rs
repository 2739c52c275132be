//! The keys of AWS load balancers and of AWS Verified Access. They do not come as a JWKS: each is a
//! PEM file of its own below one URL, by the name of the key.

use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P384_SHA384_FIXED, ParsedPublicKey, VerificationAlgorithm,
};
use jsonwebtoken::DecodingKey;
use rustls::pki_types::SubjectPublicKeyInfoDer;
use rustls::pki_types::pem::PemObject;

use crate::identity::tokens::keys::{Key, KeyFault, Kind, SetError};

/// Key ids of AWS are UUIDs, of 36 characters.
const MAX_KID: usize = 64;

const KINDS: [(Kind, &dyn VerificationAlgorithm); 2] = [
    (Kind::P256, &ECDSA_P256_SHA256_FIXED),
    (Kind::P384, &ECDSA_P384_SHA384_FIXED),
];

/// Whether a text can be a key id. It comes from an unverified token and goes into the path of a
/// request, so it must not have a slash, a dot or an escape.
pub fn is_kid(text: &str) -> bool {
    let is_of_uuid = |byte: u8| byte.is_ascii_hexdigit() || byte == b'-';
    (1..=MAX_KID).contains(&text.len()) && text.bytes().all(is_of_uuid)
}

/// Reads a key from PEM.
pub fn key(kid: &str, pem: &[u8]) -> Result<Key, SetError> {
    let malformed = SetError::Single(KeyFault::Malformed);
    let Ok(der) = SubjectPublicKeyInfoDer::from_pem_slice(pem) else {
        return Err(malformed);
    };
    let is_of = |algorithm| ParsedPublicKey::new(algorithm, &*der).is_ok();
    let kind = KINDS.iter().find(|(_, algorithm)| is_of(*algorithm));
    let (kind, _) = kind.ok_or(malformed)?;
    let decoding = DecodingKey::from_ec_der(&der);
    // AWS never reuses a key id, so the id itself tells whether two keys are the same.
    Ok(Key::new(Some(kid.into()), *kind, kid.into(), decoding))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_looks_like_a_uuid_gets_into_a_path() {
        assert!(is_kid("12345678-1234-1234-1234-123456789abc"));
        for hostile in ["", "..", "a/b", "a?b", "a#b", "a%2fb", "a b", "ä", "g"] {
            assert!(!is_kid(hostile), "{hostile}");
        }
        assert!(!is_kid(&"a".repeat(MAX_KID + 1)));
    }

    #[test]
    fn what_is_no_key_in_pem_is_refused() {
        let end = "-----END PUBLIC KEY-----\n";
        for text in [
            String::new(),
            "not found".into(),
            format!("-----BEGIN PUBLIC KEY-----\n{end}"),
            format!("-----BEGIN PUBLIC KEY-----\nAAAA\n{end}"),
        ] {
            assert!(key("a", text.as_bytes()).is_err(), "{text}");
        }
    }
}
