//! Proxies on the same machine, which connect through a Unix socket.

use super::*;

const LINES: [&str; 2] = [
    "X-Forwarded-User: ann",
    "X-Forwarded-For: 203.0.113.9, 10.1.0.2",
];

fn told_locally(proxies: &str, lines: &[&str]) -> String {
    let callers = format!(
        "
  trusted_proxies: {proxies}
  headers: x-forwarded
  address: x-forwarded-for
"
    );
    told_of(&policy(&callers), &Peer::on_this_machine(), &headers(lines))
}

#[test]
fn a_program_at_a_unix_socket_is_trusted_by_its_own_word_only() {
    for (proxies, expected) in [
        ("unix", "10.1.0.2 headers: ann"),
        ("[10.1.0.0/16, unix]", "203.0.113.9 headers: ann"),
        ("[10.1.0.0/16]", "unknown"),
        // No address is in no network, not even in this one.
        ("[0.0.0.0/8]", "unknown"),
    ] {
        assert_eq!(told_locally(proxies, &LINES), expected, "{proxies}");
    }
}

#[test]
fn the_word_trusts_nobody_with_an_address() {
    let policy = policy("\n  trusted_proxies: unix\n  headers: x-forwarded\n");
    for (address, expected) in [
        ("127.0.0.1", "127.0.0.1"),
        ("::1", "::1"),
        ("0.0.0.0", "unknown"),
        (PROXY, PROXY),
    ] {
        assert_eq!(told(&policy, address, &headers(&LINES)), expected);
    }
}

#[test]
fn who_is_not_named_behind_a_unix_socket_comes_from_no_network() {
    for (line, expected) in [
        ("X-Forwarded-User: ann", "unknown headers: ann"),
        ("X-Forwarded-For: unknown", "unknown"),
        ("X-Forwarded-For: 0.0.0.0", "unknown"),
    ] {
        assert_eq!(
            told_locally("[unix, 0.0.0.0/8]", &[line]),
            expected,
            "{line}"
        );
    }
}
