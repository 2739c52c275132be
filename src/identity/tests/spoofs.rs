//! Threat 7: identity spoofing. CVE-2025-64484 (`_` for `-`), CVE-2026-88011
//! (`.` for `-`), CVE-2026-40575 (everybody is trusted), and what else a
//! visitor may try.

use super::*;
use crate::text::MAIL_ADDRESSES;

/// Every header that ever said who somebody is, anywhere.
pub const EVERY_HEADER: [&str; 33] = [
    "X-Forwarded-User: eve",
    "X-Forwarded-Email: eve@evil.example",
    "X-Forwarded-Groups: admins",
    "X-Forwarded-Preferred-Username: Eve",
    "X-Auth-Request-User: eve",
    "X-Auth-Request-Email: eve@evil.example",
    "X-Auth-Request-Groups: admins",
    "X-Auth-Request-Preferred-Username: Eve",
    "Remote-User: eve",
    "Remote-Name: Eve",
    "Remote-Email: eve@evil.example",
    "Remote-Groups: admins",
    "X_Forwarded_User: eve",
    "x.forwarded.user: eve",
    "X-Forwarded_User: eve",
    "REMOTE_USER: eve",
    "X-Authenticated-User: eve",
    "X.Authenticated.User: eve",
    "X-Remote-User: eve",
    "X-User: eve",
    "X-WEBAUTH-USER: eve",
    "X-Forwarded-For: 10.1.0.1",
    "X-Forwarded-For: 127.0.0.1",
    "X_Forwarded_For: 10.1.0.1",
    "Forwarded: for=10.1.0.1",
    "X-Real-IP: 10.1.0.1",
    "X-Client-IP: 10.1.0.1",
    "True-Client-IP: 10.1.0.1",
    "X-Cluster-Client-IP: 10.1.0.1",
    "Client-Cert: :MIIB:",
    "X-SSL-Client-Subject: CN=eve",
    "X-Forwarded-Client-Cert: Subject=\"CN=eve\"",
    "X-Forwarded-Host: evil.example",
];

/// One header at a time, twice, and all of them at once: as if there were
/// none.
#[test]
fn what_a_stranger_says_is_not_even_looked_at() {
    let policy = policy(ALL_WAYS);
    let without = told(&policy, STRANGER, &HeaderMap::new());
    assert_eq!(without, STRANGER);
    for line in EVERY_HEADER {
        for lines in [&[line][..], &[line, line]] {
            assert_eq!(told(&policy, STRANGER, &headers(lines)), without, "{line}");
        }
    }
    assert_eq!(told(&policy, STRANGER, &headers(&EVERY_HEADER)), without);
    let long = format!("X-Forwarded-User: {}", "e".repeat(9000));
    assert_eq!(told(&policy, STRANGER, &headers(&[&long])), without);
}

/// Nor are those that this policy does not name, from a trusted proxy.
#[test]
fn headers_that_the_policy_does_not_name_say_nothing() {
    let policy = policy("\n  trusted_proxies: 10.1.0.0/16\n  headers: { user: X-Team-User }\n");
    let mut lines = EVERY_HEADER.to_vec();
    assert_eq!(told(&policy, PROXY, &headers(&lines)), PROXY);
    lines.push("X-Team-User: ann");
    assert_eq!(
        told(&policy, PROXY, &headers(&lines)),
        "10.1.0.1 headers: ann"
    );
}

#[test]
fn a_header_that_could_be_taken_for_two_is_refused() {
    let policy = policy(ALL_WAYS);
    for (lines, expected) in [
        (
            &["X-Forwarded-User: ann", "X-Forwarded-User: eve"][..],
            "header_duplicate",
        ),
        (
            &["X-Forwarded-User: ann", "x-forwarded-user: ann"],
            "header_duplicate",
        ),
        (
            &["X-Forwarded-User:", "X-Forwarded-User: ann"],
            "header_duplicate",
        ),
        (
            &["X-Forwarded-Groups: a", "X-Forwarded-Groups: b"],
            "header_duplicate",
        ),
        (&["Client-Cert:", "Client-Cert:"], "header_duplicate"),
        (&["X_Forwarded_User: eve"], "header_alias"),
        (&["X_FORWARDED_USER: eve"], "header_alias"),
        (&["x.forwarded.user: eve"], "header_alias"),
        (&["X-Forwarded_User: eve"], "header_alias"),
        (&["X-Forwarded.User: eve"], "header_alias"),
        (&["X~Forwarded~User: eve"], "header_alias"),
        (&["X_Forwarded_User:"], "header_alias"),
        (
            &["X-Forwarded-User: ann", "X_Forwarded_User: ann"],
            "header_alias",
        ),
        (&["X_Forwarded_Email: eve@evil.example"], "header_alias"),
        (&["X.Forwarded.Groups: admins"], "header_alias"),
        (&["X-Forwarded-Preferred_Username: Eve"], "header_alias"),
        (&["X_Forwarded_For: 203.0.113.9"], "header_alias"),
        (&["Client_Cert: :MIIB:"], "header_alias"),
        (&["X-Forwarded-User: an\tn"], "header_invalid_text"),
        (&["X-Forwarded-User: an\u{85}n"], "header_invalid_text"),
        (&["X-Forwarded-Email: ann"], "header_invalid_email"),
        (
            &["X-Forwarded-Email: @acme.example"],
            "header_invalid_email",
        ),
        (&["X-Forwarded-Email: ann@"], "header_invalid_email"),
        (
            &["X-Forwarded-Email: eve@evil.example@acme.example"],
            "header_invalid_email",
        ),
    ] {
        let text = told(&policy, PROXY, &headers(lines));
        assert_eq!(text, format!("refused: {expected}"), "{lines:?}");
        assert_eq!(
            told(&policy, STRANGER, &headers(lines)),
            STRANGER,
            "{lines:?}"
        );
    }
}

#[test]
fn a_mail_address_is_one_for_every_program_or_the_header_is_refused() {
    let policy = policy(ALL_WAYS);
    // Blanks around a field are not its own, and an empty one says nothing.
    let is_whole = |text: &&str| text.trim() == *text && !text.is_empty();
    for (text, expected) in MAIL_ADDRESSES {
        if !is_whole(&text) || text.contains(char::is_control) {
            continue;
        }
        let line = format!("X-Forwarded-Email: {text}");
        let told = told(&policy, PROXY, &headers(&[&line]));
        match expected {
            Ok(_) => assert_eq!(told, format!("10.1.0.1 headers: {text}"), "{text:?}"),
            Err(_) => assert_eq!(told, "refused: header_invalid_email", "{text:?}"),
        }
    }
}

/// A token proves itself, whoever brings it: so its header is looked at from
/// anybody.
#[test]
fn the_headers_of_tokens_are_refused_from_anybody() {
    let policy = policy(ALL_WAYS);
    for (lines, expected) in [
        (
            &["Cf-Access-Jwt-Assertion: x", "Cf-Access-Jwt-Assertion: x"][..],
            "header_duplicate",
        ),
        (
            &["Authorization: Bearer x", "Authorization: Basic x"],
            "header_duplicate",
        ),
        (&["Cf_Access_Jwt_Assertion: x"], "header_alias"),
        (&["cf.access.jwt.assertion: x"], "header_alias"),
        (&["Cf-Access-Jwt-Assertion: \u{e9}"], "header_invalid_text"),
    ] {
        for peer in [PROXY, STRANGER] {
            let text = told(&policy, peer, &headers(lines));
            assert_eq!(text, format!("refused: {expected}"), "{lines:?}");
        }
    }
}

#[test]
fn values_have_their_limits() {
    let policy = policy(ALL_WAYS);
    let refused = |name: &str, value: &str| {
        let text = told(&policy, PROXY, &headers(&[&format!("{name}: {value}")]));
        text == "refused: header_invalid_text"
    };
    for letter in ["e", "é", "会"] {
        assert!(!refused("X-Forwarded-User", &letter.repeat(256)));
        assert!(refused("X-Forwarded-User", &letter.repeat(257)));
    }
    assert!(!refused("X-Forwarded-Groups", &"g,".repeat(4096)));
    assert!(refused("X-Forwarded-Groups", &"g,".repeat(4097)));
    assert!(refused(
        "Client-Cert",
        &format!(":{}:", "A".repeat(16 << 10))
    ));
    let mut bytes = HeaderMap::new();
    let latin = HeaderValue::from_bytes(b"Ren\xe9").expect("a value");
    bytes.append("x-forwarded-user", latin);
    assert_eq!(told(&policy, PROXY, &bytes), "refused: header_invalid_text");
}

/// The visitor's part of the list, however it looks, is never the address.
#[test]
fn a_visitor_cannot_choose_an_address() {
    let policy = policy(ALL_WAYS);
    for written in [
        "10.1.0.1",
        "127.0.0.1",
        "10.0.0.1",
        "",
        "x",
        "10.1.0.1:80",
        "::1",
    ] {
        let line = format!("X-Forwarded-For: {written}, 192.0.2.7");
        assert_eq!(
            told(&policy, PROXY, &headers(&[&line])),
            "192.0.2.7",
            "{written}"
        );
        let own = format!("X-Forwarded-For: {written}");
        let lines = headers(&[&own, "X-Forwarded-For: 192.0.2.7"]);
        assert_eq!(told(&policy, PROXY, &lines), "192.0.2.7", "{written}");
        assert_eq!(told(&policy, STRANGER, &lines), STRANGER, "{written}");
    }
    assert_eq!(
        told(
            &policy,
            "::ffff:10.1.0.1",
            &headers(&["X-Forwarded-For: 192.0.2.7"])
        ),
        "192.0.2.7"
    );
}

/// A stranger's header is passed over even where a token's has the same
/// length, by which headers are told apart first.
#[test]
fn a_header_as_long_as_that_of_a_token_is_not_looked_at_either() {
    let long = "X-Team-Person";
    assert_eq!(long.len(), "Authorization".len());
    let callers = ALL_WAYS.replace("headers: x-forwarded", "headers: { user: X-Team-Person }");
    let policy = policy(&callers);
    for lines in [
        &["X-Team-Person: eve"][..],
        &["X_Team_Person: eve"],
        &["X-Team-Person: eve", "X-Team-Person: eve"],
    ] {
        assert_eq!(
            told(&policy, STRANGER, &headers(lines)),
            STRANGER,
            "{lines:?}"
        );
    }
    assert_eq!(
        told(&policy, PROXY, &headers(&["X-Team-Person: ann"])),
        "10.1.0.1 headers: ann"
    );
}

/// Names with a secret part are the ones that count, and no others: neither the text of the policy
/// nor a part of the secret.
#[test]
fn a_name_with_a_secret_part_cannot_be_guessed() {
    let folder = tempfile::tempdir().expect("a folder");
    let text = "version: 1
public_url: https://go.acme.example/
sites: { acme: https://acme.webex.com/acme/ }
routes: { join: { path: \"/go/join/{meeting_key}\", command: meeting.join, allow: anyone } }
callers:
  trusted_proxies: 10.1.0.0/16
  header_secret: { file: header-secret }
  headers: { user: \"X-Gate-{secret}-User\", groups: \"X-Gate-{secret}-Groups\" }
";
    std::fs::write(folder.path().join("policy.yaml"), text).expect("written");
    let secrets = "0123456789abcdef\nfedcba9876543210\n";
    std::fs::write(folder.path().join("header-secret"), secrets).expect("written");
    let loaded = crate::compile::load(&folder.path().join("policy.yaml"), Timestamp::UNIX_EPOCH);
    let policy = loaded
        .policy
        .unwrap_or_else(|| panic!("{:#?}", loaded.problems));
    for (line, expected) in [
        ("X-Gate-0123456789abcdef-User: ann", "10.1.0.1 headers: ann"),
        ("X-GATE-FEDCBA9876543210-USER: ann", "10.1.0.1 headers: ann"),
        ("X-Gate-secret-User: eve", PROXY),
        ("X-Gate--User: eve", PROXY),
        ("X-Gate-User: eve", PROXY),
        ("X-Gate-0123456789abcdee-User: eve", PROXY),
        ("X-Gate-0123456789abcde-User: eve", PROXY),
        ("X-Forwarded-User: eve", PROXY),
        ("X-Gate_0123456789abcdef_User: eve", "refused: header_alias"),
        ("X.Gate.fedcba9876543210.User: eve", "refused: header_alias"),
    ] {
        assert_eq!(told(&policy, PROXY, &headers(&[line])), expected, "{line}");
    }
    // While a secret is exchanged both count, and whoever sends both contradicts themselves.
    let both = [
        "X-Gate-0123456789abcdef-User: ann",
        "X-Gate-fedcba9876543210-User: eve",
    ];
    assert_eq!(
        told(&policy, PROXY, &headers(&both)),
        "refused: header_duplicate"
    );
    assert_eq!(told(&policy, STRANGER, &headers(&both)), STRANGER);
}
