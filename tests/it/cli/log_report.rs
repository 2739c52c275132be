//! `report`: from decision logs to a report, by the real binary.

use std::fs;
use std::io::Write as _;
use std::process::Stdio;

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::json;

use super::{Desk, Said};
use crate::docs::read;

/// A line of the log: time, and what else is in it.
fn line(time: &str, more: &str) -> String {
    format!(
        "{{\"log_version\":1,\"time\":\"2027-06-{time}:00.000Z\",\"request_id\":\"1-1\",\"method\":\"GET\",\"client\":\"198.51.100.7\",\"policy\":\"0\",{more},\"ignored_query_fields\":0}}\n"
    )
}

fn of_link(time: &str, link: &str, route: &str, outcome: &str) -> String {
    line(
        time,
        &format!(
            "\"route\":\"{route}\",\"link\":\"{link}\",\"outcome\":\"{outcome}\",\"status\":302"
        ),
    )
}

/// The log of the manual.
fn log() -> String {
    let missed = |time| {
        line(
            time,
            "\"outcome\":\"not_found\",\"status\":404,\"missed_name\":\"standdup\"",
        )
    };
    let by_number = "\"route\":\"join\",\"meeting_key\":\"******789\",\"outcome\":\"redirected\",\"status\":302";
    let denied = ["02T10:00", "02T10:01", "02T10:02"];
    let opened = ["01T08:00", "02T08:00", "03T08:00", "04T08:00"];
    let opened = opened.map(|time| of_link(time, "standup", "join", "redirected"));
    let denied = denied.map(|time| of_link(time, "townhall", "start", "denied"));
    let others = [
        line("01T10:00", by_number),
        missed("04T09:00"),
        missed("04T09:01"),
    ];
    [opened.concat(), denied.concat(), others.concat()].concat()
}

/// The policy of the manual: that of the README, with two more links.
fn policy() -> String {
    let readme = read("README.md");
    let (_, policy) = readme.split_once("```yaml\n").expect("a policy");
    let (policy, _) = policy.split_once("```").expect("an end");
    let owned = policy.replace(
        "meeting_key: 123 456 789 }",
        "meeting_key: 123 456 789, owner: platform@acme.example }",
    );
    assert_ne!(owned, policy);
    format!(
        "{owned}  townhall: {{ route: start, meeting_key: 123 456 780 }}\n  retro: {{ route: join, meeting_key: 123 456 781 }}\n"
    )
}

fn desk() -> Desk {
    let desk = Desk::with(&policy());
    desk.put("decisions.log", log().as_bytes());
    desk
}

impl Desk {
    fn put(&self, name: &str, bytes: &[u8]) {
        fs::write(self.folder.path().join(name), bytes).expect("written");
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.folder.path().join(name)).expect(name)
    }
}

fn gzip(text: &str) -> Vec<u8> {
    let mut to = GzEncoder::new(Vec::new(), Compression::fast());
    to.write_all(text.as_bytes()).expect("memory");
    to.finish().expect("memory")
}

const REPORT: [&str; 4] = ["report", "decisions.log", "--policy", "policy.yaml"];

#[test]
fn the_manual_shows_what_is_printed() {
    let said = desk().run(&REPORT, 0);
    let manual = read("docs/logs.md");
    let (_, shown) = manual.split_once("```text\n").expect("a report");
    let (shown, _) = shown.split_once("```").expect("an end");
    assert_eq!(said.out, shown);
    assert_eq!(said.err, "");
}

/// Every command of the manual, with the files that it names.
#[test]
fn the_commands_of_the_manual_work() {
    let desk = desk();
    desk.put("decisions.log.gz", &gzip(&log()));
    let manual = read("docs/logs.md");
    let commands = manual.lines().filter_map(|line| {
        let (_, command) = line.strip_prefix("    ")?.split_once("linkgate report ")?;
        let (command, _) = command.split_once(" > ").unwrap_or((command, ""));
        Some(command.to_owned())
    });
    let mut tried = 0;
    for command in commands {
        let command = command
            .replace("/var/log/linkgate/", "decisions.log.gz")
            .replace("/etc/linkgate", "policy.yaml");
        let arguments = command.split(' ').map(|word| match word {
            "-" => "decisions.log",
            word => word,
        });
        let arguments: Vec<&str> = ["report"].into_iter().chain(arguments).collect();
        desk.run(&arguments, 0);
        tried += 1;
    }
    assert_eq!(tried, 4);
    assert!(desk.read("report.html").starts_with("<!doctype html>"));
}

#[test]
fn logs_come_from_anywhere_and_are_one() {
    let desk = desk();
    let log = log();
    let (one, two) = log.split_at(log.len() / 2);
    fs::create_dir(desk.folder.path().join("logs")).expect("made");
    desk.put("logs/decisions.log.2.gz", &gzip(one));
    desk.put("logs/decisions.log.1", two.as_bytes());
    let whole = desk
        .run(&["report", "decisions.log", "--format", "json"], 0)
        .json();
    let mut child = desk
        .command(&["report", "-", "--format", "json"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("it starts");
    let mut pipe = child.stdin.take().expect("a pipe");
    pipe.write_all(&gzip(&log)).expect("read");
    drop(pipe);
    let output = child.wait_with_output().expect("it ends");
    let piped: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(piped, whole);
    // One line is cut in two.
    let parts = desk.run(&["report", "logs", "--format", "json"], 0).json();
    assert_eq!(parts["requests"], json!(9));
    assert_eq!(
        (&parts["read"]["torn"], &parts["read"]["foreign"]),
        (&json!(1), &json!(1))
    );
    assert_eq!(whole["span"]["first"], json!("2027-06-01T08:00:00Z"));
}

#[test]
fn a_report_is_about_the_time_that_is_asked_for() {
    let desk = desk();
    let june = |more: &[&str]| {
        let arguments = [&REPORT[..], &["--format", "json"], more].concat();
        desk.run(&arguments, 0).json()
    };
    let some = june(&["--since", "2027-06-02", "--until", "2027-06-03T08:00:00Z"]);
    assert_eq!(
        (&some["requests"], &some["read"]["outside_period"]),
        (&json!(4), &json!(6))
    );
    let names = |report: &serde_json::Value| {
        let rows = report["unused"]["rows"].as_array().expect("rows").iter();
        rows.map(|row| row["link"].as_str().expect("a name").to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(names(&june(&[])), ["townhall", "retro"]);
    let since = june(&["--unused-since", "2027-06-05"]);
    assert_eq!(names(&since), ["standup", "townhall", "retro"]);
}

#[test]
fn what_cannot_be_read_is_named_and_the_rest_is_reported() {
    let desk = desk();
    let packed = gzip(&log().repeat(500));
    desk.put("cut.gz", &packed[..packed.len() / 2]);
    desk.put("new.zst", b"\x28\xb5\x2f\xfd\0\0\0\0");
    let logs = [
        "report",
        "none",
        "decisions.log",
        "cut.gz",
        "new.zst",
        "/dev/null",
    ];
    let Said { out, err } = desk.run(&logs, 1);
    assert!(
        out.contains(" lines of the decision log in 3 files\n"),
        "{out}"
    );
    for (name, why) in [
        ("none", "No such file or directory"),
        ("cut.gz", "it is cut off: its end is missing ("),
        (
            "new.zst",
            "zstd: unpack it first: zstd -dc FILE | linkgate … -",
        ),
        ("/dev/null", "not a file"),
    ] {
        assert!(
            err.contains(&format!("error: {name}: {why}")),
            "{name}: {err}"
        );
    }
    assert_eq!(err.lines().count(), 4, "{err}");
}

#[test]
fn what_is_no_decision_log_is_said() {
    let desk = desk();
    let old = log().replace("\"log_version\":1,", "\"log_version\":7,");
    for (text, why) in [
        (&b""[..], "no line of the decision log to report on"),
        (
            b"GET /go/standup HTTP/1.1\n",
            "it has no line of the decision log",
        ),
        (
            b"\x7fELF\x02\x01\x01\0\0\n\xff\xfe",
            "it has no line of the decision log",
        ),
        (old.as_bytes(), "they have `log_version` 7"),
    ] {
        desk.put("other", text);
        let Said { out, err } = desk.run(&["report", "other"], 1);
        assert!(out.starts_with("no requests\n"), "{out}");
        assert!(err.contains(why), "{why}: {err}");
    }
}

#[test]
fn a_file_is_replaced_as_a_whole_and_nothing_else_is() {
    let desk = desk();
    let path = |name: &str| desk.folder.path().join(name);
    desk.put("report.html", b"an older one");
    let out = |name: &'static str| ["report", "decisions.log", "--format", "html", "--out", name];
    let said = desk.run(&out("report.html"), 1);
    assert!(said.err.contains("--force overwrites it"), "{}", said.err);
    assert_eq!(desk.read("report.html"), "an older one");
    let forced = [&out("report.html")[..], &["--force"]].concat();
    assert_eq!(desk.run(&forced, 0).out, "");
    assert!(desk.read("report.html").ends_with("</html>\n"));
    desk.put("precious", b"kept");
    std::os::unix::fs::symlink("precious", path("linked")).expect("made");
    fs::create_dir(path("folder")).expect("made");
    for (name, why) in [
        ("linked", "not a regular file"),
        ("folder", "not a regular file"),
        ("none/report.html", "No such file or directory"),
    ] {
        let said = desk.run(&out(name), 1);
        assert!(
            said.err.contains(&format!("error: {name}: {why}")),
            "{}",
            said.err
        );
    }
    assert_eq!(desk.read("precious"), "kept");
    let files = fs::read_dir(desk.folder.path()).expect("a folder");
    let mut names = files.map(|file| file.expect("a file").path());
    assert!(!names.any(|path| path.extension().is_some_and(|ending| ending == "new")));
}

#[test]
fn a_report_takes_the_place_of_nothing_that_it_reads() {
    let desk = desk();
    let log = desk.read("decisions.log");
    let policy = policy();
    desk.put("p.yaml", policy.as_bytes());
    for name in ["decisions.log", "p.yaml"] {
        let arguments = [
            "report",
            "decisions.log",
            "--policy",
            "p.yaml",
            "--out",
            name,
        ];
        let said = desk.run(&[&arguments[..], &["--force"]].concat(), 1);
        let why = format!("error: {name}: it is read by this command");
        assert!(said.err.contains(&why), "{}", said.err);
    }
    assert_eq!(desk.read("decisions.log"), log);
    assert_eq!(desk.read("p.yaml"), policy);
}

#[test]
fn a_report_of_nothing_leaves_the_last_one() {
    let desk = desk();
    desk.put("report.html", b"the last one");
    desk.put("empty.log", b"");
    for log in ["none", "empty.log"] {
        let said = desk.run(&["report", log, "--out", "report.html", "--force"], 1);
        let why = "error: report.html: not written, because nothing was read";
        assert!(said.err.contains(why), "{}", said.err);
        assert_eq!(desk.read("report.html"), "the last one");
    }
}

#[test]
fn wrong_usage_and_a_broken_policy_are_refused_before_anything_is_read() {
    let desk = desk();
    desk.put("broken.yaml", b"version: 1\n");
    for (more, code, why) in [
        (
            &["--since", "2027-07-01", "--until", "2027-06-01"][..],
            2,
            "--since has to be before",
        ),
        (
            &["--since", "yesterday"],
            2,
            "write it like 2027-06-30T18:00",
        ),
        (&["--top", "0"], 2, "0 is not in"),
        (&["--policy", "broken.yaml"], 1, "the policy has no `sites`"),
    ] {
        let said = desk.run(&[&["report", "decisions.log"], more].concat(), code);
        assert_eq!(said.out, "");
        assert!(said.err.contains(why), "{}", said.err);
    }
    desk.run(&["report"], 2);
}
