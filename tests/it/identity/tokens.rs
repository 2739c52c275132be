//! Signed tokens, good ones and bad ones.

use super::*;

pub(crate) const TOKENS: &str = "
  headers: x-forwarded
  tokens:
    portal:
      from: oidc
      issuer: https://auth.acme.example
      audience: go.acme.example
      algorithms: [ES256]
      keys: { file: keys.json }
";

/// The year 3000: no test takes so long.
const LATE: i64 = 32_503_680_000;

/// Whoever signs tokens.
pub(crate) struct Signer(EcdsaKeyPair);

impl Signer {
    pub(crate) fn new() -> Self {
        Self(EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).expect("a key"))
    }

    /// The key set that is published.
    pub(crate) fn key_set(&self) -> String {
        let (x, y) = self.0.public_key().as_ref()[1..].split_at(32);
        let (x, y) = (encode(x), encode(y));
        let key = json!({ "kty": "EC", "crv": "P-256", "kid": "k1", "x": x, "y": y });
        json!({ "keys": [key] }).to_string()
    }

    /// The public key, as bytes that somebody might take for a secret.
    fn public_pem(&self) -> String {
        let der: PublicKeyX509Der<'_> = self.0.public_key().as_der().expect("a key");
        let body = STANDARD.encode(der.as_ref());
        format!("-----BEGIN PUBLIC KEY-----\n{body}\n-----END PUBLIC KEY-----\n")
    }

    pub(crate) fn token(&self, claims: &Value) -> String {
        self.token_with(
            &json!({ "typ": "JWT", "alg": "ES256", "kid": "k1" }),
            claims,
        )
    }

    fn token_with(&self, head: &Value, claims: &Value) -> String {
        let message = format!("{}.{}", part(head), part(claims));
        let signed = self.0.sign(&SystemRandom::new(), message.as_bytes());
        format!("{message}.{}", encode(signed.expect("a signature")))
    }
}

fn encode(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

fn part(json: &Value) -> String {
    encode(json.to_string())
}

/// The claims of a good token.
fn claims() -> Value {
    json!({
        "iss": "https://auth.acme.example",
        "aud": "go.acme.example",
        "exp": LATE,
        "sub": "u-17",
        "name": "Ann Lee",
        "email": "ann@acme.example",
        "groups": ["staff"],
    })
}

/// A good token of another issuer.
pub(crate) fn token_of(signer: &Signer, issuer: &str) -> String {
    signer.token(&but("iss", json!(issuer)))
}

/// The good claims with one changed; `null` takes it out.
fn but(name: &str, value: Value) -> Value {
    let mut claims = claims();
    let all = claims.as_object_mut().expect("an object");
    all.insert(name.to_owned(), value);
    all.retain(|_, value| !value.is_null());
    claims
}

fn issuing(signer: &Signer, proxies: &str) -> Gateway {
    let keys = signer.key_set();
    Gateway::with_files(&policy(proxies, TOKENS), &[("keys.json", &keys)])
}

pub(crate) fn bearer(token: &str) -> String {
    format!("Authorization: Bearer {token}\r\n")
}

/// A token proves itself, whoever brings it.
#[test]
fn a_good_token_says_who_comes_even_from_a_stranger() {
    let signer = Signer::new();
    for proxies in [STRANGE, TRUSTED] {
        let gateway = issuing(&signer, proxies);
        let token = bearer(&signer.token(&claims()));
        let (response, line) = ask(&gateway, "/go/staff/123456789", &token);
        assert_eq!(response.status(), 302);
        assert_eq!(who(&line), "127.0.0.1 u-17 by portal");
        let (response, _) = ask(&gateway, "/go/join/123456789", &token);
        let location = response.location().expect("a target");
        assert!(
            location.contains("&AN=Ann%20Lee&AE=ann%40acme.example&"),
            "{location}"
        );
        // It is the stronger proof.
        let (_, line) = ask(&gateway, "/go/join/123456789", &format!("{token}{BOB}"));
        assert_eq!(who(&line), "127.0.0.1 u-17 by portal");
        let guest = bearer(&signer.token(&but("groups", json!(["guests"]))));
        let (response, line) = ask(&gateway, "/go/staff/123456789", &guest);
        assert_eq!(response.status(), 403);
        assert_eq!(who(&line), "127.0.0.1 u-17 by portal");
    }
}

/// Tokens that prove nothing, as header lines.
fn bad_tokens(signer: &Signer) -> Vec<(&'static str, String)> {
    let signed = |claims: &Value| signer.token(claims);
    let head = |alg: &str| part(&json!({ "alg": alg, "kid": "k1" }));
    let good = signed(&claims());
    let (message, signature) = good.rsplit_once('.').expect("parts");
    let (good_head, payload) = message.split_once('.').expect("parts");
    let shared = |secret: &[u8]| {
        let message = format!("{}.{payload}", head("HS256"));
        let key = hmac::Key::new(hmac::HMAC_SHA256, secret);
        let tag = hmac::sign(&key, message.as_bytes());
        format!("{message}.{}", encode(tag))
    };
    let admin = part(&but("groups", json!(["staff", "admins"])));
    let brought = Signer::new();
    let brought = {
        let keys: Value = serde_json::from_str(&brought.key_set()).expect("JSON");
        let head = json!({ "alg": "ES256", "jwk": keys["keys"][0], "kid": "k1" });
        brought.token_with(&head, &claims())
    };
    vec![
        ("expired", signed(&but("exp", json!(1_000_000_000)))),
        ("without an end", signed(&but("exp", Value::Null))),
        ("not valid yet", signed(&but("nbf", json!(LATE - 1)))),
        ("issued in the future", signed(&but("iat", json!(LATE - 1)))),
        (
            "for another audience",
            signed(&but("aud", json!("mail.acme.example"))),
        ),
        ("for no audience", signed(&but("aud", Value::Null))),
        (
            "from another issuer",
            signed(&but("iss", json!("https://auth.evil.example"))),
        ),
        (
            "issuer with a slash more",
            signed(&but("iss", json!("https://auth.acme.example/"))),
        ),
        (
            "for nobody",
            signed(&json!({ "iss": claims()["iss"], "aud": claims()["aud"], "exp": LATE })),
        ),
        (
            "user with a line break",
            signed(&but("sub", json!("ann\nroot"))),
        ),
        ("alg none, unsigned", format!("{}.{payload}.", head("none"))),
        (
            "alg none, signed",
            format!("{}.{payload}.{signature}", head("none")),
        ),
        (
            "alg NONE, signed",
            format!("{}.{payload}.{signature}", head("NONE")),
        ),
        (
            "HS256 with the public key",
            shared(signer.public_pem().as_bytes()),
        ),
        (
            "HS256 with the key set",
            shared(signer.key_set().as_bytes()),
        ),
        ("HS256 with nothing", shared(b"")),
        (
            "RS256 head",
            format!("{}.{payload}.{signature}", head("RS256")),
        ),
        ("signed by another key", Signer::new().token(&claims())),
        ("brings its own key", brought),
        (
            "key of another name",
            signer.token_with(&json!({ "alg": "ES256", "kid": "k2" }), &claims()),
        ),
        (
            "extensions",
            signer.token_with(
                &json!({ "alg": "ES256", "kid": "k1", "crit": ["b64"] }),
                &claims(),
            ),
        ),
        (
            "altered payload",
            format!("{good_head}.{admin}.{signature}"),
        ),
        (
            "altered signature",
            format!("{message}.{}", encode([0; 64])),
        ),
        ("signature cut off", message.to_owned()),
        ("empty signature", format!("{message}.")),
        ("a part more", format!("{good}.AAAA")),
        ("garbage", "x.y.z".to_owned()),
        ("one word", "x".to_owned()),
        ("too long", signed(&but("x", json!("x".repeat(7000))))),
    ]
}

/// Where somebody has to be known it is refused; where nobody has to be, it is
/// as if there were none, and the log says so.
#[test]
fn a_token_that_does_not_hold_makes_nobody_known() {
    let signer = Signer::new();
    let gateway = issuing(&signer, TRUSTED);
    let (nobody, _) = ask(&gateway, "/go/join/123456789", "");
    let mut table = String::new();
    for (what, token) in bad_tokens(&signer) {
        let token = bearer(&token);
        let (staff, line) = ask(&gateway, "/go/staff/123456789", &token);
        assert_eq!((staff.status(), staff.location()), (401, None), "{what}");
        assert_eq!(staff.header("www-authenticate"), Some("Bearer"), "{what}");
        assert_eq!(said(&line, "reason"), "unauthenticated", "{what}");
        // Nothing weaker makes it good.
        let both = format!("{token}{ANN}");
        let (staff, with_headers) = ask(&gateway, "/go/staff/123456789", &both);
        assert_eq!((staff.status(), staff.location()), (401, None), "{what}");
        let (join, open) = ask(&gateway, "/go/join/123456789", &both);
        assert_eq!(bare(&join), bare(&nobody), "{what}");
        for line in [&line, &with_headers, &open] {
            assert_eq!(
                (&line["caller"], &line["identity_provider"]),
                (&Value::Null, &Value::Null)
            );
            assert_eq!(line["auth_error"], open["auth_error"], "{what}");
        }
        writeln!(table, "{what:26} {}", said(&open, "auth_error")).expect("a String");
    }
    assert_snapshot!(table, @"
    expired                    expired
    without an end             invalid_claims
    not valid yet              not_yet_valid
    issued in the future       not_yet_valid
    for another audience       wrong_audience
    for no audience            wrong_audience
    from another issuer        wrong_issuer
    issuer with a slash more   wrong_issuer
    for nobody                 invalid_claims
    user with a line break     invalid_claims
    alg none, unsigned         malformed
    alg none, signed           algorithm_not_allowed
    alg NONE, signed           algorithm_not_allowed
    HS256 with the public key  algorithm_not_allowed
    HS256 with the key set     algorithm_not_allowed
    HS256 with nothing         algorithm_not_allowed
    RS256 head                 algorithm_not_allowed
    signed by another key      invalid_signature
    brings its own key         invalid_signature
    key of another name        unknown_key
    extensions                 unsupported_extension
    altered payload            invalid_signature
    altered signature          invalid_signature
    signature cut off          malformed
    empty signature            malformed
    a part more                malformed
    garbage                    malformed
    one word                   malformed
    too long                   too_long
    ");
    let metrics = gateway.metrics();
    let counts = metrics.lines();
    let mut counts: Vec<&str> = counts
        .filter(|line| {
            line.starts_with("linkgate_authentication_failures_total") && !line.ends_with(" 0")
        })
        .collect();
    counts.sort_unstable();
    assert_snapshot!(counts.join("\n"), @r#"
    linkgate_authentication_failures_total{auth_error="algorithm_not_allowed"} 18
    linkgate_authentication_failures_total{auth_error="expired"} 3
    linkgate_authentication_failures_total{auth_error="invalid_claims"} 9
    linkgate_authentication_failures_total{auth_error="invalid_signature"} 12
    linkgate_authentication_failures_total{auth_error="malformed"} 18
    linkgate_authentication_failures_total{auth_error="not_yet_valid"} 6
    linkgate_authentication_failures_total{auth_error="too_long"} 3
    linkgate_authentication_failures_total{auth_error="unknown_key"} 3
    linkgate_authentication_failures_total{auth_error="unsupported_extension"} 3
    linkgate_authentication_failures_total{auth_error="wrong_audience"} 6
    linkgate_authentication_failures_total{auth_error="wrong_issuer"} 6
    "#);
    let (_, line) = ask(&gateway, "/go/staff/123456789", ANN);
    assert_eq!(
        who(&line),
        "127.0.0.1 ann by headers",
        "without a token they count"
    );
}

#[test]
fn the_header_of_a_token_stands_there_once() {
    let signer = Signer::new();
    let good = signer.token(&claims());
    for proxies in [STRANGE, TRUSTED] {
        let gateway = issuing(&signer, proxies);
        for (headers, expected) in [
            (format!("{0}{0}", bearer(&good)), "400 header_duplicate"),
            (
                format!("{}Authorization: Basic YTpi\r\n", bearer(&good)),
                "400 header_duplicate",
            ),
            (
                "Authorization: Basic YTpi\r\n".to_owned(),
                "401 unauthenticated",
            ),
            ("Authorization:\r\n".to_owned(), "401 unauthenticated"),
            (format!("authorization: bEARER  {good} \r\n"), "302 -"),
            (format!("Authorization: {good}\r\n"), "401 unauthenticated"),
        ] {
            let (response, line) = ask(&gateway, "/go/staff/123456789", &headers);
            let found = format!("{} {}", response.status(), said(&line, "reason"));
            assert_eq!(found, expected, "{headers}");
        }
    }
}

/// Two sources may give one id to two persons, and a user id may be the e-mail address of another.
#[test]
fn only_the_person_who_was_asked_can_confirm_whoever_has_the_same_id() {
    let signer = Signer::new();
    let gateway = issuing(&signer, TRUSTED);
    let mail = "ann@acme.example";
    let by_mail = json!({
        "iss": "https://auth.acme.example",
        "aud": "go.acme.example",
        "exp": LATE,
        "email": mail,
    });
    let people = [
        (
            "user in a token",
            bearer(&signer.token(&but("sub", json!(mail)))),
        ),
        ("user in a header", format!("X-Forwarded-User: {mail}\r\n")),
        ("mail in a token", bearer(&signer.token(&by_mail))),
        ("mail in a header", format!("X-Forwarded-Email: {mail}\r\n")),
    ];
    let own = format!("Origin: http://{}\r\n{BROWSER}", gateway.address());
    for (asked, asked_with) in &people {
        let (page, line) = browse(&gateway, "/go/tidy/123456789", asked_with);
        assert_eq!(said(&line, "caller"), mail, "{asked}");
        let page = page.body();
        let target = page.split("action=\"").nth(1).expect("a form");
        let target = target.split('"').next().expect("an end");
        for (answered, answered_with) in &people {
            let headers = format!("{own}{answered_with}");
            let done = gateway.send(gateway.request("POST", target, &headers));
            let line = gateway.log_line();
            let (outcome, status) = match asked == answered {
                true => ("confirmed", 303),
                false => ("invalid_ticket", 403),
            };
            assert_eq!(said(&line, "outcome"), outcome, "{asked}, {answered}");
            assert_eq!(done.status(), status, "{asked}, {answered}");
        }
    }
}
