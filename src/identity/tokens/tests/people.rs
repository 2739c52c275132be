//! What the claims of a token must say, and whom they name.

use super::*;
use crate::decision::Groups;
use crate::text::MAIL_ADDRESSES;

fn verdict(changes: &Value, now: Timestamp) -> Result<Arc<Person<'static>>, TokenError> {
    let signer = Signer::new(Algorithm::EdDSA, "k1");
    let tokens = tokens(jwt_issuer(&[&signer]));
    tokens.verify(0, &signer.token(&claims_with(changes)), now)
}

#[track_caller]
fn assert_refused(changes: &Value, expected: TokenError) {
    assert_eq!(verdict(changes, now()), Err(expected), "{changes}");
}

#[track_caller]
fn person(changes: &Value) -> Arc<Person<'static>> {
    verdict(changes, now()).unwrap_or_else(|error| panic!("{changes}: {error}"))
}

#[test]
fn the_issuer_must_be_exactly_the_policys() {
    for iss in [
        json!(null),
        json!(""),
        json!("https://login.acme.example/"),
        json!("https://LOGIN.acme.example"),
        json!([ISSUER]),
        json!(1),
    ] {
        assert_refused(&json!({ "iss": iss }), TokenError::Issuer);
    }
}

#[test]
fn one_of_the_audiences_must_be_ours() {
    for aud in [
        json!(null),
        json!(""),
        json!([]),
        json!("go.acme.example.evil.example"),
        json!(["a", "b"]),
        json!([[AUDIENCE]]),
        json!({ AUDIENCE: AUDIENCE }),
        json!(1),
    ] {
        assert_refused(&json!({ "aud": aud }), TokenError::Audience);
    }
    person(&json!({ "aud": ["a", AUDIENCE] }));
    person(&json!({ "aud": "other.acme.example" }));
}

#[test]
fn a_token_is_good_from_its_beginning_to_its_end() {
    for (changes, expected) in [
        (json!({ "exp": NOW - 29 }), Ok(())),
        (json!({ "exp": NOW - 30 }), Err(TokenError::Expired)),
        (
            json!({ "exp": NOW as f64 - 29.5 }),
            Err(TokenError::Expired),
        ),
        (json!({ "exp": 0 }), Err(TokenError::Expired)),
        (json!({ "exp": -1 }), Err(TokenError::Expired)),
        (json!({ "exp": i64::MAX }), Ok(())),
        (json!({ "exp": 1e300 }), Ok(())),
        (json!({ "exp": null }), Err(TokenError::Claims)),
        (json!({ "exp": "1900000000" }), Err(TokenError::Claims)),
        (json!({ "exp": [1_900_000_000] }), Err(TokenError::Claims)),
        (json!({ "nbf": NOW + 30 }), Ok(())),
        (json!({ "nbf": NOW + 31 }), Err(TokenError::NotYet)),
        (json!({ "nbf": "soon" }), Err(TokenError::Claims)),
        (json!({ "nbf": null, "iat": null }), Ok(())),
        (json!({ "nbf": i64::MIN }), Ok(())),
        (json!({ "iat": NOW + 30 }), Ok(())),
        (json!({ "iat": NOW + 31 }), Err(TokenError::NotYet)),
        (
            json!({ "iat": NOW + 31, "nbf": null }),
            Err(TokenError::NotYet),
        ),
    ] {
        let verdict = verdict(&changes, now()).map(|_| ());
        assert_eq!(verdict, expected, "{changes}");
    }
}

#[test]
fn a_token_that_is_remembered_ends_all_the_same() {
    let signer = Signer::new(Algorithm::EdDSA, "k1");
    let tokens = tokens(jwt_issuer(&[&signer]));
    let token = signer.token(&claims());
    assert!(tokens.verify(0, &token, at(NOW + 329)).is_ok());
    assert_eq!(tokens.cache.len(), 1);
    assert_eq!(
        tokens.verify(0, &token, at(NOW + 330)),
        Err(TokenError::Expired)
    );
    assert_eq!(
        tokens.verify(0, &token, at(NOW - 41)),
        Err(TokenError::NotYet)
    );
}

#[test]
fn the_person_is_whom_the_claims_name() {
    let person = person(&json!({}));
    assert_eq!(person.user.as_deref(), Some("u-17"));
    assert_eq!(person.name.as_deref(), Some("Ann Lee"));
    assert_eq!(person.email.as_deref(), Some("ann@acme.example"));
    assert_eq!(person.identity_provider, "acme");
    assert!(person.groups.contains("staff") && person.groups.contains("webex-hosts"));
}

#[test]
fn an_address_has_an_at_and_must_not_be_unverified() {
    for changes in [
        json!({ "email": null }),
        json!({ "email": 1 }),
        json!({ "email": "ann" }),
        json!({ "email": "" }),
        json!({ "email_verified": false }),
        json!({ "email_verified": "false" }),
        json!({ "email_verified": 0 }),
        json!({ "email_verified": "yes" }),
    ] {
        assert_eq!(person(&changes).email, None, "{changes}");
        let mut nobody = changes.clone();
        nobody["sub"] = Value::Null;
        assert_refused(&nobody, TokenError::Claims);
    }
    for changes in [json!({ "email_verified": true }), json!({ "sub": null })] {
        let email = &person(&changes).email;
        assert_eq!(email.as_deref(), Some("ann@acme.example"), "{changes}");
    }
}

#[test]
fn an_address_is_one_for_every_program_or_the_token_is_refused() {
    for (text, expected) in MAIL_ADDRESSES {
        let changes = json!({ "email": text });
        match expected {
            Ok(_) => assert_eq!(person(&changes).email.as_deref(), Some(text)),
            Err(_) if !text.contains('@') => {
                assert_eq!(person(&changes).email, None, "{text:?}");
            }
            Err(_) => assert_refused(&changes, TokenError::Claims),
        }
    }
}

/// Where the policy takes the address for the id, it has to be verified, too.
#[test]
fn an_address_that_nobody_has_verified_is_no_id() {
    let signer = Signer::new(Algorithm::EdDSA, "k1");
    let mut by_address = jwt_issuer(&[&signer]);
    by_address.claims.user = "email".into();
    let tokens = tokens(by_address);
    let verdict = |changes: Value| {
        let token = signer.token(&claims_with(&changes));
        tokens
            .verify(0, &token, now())
            .map(|person| person.user.clone())
    };
    let ann = Some("ann@acme.example".into());
    assert_eq!(verdict(json!({ "email_verified": true })), Ok(ann));
    let unverified = verdict(json!({ "email_verified": false }));
    assert_eq!(unverified, Err(TokenError::Claims));
    for email in ["\"a@b\"@evil.example", "a@x@evil.example", "@acme.example"] {
        let found = verdict(json!({ "email": email }));
        assert_eq!(found, Err(TokenError::Claims), "{email}");
    }
}

#[test]
fn groups_are_a_list_of_texts_or_one_text() {
    let none: &[&str] = &[];
    for (claim, expected) in [
        (json!(["a", "b, c"]), &["a", "b, c"][..]),
        (json!("a,b"), &["a,b"]),
        (json!(["a", ""]), &["a"]),
        (json!([]), none),
        (json!(null), none),
        (json!(1), none),
        (json!(["a", 1]), none),
        (json!({ "a": true }), none),
    ] {
        let expected = expected.iter().map(|one| (*one).into()).collect();
        let person = person(&json!({ "groups": claim }));
        assert_eq!(person.groups, Groups::List(expected), "{claim}");
    }
}

#[test]
fn a_text_with_control_characters_or_without_end_is_refused() {
    for text in ["a\nb", "a\u{0}", "\u{7f}", "\u{85}", &"x".repeat(257)] {
        for claim in ["sub", "name"] {
            assert_refused(&json!({ claim: text }), TokenError::Claims);
        }
        assert_refused(&json!({ "groups": [text] }), TokenError::Claims);
        assert_refused(&json!({ "email": format!("{text}@b") }), TokenError::Claims);
    }
    person(&json!({ "name": "é".repeat(256) }));
}

#[test]
fn claims_of_a_wrong_type_are_left_out_except_the_id() {
    assert_eq!(person(&json!({ "name": ["Ann"] })).name, None);
    assert_eq!(person(&json!({ "name": "" })).name, None);
    for sub in [json!(17), json!(["u-17"]), json!(true)] {
        assert_refused(&json!({ "sub": sub }), TokenError::Claims);
    }
}
