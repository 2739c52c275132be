//! Tokens of an issuer that is made on the spot.
#![allow(dead_code, reason = "every benchmark uses a part of it")]

use std::sync::Arc;

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair, RSA_PKCS1_SHA256, RsaKeyPair,
    RsaPublicKeyComponents,
};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use linkgate::policy::{Algorithm, Claims, JwtIssuer, KeySource, TokenForm};
use serde_json::{Value, json};

/// How long the tokens are.
const TOKEN_BYTES: usize = 1024;

/// An issuer, and a token of it.
pub struct Case {
    pub issuer: Arc<JwtIssuer>,
    pub token: String,
}

fn encode(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// A public key, and what signs with its private half.
type Signer = (Value, Box<dyn Fn(&[u8]) -> Vec<u8>>);

fn curve() -> Signer {
    let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).expect("a key");
    let (x, y) = pair.public_key().as_ref()[1..].split_at(32);
    let jwk = json!({ "kty": "EC", "crv": "P-256", "x": encode(x), "y": encode(y) });
    let sign = move |message: &[u8]| {
        let signature = pair.sign(&SystemRandom::new(), message);
        signature.expect("a message").as_ref().to_vec()
    };
    (jwk, Box::new(sign))
}

fn rsa() -> Signer {
    let pair = RsaKeyPair::generate(KeySize::Rsa2048).expect("a key");
    let public = RsaPublicKeyComponents::<Vec<u8>>::from(pair.public_key());
    let jwk = json!({ "kty": "RSA", "n": encode(public.n), "e": encode(public.e) });
    let sign = move |message: &[u8]| {
        let mut signature = vec![0; pair.public_modulus_len()];
        let random = SystemRandom::new();
        let signed = pair.sign(&RSA_PKCS1_SHA256, &random, message, &mut signature);
        signed.expect("a message");
        signature
    };
    (jwk, Box::new(sign))
}

/// An issuer that signs with that algorithm, and a token.
pub fn case(name: &str) -> Case {
    let mut known = Algorithm::ALL.iter().copied();
    let algorithm = known.find(|one| one.as_str() == name).expect("a name");
    let (mut jwk, sign) = match algorithm {
        Algorithm::ES256 => curve(),
        _ => rsa(),
    };
    jwk["kid"] = "k1".into();
    Case {
        issuer: Arc::new(jwt_issuer(algorithm, &jwk)),
        token: token(name, &sign),
    }
}

fn key_set(jwk: &Value) -> String {
    json!({ "keys": [jwk] }).to_string()
}

fn jwt_issuer(algorithm: Algorithm, jwk: &Value) -> JwtIssuer {
    JwtIssuer {
        name: "acme".into(),
        header: "authorization".into(),
        form: TokenForm::Bearer,
        issuer: "https://login.acme.example".into(),
        audiences: vec!["go.acme.example".into()],
        algorithms: vec![algorithm],
        keys: KeySource::Set(key_set(jwk).into()),
        claims: Claims {
            user: "sub".into(),
            name: "name".into(),
            email: "email".into(),
            groups: "groups".into(),
        },
    }
}

/// A token of [`TOKEN_BYTES`], or a few more.
fn token(algorithm: &str, sign: &dyn Fn(&[u8]) -> Vec<u8>) -> String {
    let head = json!({ "alg": algorithm, "kid": "k1", "typ": "JWT" });
    let mut claims = json!({
        "iss": "https://login.acme.example",
        "aud": "go.acme.example",
        "exp": 300,
        "iat": 0,
        "sub": "7335d417-61da-459d-899c-0a01c76a2f94",
        "name": "Ann Lee",
        "email": "ann@acme.example",
        "groups": ["staff", "webex-hosts", "platform", "everybody"],
        "x": "",
    });
    let mut filling = String::new();
    loop {
        claims["x"] = filling.clone().into();
        let message = format!(
            "{}.{}",
            encode(head.to_string()),
            encode(claims.to_string())
        );
        let token = format!("{message}.{}", encode(sign(message.as_bytes())));
        if token.len() >= TOKEN_BYTES {
            return token;
        }
        filling.push('x');
    }
}
