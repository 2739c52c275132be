//! Tokens as issuers sign them, and as nobody should. All keys are made here.

mod alb;
mod attacks;
mod endpoint;
mod fetching;
mod key_sets;
mod people;
mod signer;

use serde_json::{Value, json};

use super::*;
use crate::policy::{Algorithm, Claims, KeySource, TokenForm};
use signer::Signer;

const ISSUER: &str = "https://login.acme.example";
const AUDIENCE: &str = "go.acme.example";

/// The moment at which all tests happen.
const NOW: i64 = 1_800_000_000;

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(seconds).expect("a moment of this millennium")
}

fn now() -> Timestamp {
    at(NOW)
}

/// A voucher that believes what those signers sign.
fn voucher(signers: &[&Signer]) -> TokenVoucher {
    let keys: Vec<_> = signers.iter().map(|signer| signer.jwk()).collect();
    TokenVoucher {
        name: "acme".into(),
        header: "authorization".into(),
        form: TokenForm::Bearer,
        issuer: ISSUER.into(),
        audiences: vec!["other.acme.example".into(), AUDIENCE.into()],
        algorithms: signers.iter().map(|signer| signer.algorithm()).collect(),
        keys: KeySource::Set(json!({ "keys": keys }).to_string().into()),
        claims: Claims {
            user: "sub".into(),
            name: "name".into(),
            email: "email".into(),
            groups: "groups".into(),
        },
    }
}

fn tokens(voucher: TokenVoucher) -> Tokens {
    Tokens::new(&[Arc::new(voucher)]).expect("keys that can be used")
}

/// The claims of a good token.
fn claims() -> Value {
    json!({
        "iss": ISSUER,
        "aud": AUDIENCE,
        "exp": NOW + 300,
        "nbf": NOW - 10,
        "iat": NOW - 10,
        "sub": "u-17",
        "name": "Ann Lee",
        "email": "ann@acme.example",
        "groups": ["staff", "webex-hosts"],
    })
}

/// The good claims with some changed; `null` takes one out.
fn claims_with(changes: &Value) -> Value {
    let mut claims = claims();
    let all = claims.as_object_mut().expect("an object");
    for (name, value) in changes.as_object().expect("an object") {
        all.insert(name.clone(), value.clone());
    }
    all.retain(|_, value| !value.is_null());
    claims
}
