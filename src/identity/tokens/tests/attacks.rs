//! Attacks with tokens: none of these is valid.

use aws_lc_rs::hmac;

use super::signer::{encode, part};
use super::*;

#[track_caller]
fn assert_refused(tokens: &Tokens, what: &str, token: &str, expected: TokenError) {
    let verdict = tokens.verify(0, token, now());
    assert_eq!(verdict, Err(expected), "{what}: {token}");
    assert_eq!(tokens.cache.len(), 0, "{what} is remembered");
}

#[test]
fn a_token_of_every_algorithm_is_believed_and_remembered() {
    for algorithm in Algorithm::ALL.iter().copied() {
        let signer = Signer::new(algorithm, "k1");
        let tokens = tokens(jwt_issuer(&[&signer]));
        let token = signer.token(&claims());
        let person = tokens.verify(0, &token, now()).expect("a good token");
        assert_eq!(person.user.as_deref(), Some("u-17"));
        let again = tokens.verify(0, &token, now()).expect("still good");
        assert!(Arc::ptr_eq(&person, &again), "{algorithm:?} is not cached");
    }
}

/// The public key is public: used as the secret of an HMAC, in any encoding, it must not verify.
#[test]
fn a_public_key_is_never_a_shared_secret() {
    for algorithm in [Algorithm::RS256, Algorithm::ES256, Algorithm::EdDSA] {
        let signer = Signer::new(algorithm, "k1");
        let tokens = tokens(jwt_issuer(&[&signer]));
        let secrets = [
            signer.public_der(),
            signer.public_pem().into_bytes(),
            signer.public_pem().trim_end().into(),
            signer.jwk().to_string().into_bytes(),
            Vec::new(),
        ];
        let kinds = [
            ("HS256", hmac::HMAC_SHA256),
            ("HS384", hmac::HMAC_SHA384),
            ("HS512", hmac::HMAC_SHA512),
        ];
        for (secret, (name, kind)) in secrets.iter().flat_map(|one| kinds.map(|kind| (one, kind))) {
            let sign = |alg: &str| {
                let head = json!({ "alg": alg, "kid": "k1" });
                let message = format!("{}.{}", part(&head), part(&claims()));
                let key = hmac::Key::new(kind, secret);
                let tag = hmac::sign(&key, message.as_bytes());
                format!("{message}.{}", encode(tag))
            };
            assert_refused(&tokens, "an HMAC", &sign(name), TokenError::Algorithm);
            let disguised = sign(algorithm.as_str());
            assert_refused(&tokens, "a disguise", &disguised, TokenError::Signature);
        }
    }
}

#[test]
fn a_token_without_a_signature_is_refused() {
    let signer = Signer::new(Algorithm::ES256, "k1");
    let tokens = tokens(jwt_issuer(&[&signer]));
    for alg in ["none", "None", "NONE", "nOnE", ""] {
        let head = json!({ "alg": alg, "kid": "k1" });
        let signed = signer.token_with(&head, &claims());
        assert_refused(&tokens, alg, &signed, TokenError::Algorithm);
        let bare = format!("{}.{}.", part(&head), part(&claims()));
        assert_refused(&tokens, alg, &bare, TokenError::Malformed);
    }
    let (message, _) = signed_parts(&signer);
    assert_refused(
        &tokens,
        "empty",
        &format!("{message}."),
        TokenError::Malformed,
    );
    for signature in [encode([0; 64]), encode([0; 1]), "AA==".into(), "*".into()] {
        let token = format!("{message}.{signature}");
        assert_refused(&tokens, "made up", &token, TokenError::Signature);
    }
}

/// Message and signature of a valid token.
fn signed_parts(signer: &Signer) -> (String, String) {
    let token = signer.token(&claims());
    let (message, signature) = token.rsplit_once('.').expect("three parts");
    (message.to_owned(), signature.to_owned())
}

#[test]
fn an_algorithm_that_the_policy_does_not_list_is_refused() {
    let listed = Signer::new(Algorithm::RS256, "k1");
    let other = Signer::new(Algorithm::PS256, "k1");
    // The same RSA key, which could verify both.
    let tokens = tokens(jwt_issuer(&[&listed]));
    let token = other.token(&claims());
    assert_refused(&tokens, "PS256", &token, TokenError::Algorithm);
}

#[test]
fn an_algorithm_that_does_not_fit_the_key_is_refused() {
    let rsa = Signer::new(Algorithm::RS256, "rsa");
    let curve = Signer::new(Algorithm::ES256, "curve");
    let tokens = tokens(jwt_issuer(&[&rsa, &curve]));
    let switched = rsa.token_with(&json!({ "alg": "ES256", "kid": "rsa" }), &claims());
    assert_refused(&tokens, "switched", &switched, TokenError::Algorithm);
    let switched = curve.token_with(&json!({ "alg": "RS256", "kid": "curve" }), &claims());
    assert_refused(&tokens, "switched", &switched, TokenError::Algorithm);
    let foreign = rsa.token_with(&json!({ "alg": "ES256", "kid": "curve" }), &claims());
    assert_refused(&tokens, "foreign key", &foreign, TokenError::Signature);
}

#[test]
fn a_key_that_names_its_algorithm_verifies_no_other() {
    let signer = Signer::new(Algorithm::PS256, "k1");
    let mut jwt_issuer = jwt_issuer(&[&signer]);
    jwt_issuer.algorithms.push(Algorithm::RS256);
    let mut jwk = signer.jwk();
    jwk["alg"] = "RS256".into();
    jwt_issuer.keys = KeySource::Set(json!({ "keys": [jwk] }).to_string().into());
    let tokens = tokens(jwt_issuer);
    let token = signer.token(&claims());
    assert_refused(&tokens, "PS256", &token, TokenError::Algorithm);
}

#[test]
fn keys_that_a_token_brings_along_are_never_used() {
    let ours = Signer::new(Algorithm::ES256, "k1");
    let theirs = Signer::new(Algorithm::ES256, "k1");
    let tokens = tokens(jwt_issuer(&[&ours]));
    for (name, value) in [
        ("jwk", theirs.jwk()),
        ("jku", json!("https://evil.example/jwks.json")),
        ("x5u", json!("https://evil.example/x5u")),
        ("x5c", json!(["AAAA"])),
    ] {
        let mut head = theirs.head();
        head[name] = value;
        let token = theirs.token_with(&head, &claims());
        assert_refused(&tokens, name, &token, TokenError::Signature);
        head["kid"] = "theirs".into();
        let token = theirs.token_with(&head, &claims());
        assert_refused(&tokens, name, &token, TokenError::UnknownKey);
    }
}

#[test]
fn extensions_that_must_be_understood_are_not() {
    let signer = Signer::new(Algorithm::ES256, "k1");
    let tokens = tokens(jwt_issuer(&[&signer]));
    for crit in [json!(["b64"]), json!(["exp"]), json!([]), json!(null)] {
        let mut head = signer.head();
        head["crit"] = crit;
        let token = signer.token_with(&head, &claims());
        assert_refused(&tokens, "crit", &token, TokenError::Critical);
    }
}

#[test]
fn a_token_without_a_key_name_needs_a_set_with_one_fitting_key() {
    let nameless = Signer::new(Algorithm::ES256, "").nameless();
    let named = Signer::new(Algorithm::ES256, "k1");
    let other = Signer::new(Algorithm::EdDSA, "k2");
    let token = nameless.token(&claims());

    let one = tokens(jwt_issuer(&[&nameless, &other]));
    assert!(one.verify(0, &token, now()).is_ok());
    let two = tokens(jwt_issuer(&[&nameless, &named, &other]));
    assert_refused(&two, "two fit", &token, TokenError::UnknownKey);

    // A token with a `kid` is never verified by a key without one.
    let one = tokens(jwt_issuer(&[&nameless]));
    let wrong = nameless.token_with(&json!({ "alg": "ES256", "kid": "k1" }), &claims());
    assert_refused(&one, "a wrong name", &wrong, TokenError::UnknownKey);
}

#[test]
fn what_is_not_three_parts_of_json_is_malformed() {
    let signer = Signer::new(Algorithm::ES256, "k1");
    let tokens = tokens(jwt_issuer(&[&signer]));
    let good = signer.token(&claims());
    let (head, rest) = good.split_once('.').expect("parts");
    let twice = encode(r#"{"alg":"ES256","alg":"ES256","kid":"k1"}"#);
    for (what, token) in [
        ("nothing", String::new()),
        ("dots", "..".into()),
        ("one part", head.into()),
        ("two parts", rest.into()),
        ("a dot more behind", format!("{good}.")),
        ("a dot more before", format!(".{good}")),
        ("four parts", format!("{good}.AAAA")),
        ("encrypted", format!("{good}.AAAA.AAAA")),
        ("padded", good.replacen('.', "=.", 1)),
        ("spaces", format!(" {good}")),
        ("no base64", format!("ä.{rest}")),
        ("no json", format!("AAAA.{rest}")),
        ("no object", format!("{}.{rest}", part(&json!([1])))),
        (
            "no algorithm",
            format!("{}.{rest}", part(&json!({ "kid": "k1" }))),
        ),
        ("a number", format!("{}.{rest}", part(&json!({ "alg": 1 })))),
        ("two algorithms", format!("{twice}.{rest}")),
        (
            "a key name of no text",
            format!("{}.{rest}", part(&json!({ "alg": "ES256", "kid": 1 }))),
        ),
    ] {
        assert_refused(&tokens, what, &token, TokenError::Malformed);
    }
    let payload = signer.token(&json!("a text"));
    assert_refused(
        &tokens,
        "a payload of no object",
        &payload,
        TokenError::Malformed,
    );
}

#[test]
fn a_token_that_was_changed_is_refused() {
    let signer = Signer::new(Algorithm::ES256, "k1");
    let tokens = tokens(jwt_issuer(&[&signer]));
    let (message, signature) = signed_parts(&signer);
    let (head, _) = message.split_once('.').expect("two parts");
    let other = part(&claims_with(&json!({ "sub": "root" })));
    let token = format!("{head}.{other}.{signature}");
    assert_refused(&tokens, "another payload", &token, TokenError::Signature);
    let stranger = Signer::new(Algorithm::ES256, "k1");
    let token = stranger.token(&claims());
    assert_refused(&tokens, "another signer", &token, TokenError::Signature);
}

#[test]
fn a_token_is_as_long_as_it_may_be_but_not_longer() {
    let signer = Signer::new(Algorithm::EdDSA, "k1");
    let tokens = tokens(jwt_issuer(&[&signer]));
    let token = signer.token(&claims_with(&json!({ "x": "x".repeat(MAX_TOKEN_BYTES) })));
    assert_refused(&tokens, "long", &token, TokenError::TooLong);
    let fits = signer.token(&claims_with(&json!({ "x": "x".repeat(5_000) })));
    assert!(tokens.verify(0, &fits, now()).is_ok());
}

#[test]
fn what_is_remembered_is_believed_for_that_issuer_and_that_text_only() {
    let signer = Signer::new(Algorithm::ES256, "k1");
    let mut other = jwt_issuer(&[&signer]);
    other.audiences = vec!["elsewhere".into()];
    let trust = [jwt_issuer(&[&signer]), other].map(Arc::new);
    let tokens = Tokens::new(&trust).expect("good keys");
    let token = signer.token(&claims());
    assert!(tokens.verify(0, &token, now()).is_ok());
    assert_eq!(tokens.verify(1, &token, now()), Err(TokenError::Audience));
    // The cache hashes the end of a token alone, but compares all of it.
    let (message, signature) = token.rsplit_once('.').expect("parts");
    let (head, _) = message.split_once('.').expect("parts");
    let forged = format!("{head}.{}.{signature}", part(&json!({ "sub": "root" })));
    assert_eq!(tokens.verify(0, &forged, now()), Err(TokenError::Signature));
}

#[test]
fn debugging_shows_neither_keys_nor_tokens() {
    let signer = Signer::new(Algorithm::ES256, "k1");
    let tokens = tokens(jwt_issuer(&[&signer]));
    assert!(tokens.verify(0, &signer.token(&claims()), now()).is_ok());
    assert_eq!(format!("{tokens:?}"), r#"Tokens(["acme"])"#);
}

/// Of a claim that occurs twice, one program takes the first and another the last.
#[test]
fn a_token_with_a_claim_twice_is_refused() {
    let signer = Signer::new(Algorithm::ES256, "k1");
    let tokens = tokens(jwt_issuer(&[&signer]));
    let once = claims().to_string();
    let once = once.strip_suffix('}').expect("an object");
    for again in [
        r#""sub":"boss""#,
        r#""sub":null"#,
        r#""s\u0075b":"boss""#,
        r#""email":"boss@acme.example","email":"ann@acme.example""#,
        r#""groups":["staff"],"groups":["hosts"]"#,
        r#""exp":99999999999"#,
        r#""iss":"https://auth.acme.example""#,
        r#""unread":1,"unread":1"#,
    ] {
        let payload = encode(format!("{once},{again}}}"));
        let message = format!("{}.{payload}", part(&signer.head()));
        let token = format!("{message}.{}", encode(signer.sign(message.as_bytes())));
        assert_refused(&tokens, again, &token, TokenError::Malformed);
    }
    for member in [r#""alg":"ES256""#, r#""kid":"k1""#, r#""k\u0069d":"k1""#] {
        let head = signer.head().to_string();
        let head = encode(head.replacen('{', &format!("{{{member},"), 1));
        let message = format!("{head}.{}", part(&claims()));
        let token = format!("{message}.{}", encode(signer.sign(message.as_bytes())));
        assert_refused(&tokens, member, &token, TokenError::Malformed);
    }
}
