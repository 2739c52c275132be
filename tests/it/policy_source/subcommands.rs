//! What reads a policy reads it from an address, too.

use super::*;

#[test]
fn check_and_explain_take_an_address() {
    let host = PolicyHost::start();
    host.put(FILE, policy(7));
    let folder = Folder::with(&[("ca.pem", &host.authority.pem)]);
    let (url, ca) = (host.url(FILE), folder.named("ca.pem"));
    let from_there = ["--policy", &url, "--policy-ca", &ca];
    let check = run(&[&["check"][..], &from_there].concat());
    assert!(check.status.success(), "{}", error_of(&check));
    let said = String::from_utf8_lossy(&check.stdout).into_owned();
    assert_eq!(said, format!("{url}: 1 route, 0 links, no problems\n"));
    let explain = run(&[&["explain", "/go/join/123456789"][..], &from_there].concat());
    let said = String::from_utf8_lossy(&explain.stdout).into_owned();
    assert!(said.contains("portal.acme.example%2F7"), "{said}");
    host.put(FILE, "version: 2\n");
    let check = run(&[&["check"][..], &from_there].concat());
    assert_eq!(check.status.code(), Some(1));
    let said = String::from_utf8_lossy(&check.stdout).into_owned();
    assert!(said.contains("policy.yaml:1:10"), "{said}");
}

#[test]
fn an_address_that_gives_nothing_is_a_finding() {
    let host = PolicyHost::start();
    let folder = Folder::with(&[("ca.pem", &host.authority.pem)]);
    let (url, ca) = (host.url("/none.yaml"), folder.named("ca.pem"));
    let check = run(&["check", "--policy", &url, "--policy-ca", &ca]);
    assert_eq!(check.status.code(), Some(1));
    let said = String::from_utf8_lossy(&check.stdout).into_owned();
    assert!(
        said.contains(&format!(
            "{url}: the answer has status 404 Not Found, not 200"
        )),
        "{said}"
    );
}

/// An address may have a secret in it.
#[test]
fn help_shows_no_address_of_the_environment() {
    for variable in ["LINKGATE_POLICY", "LINKGATE_POLICY_SIGNATURE"] {
        for command in ["serve", "check"] {
            let output = linkgate()
                .args([command, "--help"])
                .env(
                    variable,
                    "https://s3.acme.example/p.yaml?X-Signature=geheim",
                )
                .output();
            let output = output.expect("the program runs");
            let said = String::from_utf8_lossy(&output.stdout).into_owned();
            assert!(said.contains(variable), "{said}");
            assert!(!said.contains("geheim"), "{said}");
        }
    }
}

#[test]
fn addresses_that_are_none_are_wrong_usage() {
    for (address, expected) in [
        (
            "http://config.acme.example/policy.yaml",
            "from https:// only",
        ),
        (
            "ftp://config.acme.example/policy.yaml",
            "from https:// only",
        ),
        (
            "HTTPS://config.acme.example/policy.yaml",
            "https://config.acme.example/policy.yaml: write that",
        ),
        (
            "https://user:geheim@config.acme.example/p.yaml",
            "must not have a user name",
        ),
        (
            "https://config.acme.example",
            "https://config.acme.example/: write that",
        ),
    ] {
        let output = run(&["check", "--policy", address]);
        assert_eq!(output.status.code(), Some(2), "{address}");
        let said = error_of(&output);
        assert!(said.contains(expected), "{said}");
    }
}
