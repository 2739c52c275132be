//! With a key, the source alone cannot change the policy.

use super::*;
use crate::support::policy_host::{Manner, PolicySigner};

const SIGNATURE: &str = "/policies/policy.yaml.minisig";

/// A time in the past, for everyone.
const SIGNED: i64 = 1_700_000_000;

#[test]
fn what_a_key_signed_goes_into_force_and_nothing_else() {
    let host = PolicyHost::start();
    let (signer, stranger) = (PolicySigner::new(), PolicySigner::new());
    host.put_signed(FILE, &policy(1), signer.sign(&policy(1), SIGNED));
    let service = Follower::of(&host)
        .with(&["--policy-key", &signer.public_key()])
        .start();
    for (case, signature, expected) in [
        (
            "altered",
            signer.sign(&policy(1), SIGNED + 1),
            "the policy is not what was signed",
        ),
        (
            "of another",
            stranger.sign(&policy(2), SIGNED + 1),
            "another key than those of --policy-key",
        ),
        (
            "older",
            signer.sign(&policy(2), SIGNED - 1),
            "it was signed on 2023-11-14T22:13:19Z, before the version in use",
        ),
        (
            "of the future",
            signer.sign(&policy(2), 32_503_680_000),
            "still to come",
        ),
        (
            "cut",
            signer.sign(&policy(2), SIGNED + 1)[..99].to_owned(),
            "it is no signature of minisign",
        ),
        (
            "a page",
            "<!doctype html>".to_owned(),
            "it is no signature of minisign",
        ),
    ] {
        host.put_signed(FILE, &policy(2), signature);
        await_poll(&service, "refused");
        assert_eq!(number(&service), 1, "{case}");
        said(&service, expected);
    }
    host.remove(SIGNATURE);
    await_poll(&service, "refused");
    assert_eq!(said(&service, "the policy is not signed").len(), 1);
    assert_eq!(service.reloads("policy", "changed"), 0);

    let old = service.policy();
    host.put_signed(FILE, &policy(2), signer.sign(&policy(2), SIGNED + 1));
    service.await_policy_after(&old);
    assert_eq!(number(&service), 2);
    assert_eq!(said(&service, "can be fetched again").len(), 1);
    // What was valid once.
    host.put_signed(FILE, &policy(1), signer.sign(&policy(1), SIGNED));
    await_poll(&service, "refused");
    assert_eq!(number(&service), 2);
    // The way back, for those who have the key.
    let old = service.policy();
    host.put_signed(FILE, &policy(1), signer.sign(&policy(1), SIGNED + 2));
    service.await_policy_after(&old);
    assert_eq!(number(&service), 1);
}

#[test]
fn the_keys_of_those_who_sign_can_change() {
    let host = PolicyHost::start();
    let (old, new) = (PolicySigner::new(), PolicySigner::new());
    host.put_signed(FILE, &policy(1), old.sign(&policy(1), SIGNED));
    let keys = format!("{},{}", old.public_key(), new.public_key());
    let follower = Follower::of(&host).with(&["--policy-key", &keys]);
    let service = follower.start();
    assert_eq!(number(&service), 1);
    let before = service.policy();
    host.put_signed(FILE, &policy(2), new.sign(&policy(2), SIGNED));
    service.await_policy_after(&before);
    assert_eq!(number(&service), 2);
    await_poll(&service, "unchanged");
    drop(service);
    // The old key is removed while the source is down.
    host.behave(Manner::Says("HTTP/1.1 503 Busy\r\n\r\n".to_owned()));
    let only_new = Follower {
        more: vec!["--policy-key".to_owned(), new.public_key()],
        ..follower
    };
    assert_eq!(number(&only_new.start()), 2);
}

/// Who changes the key signs what is there again. Otherwise the copies would keep the signature of the
/// old key, and be worth nothing once that is removed.
#[test]
fn a_new_signature_of_the_same_text_is_kept() {
    let host = PolicyHost::start();
    let (old, new) = (PolicySigner::new(), PolicySigner::new());
    let put = |number: usize, signer: &PolicySigner, second: i64| {
        let text = policy(number);
        host.put_signed(FILE, &text, signer.sign(&text, second));
    };
    put(1, &old, SIGNED);
    let keys = format!("{},{}", old.public_key(), new.public_key());
    let follower = Follower::of(&host).with(&["--policy-key", &keys]);
    let service = follower.start();
    let signature = new.sign(&policy(1), SIGNED + 2);
    // One that does not count changes nothing, because the text is that in force.
    host.put(SIGNATURE, "<!doctype html>");
    await_poll(&service, "unchanged");
    host.put(SIGNATURE, signature.clone());
    eventually("copy with the new signature", || {
        let copy = follower.state.read("policy.copy");
        let (_, last) = signature.trim_end().rsplit_once('\n')?;
        copy.contains(last).then_some(())
    });
    assert_eq!(service.reloads("policy", "changed"), 0);
    put(2, &old, SIGNED + 1);
    await_poll(&service, "refused");
    assert_eq!(number(&service), 1, "older than the new signature");
    drop(service);
    host.behave(Manner::Says(
        "HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n".to_owned(),
    ));
    let follower = Follower {
        more: vec!["--policy-key".to_owned(), new.public_key()],
        ..follower
    };
    assert_eq!(number(&follower.start()), 1);
}

/// Some hosts have the policy at an address to which nothing can be appended.
#[test]
fn a_signature_can_be_elsewhere() {
    let host = PolicyHost::start();
    let signer = PolicySigner::new();
    host.put(FILE, policy(1));
    host.put("/elsewhere", signer.sign(&policy(1), SIGNED));
    let elsewhere = host.url("/elsewhere?ref=main");
    let key = signer.public_key();
    let more = ["--policy-key", &key, "--policy-signature", &elsewhere];
    let service = Follower::of(&host).with(&more).start();
    assert_eq!(number(&service), 1);
}

/// The token is for the host of the policy.
#[test]
fn another_host_that_has_the_signature_gets_no_token() {
    let (host, other) = (PolicyHost::start(), PolicyHost::start());
    let signer = PolicySigner::new();
    host.put_signed(FILE, &policy(1), signer.sign(&policy(1), SIGNED));
    other.put("/elsewhere", signer.sign(&policy(1), SIGNED));
    let key = signer.public_key();
    let token = Folder::with(&[("token", "geheim-token")]);
    let (token, elsewhere) = (token.named("token"), other.url("/elsewhere"));
    let follower = Follower::of(&host).with(&["--policy-key", &key, "--policy-token-file", &token]);
    let authorities = [&*host.authority.pem, &*other.authority.pem].concat();
    follower.state.write("ca.pem", &authorities);
    let service = follower.start();
    assert!(host.requests()[1].contains("Bearer geheim-token\r\n"));
    drop(service);
    let follower = follower.with(&["--policy-signature", &elsewhere]);
    let service = follower.start();
    assert_eq!(number(&service), 1);
    let sent = other.requests();
    assert!(!sent[0].contains("authorization"), "{}", sent[0]);
}

/// The copy on disk is no way around a key, and remembers when it was signed.
#[test]
fn the_copy_is_verified_too() {
    let host = PolicyHost::start();
    let signer = PolicySigner::new();
    host.put_signed(FILE, &policy(1), signer.sign(&policy(1), SIGNED));
    let follower = Follower::of(&host).with(&["--policy-key", &signer.public_key()]);
    drop(follower.start());
    // An older version, while nobody runs: the copy wins.
    host.put_signed(FILE, &policy(2), signer.sign(&policy(2), SIGNED - 1));
    let service = follower.start();
    assert_eq!(number(&service), 1);
    assert_eq!(said(&service, "before the version in use").len(), 1);
    assert_eq!(said(&service, "goes into service").len(), 1);
    drop(service);
    // A copy that somebody wrote who has no key.
    let copy = follower.state.path("policy.copy");
    let text = std::fs::read_to_string(&copy).expect("a copy");
    std::fs::write(
        &copy,
        text.replace("portal.acme.example", "portal.evil.example"),
    )
    .expect("written");
    host.put(FILE, policy(3));
    let output = follower.fail(&["--state-dir", &follower.state.named("")]);
    let said = error_of(&output);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(
        said.contains("the copy of the policy is not used: it is cut off or altered"),
        "{said}"
    );
}

/// Who sets a key relies on it. Who tries a file where the variables of the service are set is told
/// that it does not count.
#[test]
fn a_key_for_a_file_is_refused_by_serve_and_no_error_of_check() {
    let folder = Folder::with(&[("policy.yaml", policy(1))]);
    let key = PolicySigner::new().public_key();
    let policy = folder.named("policy.yaml");
    for (command, code) in [("serve", 1), ("check", 0)] {
        let output = run(&[command, "--policy", &policy, "--policy-key", &key]);
        let said = error_of(&output) + &String::from_utf8_lossy(&output.stdout);
        assert_eq!(output.status.code(), Some(code), "{said}");
        assert!(
            said.contains("--policy-key is for a policy at an https address"),
            "{said}"
        );
    }
    let output = run(&["check", "--policy-key", "RWnokey"]);
    assert_eq!(output.status.code(), Some(2));
    let said = error_of(&output);
    assert!(said.contains("no public key of minisign"), "{said}");
}
