//! Names of links in other scripts.

use linkgate::compile::load_text;

use crate::support::findings::{Report, now, policy_of};

const HEAD: &str = r#"version: 1
public_url: https://go.acme.example/
sites: { acme: https://acme.webex.com/acme/ }
routes:
  cop: { path: "/cop/{meeting_key}", command: meeting.join, allow: anyone }
links:
"#;

fn links(names: &[&str]) -> String {
    let line = |name: &&str| format!("  \"{name}\": {{ route: cop, meeting_key: 123456789 }}\n");
    let lines: String = names.iter().map(line).collect();
    format!("{HEAD}{lines}")
}

fn found(names: &[&str]) -> String {
    Report::behind(HEAD).of(&load_text("policy.yaml", &links(names), now()))
}

#[test]
fn a_link_may_be_called_in_any_script() {
    let names = [
        "münchen",
        "munchen",
        "全体会議",
        "приём",
        "прием",
        "план",
        "plan",
        "اجتماع",
        "बैठक",
        "二",
        "회의",
    ];
    let policy = policy_of(&links(&names));
    let read: Vec<&str> = policy
        .links()
        .iter()
        .map(linkgate::policy::Link::name)
        .collect();
    assert_eq!(read, names);
    // As macOS writes it.
    let policy = policy_of(&links(&["mu\u{308}nchen"]));
    assert_eq!(policy.links()[0].name(), "münchen");
}

#[test]
fn names_that_are_one_or_look_alike_are_refused() {
    for names in [
        &["münchen", "MU\u{308}N-CHEN"][..],
        &["сор"],
        &["scope", "ѕсоре"],
        &["οο", "оо"],
        &["二", "ニ"],
        &["plаn"],
        &["webex-план"],
        &["ｍünchen"],
        &["a\u{200b}b"],
        &["प्र\u{200d}म"],
        &[&"я".repeat(33)],
    ] {
        let found = found(names);
        println!("{names:?} => {found}");
        assert!(found.contains("error: "), "{names:?}");
        assert_eq!(found.lines().count(), 1, "{found}");
    }
    assert_eq!(found(&[&"я".repeat(32)]), "");
}
