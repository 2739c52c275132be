//! Certificates as trusted proxies hand them on.

use super::strangers::changes_nothing;
use super::strangers::without_headers;
use super::tokens::Signer;
use super::tokens::TOKENS;
use super::tokens::bearer;
use super::*;

/// Ann's certificate as trusted proxies hand it on: as RFC 9440 says, and as
/// nginx does.
pub(crate) fn certificate_lines(common_name: &str, mails: &[&str]) -> [String; 2] {
    let mut params = CertificateParams::default();
    params.distinguished_name = DistinguishedName::new();
    let name = &mut params.distinguished_name;
    name.push(DnType::OrganizationName, "Acme");
    name.push(DnType::CommonName, common_name);
    let mails = mails
        .iter()
        .map(|mail| SanType::Rfc822Name((*mail).try_into().expect("ASCII")));
    params.subject_alt_names = mails.collect();
    let key = KeyPair::generate().expect("a key");
    let made = params.self_signed(&key).expect("a certificate");
    let pem = made.pem();
    [
        format!("Client-Cert: :{}:\r\n", STANDARD.encode(made.der())),
        format!(
            "Client-Cert: {}\r\n",
            utf8_percent_encode(&pem, NON_ALPHANUMERIC)
        ),
    ]
}

#[test]
fn a_certificate_counts_when_a_trusted_proxy_has_seen_it() {
    let (proxy, stranger) = (gateway(TRUSTED, ALL_WAYS), gateway(STRANGE, ALL_WAYS));
    let without = without_headers(&stranger);
    for line in certificate_lines("Ann Lee", &["ann@acme.example"]) {
        assert!(changes_nothing(&stranger, &without, &line), "{line}");
        let (badge, log) = ask(&proxy, "/go/badge/123456789", &line);
        assert_eq!(badge.status(), 302, "{log}");
        assert_eq!(who(&log), "127.0.0.1 CN=Ann Lee,O=Acme by certificate");
        let (join, _) = ask(&proxy, "/go/join/123456789", &line);
        let location = join.location().expect("a target");
        assert!(location.contains("&AE=ann%40acme.example&"), "{location}");
        // It says nothing of groups, but somebody is known: no login helps.
        let (staff, _) = ask(&proxy, "/go/staff/123456789", &line);
        assert_eq!(staff.status(), 403);
        // Headers say better who it is; the certificate is still held.
        let (badge, log) = ask(&proxy, "/go/badge/123456789", &format!("{line}{BOB}"));
        assert_eq!(badge.status(), 302);
        assert_eq!(who(&log), "127.0.0.1 bob by headers");
        for twice in [
            format!("{line}{line}"),
            line.replace("Client-Cert", "Client_Cert"),
        ] {
            let (response, _) = ask(&proxy, "/go/badge/123456789", &twice);
            assert_eq!((response.status(), response.location()), (400, None));
        }
    }
    for (name, expected) in [("Ann Lee2", 403), ("ann lee", 403), ("Ann Lee,O=Acme", 403)] {
        for line in certificate_lines(name, &["ann@acme.example"]) {
            let (response, _) = ask(&proxy, "/go/badge/123456789", &line);
            assert_eq!(response.status(), expected, "{name}");
        }
    }
    for bad in [
        ":MIIB:",
        "x",
        "CN=Ann Lee,O=Acme",
        "::",
        "-----BEGIN%20CERTIFICATE-----",
    ] {
        let (response, line) = ask(
            &proxy,
            "/go/badge/123456789",
            &wire(&[&format!("Client-Cert: {bad}")]),
        );
        let found = (response.status(), said(&line, "reason"));
        assert_eq!(found, (400, "header_invalid_certificate"), "{bad}");
    }
}

/// A token that does not hold hides everybody, but it takes no certificate
/// away: a rule that asks for one asks for nothing else.
#[test]
fn a_bad_token_leaves_its_bearer_unknown_and_their_certificate_in_place() {
    let signer = Signer::new();
    let keys = signer.key_set();
    let ways = format!("{TOKENS}  certificates: {{ header: Client-Cert }}\n");
    // At any hour: outside those of the shift it would be refused to everybody.
    let policy = policy(TRUSTED, &ways).replace(SHIFT, "");
    let gateway = Gateway::with_files(&policy, &[("keys.json", &keys)]);
    let [certificate, _] = certificate_lines("Ann Lee", &["ann@acme.example"]);
    let both = format!("{}{certificate}", bearer("x.y.z"));
    let (join, line) = ask(&gateway, "/go/join/123456789", &both);
    assert_eq!(who(&line), "127.0.0.1 error: malformed");
    assert!(!join.location().expect("a target").contains("&AE="));
    let (shift, line) = ask(&gateway, "/go/shift/123456789", &both);
    assert_eq!(
        (shift.status(), said(&line, "reason")),
        (401, "unauthenticated")
    );
    let (badge, _) = ask(&gateway, "/go/badge/123456789", &both);
    assert_eq!(badge.status(), 302);
}
