//! A source that fails, hangs, lies or floods: one clear line, counted, and the last good policy
//! goes on.

use tar::Header;

use super::*;
use crate::support::policy_host::Manner;

fn says(head: &str, body: &str) -> Manner {
    let length = body.len();
    Manner::Says(format!(
        "HTTP/1.1 {head}\r\nContent-Length: {length}\r\n\r\n{body}"
    ))
}

/// What the source does, how that is counted, and what is said of it.
#[test]
fn a_bad_source_changes_nothing() {
    let host = PolicyHost::start();
    host.put(FILE, policy(1));
    let service = Follower::of(&host).start();
    let elsewhere = "302 Found\r\nLocation: https://evil.example/policy.yaml?x=1";
    let page = "200 OK\r\nContent-Type: text/html; charset=utf-8";
    for (manner, result, expected) in [
        (
            Manner::Huge,
            "failed",
            "the answer is longer than 33554432 bytes",
        ),
        (
            Manner::Endless,
            "failed",
            "the answer is longer than 33554432 bytes",
        ),
        (
            says(elsewhere, ""),
            "failed",
            "a redirect to https://evil.example, which is not followed",
        ),
        (
            says(page, "<p>Sign in"),
            "refused",
            "it is a page for people (HTML)",
        ),
        (
            says("200 OK", "<!doctype html>"),
            "refused",
            "it is a page for people (HTML)",
        ),
        (says("200 OK", ""), "refused", "it is empty"),
        (
            says("200 OK", "PK\u{3}\u{4}"),
            "refused",
            "it is a zip archive",
        ),
        (
            says("401 Unauthorized", ""),
            "failed",
            "the answer has status 401 Unauthorized",
        ),
        (
            says("404 Not Found", ""),
            "failed",
            "the answer has status 404 Not Found",
        ),
        (says("500 Oh", ""), "failed", "the answer has status 500"),
        (
            Manner::Says("SSH-2.0".to_owned()),
            "failed",
            "the exchange failed",
        ),
        (
            Manner::Says("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nvers".to_owned()),
            "failed",
            "the answer ended early",
        ),
    ] {
        host.behave(manner.clone());
        await_poll(&service, result);
        let lines = said(&service, expected);
        assert!(
            lines[0].contains("the last good one goes on"),
            "{}",
            lines[0]
        );
        assert_eq!(number(&service), 1, "{manner:?}");
    }
    // What is valid otherwise is not reported as a fault of the source.
    host.behave(says("200 OK", "version: 1\n"));
    await_poll(&service, "refused");
    assert_eq!(number(&service), 1);
    host.behave(Manner::Good);
    host.put(FILE, policy(2));
    eventually("recovery", || (number(&service) == 2).then_some(()));
}

/// What a source sends must not look like lines of ours.
#[test]
fn a_source_writes_no_lines_of_its_own() {
    let host = PolicyHost::start();
    host.put(FILE, policy(1));
    let service = Follower::of(&host).start();
    let mut header = Header::new_ustar();
    header.set_size(0);
    let name = b"../a\x1b[31m\nERROR forged";
    header.as_mut_bytes()[..name.len()].copy_from_slice(name);
    header.set_cksum();
    host.put(FILE, header.as_bytes().to_vec());
    await_poll(&service, "refused");
    let lines = said(&service, "the archive names a file");
    assert!(lines[0].contains("../a␛[31m␊ERROR forged`"), "{}", lines[0]);
    let diagnostics = service.diagnostics();
    assert!(!diagnostics.contains("\nERROR forged"), "{diagnostics}");
    assert!(!service.reload().1.contains("\nERROR forged"));
    drop(service);
    let output = Follower::of(&host).fail(&[]);
    let said = error_of(&output);
    assert!(said.contains("␊ERROR forged`"), "{said}");
}

/// A source that is down for a night fills no disk.
#[test]
fn the_same_fault_is_reported_once() {
    let host = PolicyHost::start();
    host.put(FILE, policy(1));
    let service = Follower::of(&host).start();
    host.behave(says("503 Busy", ""));
    for _ in 0..3 {
        await_poll(&service, "failed");
    }
    assert_eq!(said(&service, "status 503").len(), 1);
    host.behave(Manner::Good);
    await_poll(&service, "unchanged");
    assert_eq!(said(&service, "can be fetched again").len(), 1);
    host.behave(says("503 Busy", ""));
    await_poll(&service, "failed");
    assert_eq!(said(&service, "status 503").len(), 2);
}

/// Requests are answered meanwhile, and the fetch ends.
#[test]
fn a_source_that_hangs_holds_nothing_up() {
    let host = PolicyHost::start();
    host.put(FILE, policy(1));
    let service = Follower::of(&host).start();
    host.behave(Manner::Silent);
    let before = host.requests().len();
    eventually("question", || {
        (host.requests().len() > before).then_some(())
    });
    assert_eq!(number(&service), 1);
    assert_eq!(service.admin("GET", "/readyz").0, 200);
    await_poll(&service, "failed");
    assert_eq!(said(&service, "no full answer within 10000 ms").len(), 1);
}

#[test]
fn a_certificate_of_another_name_is_not_believed() {
    let host = PolicyHost::start();
    host.put(FILE, policy(1));
    let service = Follower::of(&host).start();
    host.pretend_to_be("config.acme.example");
    host.put(FILE, policy(2));
    await_poll(&service, "failed");
    assert_eq!(number(&service), 1);
    assert_eq!(
        said(&service, "TLS failed").len(),
        1,
        "{}",
        service.diagnostics()
    );
}

/// How long is a matter of a unit test; whoever cannot wait asks for it.
#[test]
fn a_source_that_wishes_to_rest_can_be_asked_all_the_same() {
    let host = PolicyHost::start();
    host.put(FILE, policy(1));
    let service = Follower::of(&host).start();
    host.behave(says("429 Slow Down\r\nRetry-After: 3600", ""));
    await_poll(&service, "failed");
    host.behave(Manner::Good);
    host.put(FILE, policy(2));
    assert_eq!(service.reload(), (200, "policy: changed\n".to_owned()));
    assert_eq!(number(&service), 2);
}
