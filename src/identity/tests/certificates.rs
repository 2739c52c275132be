//! Certificates in headers, made for the test.

use base64::prelude::{BASE64_STANDARD, Engine as _};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use rcgen::{CertificateParams, DnType, KeyPair, SanType};

use super::*;
use crate::text::MAIL_ADDRESSES;

fn made(names: &[(DnType, &str)], emails: &[&str]) -> rcgen::Certificate {
    let mut params = CertificateParams::default();
    params.distinguished_name = rcgen::DistinguishedName::new();
    for (kind, name) in names {
        params.distinguished_name.push(kind.clone(), *name);
    }
    let emails = emails
        .iter()
        .map(|email| SanType::Rfc822Name((*email).try_into().expect("ASCII")));
    params.subject_alt_names = emails.collect();
    let key = KeyPair::generate().expect("a key");
    params.self_signed(&key).expect("a certificate")
}

pub fn ann() -> rcgen::Certificate {
    let names = [
        (DnType::CountryName, "DE"),
        (DnType::OrganizationName, "Acme, Inc."),
        (DnType::CommonName, "Ann Lee"),
    ];
    made(&names, &["ann@acme.example"])
}

pub fn rfc9440(certificate: &rcgen::Certificate) -> String {
    format!(
        "Client-Cert: :{}:",
        BASE64_STANDARD.encode(certificate.der())
    )
}

fn nginx(certificate: &rcgen::Certificate) -> String {
    let pem = certificate.pem();
    format!(
        "Client-Cert: {}",
        utf8_percent_encode(&pem, NON_ALPHANUMERIC)
    )
}

#[test]
fn a_certificate_names_its_holder_in_both_forms() {
    let policy = policy(ALL_WAYS);
    let subject = "CN=Ann Lee,O=Acme\\, Inc.,C=DE";
    let expected = format!("10.1.0.1 certificate: {subject} ann@acme.example [{subject}]");
    for line in [
        rfc9440(&ann()),
        nginx(&ann()),
        rfc9440(&ann()).replace("=:", ":"),
    ] {
        assert_eq!(told(&policy, PROXY, &headers(&[&line])), expected);
        assert_eq!(told(&policy, STRANGER, &headers(&[&line])), STRANGER);
    }
}

#[test]
fn headers_go_before_a_certificate_that_stays_there_for_conditions() {
    let policy = policy(ALL_WAYS);
    let certificate = rfc9440(&ann());
    let both = told(
        &policy,
        PROXY,
        &headers(&["X-Forwarded-User: bob", &certificate]),
    );
    assert_eq!(
        both,
        "10.1.0.1 headers: bob [CN=Ann Lee,O=Acme\\, Inc.,C=DE]"
    );
    let failed = told(
        &policy,
        PROXY,
        &headers(&["Cf-Access-Jwt-Assertion: x", &certificate]),
    );
    assert!(failed.starts_with("10.1.0.1 auth_error: "), "{failed}");
    assert!(failed.ends_with("C=DE]"), "{failed}");
}

#[test]
fn of_several_mail_addresses_none_is_the_persons() {
    let read = |emails: &[&str]| {
        let made = made(&[(DnType::CommonName, "Ann")], emails);
        read_certificate(made.der()).expect("a certificate")
    };
    let one = read(&["ann@acme.example"]);
    assert_eq!(
        certificate::person(&one).email.as_deref(),
        Some("ann@acme.example")
    );
    let two = read(&["ann@acme.example", "a.lee@acme.example"]);
    assert_eq!(certificate::person(&two).email, None);
    for (name, is_called) in [
        ("CN=Ann", true),
        ("cn=ann", false),
        ("Ann", false),
        ("ann@acme.example", true),
        ("a.lee@ACME.example", true),
        ("Ann@acme.example", false),
        ("acme.example", false),
    ] {
        assert_eq!(two.is_called(name), is_called, "{name}");
    }
}

#[test]
fn a_mail_address_is_one_for_every_program_or_the_certificate_is_refused() {
    let in_ascii = MAIL_ADDRESSES
        .into_iter()
        .filter(|(text, _)| text.is_ascii());
    for (text, expected) in in_ascii {
        let read = |emails: &[&str]| {
            let made = made(&[(DnType::CommonName, "Ann")], emails);
            read_certificate(made.der()).map(|read| read.emails)
        };
        let is_read = expected.map_err(|_| CertificateError::Email);
        assert_eq!(
            read(&[text]),
            is_read.map(|_| vec![text.into()]),
            "{text:?}"
        );
        // Nor is the other address the person's own then.
        let beside = read(&["ann@acme.example", text]);
        assert_eq!(beside.is_ok(), is_read.is_ok(), "{text:?}");
    }
}

/// Left out, the address would free its holder of every `deny` of its domain.
#[test]
fn a_certificate_with_a_mail_address_that_is_refused_proves_nothing() {
    let names = [(DnType::CommonName, "Ann")];
    for emails in [
        &["\"ann lee\"@evil.example"][..],
        &["ann@acme.example", "\"x y\"@acme.example"],
        &["eve@evil.example@acme.example"],
    ] {
        let made = made(&names, emails);
        let text = told(&policy(ALL_WAYS), PROXY, &headers(&[&rfc9440(&made)]));
        assert_eq!(text, "refused: header_invalid_certificate", "{emails:?}");
        let peer = Peer::at(STRANGER.parse().expect("an address")).presenting(made.der());
        let callers = policy("\n  certificates: tls\n");
        let text = told_of(&callers, &peer, &HeaderMap::new());
        let expected = format!("{STRANGER} auth_error: invalid_certificate");
        assert_eq!(text, expected, "{emails:?}");
    }
}

#[test]
fn a_certificate_without_a_subject_needs_a_mail_address() {
    let policy = policy(ALL_WAYS);
    let mailed = rfc9440(&made(&[], &["ann@acme.example"]));
    let text = told(&policy, PROXY, &headers(&[&mailed]));
    assert_eq!(text, "10.1.0.1 certificate: ann@acme.example []");
    let nameless = rfc9440(&made(&[], &[]));
    let text = told(&policy, PROXY, &headers(&[&nameless]));
    assert_eq!(text, "10.1.0.1 auth_error: missing_user []");
}

#[test]
fn whatever_is_no_certificate_is_refused() {
    let policy = policy(ALL_WAYS);
    let pem = ann().pem();
    let good = rfc9440(&ann());
    let cut = format!("{}:", &good[..good.len() - 40]);
    let twice = format!(
        "Client-Cert: {}",
        utf8_percent_encode(&pem.repeat(2), NON_ALPHANUMERIC)
    );
    let key = KeyPair::generate().expect("a key").serialize_pem();
    let key = format!(
        "Client-Cert: {}",
        utf8_percent_encode(&key, NON_ALPHANUMERIC)
    );
    let mut longer = ann().der().to_vec();
    longer.push(0);
    let longer = format!("Client-Cert: :{}:", BASE64_STANDARD.encode(longer));
    let unclosed = good.trim_end_matches(':').to_owned();
    let others = [
        "::",
        ":",
        "x",
        ":MIIB:",
        ":!:",
        "CN=Ann",
        "%",
        "%FF",
        ":AA==:;a=1",
    ];
    let others = others.map(|other| format!("Client-Cert: {other}"));
    for line in [cut, twice, key, longer, unclosed].iter().chain(&others) {
        let text = told(&policy, PROXY, &headers(&[line]));
        assert_eq!(text, "refused: header_invalid_certificate", "{line}");
    }
    assert_eq!(told(&policy, PROXY, &headers(&["Client-Cert:"])), PROXY);
}
