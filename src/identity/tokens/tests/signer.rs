//! Signers of tokens, with keys of every type.

use std::sync::LazyLock;

use aws_lc_rs::encoding::{AsDer, PublicKeyX509Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair,
    KeyPair, RSA_PKCS1_SHA256, RSA_PKCS1_SHA384, RSA_PKCS1_SHA512, RSA_PSS_SHA256, RSA_PSS_SHA384,
    RSA_PSS_SHA512, RsaEncoding, RsaKeyPair, RsaPublicKeyComponents,
};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::{Value, json};

use crate::policy::Algorithm;

/// Generating an RSA key takes long: all tests share one.
static RSA: LazyLock<RsaKeyPair> =
    LazyLock::new(|| RsaKeyPair::generate(KeySize::Rsa2048).expect("a key"));

/// A private key with its `kid` and its algorithm.
pub struct Signer {
    kid: Option<&'static str>,
    algorithm: Algorithm,
    pair: Pair,
}

enum Pair {
    Rsa,
    Ec(EcdsaKeyPair),
    Ed(Ed25519KeyPair),
}

impl Signer {
    pub fn new(algorithm: Algorithm, kid: &'static str) -> Self {
        let ec = |curve| Pair::Ec(EcdsaKeyPair::generate(curve).expect("a key"));
        let pair = match algorithm {
            Algorithm::ES256 => ec(&ECDSA_P256_SHA256_FIXED_SIGNING),
            Algorithm::ES384 => ec(&ECDSA_P384_SHA384_FIXED_SIGNING),
            Algorithm::EdDSA => Pair::Ed(Ed25519KeyPair::generate().expect("a key")),
            _ => Pair::Rsa,
        };
        Self {
            kid: Some(kid),
            algorithm,
            pair,
        }
    }

    pub fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// The same key without a `kid`.
    pub fn nameless(self) -> Self {
        Self { kid: None, ..self }
    }

    /// The public half.
    pub fn jwk(&self) -> Value {
        let mut jwk = match &self.pair {
            Pair::Rsa => {
                let public = RsaPublicKeyComponents::<Vec<u8>>::from(RSA.public_key());
                json!({ "kty": "RSA", "n": encode(public.n), "e": encode(public.e) })
            }
            Pair::Ec(pair) => {
                let (x, y) = halves(pair.public_key().as_ref());
                let curve = if x.len() == 32 { "P-256" } else { "P-384" };
                json!({ "kty": "EC", "crv": curve, "x": encode(x), "y": encode(y) })
            }
            Pair::Ed(pair) => {
                json!({ "kty": "OKP", "crv": "Ed25519", "x": encode(pair.public_key()) })
            }
        };
        if let Some(kid) = self.kid {
            jwk["kid"] = kid.into();
        }
        jwk
    }

    /// The public half as DER.
    pub fn public_der(&self) -> Vec<u8> {
        let der: PublicKeyX509Der<'_> = match &self.pair {
            Pair::Rsa => RSA.public_key().as_der().expect("a key"),
            Pair::Ec(pair) => pair.public_key().as_der().expect("a key"),
            Pair::Ed(pair) => pair.public_key().as_der().expect("a key"),
        };
        der.as_ref().to_vec()
    }

    pub fn public_pem(&self) -> String {
        let body = STANDARD.encode(self.public_der());
        let lines: Vec<_> = body.as_bytes().chunks(64).collect();
        let body = String::from_utf8(lines.join(&b'\n')).expect("base64");
        format!("-----BEGIN PUBLIC KEY-----\n{body}\n-----END PUBLIC KEY-----\n")
    }

    /// The JOSE header of a valid token.
    pub fn head(&self) -> Value {
        let mut head = json!({ "typ": "JWT", "alg": self.algorithm.as_str() });
        if let Some(kid) = self.kid {
            head["kid"] = kid.into();
        }
        head
    }

    pub fn token(&self, claims: &Value) -> String {
        self.token_with(&self.head(), claims)
    }

    pub fn token_with(&self, head: &Value, claims: &Value) -> String {
        let message = format!("{}.{}", part(head), part(claims));
        let signature = encode(self.sign(message.as_bytes()));
        format!("{message}.{signature}")
    }

    pub fn sign(&self, message: &[u8]) -> Vec<u8> {
        let random = SystemRandom::new();
        match &self.pair {
            Pair::Ec(pair) => pair.sign(&random, message).expect("ok").as_ref().to_vec(),
            Pair::Ed(pair) => pair.sign(message).as_ref().to_vec(),
            Pair::Rsa => {
                let mut signature = vec![0; RSA.public_modulus_len()];
                let padding = self.padding();
                let signed = RSA.sign(padding, &random, message, &mut signature);
                signed.expect("a message");
                signature
            }
        }
    }

    fn padding(&self) -> &'static dyn RsaEncoding {
        match self.algorithm {
            Algorithm::RS384 => &RSA_PKCS1_SHA384,
            Algorithm::RS512 => &RSA_PKCS1_SHA512,
            Algorithm::PS256 => &RSA_PSS_SHA256,
            Algorithm::PS384 => &RSA_PSS_SHA384,
            Algorithm::PS512 => &RSA_PSS_SHA512,
            _ => &RSA_PKCS1_SHA256,
        }
    }
}

/// The coordinates of an uncompressed point.
fn halves(point: &[u8]) -> (&[u8], &[u8]) {
    point[1..].split_at(point.len() / 2)
}

pub fn encode(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

pub fn part(json: &Value) -> String {
    encode(json.to_string())
}
