//! A restart while the source is down: the last good copy goes on.

use std::fs;

use super::*;
use crate::support::policy_host::Manner;

fn down() -> Manner {
    Manner::Says("HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n".to_owned())
}

#[test]
fn a_copy_is_served_until_the_source_answers_again() {
    let host = PolicyHost::start();
    host.put(FILE, policy(1));
    let follower = Follower::of(&host);
    let first = follower.start();
    let old = first.policy();
    host.put(FILE, policy(2));
    let changed = first.await_policy_after(&old);
    eventually("copy", || (polls(&first, "changed") > 0).then_some(()));
    first.stop();
    host.behave(down());
    let second = follower.start();
    assert_eq!(number(&second), 2);
    assert_eq!(second.policy(), changed);
    assert_eq!(
        said(&second, "cannot be had: the answer has status 503").len(),
        1
    );
    assert_eq!(said(&second, "goes into service").len(), 1);
    host.behave(Manner::Good);
    host.put(FILE, policy(3));
    second.await_policy_after(&changed);
    assert_eq!(number(&second), 3);
}

#[test]
fn a_policy_that_is_bad_from_the_start_is_no_reason_to_be_down() {
    let host = PolicyHost::start();
    host.put(FILE, policy(1));
    let follower = Follower::of(&host);
    follower.start().stop();
    host.put(FILE, "version: 2\n");
    let second = follower.start();
    assert_eq!(number(&second), 1);
    let said = second.diagnostics();
    assert!(said.contains("policy.yaml:1:10"), "{said}");
    await_poll(&second, "refused");
    assert_eq!(number(&second), 1);
}

#[test]
fn without_a_copy_there_is_nothing_to_start_with() {
    let host = PolicyHost::start();
    host.behave(down());
    let follower = Follower::of(&host);
    for more in [&[][..], &["--state-dir", &follower.state.named("")]] {
        let output = follower.fail(more);
        let said = error_of(&output);
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert!(
            said.contains("cannot be had: the answer has status 503"),
            "{said}"
        );
        assert!(
            said.contains("there is no copy of an earlier policy"),
            "{said}"
        );
    }
}

/// Whoever ends it need not wait for a source that hangs.
#[test]
fn a_start_that_waits_for_its_policy_can_be_ended() {
    for signal in ["TERM", "INT"] {
        let host = PolicyHost::start();
        host.behave(Manner::Silent);
        let follower = Follower::of(&host);
        let starting = follower.begin();
        eventually("question", || (!host.requests().is_empty()).then_some(()));
        // Neither is a reason to end.
        starting.signal("HUP");
        starting.signal("USR1");
        starting.signal(signal);
        let (code, said) = starting.end();
        assert_eq!(code, Some(0), "{said}");
        assert!(said.contains("ended before there was a policy"), "{said}");
    }
}

/// A full or read-only disk: the policy is served all the same.
#[test]
fn a_copy_that_cannot_be_written_is_reported() {
    let host = PolicyHost::start();
    host.put(FILE, policy(1));
    let follower = Follower::of(&host);
    fs::create_dir(follower.state.path("policy.copy")).expect("made");
    let service = follower.start();
    assert_eq!(number(&service), 1);
    assert_eq!(said(&service, "no copy of the policy was kept").len(), 1);
    assert_eq!(
        said(&service, "the copy of the policy is not used").len(),
        1
    );
}

#[test]
fn who_keeps_no_copy_is_told() {
    let host = PolicyHost::start();
    host.put(FILE, policy(1));
    let service = Follower::of(&host).start_without_state();
    assert_eq!(said(&service, "without --state-dir").len(), 1);
}

/// The copy of one address says nothing about another.
#[test]
fn another_address_starts_anew() {
    let host = PolicyHost::start();
    host.put(FILE, policy(1));
    host.put("/other.yaml", policy(2));
    let follower = Follower::of(&host);
    follower.start().stop();
    let follower = follower.at("/other.yaml");
    let service = follower.start();
    assert_eq!(number(&service), 2);
    assert_eq!(said(&service, "it is of another address").len(), 1);
}
