//! The real binary, as an operator and a script call it.

mod check;
mod diff;
mod explain_log;
mod log_report;
mod replay;

use std::io::Read;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

const GOOD: &str = "\
version: 1
public_url: https://go.acme.example/
sites: { acme: https://acme.webex.com/acme/ }
back_urls: { meetings: https://portal.acme.example/meetings }
callers: { networks: { office: [10.0.0.0/8] } }
routes:
  join:
    path: /go/join/{meeting_key}
    command: meeting.join
    back: meetings
    allow: [{ network: office }]
links:
  standup: { route: join, meeting_key: 123 456 789, until: 2999-06-30 }
";

const BAD: &str = "\
version: 1
public_url: https://go.acme.example/
sites: { acme: https://acme.webex.com/acme/ }
routes:
  join: { path: '/go/{meeting_key}', command: meeting.jion, allow: anyone }
  100%: { path: /go/x, command: meeting.list_open, allow: anyone }
";

/// A folder with a policy in it.
struct Desk {
    folder: TempDir,
}

impl Desk {
    fn with(policy: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("policy.yaml"), policy).expect("is written");
        Self { folder }
    }

    /// Calls the binary in that folder, without the variables of whoever runs the tests.
    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_linkgate"));
        let ours = std::env::vars_os().filter(|(name, _)| {
            let name = name.to_string_lossy();
            name.starts_with("LINKGATE_") || name.contains("COLOR") || name == "TERM"
        });
        for (name, _) in ours {
            command.env_remove(name);
        }
        command.args(arguments).current_dir(self.folder.path());
        command
    }

    #[track_caller]
    fn run(&self, arguments: &[&str], code: i32) -> Said {
        Said::of(&mut self.command(arguments), code)
    }
}

/// What the binary wrote.
struct Said {
    out: String,
    err: String,
}

impl Said {
    #[track_caller]
    fn of(command: &mut Command, code: i32) -> Self {
        let Output {
            status,
            stdout,
            stderr,
        } = command.output().expect("the binary runs");
        let out = String::from_utf8(stdout).expect("UTF-8");
        let err = String::from_utf8(stderr).expect("UTF-8");
        assert_eq!(status.code(), Some(code), "{command:?}\n{out}\n{err}");
        Self { out, err }
    }

    #[track_caller]
    fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.out).expect("JSON")
    }
}

#[test]
fn a_good_policy_is_counted() {
    let said = Desk::with(GOOD).run(&["check", "--policy", "policy.yaml"], 0);
    assert_eq!(said.out, "policy.yaml: 1 route, 1 link, no problems\n");
    assert_eq!(said.err, "");
}

#[test]
fn warnings_are_shown_and_allowed() {
    let policy = GOOD.replace("allow: [{ network: office }]", "allow: anyone");
    let said = Desk::with(&policy).run(&["check", "--policy", "policy.yaml"], 0);
    assert!(said.out.starts_with("warning: "), "{}", said.out);
    assert!(
        said.out
            .ends_with("policy.yaml: 1 route, 1 link, 1 warning\n"),
        "{}",
        said.out
    );
}

#[test]
fn the_built_in_policy_is_good() {
    let said = Desk::with("").run(&["check"], 0);
    assert!(said.out.contains("(built in): "), "{}", said.out);
}

#[test]
fn a_bad_policy_is_shown_with_all_its_problems() {
    let said = Desk::with(BAD).run(&["check", "--policy", "policy.yaml"], 1);
    insta::assert_snapshot!(said.out, @"
    error: there is no command `meeting.jion`
     --> policy.yaml:5:47
      |
    5 |   join: { path: '/go/{meeting_key}', command: meeting.jion, allow: anyone }
      |                                               ^^^^^^^^^^^^
      |
      = help: did you mean `meeting.join`?

    error: a name must be 1 to 64 lower-case letters, digits, - or _
     --> policy.yaml:6:3
      |
    6 |   100%: { path: /go/x, command: meeting.list_open, allow: anyone }
      |   ^^^^
      |
      = help: rename it

    2 errors in policy.yaml
    ");
}

/// An author who looks into the policy for a problem of the table does not find it.
#[test]
fn the_count_names_the_files_that_have_problems() {
    let count_of = |policy: &str, row: &str, rows: usize| {
        let desk = Desk::with(&format!("{policy}links_from: links.csv\n"));
        let table = format!("name,route,meeting_key\n{}", row.repeat(rows));
        std::fs::write(desk.folder.path().join("links.csv"), table).expect("is written");
        let said = desk.run(&["check", "--policy", "policy.yaml"], 1).out;
        said.lines().last().unwrap_or_default().to_owned()
    };
    let typo = GOOD.replace("meeting.join", "meeting.jion");
    assert_eq!(count_of(GOOD, "weekly,join,1\n", 1), "1 error in links.csv");
    assert_eq!(
        count_of(&typo, "weekly,jion,1\n", 1),
        "2 errors in policy.yaml, links.csv"
    );
    // Not listed, and yet in no other file.
    assert_eq!(
        count_of(GOOD, "weekly,jion,1\n", 1_000),
        "1,000 errors in links.csv"
    );
}

#[test]
fn problems_for_programs_are_one_object() {
    let json = Desk::with(BAD)
        .run(&["check", "--policy", "policy.yaml", "--format", "json"], 1)
        .json();
    assert_eq!(json["ok"], false);
    assert_eq!(json["errors"], 2);
    assert_eq!(json["findings"].as_array().map(Vec::len), Some(2));
    assert_eq!(json["findings"][0]["line"], 5);
    assert_eq!(json["findings"][0]["file"], "policy.yaml");
    let json = Desk::with(GOOD)
        .run(&["check", "--policy", "policy.yaml", "--format", "json"], 0)
        .json();
    assert_eq!(
        json,
        serde_json::json!({ "policy": "policy.yaml", "ok": true, "errors": 0, "warnings": 0, "omitted": 0, "findings": [] })
    );
}

#[test]
fn problems_become_annotations_at_github() {
    let said = Desk::with(BAD).run(
        &["check", "--policy", "policy.yaml", "--format", "github"],
        1,
    );
    insta::assert_snapshot!(said.out, @"
    ::error file=policy.yaml,line=5,col=47,endColumn=58,title=Linkgate policy::there is no command `meeting.jion`%0Ahelp: did you mean `meeting.join`?
    ::error file=policy.yaml,line=6,col=3,endColumn=6,title=Linkgate policy::a name must be 1 to 64 lower-case letters, digits, - or _%0Ahelp: rename it
    linkgate: 2 errors in policy.yaml
    ");
}

/// The runner takes `##[word]` for a command wherever it is in a line, unless the line begins with one.
#[test]
fn the_name_of_a_file_is_no_command_at_github() {
    let desk = Desk::with(GOOD);
    for (policy, code) in [(GOOD, 0), (BAD, 1)] {
        std::fs::write(desk.folder.path().join("##[group]a.yaml"), policy).expect("is written");
        let arguments = ["check", "--policy", "##[group]a.yaml", "--format", "github"];
        let said = desk.run(&arguments, code).out;
        let taken = |line: &&str| line.contains("##[") && !line.starts_with("::");
        assert_eq!(said.lines().find(taken), None, "{said}");
    }
}

#[test]
fn a_policy_that_is_not_there_is_a_finding() {
    for format in ["human", "json", "github"] {
        let said = Desk::with(GOOD).run(
            &["check", "--policy", "nowhere.yaml", "--format", format],
            1,
        );
        assert!(said.out.contains("nowhere.yaml: "), "{}", said.out);
    }
}

#[test]
fn variables_stand_for_flags() {
    let desk = Desk::with(BAD);
    let mut command = desk.command(&["check"]);
    command
        .env("LINKGATE_POLICY", "policy.yaml")
        .env("LINKGATE_FORMAT", "github");
    let said = Said::of(&mut command, 1).out;
    assert!(said.ends_with("2 errors in policy.yaml\n"), "{said}");
}

#[test]
fn explain_says_where_a_link_leads() {
    let desk = Desk::with(GOOD);
    let arguments = [
        "explain",
        "/go/standup",
        "--policy",
        "policy.yaml",
        "--from",
        "10.1.1.1",
        "--at",
        "2027-01-01T09:00",
    ];
    let said = desk.run(&arguments, 0);
    insta::assert_snapshot!(said.out, @r#"
    302  The person is sent to Webex.

      asked       /go/standup
      from        10.1.1.1
                  in the network office
      at          2027-01-01T09:00:00Z
      link        standup  (policy.yaml:13:3)
                  until 2999-07-01T00:00:00Z
      route       join  "Join a meeting"  (policy.yaml:7:3)
                  /go/join/{meeting_key}
      access      allowed by: network office
                  allow network office
      command     meeting.join  "Join a meeting"
                  m.php?AT=JM, effect: enter
      parameters  meeting_key  MK  123456789  from the link
      site        acme  https://acme.webex.com/acme/
      back        meetings  https://portal.acme.example/meetings
      target      https://acme.webex.com/acme/m.php?AT=JM&MK=123456789&BU=https%3A%2F%2Fportal.acme.example%2Fmeetings
      counted     by address
      logged      redirected
    "#);
    let json = desk
        .run(&[&arguments[..], &["--format", "json"]].concat(), 0)
        .json();
    assert_eq!(json["answer"]["status"], 302);
    assert_eq!(json["route"]["place"]["line"], 7);
    assert_eq!(json["link"]["place"]["file"], "policy.yaml");
}

#[test]
fn explain_says_why_not() {
    let desk = Desk::with(GOOD);
    let explain = |url: &str, more: &[&str], status: u16| {
        let arguments = [
            "explain",
            url,
            "--policy",
            "policy.yaml",
            "--format",
            "json",
        ];
        let said = desk.run(&[&arguments[..], more].concat(), 1);
        assert_eq!(
            said.json()["answer"]["status"],
            status,
            "{url}: {}",
            said.out
        );
    };
    let office = ["--from", "10.1.1.1"];
    explain("/go/join/123456789", &[], 403);
    explain("/go/join/abc", &office, 400);
    explain("/go/join/123456789?AT=DM", &office, 400);
    explain("/go/join/123456789%0d", &office, 400);
    explain("/go/nothing", &office, 404);
    explain(
        "/go/standup",
        &["--from", "10.1.1.1", "--at", "2999-07-01"],
        410,
    );
    explain("https://evil.example/go/standup", &office, 421);
    explain("//evil.example/go/standup", &office, 400);
}

#[test]
fn explain_answers_odd_requests_as_a_server_would() {
    let desk = Desk::with(GOOD);
    let (long, large) = ("a".repeat(9_000), format!("X: {}", "a".repeat(20 * 1024)));
    for (url, more, status) in [
        ("/go/standup", &["--method", "get"][..], 405),
        ("/go/standup", &["--method", "BREW"], 405),
        ("/go/standup", &["--method", "CONNECT"], 400),
        ("/go/standup", &["--from", "::1"], 403),
        ("/go/stand up", &[], 400),
        ("/go/st\u{e4}ndup", &[], 404),
        ("/go/standup#now", &["--from", "10.1.1.1"], 302),
        ("https://go.acme.example:8443/go/nothing#x", &[], 404),
        ("https://ann:hunter2@go.acme.example/go/nothing", &[], 404),
        (
            "/go/x",
            &["--header", "Host: a", "--header", "Host: a"],
            400,
        ),
        ("/go/x", &["--header", "Host:"], 400),
        ("/go/x", &["--header", "Cookie: hunter2"], 404),
        (&format!("/{long}"), &[], 414),
        ("/go/x", &["--header", &large], 431),
    ] {
        let code = i32::from(status != 302);
        let arguments = ["explain", url, "--policy", "policy.yaml"];
        for format in ["human", "json"] {
            let more = [more, &["--format", format]].concat();
            let said = desk.run(&[&arguments[..], &more].concat(), code);
            assert!(
                said.out.contains(&status.to_string()),
                "{url}: {}",
                said.out
            );
            assert!(!said.out.contains("hunter2"), "{url}: {}", said.out);
        }
    }
}

#[test]
fn a_bad_header_is_not_repeated() {
    let desk = Desk::with(GOOD);
    for header in ["hunter2", "Cookie: hunter2\n", "hunter2 x: y", ": hunter2"] {
        let said = desk.run(&["explain", "/go/x", "--header", header], 2);
        assert!(said.err.contains("--header"), "{}", said.err);
        assert!(!said.err.contains("hunter2"), "{}", said.err);
    }
}

#[test]
fn explain_does_not_go_on_with_a_bad_policy() {
    let said = Desk::with(BAD).run(&["explain", "/go/join/1", "--policy", "policy.yaml"], 1);
    assert_eq!(said.out, "");
    assert!(
        said.err.ends_with("2 errors in policy.yaml\n"),
        "{}",
        said.err
    );
}

#[test]
fn wrong_usage_is_told_apart() {
    let desk = Desk::with(GOOD);
    desk.run(&["explain", " "], 2);
    desk.run(&["explain", "/go/x", "--at", "tomorrow"], 2);
    desk.run(&["explain", "/go/x", "--from", "office"], 2);
    desk.run(&["explain", "/go/x", "--method", "G T"], 2);
    desk.run(&["explain", "/go/x", "--referrer", "https://a\nb"], 2);
    let said = desk.run(&["explain", "/go/x", "--at", "9999-12-31T12:00"], 2);
    assert!(said.err.contains("--at is out of range"), "{}", said.err);
    desk.run(&["chekc"], 2);
    desk.run(&["--listen", "nowhere"], 2);
    desk.run(&["commands", "meeting.join", "--incomplete"], 2);
}

#[test]
fn the_catalogue_is_listed() {
    let desk = Desk::with(GOOD);
    for arguments in [&["commands"][..], &["commands", "--policy", "policy.yaml"]] {
        let said = desk.run(arguments, 0);
        assert!(
            said.out
                .lines()
                .any(|l| l.contains("meeting.join") && l.contains("m.php?AT=JM")),
            "{}",
            said.out
        );
    }
    let all = desk.run(&["commands", "--format", "json"], 0).json();
    let incomplete = desk
        .run(&["commands", "--incomplete", "--format", "json"], 0)
        .json();
    let count = |json: &serde_json::Value| json.as_array().map_or(0, Vec::len);
    assert!(0 < count(&incomplete) && count(&incomplete) < count(&all));
    assert!(
        desk.run(&["commands", "meeting.join"], 0)
            .out
            .contains("MK")
    );
    assert!(
        desk.run(&["commands", "meeting.jion"], 1)
            .err
            .contains("did you mean `meeting.join`?")
    );
}

#[test]
fn what_is_incomplete_can_be_filled_in() {
    let desk = Desk::with(GOOD);
    let yaml = desk.run(&["commands", "--incomplete"], 0).out;
    // Every call is another one, as in a real guide.
    let mut number = 0;
    let filled: String = yaml
        .lines()
        .map(|line| {
            number += 1;
            let line = line.replace("page:", "page: p.php");
            line.replace("action:", &format!("action: X{number}")) + "\n"
        })
        .collect();
    for (commands, left) in [(&yaml, false), (&filled, true)] {
        let desk = Desk::with(&format!("{GOOD}{commands}"));
        let said = desk.run(&["check", "--policy", "policy.yaml"], 0);
        assert!(said.out.ends_with("no problems\n"), "{}", said.out);
        let said = desk.run(&["commands", "--incomplete", "--policy", "policy.yaml"], 0);
        assert_eq!(said.out.contains("Nothing is left"), left, "{}", said.out);
    }
}

#[test]
fn completions_and_manual_pages_are_written() {
    let desk = Desk::with(GOOD);
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let said = desk.run(&["completions", shell], 0);
        assert!(said.out.contains("linkgate") && said.out.contains("explain"));
    }
    let said = desk.run(&["man"], 0);
    for page in [
        "linkgate",
        "linkgate-serve",
        "linkgate-check",
        "linkgate-explain",
    ] {
        assert!(said.out.contains(&format!(".TH {page} 1")), "{page}");
    }
    desk.run(&["man", "--out", "man/man1"], 0);
    let pages: PathBuf = desk.folder.path().join("man/man1");
    assert!(pages.join("linkgate.1").is_file() && pages.join("linkgate-explain.1").is_file());
}

#[test]
fn help_and_version_are_good_news() {
    let desk = Desk::with(GOOD);
    let version = desk.run(&["--version"], 0).out;
    assert_eq!(version, format!("linkgate {}\n", env!("CARGO_PKG_VERSION")));
    assert!(
        desk.run(&["--help"], 0)
            .out
            .starts_with("A redirect gateway")
    );
    for subcommand in [
        "serve",
        "check",
        "explain",
        "commands",
        "init",
        "completions",
        "man",
    ] {
        let said = desk.run(&[subcommand, "--help"], 0);
        assert!(!said.out.starts_with("A redirect gateway"), "{}", said.out);
    }
}

#[test]
fn the_example_is_printed_as_it_is() {
    let desk = Desk::with(GOOD);
    let example = desk.run(&["init", "--example"], 0).out;
    assert_eq!(example, linkgate::compile::DEFAULT);
    // Nothing is printed, and nothing written, that was not asked for.
    let desk = Desk::with(&example);
    desk.run(&["check", "--policy", "policy.yaml"], 0);
}

/// Whoever tries it opens it by either name.
#[test]
fn examples_open_under_both_names_of_this_machine() {
    let readme = crate::docs::read("README.md");
    let (_, sample) = readme.split_once("```yaml\nversion: 1").expect("a sample");
    let (sample, _) = sample.split_once("```").expect("an end");
    let sample = format!("version: 1{sample}");
    for policy in [&sample, linkgate::compile::DEFAULT] {
        let gateway = crate::support::Gateway::with_policy(policy);
        let port = gateway.address().port();
        for host in ["localhost", "127.0.0.1"] {
            for path in ["/", "/go/standup"] {
                let answer = gateway.send(format!(
                    "GET {path} HTTP/1.1\r\nHost: {host}:{port}\r\nConnection: close\r\n\r\n"
                ));
                let status = if path == "/" { 200 } else { 302 };
                assert_eq!(answer.status(), status, "{host} {path}");
            }
        }
    }
}

#[test]
fn colours_are_for_terminals_only() {
    let desk = Desk::with(BAD);
    let calls: [&[&str]; 4] = [
        &["check", "--policy", "policy.yaml"],
        &["explain", "/go/join/123456789"],
        &["commands"],
        &["commands", "meeting.join"],
    ];
    for arguments in calls {
        let output = |variables: &[(&str, &str)]| {
            let mut command = desk.command(arguments);
            command.envs(variables.iter().copied());
            command
                .output()
                .expect("the binary runs")
                .stdout
                .contains(&0x1b)
        };
        assert!(!output(&[]), "{arguments:?} in a pipe");
        assert!(!output(&[("NO_COLOR", "1")]), "{arguments:?} with NO_COLOR");
        assert!(
            output(&[("CLICOLOR_FORCE", "1")]),
            "{arguments:?} with CLICOLOR_FORCE"
        );
    }
}

#[test]
fn whoever_closes_the_pipe_has_read_enough() {
    let desk = Desk::with(GOOD);
    let calls: [&[&str]; 6] = [
        &["commands"],
        &["commands", "--format", "json"],
        &["completions", "bash"],
        &["man"],
        &["check"],
        &["--help"],
    ];
    for arguments in calls {
        let mut command = desk.command(arguments);
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the binary runs");
        drop(child.stdout.take());
        let mut err = String::new();
        let stderr = child.stderr.as_mut().expect("is piped");
        stderr.read_to_string(&mut err).expect("UTF-8");
        let status = child.wait().expect("ends");
        assert_eq!((status.code(), &*err), (Some(0), ""), "{arguments:?}");
    }
}
