//! Files that are made to do harm, and secrets of the policy.

use std::fs::File;

use super::{Desk, POLICY};

const FORMATS: [&str; 4] = ["human", "json", "junit", "github"];

#[test]
fn names_do_not_steer_terminals_and_have_a_bound() {
    let long = "x".repeat(1 << 20);
    let desk = Desk::with(format!(
        "version: 1\ntests:\n  - {{ name: \"\\e[31m\\r\\n::error::{long}\", request: \"/go/\\e[2J{long}\", expect: {{ target: \"\\e[0m{long}\" }} }}\n"
    ));
    for format in FORMATS {
        let out = desk.test(&["--format", format], 1).out;
        let is_control = |c: char| c.is_control() && c != '\n';
        assert!(!out.contains(is_control), "{format}");
        assert!(
            out.lines().all(|line| !line.starts_with("::error::")),
            "{format}"
        );
        // JSON repeats what was expected and asked; the others cut it.
        assert!(
            format == "json" || out.len() < 1 << 22,
            "{format}: {}",
            out.len()
        );
    }
}

#[test]
fn paths_are_compared_as_they_are_sent() {
    let desk = Desk::with(
        "version: 1
tests:
  - { request: ['/go/%73tandup', '/go/stand%2Dup', '/go/STANDUP%3E'], expect: { link: standup } }
  - { request: ['/go%2Fstandup', '/go/%2e%2e/standup', '/go/standup%00', '/go/standup%'], expect: { outcome: malformed } }
  - { request: ['/go/stand up'], expect: { status: 400 } }
  - { request: ['//evil.example/go/standup', '/go/standup/../standup'], expect: { target: none } }
",
    );
    desk.test(&[], 0);
}

#[test]
fn a_file_and_its_tables_have_a_bound() {
    let desk = Desk::new();
    let file = File::create(desk.path("policy.test.yaml")).expect("a file");
    file.set_len((16 << 20) + 1).expect("a length");
    let said = desk.test(&[], 1);
    assert!(said.out.contains("larger than 16 MiB"), "{}", said.out);
    let list = vec!["/"; 1_001].join(", ");
    let callers = vec!["anonymous"; 1_000].join(", ");
    desk.write("policy.test.yaml", format!("version: 1\ntests:\n  - {{ request: [{list}], caller: [{callers}], expect: {{ status: 1 }} }}\n  - {{ request: [{list}], caller: [{callers}], expect: {{ status: 200 }} }}\n"));
    let said = desk.test(&[], 1);
    assert!(said.out.contains("1001000 cases"), "{}", said.out);
}

/// With a secret in a parameter, one that names headers, and one that signs tickets.
fn secret_policy() -> String {
    let secrets =
        "secrets: { password: { file: canary-password } }\nsigning_keys: { file: canary-keys }\n";
    let policy = POLICY.replace("routes:\n", &format!("{secrets}routes:\n  host: {{ path: '/go/host/{{web_id}}', command: site.login, secrets: {{ password: password }}, back: meetings, allow: anyone }}\n  round: {{ path: '/go/round/{{meeting_key}}', command: meeting.join, back: meetings, return: gateway, allow: anyone }}\n"));
    assert_ne!(policy, POLICY);
    policy
}

#[test]
fn no_secret_is_shown() {
    let desk = Desk::with(
        "version: 1
tests:
  - { request: /go/host/ann, expect: { status: 302, parameters: { password: wrong, web_id: ben } } }
  - { request: /go/round/123456789, expect: { route: join, target: https://acme.webex.com/?PW=canary } }
",
    );
    desk.write("policy.yaml", secret_policy());
    desk.write("canary-password", "canary-password-of-a-host\n");
    desk.write("canary-keys", "canary-key-of-the-tests-0123456789\n");
    for format in FORMATS {
        let out = desk.test(&["--format", format], 1).out;
        assert!(!out.contains("canary"), "{format}: {out}");
        // A ticket of the gateway is good for something.
        assert!(
            format == "github" || out.contains("%2Fback%2Fround%2F•••"),
            "{format}: {out}"
        );
    }
}

#[test]
fn a_policy_is_tested_without_its_secrets() {
    let desk = Desk::with(
        "version: 1
tests:
  - { request: /go/host/ann, expect: { outcome: posted, parameters: { web_id: ann } } }
  - { request: /go/round/123456789, expect: { outcome: redirected } }
",
    );
    desk.write("policy.yaml", secret_policy());
    desk.test(&[], 1);
    let said = desk.test(&["--without-secrets"], 0);
    assert_eq!(
        said.out,
        "policy.yaml: 2 expectations hold (secrets not read)\n"
    );
}
