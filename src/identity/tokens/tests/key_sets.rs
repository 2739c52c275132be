//! JWKS of policies and of issuers.

use super::*;
use crate::identity::tokens::keys::KeySet;

const ALL: &[Algorithm] = Algorithm::ALL;

fn read(keys: &[Value]) -> Result<usize, String> {
    let text = json!({ "keys": keys }).to_string();
    let set = KeySet::from_file(&text, ALL).map_err(|error| error.to_string())?;
    Ok(set.len())
}

#[track_caller]
fn assert_refused(keys: &[Value], expected: &str) {
    let error = read(keys).expect_err(expected);
    assert!(error.contains(expected), "{error}");
}

fn with(jwk: Value, name: &str, value: impl Into<Value>) -> Value {
    let mut jwk = jwk;
    jwk[name] = value.into();
    jwk
}

fn without(mut jwk: Value, name: &str) -> Value {
    jwk.as_object_mut().expect("an object").remove(name);
    jwk
}

#[test]
fn keys_for_something_else_are_left_out() {
    let good = Signer::new(Algorithm::ES256, "k1").jwk();
    for other in [
        json!({ "kty": "oct", "k": "AAAA", "kid": "secret", "alg": "HS256" }),
        json!({ "kty": "EC", "crv": "secp256k1", "x": "AA", "y": "AA" }),
        json!({ "kty": "EC", "crv": "P-521", "x": "AA", "y": "AA" }),
        json!({ "kty": "OKP", "crv": "X25519", "x": "AA" }),
        json!({ "kty": "AKP", "alg": "ML-DSA-44", "pub": "AA" }),
        with(good.clone(), "use", "enc"),
        with(good.clone(), "key_ops", json!(["sign"])),
        with(good.clone(), "alg", "ECDH-ES"),
        with(Signer::new(Algorithm::RS256, "r").jwk(), "alg", "RSA-OAEP"),
        // Claims to be for an HMAC: it verifies nothing.
        with(Signer::new(Algorithm::RS256, "r").jwk(), "alg", "HS256"),
    ] {
        assert_eq!(read(&[good.clone(), other.clone()]), Ok(1), "{other}");
        assert_refused(&[other], "no key of the set is for signatures");
    }
    let used = with(with(good, "use", "sig"), "key_ops", json!(["verify"]));
    assert_eq!(read(&[used]), Ok(1));
}

#[test]
fn a_broken_key_in_a_file_is_named() {
    let curve = Signer::new(Algorithm::ES256, "k1").jwk();
    let edwards = Signer::new(Algorithm::EdDSA, "k1").jwk();
    let rsa = Signer::new(Algorithm::RS256, "k1").jwk();
    for broken in [
        with(curve.clone(), "x", "AAAA"),
        with(curve.clone(), "x", "not base64"),
        with(curve.clone(), "x", curve["y"].clone()),
        without(curve.clone(), "y"),
        with(curve.clone(), "crv", "P-384"),
        with(curve.clone(), "kid", 1),
        with(edwards.clone(), "x", "AAAA"),
        without(edwards, "x"),
        without(rsa.clone(), "n"),
        with(rsa.clone(), "e", "*"),
    ] {
        assert_refused(&[broken], "key 1 of the set is not well-formed");
    }
    let short = with(rsa.clone(), "n", signer::encode([0xff; 128]));
    assert_refused(
        &[rsa.clone(), short],
        "key 2 of the set is an RSA key of a size",
    );
    let huge = with(rsa.clone(), "n", signer::encode([0xff; 1025]));
    assert_refused(&[huge], "is an RSA key of a size");
    let private = with(curve.clone(), "d", "AAAA");
    assert_refused(&[private], "key 1 of the set is a private key");
    assert_refused(
        &[curve.clone(), curve],
        "key 2 of the set has the same `kid`",
    );
}

/// Whoever sees such a key can sign for it.
#[test]
fn keys_for_which_anybody_can_sign_are_refused() {
    let rsa = Signer::new(Algorithm::RS256, "k1").jwk();
    let edwards = Signer::new(Algorithm::EdDSA, "k1").jwk();
    let mut keys = vec![];
    for e in [
        &[1u8][..],
        &[2],
        &[0],
        &[4],
        &[0, 1],
        &[1, 0, 0],
        &[0xff, 0xfe],
    ] {
        keys.push(with(rsa.clone(), "e", signer::encode(e)));
    }
    // Multiples of 2, of 3, of 7, and of 251.
    for last in [0xfe, 0xff, 0x07, 0xc1] {
        let n = [vec![0xff; 255], vec![last]].concat();
        keys.push(with(rsa.clone(), "n", signer::encode(n)));
    }
    for (first, middle, last) in [
        (0, 0, 0),
        (1, 0, 0),
        (1, 0, 0x80),
        (0xec, 0xff, 0x7f),
        (0xec, 0xff, 0xff),
        (0xed, 0xff, 0x7f),
        (0xee, 0xff, 0x7f),
        (0xee, 0xff, 0xff),
    ] {
        let point = [vec![first], vec![middle; 30], vec![last]].concat();
        keys.push(with(edwards.clone(), "x", signer::encode(point)));
    }
    let refused = keys.iter().filter(|key| {
        let error = read(std::slice::from_ref(key)).expect_err(&key.to_string());
        // Some of these points are not even read.
        error.contains("anyone could make signatures") || error.contains("not well-formed")
    });
    assert_eq!(refused.count(), keys.len());
    assert_eq!(read(&[with(rsa, "e", signer::encode([1, 0, 1]))]), Ok(1));
}

#[test]
fn what_is_no_set_is_refused() {
    for text in ["", "[]", "{}", r#"{"keys":{}}"#, "<html>", r#"{"keys":[1"#] {
        let error = KeySet::from_file(text, ALL).expect_err(text);
        assert_eq!(error, SetError::NotASet, "{text}");
    }
    let many = vec![Signer::new(Algorithm::ES256, "k1").jwk(); 101];
    assert_refused(&many, "more than 100 keys");
    assert_refused(&[], "no key of the set");
    assert_refused(&[json!(1)], "key 1 of the set is not well-formed");
}

#[test]
fn broken_keys_of_an_issuer_do_not_keep_out_the_good_ones() {
    let good = Signer::new(Algorithm::ES256, "k1").jwk();
    let keys = json!({ "keys": [1, with(good.clone(), "x", "AAAA"), good] });
    let set = KeySet::from_issuer(keys.to_string().as_bytes(), ALL).expect("one is good");
    assert_eq!(set.len(), 1);
}

#[test]
fn an_rsa_key_with_a_sign_byte_is_still_one() {
    use base64::Engine;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    let signer = Signer::new(Algorithm::RS256, "k1");
    let mut jwt_issuer = jwt_issuer(&[&signer]);
    let n = signer.jwk()["n"].as_str().expect("a text").to_owned();
    let n = [vec![0], URL_SAFE_NO_PAD.decode(n).expect("base64")].concat();
    let jwk = with(signer.jwk(), "n", signer::encode(n));
    jwt_issuer.keys = KeySource::Set(json!({ "keys": [jwk] }).to_string().into());
    let tokens = tokens(jwt_issuer);
    assert!(tokens.verify(0, &signer.token(&claims()), now()).is_ok());
}

#[test]
fn errors_name_the_issuer_and_the_reason() {
    let mut jwt_issuer = jwt_issuer(&[&Signer::new(Algorithm::ES256, "k1")]);
    jwt_issuer.keys = KeySource::Set("{}".into());
    let error = Tokens::new(&[Arc::new(jwt_issuer)]).expect_err("no set");
    assert_eq!(error.to_string(), "the key set of acme cannot be used");
    let source = std::error::Error::source(&error).expect("a reason");
    assert!(source.to_string().starts_with("not a JWK set"));
}

/// Why keys are looked at, and not only read: the library takes this one, and a signature that needs
/// no private key.
#[test]
fn the_library_alone_would_let_anybody_sign() {
    use aws_lc_rs::signature::{ED25519, UnparsedPublicKey};
    let neutral = [vec![1], vec![0; 31]].concat();
    let signature = [neutral.clone(), vec![0; 32]].concat();
    let key = UnparsedPublicKey::new(&ED25519, neutral);
    assert!(key.verify(b"whatever", &signature).is_ok());
}
