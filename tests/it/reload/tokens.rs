//! The keys of an issuer of tokens, exchanged.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::json;

use super::*;

/// Whoever signs tokens, with one key.
struct Signer {
    key: EcdsaKeyPair,
    id: &'static str,
}

impl Signer {
    fn new(id: &'static str) -> Self {
        let key = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING);
        Self {
            key: key.expect("a key"),
            id,
        }
    }

    /// The key set that is published.
    fn key_set(&self) -> String {
        let (x, y) = self.key.public_key().as_ref()[1..].split_at(32);
        let (x, y) = (encode(x), encode(y));
        let key = json!({ "kty": "EC", "crv": "P-256", "kid": self.id, "x": x, "y": y });
        json!({ "keys": [key] }).to_string()
    }

    /// A token, as a header.
    fn bearer(&self) -> String {
        let head = json!({ "typ": "JWT", "alg": "ES256", "kid": self.id });
        let claims = json!({
            "iss": "https://auth.acme.example",
            "aud": "go.acme.example",
            "exp": 32_503_680_000_u64,
            "sub": "u-17",
        });
        let message = [head, claims]
            .map(|part| encode(part.to_string()))
            .join(".");
        let signed = self.key.sign(&SystemRandom::new(), message.as_bytes());
        let signed = encode(signed.expect("a signature"));
        format!("Authorization: Bearer {message}.{signed}\r\n")
    }
}

fn encode(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

const STAFF: &str = r#"  staff: { path: "/go/staff/{meeting_key}", command: meeting.join, back: meetings, allow: [{ user: u-17 }] }
callers:
  tokens:
    portal:
      from: oidc
      issuer: https://auth.acme.example
      audience: go.acme.example
      algorithms: [ES256]
      keys: { file: keys.json }
"#;

/// What becomes of a token: the status, and why it fails.
fn asked(service: &Service, signer: &Signer) -> (u16, Option<String>) {
    let answer = service
        .talk()
        .ask("GET", "/go/staff/123456789", &signer.bearer());
    let line = service.decision(answer.request_id());
    let error = line["auth_error"].as_str().map(ToOwned::to_owned);
    (answer.status, error)
}

#[test]
fn tokens_hold_by_the_keys_of_now() {
    let (first, second, third) = (Signer::new("k1"), Signer::new("k2"), Signer::new("k2"));
    let good = (302, None);
    let fails = |why: &str| (401, Some(why.to_owned()));
    for flags in [&["--watch-interval", "0s"], &WATCHFUL] {
        let folder = Folder::new();
        folder.write("keys.json", &first.key_set());
        folder.write("policy.yaml", &policy_with(0, STAFF));
        let service = Service::start(folder, flags);
        let exchange = |keys: &str, status| {
            service.folder.replace("keys.json", keys);
            if flags != &WATCHFUL {
                let (answered, words) = service.reload();
                assert_eq!(answered, status, "{words}");
            }
        };
        assert_eq!(asked(&service, &first), good);
        assert_eq!(asked(&service, &second), fails("unknown_key"));
        exchange(&second.key_set(), 200);
        eventually("answer by the new key", || {
            (asked(&service, &second) == good).then_some(())
        });
        assert_eq!(asked(&service, &first), fails("unknown_key"));
        // A key of the same name: what was verified before must not hold on.
        exchange(&third.key_set(), 200);
        eventually("answer by the newest key", || {
            (asked(&service, &third) == good).then_some(())
        });
        assert_eq!(asked(&service, &second), fails("invalid_signature"));
        // A bad set changes nothing.
        let before = service.reloads("policy", "refused");
        exchange("{\"keys\": [", 422);
        service.await_reload_after(before, "policy", "refused");
        assert_eq!(asked(&service, &third), good);
    }
}
