//! Certificates that the handshake with the gateway itself has proven.

use super::certificates::{ann, rfc9440};
use super::*;

const OWN: &str = "\n  certificates: tls\n";

const BEHIND_PROXIES: &str = "
  trusted_proxies: [10.1.0.0/16, unix]
  headers: x-forwarded
  certificates: tls
";

const BEHIND_A_BALANCER: &str = "
  trusted_proxies: 10.1.0.0/16
  address: proxy-protocol
  certificates: tls
";

const HANDED_ON: &str = "
  trusted_proxies: 10.1.0.0/16
  certificates: { header: Client-Cert }
";

const SUBJECT: &str = "CN=Ann Lee,O=Acme\\, Inc.,C=DE";

fn peer(address: &str) -> Peer {
    Peer::at(address.parse().expect("an address"))
}

/// What is known of somebody who presents Ann's certificate.
fn told_of_ann(callers: &str, peer: Peer, lines: &[&str]) -> String {
    let peer = peer.presenting(ann().der());
    told_of(&policy(callers), &peer, &headers(lines))
}

#[test]
fn a_handshake_names_the_holder_of_its_certificate() {
    let known = format!("192.0.2.66 certificate: {SUBJECT} ann@acme.example [{SUBJECT}]");
    assert_eq!(told_of_ann(OWN, peer(STRANGER), &[]), known);
    assert_eq!(told_of_ann(BEHIND_PROXIES, peer(STRANGER), &[]), known);
    let spoofed = told_of_ann(BEHIND_PROXIES, peer(STRANGER), &spoofs::EVERY_HEADER);
    assert_eq!(spoofed, known);
    let local = told_of_ann(OWN, Peer::on_this_machine(), &[]);
    assert_eq!(local, known.replace(STRANGER, "unknown"));
}

/// A proxy that proves itself is not the person for whom it asks.
#[test]
fn the_certificate_of_a_trusted_proxy_is_nobodys() {
    for (proxy, address) in [(peer(PROXY), PROXY), (Peer::on_this_machine(), "unknown")] {
        let text = told_of_ann(BEHIND_PROXIES, proxy.clone(), &[]);
        assert_eq!(text, address);
        let text = told_of_ann(BEHIND_PROXIES, proxy, &["X-Forwarded-User: bob"]);
        assert_eq!(text, format!("{address} headers: bob"));
    }
}

/// Behind the PROXY protocol the address is the client's, and so is the
/// handshake.
#[test]
fn behind_the_proxy_protocol_a_handshake_is_the_clients_own() {
    for address in [PROXY, STRANGER] {
        let named = Peer::named(Some(address.parse().expect("an address")));
        let text = told_of_ann(BEHIND_A_BALANCER, named, &[]);
        let known = format!("{address} certificate: {SUBJECT} ann@acme.example [{SUBJECT}]");
        assert_eq!(text, known);
    }
}

/// The connection was there when the policy was another one.
#[test]
fn a_balancer_that_named_nobody_is_nobody_itself() {
    assert_eq!(told_of_ann(BEHIND_A_BALANCER, peer(PROXY), &[]), PROXY);
}

/// And whom one has named is a client, whatever the policy of now trusts.
#[test]
fn who_was_named_is_no_proxy() {
    let named = Peer::named(Some(PROXY.parse().expect("an address")));
    let lines = ["X-Forwarded-User: bob", "X-Forwarded-For: 192.0.2.7"];
    let text = told_of_ann(BEHIND_PROXIES, named, &lines);
    assert!(text.starts_with(PROXY) && !text.contains("bob"), "{text}");
}

#[test]
fn a_handshake_counts_only_where_the_policy_says_so() {
    for callers in [" {}", HANDED_ON] {
        for address in [PROXY, STRANGER] {
            assert_eq!(
                told_of_ann(callers, peer(address), &[]),
                address,
                "{callers}"
            );
        }
    }
    // Nor does a header count where the handshake does.
    let line = rfc9440(&ann());
    assert_eq!(told(&policy(OWN), STRANGER, &headers(&[&line])), STRANGER);
    let text = told(&policy(BEHIND_PROXIES), PROXY, &headers(&[&line]));
    assert_eq!(text, PROXY);
}

#[test]
fn a_token_that_does_not_hold_is_not_made_good_by_a_handshake() {
    let callers = format!(
        "{OWN}  tokens:
    portal:
      from: cloudflare
      issuer: https://acme.cloudflareaccess.com
      audience: go
"
    );
    let text = told_of_ann(&callers, peer(STRANGER), &["Cf-Access-Jwt-Assertion: x"]);
    assert_eq!(
        text,
        format!("192.0.2.66 auth_error: malformed [{SUBJECT}]")
    );
}

/// It counts nowhere but where it would have said who asks.
#[test]
fn an_unreadable_certificate_is_an_error_where_it_would_have_counted() {
    let mut longer = ann().der().to_vec();
    longer.push(0);
    for der in [b"".as_slice(), b"x", &longer] {
        let told = |callers: &str, address: &str, lines: &[&str]| {
            let peer = peer(address).presenting(der);
            assert!(read_certificate(der).is_err());
            told_of(&policy(callers), &peer, &headers(lines))
        };
        let failed = format!("{STRANGER} auth_error: invalid_certificate");
        assert_eq!(told(OWN, STRANGER, &[]), failed);
        assert_eq!(told(BEHIND_PROXIES, STRANGER, &[]), failed);
        assert_eq!(told(" {}", STRANGER, &[]), STRANGER);
        assert_eq!(told(HANDED_ON, STRANGER, &[]), STRANGER);
        assert_eq!(told(BEHIND_PROXIES, PROXY, &[]), PROXY);
        let known = told(BEHIND_PROXIES, PROXY, &["X-Forwarded-User: bob"]);
        assert_eq!(known, "10.1.0.1 headers: bob");
    }
}
