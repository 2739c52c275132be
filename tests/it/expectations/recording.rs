//! `--record`: an expectation of what is true now.

use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};

use super::{Desk, EXPECTED};

/// Flags, each of which makes another test.
const REQUESTS: [&[&str]; 9] = [
    &["standup"],
    &["/go/standup?back=desk&x=%20y#top"],
    &[
        "/go/start/123456789",
        "--as",
        "Ann \"A\" Lee <ann@acme.example>",
        "--group",
        "staff",
        "--group",
        "a, b",
        "--from",
        "10.1.2.3",
    ],
    &[
        "/go/start/123456789",
        "--user",
        "root",
        "--by",
        "headers",
        "--at",
        "2026-12-24T18:00",
    ],
    &["/go/join/123456789", "--method", "POST"],
    &[
        "/go/nothing: {",
        "--referrer",
        "https://portal.acme.example/a?b",
    ],
    &["/go/\u{202e}\u{1f600}'\""],
    &["/go/join/%00", "--certificate", "CN=Ann,O=Acme"],
    &["/", "--from", "2001:db8::1"],
];

#[test]
fn what_is_recorded_holds() {
    let desk = Desk::new();
    for (request, number) in REQUESTS.iter().zip(1..) {
        let said = desk.test(&[&["--write", "--record"], *request].concat(), 0);
        assert_eq!(said.out, "policy.test.yaml: 1 expectation added\n");
        let said = desk.test(&[], 0);
        let noun = if number == 1 {
            "expectation holds"
        } else {
            "expectations hold"
        };
        assert_eq!(said.out, format!("policy.yaml: {number} {noun}\n"));
    }
}

#[test]
fn a_recorded_expectation_is_written_out() {
    let said = Desk::new().test(
        &[
            "--record",
            "/go/start/123456789",
            "--as",
            "ann@acme.example",
            "--group",
            "staff",
            "--from",
            "10.1.2.3",
            "--at",
            "2026-11-30T09:00",
        ],
        0,
    );
    insta::assert_snapshot!(said.out, @r#"
    - name: "/go/start/123456789 by ann@acme.example"
      request: /go/start/123456789
      caller: { user: ann@acme.example, email: ann@acme.example, groups: [staff], from: 10.1.2.3 }
      at: 2026-11-30T08:00:00Z
      expect:
        status: 302
        outcome: redirected
        route: start
        back: meetings
        target: https://acme.webex.com/acme/m.php?AT=HM&MK=123456789&BU=https%3A%2F%2Fportal.acme.example%2Fmeetings
        parameters:
          meeting_key: 123456789
    "#);
}

#[test]
fn what_cannot_be_seen_is_spelled_out() {
    let said = Desk::new().test(&["--record", "/go/a\u{202e}x\u{e0001}"], 0);
    assert!(
        said.out.contains(r#"request: "/go/a\u202ex"#),
        "{}",
        said.out
    );
    assert!(
        !said.out.contains(['\u{202e}', '\u{e0001}']),
        "{}",
        said.out
    );
}

#[test]
fn what_was_in_the_file_stays() {
    let compact = EXPECTED.replace("\n  - ", "\n- ").replace("\n    ", "\n  ");
    for before in [
        EXPECTED.to_owned(),
        EXPECTED.trim_end().to_owned(),
        EXPECTED.replace('\n', "\r\n"),
        format!("# ours\n{EXPECTED}\n\n  # the end\n"),
        compact,
    ] {
        let desk = Desk::with(&before);
        let file = desk.path("policy.test.yaml");
        fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).expect("permissions");
        desk.test(&["--record", "standup", "--write"], 0);
        let after = desk.read("policy.test.yaml");
        assert!(after.starts_with(&before), "{after}");
        assert_eq!(after.contains("\r\n"), before.contains("\r\n"));
        assert_eq!(
            fs::metadata(&file).expect("a file").permissions().mode() & 0o777,
            0o640
        );
        desk.test(&[], 0);
    }
}

#[test]
fn a_file_that_cannot_be_appended_to_stays_as_it_is() {
    for (before, words) in [
        (EXPECTED.replace("tests:", "tests: &a"), "anchors"),
        (
            "version: 1\ntests: [{ request: /go/standup, expect: { status: 302 } }]\n".to_owned(),
            "no `tests` at its end",
        ),
        (
            format!("{EXPECTED}at: 2027-01-01\n"),
            "no `tests` at its end",
        ),
    ] {
        let desk = Desk::with(&before);
        let said = desk.test(&["--record", "standup", "--write"], 1);
        assert!(said.err.contains(words), "{}", said.err);
        assert_eq!(desk.read("policy.test.yaml"), before);
    }
    let desk = Desk::new();
    desk.write("elsewhere.yaml", EXPECTED);
    symlink(desk.path("elsewhere.yaml"), desk.path("policy.test.yaml")).expect("a link");
    let said = desk.test(&["--record", "standup", "--write"], 1);
    assert!(said.err.contains("not a file"), "{}", said.err);
    assert_eq!(desk.read("elsewhere.yaml"), EXPECTED);
    desk.run(&["--record", "standup", "--write"], 2);
    desk.test(&["--record", "standup", "--write", "a.yaml", "b.yaml"], 2);
    desk.test(
        &["--record", "standup", "--by", "nobody", "--user", "ann"],
        2,
    );
    desk.test(&["--write"], 2);
}

#[test]
fn a_request_that_may_have_a_secret_is_not_recorded() {
    let desk = Desk::new();
    for request in [
        "https://acme.webex.com/acme/m.php?AT=JM&MK=123456789&PW=canary",
        "number 123 456 789, password: canary",
        "https://ann:canary@go.acme.example/go/standup",
    ] {
        let said = desk.test(&["--record", request], 1);
        assert!(said.err.contains("may be a secret"), "{}", said.err);
        assert!(!format!("{}{}", said.out, said.err).contains("canary"));
    }
}
