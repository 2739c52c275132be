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
    for group in ["staff", "webex-hosts"] {
        assert_eq!(person.groups.contain(group), Some(true));
    }
}

#[test]
fn an_address_has_an_at_and_must_not_be_unverified() {
    for changes in [
        json!({ "email": null }),
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
    for (claim, expected) in [
        (json!(["a", "b, c"]), &["a", "b, c"][..]),
        (
            json!(["CN=Staff,OU=Groups,DC=acme"]),
            &["CN=Staff,OU=Groups,DC=acme"],
        ),
        (json!("a"), &["a"]),
        (json!("a b"), &["a b"]),
        (json!([]), &[]),
    ] {
        let expected = expected.iter().map(|one| (*one).into()).collect();
        let person = person(&json!({ "groups": claim }));
        assert_eq!(person.groups, Groups::List(expected), "{claim}");
    }
}

/// Entra ID leaves the claim out where there are too many groups.
#[test]
fn no_claim_of_groups_does_not_mean_no_groups() {
    for changes in [
        json!({ "groups": null }),
        json!({ "groups": "" }),
        json!({ "groups": null, "hasgroups": true }),
        json!({
            "groups": null,
            "_claim_names": { "groups": "src1" },
            "_claim_sources": { "src1": { "endpoint": "https://graph.example/" } },
        }),
    ] {
        let person = person(&changes);
        assert_eq!(person.groups, Groups::Unknown, "{changes}");
        assert_eq!(person.groups.contain("staff"), None);
    }
    // Written out, it means the same.
    let signer = Signer::new(Algorithm::EdDSA, "k1");
    let mut written = claims();
    written["groups"] = Value::Null;
    let tokens = tokens(jwt_issuer(&[&signer]));
    let person = tokens.verify(0, &signer.token(&written), now());
    assert_eq!(person.expect("a person").groups, Groups::Unknown);
}

/// Left out, each of them would free its holder of a `deny` of the group.
#[test]
fn groups_that_cannot_be_read_are_no_reason_to_believe_the_rest() {
    for claim in [
        json!(["banned", 1]),
        json!(["banned", null]),
        json!(["banned", true]),
        json!(["banned", ["x"]]),
        json!(["banned", {}]),
        json!([["banned"]]),
        json!([null]),
        json!([1]),
        json!({ "banned": true }),
        json!({}),
        json!(1),
        json!(0.5),
        json!(true),
        json!(false),
        json!("x,banned"),
        json!("banned,"),
        json!(","),
        json!("banned "),
        json!(" banned"),
        json!(" "),
        json!(["banned "]),
        json!(["\tbanned"]),
        json!(["banned\u{a0}"]),
        json!(["\u{3000}banned"]),
        json!(["x", ""]),
        json!([""]),
        json!(["ban\u{200b}ned"]),
        json!(["banned\u{feff}"]),
        json!(["\u{202e}dennab"]),
        json!(["banned\n"]),
        json!(["banned\u{0}"]),
        json!(["x".repeat(257)]),
    ] {
        assert_refused(&json!({ "groups": claim }), TokenError::Claims);
    }
}

#[test]
fn an_address_or_id_that_cannot_be_read_is_no_reason_to_believe_the_rest() {
    for email in [
        json!(1),
        json!(true),
        json!(["x@contractor.example"]),
        json!(["ann@acme.example", "x@contractor.example"]),
        json!({ "value": "x@contractor.example" }),
        json!("x@contractor.example."),
        json!("x@contractor.example "),
        json!(" x@contractor.example"),
        json!("x@contractor.example,ann@acme.example"),
        json!("x@contractor.example@acme.example"),
        json!("x@@contractor.example"),
        json!("@contractor.example"),
        json!("x@"),
        json!("x@contractor\u{3002}example"),
        json!("x@contrac\u{ad}tor.example"),
    ] {
        assert_refused(&json!({ "email": email }), TokenError::Claims);
    }
    for sub in [
        json!("mallory "),
        json!(" mallory"),
        json!("mallory\u{a0}"),
        json!("mal\u{200b}lory"),
        json!("mallory\u{2060}"),
        json!(["mallory"]),
        json!({ "id": "mallory" }),
        json!(1),
        json!(false),
    ] {
        assert_refused(&json!({ "sub": sub }), TokenError::Claims);
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
