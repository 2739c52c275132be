//! A change of the source is in force soon, and all that is seen of it.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::Value;
use tar::{Builder, Header};

use super::*;
use crate::support::policy_host::Manner;
use crate::support::service::random_secret;

#[test]
fn a_change_of_the_source_goes_into_force() {
    let host = PolicyHost::start();
    host.put(FILE, policy(1));
    let service = Follower::of(&host).start_without_state();
    assert_eq!(number(&service), 1);
    let old = service.policy();
    host.put(FILE, policy(2));
    service.await_policy_after(&old);
    assert_eq!(number(&service), 2);
    assert_eq!(polls(&service, "changed"), 1);
    assert_eq!(service.reloads("policy", "changed"), 1);
}

/// Nobody sends a policy that is known already.
#[test]
fn a_source_is_asked_whether_anything_has_changed() {
    let host = PolicyHost::start();
    host.put(FILE, policy(1));
    let service = Follower::of(&host).start_without_state();
    await_poll(&service, "unchanged");
    let requests = host.requests();
    assert!(!requests[0].contains("if-none-match"), "{}", requests[0]);
    let later = requests.last().expect("a request");
    assert!(later.contains("if-none-match: \""), "{later}");
    assert!(
        later.starts_with(&format!("GET {FILE} HTTP/1.1\r\n")),
        "{later}"
    );
    assert_eq!(service.reloads("policy", "changed"), 0);
}

/// It would be sent for ever, to each replica.
#[test]
fn a_policy_with_another_tag_is_sent_once() {
    let host = PolicyHost::start();
    host.put(FILE, policy(1));
    let service = Follower::of(&host).start_without_state();
    host.deploy_again();
    let asked = format!("if-none-match: {}\r\n", host.etag(FILE));
    eventually("question with the other tag", || {
        let requests = host.requests();
        requests.last()?.contains(&asked).then_some(())
    });
    assert_eq!(polls(&service, "changed"), 0);
}

/// Operators who cannot wait, and the hook of a repository.
#[test]
fn a_reload_asks_at_once() {
    let host = PolicyHost::start();
    host.put(FILE, policy(1));
    let follower = Follower::of(&host).every("1h");
    let service = follower.start_without_state();
    assert_eq!(service.reload(), (200, "policy: unchanged\n".to_owned()));
    host.put(FILE, policy(2));
    assert_eq!(service.reload(), (200, "policy: changed\n".to_owned()));
    assert_eq!(number(&service), 2);
    host.put(FILE, "version: 2\n");
    let (status, body) = service.reload();
    assert_eq!(status, 422);
    assert!(
        body.starts_with("policy: refused, the old one goes on\n"),
        "{body}"
    );
    assert!(body.contains("policy.yaml:1:10"), "{body}");
    // It is still what the source has.
    assert_eq!(service.reload().0, 422);
    assert_eq!(number(&service), 2);
}

#[test]
fn readiness_and_metrics_say_how_old_the_policy_is() {
    let host = PolicyHost::start();
    host.put(FILE, policy(1));
    let service = Follower::of(&host).start_without_state();
    let ready = || -> Value {
        let (_, body) = service.admin("GET", "/readyz");
        serde_json::from_str(&body).expect("JSON")
    };
    assert!(ready()["policy_age_seconds"].is_u64());
    let confirmed = "linkgate_policy_source_confirmed_timestamp_seconds";
    let before = service.metric(confirmed);
    assert!(before > 0);
    eventually("later confirmation", || {
        (service.metric(confirmed) > before).then_some(())
    });
    // What the source has is not in force: from now on the time grows.
    host.put(FILE, "version: 2\n");
    await_poll(&service, "refused");
    let stale = service.metric(confirmed);
    await_poll(&service, "unchanged");
    assert_eq!(service.metric(confirmed), stale);
    assert!(ready()["policy_confirmed_seconds"].is_u64());
}

/// Only the source can say what it has: a key of the machine that changes, while the source is down,
/// must not look like an answer.
#[test]
fn a_file_of_the_machine_confirms_nothing() {
    let keys = Folder::with(&[("signing-keys", random_secret())]);
    let named = keys.named("signing-keys");
    let host = PolicyHost::start();
    let more = format!("signing_keys: {{ file: \"{named}\" }}\n");
    host.put(FILE, policy(1) + &more);
    let follower = Follower::of(&host).with(&["--watch-interval", "50ms"]);
    let service = follower.start();
    host.behave(Manner::Says("HTTP/1.1 503 Busy\r\n\r\n".to_owned()));
    await_poll(&service, "failed");
    let confirmed = || service.metric("linkgate_policy_source_confirmed_timestamp_seconds");
    let (before, copy) = (confirmed(), follower.state.read("policy.copy"));
    // The time of a poll is counted in seconds.
    await_poll(&service, "failed");
    await_poll(&service, "failed");
    let reloads = service.reloads("policy", "changed");
    keys.replace("signing-keys", &random_secret());
    service.await_reload_after(reloads, "policy", "changed");
    // Then all that follows from the reload is done.
    await_poll(&service, "failed");
    assert_eq!(confirmed(), before);
    assert_eq!(follower.state.read("policy.copy"), copy);
}

#[test]
fn files_have_no_source() {
    let folder = Folder::with(&[("policy.yaml", policy(1))]);
    let service = Service::start(folder, &[]);
    let (_, ready) = service.admin("GET", "/readyz");
    assert!(!ready.contains("policy_confirmed_seconds"), "{ready}");
    let (_, metrics) = service.admin("GET", "/metrics");
    assert!(
        !metrics.contains("policy_source_confirmed_timestamp_seconds "),
        "{metrics}"
    );
}

fn archive(files: &[(&str, &str)]) -> Vec<u8> {
    let mut builder = Builder::new(GzEncoder::new(Vec::new(), Compression::fast()));
    for (name, text) in files {
        let mut header = Header::new_ustar();
        header.set_size(text.len() as u64);
        builder
            .append_data(&mut header, name, text.as_bytes())
            .expect("memory");
    }
    let mut encoder = builder.into_inner().expect("memory");
    encoder.flush().expect("memory");
    encoder.finish().expect("memory")
}

/// A repository of policies, as Git hosts pack it, with keys of the machine.
#[test]
fn an_archive_has_all_files_but_the_keys() {
    let keys = Folder::with(&[("signing-keys", random_secret())]);
    let more = format!(
        "signing_keys: {{ file: \"{}\" }}\nlinks_from: tables/links.csv\n",
        keys.named("signing-keys")
    );
    let files = |key: &str| {
        let table = format!("name,route,meeting_key\nstandup,join,{key}\n");
        archive(&[
            ("policies-4f2a/README.md", "# Policies"),
            (
                "policies-4f2a/live/policy.yaml",
                &format!("{}{more}", policy(1)),
            ),
            ("policies-4f2a/live/tables/links.csv", &table),
        ])
    };
    let host = PolicyHost::start();
    host.put("/main.tar.gz", files("123456789"));
    let follower = Follower::of(&host).at("/main.tar.gz#live");
    let service = follower
        .with(&["--watch-interval", "50ms"])
        .start_without_state();
    let led = || {
        service
            .talk()
            .get("/go/standup")
            .location()
            .map(str::to_owned)
    };
    assert!(led().is_some_and(|to| to.contains("MK=123456789")));
    let old = service.policy();
    host.put("/main.tar.gz", files("987654321"));
    service.await_policy_after(&old);
    assert!(led().is_some_and(|to| to.contains("MK=987654321")));
    // The key is watched like that of any policy.
    let reloads = service.reloads("policy", "changed");
    keys.replace("signing-keys", &random_secret());
    service.await_reload_after(reloads, "policy", "changed");
    // Findings name the files of the archive.
    host.put("/main.tar.gz", files("12"));
    let (status, body) = service.reload();
    assert_eq!(status, 422);
    assert!(body.contains("live/tables/links.csv:2:14"), "{body}");
}

/// Also where it is refused, and where a header of the source repeats it.
#[test]
fn a_token_is_sent_and_never_shown() {
    let host = PolicyHost::start();
    host.put(FILE, policy(1));
    let token = Folder::with(&[("token", "geheim-token-1\n")]);
    let path = token.named("token");
    let address = "/policies/policy.yaml?X-Signature=geheim-query";
    let follower = Follower::of(&host).at(address);
    let follower = follower.with(&["--policy-token-file", &path, "--log-level", "trace"]);
    let service = follower.start();
    let sent = host.requests();
    assert!(
        sent[0].contains("authorization: Bearer geheim-token-1\r\n"),
        "{}",
        sent[0]
    );
    assert!(
        sent[0].contains("?X-Signature=geheim-query "),
        "{}",
        sent[0]
    );
    token.replace("token", "geheim-token-2");
    await_poll(&service, "unchanged");
    let sent = host.requests();
    assert!(
        sent.last()
            .expect("one")
            .contains("Bearer geheim-token-2\r\n")
    );
    host.put(FILE, "kaputt: token\n");
    await_poll(&service, "refused");
    host.behave(Manner::Says(
        "HTTP/1.1 302 Found\r\nLocation: https://x.example/geheim?token=geheim\r\nContent-Length: 0\r\n\r\n".to_owned(),
    ));
    await_poll(&service, "failed");
    let copy = follower.state.read("policy.copy");
    for text in [
        service.diagnostics(),
        copy,
        service.admin("GET", "/metrics").1,
    ] {
        assert!(!text.contains("geheim"), "{text}");
    }
}
