//! `linkgate init`, with flags and at a terminal.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use rustix::fs::{Mode, OFlags, open};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};

use crate::docs;
use crate::support::program::linkgate;

const FILES: [&str; 3] = ["links.csv", "policy.test.yaml", "policy.yaml"];

fn init(folder: &Path, arguments: &[&str]) -> Command {
    let mut program = linkgate();
    program.arg("init").args(arguments).current_dir(folder);
    program
}

#[track_caller]
fn end(output: Output, code: i32) -> (String, String) {
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    let said = (text(output.stdout), text(output.stderr));
    assert_eq!(output.status.code(), Some(code), "{said:?}");
    said
}

#[track_caller]
fn run(program: &mut Command, code: i32) -> (String, String) {
    end(program.output().expect("it runs"), code)
}

/// Runs it at a terminal where somebody types.
fn type_to(program: &mut Command, typed: &str) -> Output {
    let terminal = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).expect("a terminal");
    grantpt(&terminal).expect("granted");
    unlockpt(&terminal).expect("unlocked");
    let name = ptsname(&terminal, Vec::new()).expect("a name");
    let flags = OFlags::RDWR | OFlags::NOCTTY;
    let keyboard = open(&*name, flags, Mode::empty()).expect("its other end");
    program.stdin(Stdio::from(keyboard));
    program.stdout(Stdio::piped()).stderr(Stdio::piped());
    let child = program.spawn().expect("it starts");
    let mut terminal = File::from(terminal);
    terminal.write_all(typed.as_bytes()).expect("typed");
    child.wait_with_output().expect("it ends")
}

/// What is in a folder, sorted.
fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("a folder");
    let names = entries.map(|entry| entry.expect("an entry").file_name());
    let mut names: Vec<String> = names
        .map(|name| name.into_string().expect("UTF-8"))
        .collect();
    names.sort();
    names
}

#[test]
fn flags_answer_every_question() {
    let folder = tempfile::tempdir().expect("a folder");
    let arguments = [
        "--folder=my policy",
        "--site=https://acme.webex.com/acme/",
        "--public-url=https://go.acme.example/",
        "--back=https://portal.acme.example/meetings",
        "--networks=10.0.0.0/8, 2001:db8:10::/48",
        "--contact=helpdesk@acme.example",
    ];
    let (out, err) = run(&mut init(folder.path(), &arguments), 0);
    insta::assert_snapshot!(out, @r"
    Written: my policy/policy.yaml, my policy/policy.test.yaml, my policy/links.csv

      linkgate check --policy 'my policy/policy.yaml'    every mistake, with its line
      linkgate test --policy 'my policy/policy.yaml'     whether it does what its tests say
      linkgate serve --policy 'my policy/policy.yaml'    then open http://localhost:8080/
    ");
    assert_eq!(err, "");
    let written = folder.path().join("my policy");
    assert_eq!(names(&written), FILES);
    let policy = fs::read_to_string(written.join("policy.yaml")).expect("a policy");
    insta::assert_snapshot!(policy, @r#"
    # The policy of this gateway, as `linkgate init` wrote it. docs/policy.md describes the language, and
    # `linkgate init --example` prints a longer example.

    version: 1

    # The address at which visitors reach the gateway, and further host names for which it answers:
    # these are there to try it on your own machine.
    public_url: https://go.acme.example/
    hosts: [localhost, 127.0.0.1]

    # Whom a refused visitor asks for help.
    brand:
      contact: helpdesk@acme.example

    # Your Webex site. When it is renamed, only this line changes, and no link.
    sites:
      webex: https://acme.webex.com/acme/

    # Webex sends people back only to pages that are named here.
    back_urls:
      after: https://portal.acme.example/meetings

    # Behind a proxy, every request comes from its address, unless `trusted_proxies` names it.
    callers:
      networks:
        office: [10.0.0.0/8, "2001:db8:10::/48"]

    # What may be asked for, by whom. Anything else is refused.
    routes:
      # /go/join/123456789
      join:
        path: /go/join/{meeting_key}
        command: meeting.join
        back: after
        allow: anyone

      # /go/start/123456789: for hosts.
      start:
        path: /go/start/{meeting_key}
        command: meeting.start
        back: after
        allow: [{ network: office }]

    # Named links, one on each line of the table: /go/standup, /go/all-hands.
    links_from: links.csv
    "#);
    let (out, _) = run(
        linkgate()
            .args(["check", "--policy"])
            .arg(written.join("policy.yaml")),
        0,
    );
    assert!(out.ends_with(": 2 routes, 2 links, no problems\n"), "{out}");
    expectations_hold(&written);
    for link in ["standup", "all-hands", "/go/join/123456789"] {
        let mut explain = linkgate();
        explain
            .args(["explain", link, "--policy"])
            .arg(written.join("policy.yaml"));
        let (out, _) = run(&mut explain, 0);
        assert!(
            out.contains("https://acme.webex.com/acme/m.php?AT=JM"),
            "{out}"
        );
    }
    run(linkgate().args(["fmt", "--check"]).arg(&written), 0);
    // A second time, nothing is written over.
    let (_, err) = run(&mut init(folder.path(), &arguments), 1);
    assert!(
        err.contains("is there already, and nothing was written"),
        "{err}"
    );
    let again = fs::read_to_string(written.join("policy.yaml")).expect("a policy");
    assert_eq!(again, policy);
}

#[test]
fn without_a_terminal_nothing_is_asked() {
    let folder = tempfile::tempdir().expect("a folder");
    let site = "--site=https://acme.webex.com/acme/";
    for (arguments, reason) in [
        (&[][..], "--site is missing"),
        (&["--yes"], "--site is missing"),
        (
            &["--site=acme.webex.com"],
            "--site: not an address: addresses begin with https://",
        ),
        (&[site, "--back=http://x.example/"], "--back: "),
        (
            &[site, "--public-url=https://acme.webex.com/"],
            "--public-url: this site is the gateway itself",
        ),
        (&[site, "--contact=\u{1b}[31m"], "--contact: "),
        (&["--example", site], "cannot be used with"),
    ] {
        let (out, err) = run(&mut init(folder.path(), arguments), 2);
        assert!(err.contains(reason) && out.is_empty(), "{err}");
        assert!(!err.contains('\u{1b}'), "{err:?}");
    }
    assert_eq!(names(folder.path()), [""; 0]);
    run(&mut init(folder.path(), &[site]), 0);
    assert_eq!(names(folder.path()), FILES);
}

#[test]
fn at_a_terminal_the_questions_are_asked() {
    let folder = tempfile::tempdir().expect("a folder");
    let typed = "https://acme.webex.com/acme\nhttps://acme.webex.com/acme/\n\n\n10.0.0.0/8\nnone\n";
    let mut program = init(folder.path(), &[]);
    let (out, err) = end(type_to(&mut program, typed), 0);
    assert!(out.starts_with("Written: policy.yaml, "), "{out}");
    assert!(
        err.contains("write https://acme.webex.com/acme/, with a slash at the end"),
        "{err}"
    );
    let policy = fs::read_to_string(folder.path().join("policy.yaml")).expect("a policy");
    assert!(
        policy.contains("office: [10.0.0.0/8]") && !policy.contains("brand:"),
        "{policy}"
    );
    assert_eq!(names(folder.path()), FILES);
}

#[test]
fn the_end_of_the_input_writes_nothing() {
    for typed in ["\u{4}", "https://acme.webex.com/acme/\n\n\u{4}"] {
        let folder = tempfile::tempdir().expect("a folder");
        let mut program = init(folder.path(), &["--folder=new"]);
        let (out, err) = end(type_to(&mut program, typed), 1);
        assert!(
            err.ends_with("error: nothing was written\n") && out.is_empty(),
            "{err}"
        );
        assert_eq!(names(folder.path()), [""; 0]);
    }
}

#[test]
fn the_commands_of_the_manual_write_a_policy() {
    let manual = docs::read("docs/policy.md").replace("\\\n", "");
    let commands = manual
        .lines()
        .filter_map(|line| line.strip_prefix("    linkgate init "));
    let commands: Vec<_> = commands
        .filter(|command| command.contains("--yes"))
        .collect();
    assert_eq!(commands.len(), 1);
    for command in commands {
        let folder = tempfile::tempdir().expect("a folder");
        let arguments: Vec<&str> = command.split_whitespace().collect();
        run(&mut init(folder.path(), &arguments), 0);
        assert_eq!(names(folder.path()), FILES);
    }
}

/// Whether the policy of a folder does what its tests say.
fn expectations_hold(folder: &Path) {
    let policy = folder.join("policy.yaml");
    let (out, _) = run(linkgate().args(["test", "--policy"]).arg(policy), 0);
    assert!(out.contains(" hold"), "{out}");
}

#[test]
fn the_first_tests_hold_whatever_the_networks_are() {
    for networks in [
        "none",
        "10.0.0.0/8",
        "192.0.2.0/24",
        "2001:db8::/32",
        "192.0.2.1, 198.51.100.1, 2001:db8::1",
        "0.0.0.0/1",
    ] {
        let folder = tempfile::tempdir().expect("a folder");
        let networks = format!("--networks={networks}");
        let arguments = ["--site=https://acme.webex.com/acme/", &networks, "--yes"];
        run(&mut init(folder.path(), &arguments), 0);
        let written = folder.path().read_dir().expect("a folder").next();
        let written = written.expect("something").expect("an entry").path();
        expectations_hold(match written.is_dir() {
            true => &written,
            false => folder.path(),
        });
    }
}
