//! Tokens of AWS load balancers: padded, with the signer in the header, and with keys that are
//! fetched one by one.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE;
use tokio::time::timeout;

use super::*;
use crate::https_client::test_server::Server;

/// So that a test fails instead of waiting forever.
const PATIENCE: Duration = Duration::from_secs(10);

const KID: &str = "12345678-1234-1234-1234-123456789abc";
const ARN: &str = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/go/0123";

fn jwt_issuer_at(server: &Server, path: &str) -> JwtIssuer {
    JwtIssuer {
        form: TokenForm::AwsAlb,
        audiences: vec![ARN.into()],
        algorithms: vec![Algorithm::ES256, Algorithm::ES384],
        keys: KeySource::Url {
            url: server.url(path).parse().expect("an address"),
            authorities: Some(server.authority.clone().into()),
        },
        ..jwt_issuer(&[])
    }
}

fn head() -> Value {
    json!({
        "alg": "ES256", "kid": KID, "signer": ARN, "iss": ISSUER, "client": "c", "exp": NOW + 120,
    })
}

/// The claims that a load balancer copies from the issuer: `aud` is not among them.
fn payload() -> Value {
    json!({ "sub": "u-17", "email": "ann@acme.example", "exp": NOW + 120, "iss": ISSUER })
}

/// A token as AWS writes it: each part padded, and signed with its padding.
fn token(signer: &Signer, head: &Value, payload: &Value) -> String {
    let part = |json: &Value| {
        // Blanks, so that every part needs padding.
        let mut text = json.to_string();
        while text.len() % 3 != 1 {
            text.push(' ');
        }
        URL_SAFE.encode(text)
    };
    let message = format!("{}.{}", part(head), part(payload));
    assert!(message.contains("==.") && message.ends_with("=="));
    let signature = URL_SAFE.encode(signer.sign(message.as_bytes()));
    format!("{message}.{signature}")
}

fn with(json: Value, name: &str, value: Value) -> Value {
    let mut json = json;
    json[name] = value;
    json
}

/// The oldest requested key.
async fn next_asked(tokens: &Tokens) -> Box<str> {
    let asked = timeout(PATIENCE, tokens.issuers[0].wanted.next()).await;
    asked.expect("a key was asked for")
}

/// Fetches the oldest requested key, as the background task does.
async fn fetch_asked(tokens: &Tokens) {
    let issuer = &tokens.issuers[0];
    let kid = next_asked(tokens).await;
    let client = issuer.client().expect("a URL");
    issuer.refresh_one(client, &kid).await;
}

#[tokio::test]
async fn a_key_is_fetched_when_a_token_names_it() {
    for (algorithm, name) in [(Algorithm::ES256, "ES256"), (Algorithm::ES384, "ES384")] {
        let server = Server::start().await;
        let signer = Signer::new(algorithm, KID);
        server.answer("200 OK", signer.public_pem());
        let tokens = tokens(jwt_issuer_at(&server, "/keys/"));
        let head = with(head(), "alg", json!(name));
        let token = token(&signer, &head, &payload());
        assert_eq!(tokens.verify(0, &token, now()), Err(TokenError::UnknownKey));
        fetch_asked(&tokens).await;
        let person = tokens.verify(0, &token, now()).expect("its key is there");
        assert_eq!(person.user.as_deref(), Some("u-17"));
        let request = server.requests().concat();
        let line = format!("GET /keys/{KID} HTTP/1.1\r\n");
        assert!(request.starts_with(&line), "{request}");
    }
}

#[tokio::test]
async fn keys_that_are_asked_for_are_fetched_beside_the_requests() {
    let server = Server::start().await;
    let signer = Signer::new(Algorithm::ES256, KID);
    server.answer("200 OK", signer.public_pem());
    let tokens = Arc::new(tokens(jwt_issuer_at(&server, "/")));
    let keeping = tokio::spawn(Arc::clone(&tokens).keep_fresh());
    // Nothing is fetched before a token names a key.
    tokens.tried().await;
    let token = token(&signer, &head(), &payload());
    let verified = async {
        while tokens.verify(0, &token, now()).is_err() {
            tokio::task::yield_now().await;
        }
    };
    timeout(PATIENCE, verified).await.expect("a key in time");
    keeping.abort();
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn head_and_payload_are_both_checked() {
    let server = Server::start().await;
    let signer = Signer::new(Algorithm::ES256, KID);
    server.answer("200 OK", signer.public_pem());
    let tokens = tokens(jwt_issuer_at(&server, "/"));
    assert!(
        tokens
            .verify(0, &token(&signer, &head(), &payload()), now())
            .is_err()
    );
    fetch_asked(&tokens).await;

    let plain = json!({ "sub": "u-17" });
    let bare = json!({ "alg": "ES256", "kid": KID, "signer": ARN });
    for (head, payload, expected) in [
        (head(), payload(), Ok(())),
        (head(), plain.clone(), Ok(())),
        (bare.clone(), payload(), Ok(())),
        (bare.clone(), plain.clone(), Err(TokenError::Issuer)),
        (
            with(bare, "iss", json!(ISSUER)),
            plain,
            Err(TokenError::Claims),
        ),
        (
            with(head(), "iss", json!("evil")),
            payload(),
            Err(TokenError::Issuer),
        ),
        (
            head(),
            with(payload(), "iss", json!("evil")),
            Err(TokenError::Issuer),
        ),
        (
            with(head(), "exp", json!(NOW - 30)),
            payload(),
            Err(TokenError::Expired),
        ),
        (
            head(),
            with(payload(), "exp", json!(NOW - 30)),
            Err(TokenError::Expired),
        ),
        (
            with(head(), "signer", json!("arn:aws:other")),
            payload(),
            Err(TokenError::Audience),
        ),
        (
            with(head(), "signer", json!(null)),
            payload(),
            Err(TokenError::Audience),
        ),
        (
            with(head(), "alg", json!("none")),
            payload(),
            Err(TokenError::Algorithm),
        ),
        (
            with(head(), "crit", json!(["exp"])),
            payload(),
            Err(TokenError::Critical),
        ),
    ] {
        let token = token(&signer, &head, &payload);
        let verdict = tokens.verify(0, &token, now()).map(|_| ());
        assert_eq!(verdict, expected, "{head} {payload}");
    }
    let unpadded = token(&signer, &head(), &payload()).replace('=', "");
    assert_eq!(
        tokens.verify(0, &unpadded, now()),
        Err(TokenError::Signature)
    );
}

#[tokio::test]
async fn nothing_is_asked_for_by_a_name_that_is_no_uuid_or_for_another_signer() {
    let server = Server::start().await;
    let signer = Signer::new(Algorithm::ES256, KID);
    let tokens = tokens(jwt_issuer_at(&server, "/"));
    for kid in [json!("../x"), json!("a?b"), json!(""), json!(null)] {
        let token = token(&signer, &with(head(), "kid", kid), &payload());
        assert_eq!(tokens.verify(0, &token, now()), Err(TokenError::Malformed));
    }
    let foreign = token(&signer, &with(head(), "signer", json!("x")), &payload());
    assert_eq!(tokens.verify(0, &foreign, now()), Err(TokenError::Audience));
    assert!(tokens.issuers[0].wanted.is_empty());
}

#[tokio::test]
async fn keys_in_use_are_not_pushed_out_by_keys_that_somebody_asks_for() {
    let server = Server::start().await;
    let signer = Signer::new(Algorithm::ES256, KID);
    let issuer = &tokens(jwt_issuer_at(&server, "/"));
    let foreign = Signer::new(Algorithm::ES256, "f").public_pem();
    let adopt = |kid: &str, pem: &str| issuer.issuers[0].adopt_one(kid, pem.as_bytes());
    adopt(KID, &signer.public_pem()).expect("a key");
    let good = token(&signer, &head(), &payload());
    assert!(issuer.verify(0, &good, now()).is_ok());
    for number in 0..40 {
        adopt(&format!("{number:x}"), &foreign).expect("a key");
    }
    assert!(issuer.verify(0, &good, now()).is_ok());
    assert_eq!(issuer.issuers[0].count(), 16);
}

#[tokio::test]
async fn a_key_that_comes_twice_is_still_one() {
    let server = Server::start().await;
    let signer = Signer::new(Algorithm::ES256, KID);
    let tokens = tokens(jwt_issuer_at(&server, "/"));
    for _ in 0..2 {
        let adopted = tokens.issuers[0].adopt_one(KID, signer.public_pem().as_bytes());
        adopted.expect("a key");
    }
    let token = token(&signer, &head(), &payload());
    assert!(tokens.verify(0, &token, now()).is_ok());
    assert_eq!(tokens.issuers[0].count(), 1);
}

#[tokio::test]
async fn names_that_are_made_up_do_not_pile_up() {
    let server = Server::start().await;
    let signer = Signer::new(Algorithm::ES256, KID);
    let tokens = tokens(jwt_issuer_at(&server, "/"));
    for number in 0..100 {
        let kid = json!(format!("{number:x}"));
        let token = token(&signer, &with(head(), "kid", kid), &payload());
        assert_eq!(tokens.verify(0, &token, now()), Err(TokenError::UnknownKey));
    }
    for _ in 0..16 {
        next_asked(&tokens).await;
    }
    assert!(tokens.issuers[0].wanted.is_empty());
}
