//! One key of a JWK set (RFC 7517, RFC 7518), checked before it is kept.

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
use crate::policy::Algorithm;

/// The sizes of RSA keys, in bits: those that the library verifies with.
const RSA_BITS: std::ops::RangeInclusive<usize> = 2048..=8192;

/// The key, or `None` if it is for something else than verifying tokens.
pub fn key(value: Value) -> Result<Option<Key>, KeyFault> {
    let is_secret = value.get("kty").is_some_and(|kty| kty == "oct");
    if is_secret {
        return Ok(None);
    }
    if value.get("d").is_some() {
        return Err(KeyFault::Private);
    }
    let is_known = is_known(&value);
    let jwk: Jwk = serde_json::from_value(value).map_err(|_| KeyFault::Malformed)?;
    let Some(only) = purpose(&jwk.common) else {
        return Ok(None);
    };
    let key = match &jwk.algorithm {
        AlgorithmParameters::RSA(parameters) => rsa(parameters)?,
        AlgorithmParameters::EllipticCurve(point) => {
            let decoding = DecodingKey::from_ec_components(&point.x, &point.y);
            let material = format!("{}.{}", point.x, point.y);
            match point.curve {
                EllipticCurve::P256 => curve(Kind::P256, material, decoding)?,
                EllipticCurve::P384 => curve(Kind::P384, material, decoding)?,
                _ => return Ok(None),
            }
        }
        AlgorithmParameters::OctetKeyPair(point) if point.curve == EllipticCurve::Ed25519 => {
            let decoding = DecodingKey::from_ed_components(&point.x);
            curve(Kind::Ed25519, point.x.clone(), decoding)?
        }
        // A type that is known ends here when its members are missing.
        _ if is_known => return Err(KeyFault::Malformed),
        _ => return Ok(None),
    };
    let kid = jwk.common.key_id.map(Into::into);
    Ok(Some(key.known_as(kid, only)))
}

fn is_known(value: &Value) -> bool {
    let text = |name: &str| value.get(name).and_then(Value::as_str);
    matches!(
        (text("kty"), text("crv")),
        (Some("RSA"), _) | (Some("EC"), Some("P-256" | "P-384")) | (Some("OKP"), Some("Ed25519"))
    )
}

/// The one algorithm that a key is for, if it says so. `None` if it is not for
/// verifying tokens.
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
    let known = Algorithm::ALL.into_iter().find(|one| one.as_str() == name);
    known.map(Some)
}

fn rsa(parameters: &RSAKeyParameters) -> Result<Key, KeyFault> {
    let decoding = DecodingKey::from_rsa_components(&parameters.n, &parameters.e);
    let decoding = decoding.map_err(|_| KeyFault::Malformed)?;
    let DecodingKeyKind::RsaModulusExponent { n, e } = decoding.kind() else {
        return Err(KeyFault::Malformed);
    };
    // Some issuers write a sign byte, which RFC 7518 does not have.
    let n = &n[n.iter().take_while(|byte| **byte == 0).count()..];
    let e = &e[e.iter().take_while(|byte| **byte == 0).count()..];
    let unused = n.first().map_or(0, |byte| byte.leading_zeros() as usize);
    if !RSA_BITS.contains(&(n.len() * 8 - unused)) {
        return Err(KeyFault::Size);
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

/// A point on a curve. One that is not on it is refused here, not when the
/// first token comes.
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
    if point.len() != bytes || ParsedPublicKey::new(algorithm, point).is_err() {
        return Err(KeyFault::Malformed);
    }
    Ok(Key::new(None, kind, material.into(), decoding))
}
