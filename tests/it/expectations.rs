//! `linkgate test`: expectations beside a policy, as an operator and a CI server run them.

mod formats;
mod hostile;
mod mistakes;
mod recording;

use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::docs::read;
use crate::support::program::linkgate;

const POLICY: &str = "\
version: 1
public_url: https://go.acme.example/
time_zone: Europe/Berlin
sites: { acme: https://acme.webex.com/acme/ }
back_urls: { meetings: https://portal.acme.example/meetings, desk: https://help.acme.example/ }
callers:
  networks: { office: [10.0.0.0/8], lab: [10.9.0.0/16] }
  trusted_proxies: [10.1.0.2]
  headers: { user: X-Forwarded-User, groups: X-Forwarded-Groups }
routes:
  join: { path: '/go/join/{meeting_key}', command: meeting.join, back: [meetings, desk], allow: anyone }
  start:
    path: /go/start/{meeting_key}
    command: meeting.start
    back: meetings
    allow: [{ group: staff, network: office }, { user: root }]
    deny: [{ network: lab }]
links:
  standup: { route: join, meeting_key: 123 456 789, aliases: [daily] }
  old: { route: join, meeting_key: 123456789, until: 2020-01-01 }
";

const EXPECTED: &str = "\
version: 1
callers:
  anna: { user: anna@acme.example, groups: [staff], from: 10.1.2.3 }
tests:
  - name: staff start meetings from the office
    request: /go/start/123456789
    caller: anna
    at: 2026-11-30T09:00
    expect: { status: 302, outcome: redirected, route: start, back: meetings, parameters: { meeting_key: '123456789' } }
  - name: not from the lab
    request: /go/start/123456789
    caller: { user: anna@acme.example, groups: [staff], from: 10.9.2.3 }
    expect: { status: 403, outcome: denied, target: none }
  - request: [/go/standup, /go/Daily]
    caller: [anna, anonymous]
    expect: { link: standup }
";

/// A folder with a policy in it.
struct Desk(TempDir);

/// What the program wrote.
struct Said {
    out: String,
    err: String,
}

impl Desk {
    fn new() -> Self {
        let desk = Self(tempfile::tempdir().expect("a folder"));
        desk.write("policy.yaml", POLICY);
        desk
    }

    fn with(expectations: impl AsRef<[u8]>) -> Self {
        let desk = Self::new();
        desk.write("policy.test.yaml", expectations);
        desk
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn write(&self, name: &str, text: impl AsRef<[u8]>) {
        let path = self.path(name);
        let folder = path.parent().unwrap_or(Path::new("/"));
        fs::create_dir_all(folder).expect("a folder");
        fs::write(path, text).expect("written");
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).expect(name)
    }

    /// `linkgate test --policy policy.yaml` with more arguments.
    #[track_caller]
    fn test(&self, arguments: &[&str], code: i32) -> Said {
        let first = ["--policy", "policy.yaml"];
        self.run(&[&first, arguments].concat(), code)
    }

    #[track_caller]
    fn run(&self, arguments: &[&str], code: i32) -> Said {
        let mut command = linkgate();
        command.arg("test").args(arguments);
        let output = command.current_dir(self.0.path()).output().expect("runs");
        let said = Said {
            out: String::from_utf8(output.stdout).expect("UTF-8"),
            err: String::from_utf8(output.stderr).expect("UTF-8"),
        };
        let all = format!("{}{}", said.out, said.err);
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {all}");
        said
    }
}

#[test]
fn expectations_that_hold_are_counted() {
    let said = Desk::with(EXPECTED).test(&[], 0);
    assert_eq!(said.out, "policy.yaml: 6 expectations hold\n");
    assert_eq!(said.err, "");
}

#[test]
fn a_failure_has_its_line_and_what_explain_says() {
    let desk = Desk::with(EXPECTED.replace(
        "status: 302, outcome: redirected",
        "status: 403, outcome: denied",
    ));
    insta::assert_snapshot!(desk.test(&[], 1).out, @r#"
    error: staff start meetings from the office
     --> policy.test.yaml:9:23
      |
    9 |     expect: { status: 403, outcome: denied, route: start, back: meetings, parameters: { meeting_key: '123456789' } }
      |                       ^^^
      |
      = note: `status` is 302, expected 403
      = note: `outcome` is redirected, expected denied

        302  The person is sent to Webex.

          asked       /go/start/123456789
          from        10.1.2.3
                      in the network office
          as          anna@acme.example
          groups      staff
          at          2026-11-30T08:00:00Z
          route       start  "Start a scheduled meeting"  (policy.yaml:12:3)
                      /go/start/{meeting_key}
          access      allowed by: group staff and network office
                      allow group staff and network office, or user root (not so: user root)
                      deny network lab (not so: network lab)
          command     meeting.start  "Start a scheduled meeting"
                      m.php?AT=HM, effect: enter
          parameters  meeting_key  MK  123456789  from the path
          site        acme  https://acme.webex.com/acme/
          back        meetings  https://portal.acme.example/meetings
          target      https://acme.webex.com/acme/m.php?AT=HM&MK=123456789&BU=https%3A%2F%2Fportal.acme.example%2Fmeetings
          counted     by identity
          logged      redirected

    policy.yaml: 1 of 6 expectations not met
    "#);
}

#[test]
fn the_example_is_covered_by_its_expectations() {
    let desk = Desk::new();
    for arguments in [
        &[][..],
        &[
            "--policy",
            concat!(env!("CARGO_MANIFEST_DIR"), "/config/policy.yaml"),
        ],
    ] {
        let said = desk.run(&[arguments, &["--coverage"]].concat(), 0);
        assert!(!said.out.contains("not reached"), "{}", said.out);
        assert!(said.out.ends_with(" hold\n"), "{}", said.out);
    }
}

#[test]
fn coverage_names_what_no_expectation_reaches() {
    let said = Desk::with(EXPECTED).test(&["--coverage"], 0);
    insta::assert_snapshot!(said.out, @"
    reached: 2 of 2 routes, 2 of 3 `allow` rules, 1 of 1 `deny` rule, 1 of 2 links, 1 of 2 back URLs
    not reached:
      allow     start: user root  policy.yaml:16:48
      link      old               policy.yaml:20:3
      back_url  desk

    policy.yaml: 6 expectations hold
    ");
}

#[test]
fn a_filter_takes_names_that_have_a_text() {
    let desk = Desk::with(EXPECTED);
    let said = desk.test(&["--filter", "DAILY"], 0);
    assert_eq!(said.out, "policy.yaml: 2 expectations hold\n");
    let said = desk.test(&["--filter", "nothing", "--pass-with-no-tests"], 1);
    assert_eq!(
        said.out,
        "policy.yaml: no expectation has `nothing` in its name\n"
    );
}

#[test]
fn no_expectations_are_a_failure_unless_it_is_said() {
    let desk = Desk::new();
    let said = desk.test(&[], 1);
    assert!(
        said.out.contains("policy.yaml: no expectations"),
        "{}",
        said.out
    );
    desk.test(&["--pass-with-no-tests"], 0);
    desk.test(&["--from", "10.1.2.3"], 2);
    desk.test(&["--format", "xml"], 2);
    desk.test(&["missing.test.yaml"], 1);
    desk.write("policy.yaml", "version: 1\n");
    let said = desk.test(&[], 1);
    assert!(
        said.err.contains("the policy has no `sites`"),
        "{}",
        said.err
    );
}

#[test]
fn expectations_are_in_a_policy_folder_and_beside_it_and_no_part_of_the_policy() {
    let desk = Desk::new();
    desk.write("policy/a.yaml", POLICY);
    desk.write("policy/a.test.yaml", EXPECTED);
    desk.write("policy/b.test.yml", EXPECTED);
    desk.write("policy/.hidden.test.yaml", "[");
    desk.write("policy.test.yaml", EXPECTED);
    for policy in ["policy", "policy/"] {
        let said = desk.run(&["--policy", policy], 0);
        assert_eq!(said.out, format!("{policy}: 18 expectations hold\n"));
    }
    let said = desk.run(&["--policy", "policy", "policy", "policy.test.yaml"], 0);
    assert_eq!(said.out, "policy: 18 expectations hold\n");
}

/// The same on every day: nothing depends on the clock.
#[test]
fn tests_without_a_time_have_a_fixed_one() {
    let of = |head: &str, own: &str, status: u16| {
        let desk = Desk::with(format!(
            "version: 1\n{head}tests:\n  - {{ request: /go/old, {own}expect: {{ status: {status} }} }}\n"
        ));
        desk.test(&[], 0);
    };
    of("", "", 410);
    of("at: 2019-12-31\n", "", 302);
    of("at: 2019-12-31\n", "at: 2020-01-02T00:00+01:00, ", 410);
    // Dates of a policy count to the end of their day, in its zone.
    of("", "at: 2020-01-01T23:59, ", 302);
    of("", "at: 2020-01-01T22:59Z, ", 302);
    of("", "at: 2020-01-01T23:00Z, ", 410);
}

#[test]
fn the_page_about_changes_is_right() {
    let page = read("docs/changes.md");
    let block = |language: &str| {
        let start = format!("```{language}\n");
        let (_, rest) = page.split_once(&start).expect("a block");
        rest.split_once("```").expect("an end").0.to_owned()
    };
    let desk = Desk::with(block("yaml"));
    desk.test(&["--filter", "elsewhere"], 0);
    desk.test(&[], 0);
    desk.write(
        "policy.yaml",
        POLICY.replace("group: staff, ", "group: nobody, "),
    );
    let said = desk.test(&[], 1).out;
    assert!(said.starts_with(&block("text")), "{said}");
    for key in [
        "name", "request", "caller", "at", "headers", "referrer", "expect",
    ] {
        assert!(page.contains(&format!("`{key}`")), "{key}");
    }
}

#[test]
fn a_rule_on_trial_is_expected_to_change_something_later() {
    let desk = Desk::with(
        "version: 1
tests:
  - { request: /go/start/123456789, caller: { user: root, from: 10.9.1.1 }, expect: { outcome: redirected, would: denied } }
  - { request: /go/start/123456789, caller: { user: root, from: 10.1.1.1 }, expect: { outcome: redirected, would: none } }
",
    );
    let on_trial = "deny: [{ network: lab, report_only: true }]";
    desk.write(
        "policy.yaml",
        POLICY.replace("deny: [{ network: lab }]", on_trial),
    );
    let said = desk.test(&["--coverage"], 0);
    // It is reached, though another one decides.
    assert!(said.out.contains("1 of 1 `deny` rule"), "{}", said.out);
}

#[test]
fn a_caller_may_be_let_in_by_a_rule_on_trial() {
    let desk = Desk::new();
    let on_trial = "{ user: root }, { user: zoe, report_only: true }";
    desk.write("policy.yaml", POLICY.replace("{ user: root }", on_trial));
    let request = ["--write", "--record", "/go/start/123456789", "--user"];
    desk.test(&[&request[..], &["zoe"]].concat(), 0);
    let recorded = desk.read("policy.test.yaml");
    assert!(recorded.contains("would: allowed\n"), "{recorded}");
    desk.test(&[], 0);
}
