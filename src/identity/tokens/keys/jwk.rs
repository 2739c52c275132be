//! Reads and checks one JWK (RFC 7517, RFC 7518).

use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P384_SHA384_FIXED, ED25519, ParsedPublicKey,
    RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents, VerificationAlgorithm,
};
use jsonwebtoken::jwk::{
    AlgorithmParameters, CommonParameters, EllipticCurve, Jwk, KeyOperations, PublicKeyUse,
    RSAKeyParameters,
};
use jsonwebtoken::{DecodingKey, DecodingKeyKind};
use serde_json::Value;

use super::key::{Key, KeyFault, Kind};
use crate::digest::hex;
use crate::policy::Algorithm;

/// The sizes of RSA keys that aws-lc-rs verifies with, in bits.
const RSA_BITS: std::ops::RangeInclusive<usize> = 2048..=8192;

/// The key, or `None` if it is not for verifying tokens.
pub fn key(value: Value) -> Result<Option<Key>, KeyFault> {
    let is_secret = value.get("kty").is_some_and(|kty| kty == "oct");
    if is_secret {
        return Ok(None);
    }
    if value.get("d").is_some() {
        return Err(KeyFault::Private);
    }
    let is_supported = is_supported(&value);
    let jwk: Jwk = serde_json::from_value(value).map_err(|_| KeyFault::Malformed)?;
    let Some(only) = purpose(&jwk.common) else {
        return Ok(None);
    };
    match public_key(&jwk.algorithm)? {
        Some(key) => Ok(Some(key.with_id(jwk.common.key_id.map(Into::into), only))),
        // The library reads a key with missing members as one of another type.
        None if is_supported => Err(KeyFault::Malformed),
        None => Ok(None),
    }
}

/// The key of one of the supported types.
fn public_key(parameters: &AlgorithmParameters) -> Result<Option<Key>, KeyFault> {
    let key = match parameters {
        AlgorithmParameters::RSA(parameters) => rsa(parameters)?,
        AlgorithmParameters::EllipticCurve(point) => {
            let kind = match point.curve {
                EllipticCurve::P256 => Kind::P256,
                EllipticCurve::P384 => Kind::P384,
                _ => return Ok(None),
            };
            let decoding = DecodingKey::from_ec_components(&point.x, &point.y);
            curve(kind, format!("{}.{}", point.x, point.y), decoding)?
        }
        AlgorithmParameters::OctetKeyPair(point) if point.curve == EllipticCurve::Ed25519 => {
            let decoding = DecodingKey::from_ed_components(&point.x);
            curve(Kind::Ed25519, point.x.clone(), decoding)?
        }
        _ => return Ok(None),
    };
    Ok(Some(key))
}

fn is_supported(value: &Value) -> bool {
    let text = |name: &str| value.get(name).and_then(Value::as_str);
    matches!(
        (text("kty"), text("crv")),
        (Some("RSA"), _) | (Some("EC"), Some("P-256" | "P-384")) | (Some("OKP"), Some("Ed25519"))
    )
}

/// `None` if the key is not for verifying tokens, else the algorithm to which it is restricted.
fn purpose(common: &CommonParameters) -> Option<Option<Algorithm>> {
    let signs = match &common.public_key_use {
        None | Some(PublicKeyUse::Signature) => true,
        Some(PublicKeyUse::Encryption | PublicKeyUse::Other(_)) => false,
    };
    let operations = common.key_operations.as_deref();
    let verifies = operations.is_none_or(|all| all.contains(&KeyOperations::Verify));
    if !signs || !verifies {
        return None;
    }
    let Some(algorithm) = common.key_algorithm else {
        return Some(None);
    };
    let name = algorithm.to_string();
    Algorithm::from_word(&name).map(Some)
}

fn rsa(parameters: &RSAKeyParameters) -> Result<Key, KeyFault> {
    let decoding = DecodingKey::from_rsa_components(&parameters.n, &parameters.e);
    let decoding = decoding.map_err(|_| KeyFault::Malformed)?;
    let DecodingKeyKind::RsaModulusExponent { n, e } = decoding.kind() else {
        return Err(KeyFault::Malformed);
    };
    // Some issuers write a leading zero byte, which RFC 7518 forbids.
    let n = &n[n.iter().take_while(|byte| **byte == 0).count()..];
    let e = &e[e.iter().take_while(|byte| **byte == 0).count()..];
    let unused = n.first().map_or(0, |byte| byte.leading_zeros() as usize);
    if !RSA_BITS.contains(&(n.len() * 8 - unused)) {
        return Err(KeyFault::Size);
    }
    if is_forgeable_rsa(n, e) {
        return Err(KeyFault::Forgeable);
    }
    let checked = RsaPublicKeyComponents { n, e };
    if checked
        .to_parsed_public_key(&RSA_PKCS1_2048_8192_SHA256)
        .is_err()
    {
        return Err(KeyFault::Malformed);
    }
    let material = format!("{}.{}", parameters.n, parameters.e).into();
    let decoding = DecodingKey::from_rsa_raw_components(n, e);
    Ok(Key::new(None, Kind::Rsa, material, decoding))
}

/// Whether signatures can be computed from the public key: with the exponent 1 a message is its own
/// signature, an even one is no RSA, and a modulus with a small factor is factored by hand.
fn is_forgeable_rsa(n: &[u8], e: &[u8]) -> bool {
    let is_odd = e.last().is_some_and(|last| last % 2 == 1);
    !is_odd || e == [1] || (2..=u8::MAX).any(|factor| is_divisible(n, factor))
}

fn is_divisible(number: &[u8], factor: u8) -> bool {
    let factor = u16::from(factor);
    let append = |rest: u16, byte: &u8| (rest << 8 | u16::from(*byte)) % factor;
    number.iter().fold(0, append) == 0
}

/// The points of Ed25519 whose order divides 8, by their y coordinates: little endian, those that are
/// not reduced too. Signatures that fit such a key are found by trial.
const SMALL_ORDER: [&str; 7] = [
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0100000000000000000000000000000000000000000000000000000000000000",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
];

fn has_small_order(point: &[u8]) -> bool {
    let mut y = point.to_vec();
    if let Some(last) = y.last_mut() {
        // The highest bit is the sign of x.
        *last &= 0x7f;
    }
    SMALL_ORDER.contains(&hex(&y).as_str())
}

fn curve(
    kind: Kind,
    material: String,
    decoding: Result<DecodingKey, jsonwebtoken::errors::Error>,
) -> Result<Key, KeyFault> {
    let decoding = decoding.map_err(|_| KeyFault::Malformed)?;
    let point = decoding
        .try_get_as_bytes()
        .map_err(|_| KeyFault::Malformed)?;
    let (algorithm, bytes): (&'static dyn VerificationAlgorithm, _) = match kind {
        Kind::P256 => (&ECDSA_P256_SHA256_FIXED, 1 + 2 * 32),
        Kind::P384 => (&ECDSA_P384_SHA384_FIXED, 1 + 2 * 48),
        Kind::Ed25519 => (&ED25519, 32),
        Kind::Rsa => return Err(KeyFault::Malformed),
    };
    // A point that is not on the curve is refused now, not when the first token comes.
    if point.len() != bytes || ParsedPublicKey::new(algorithm, point).is_err() {
        return Err(KeyFault::Malformed);
    }
    if kind == Kind::Ed25519 && has_small_order(point) {
        return Err(KeyFault::Forgeable);
    }
    Ok(Key::new(None, kind, material.into(), decoding))
}
