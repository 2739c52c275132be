//! The program as an operator runs it: start, answer, drain, and every way
//! not to start.

use std::io::{BufRead as _, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::os::unix::net::UnixDatagram;

use crate::support::program::{Running, get, run};
use crate::support::service::eventually;

#[test]
fn the_built_in_policy_answers_as_the_readme_says() {
    let running = Running::start(&[]);
    let answer = get(running.public, "/go/join/123456789");
    assert!(answer.starts_with("HTTP/1.1 302 Found\r\n"), "{answer}");
    assert!(
        answer.contains(
            "\r\nlocation: https://acme.webex.com/acme/m.php?AT=JM&MK=123456789\
             &BU=https%3A%2F%2Fportal.acme.example%2Fmeetings\r\n"
        ),
        "{answer}"
    );
    let refused = get(running.public, "/go/join/123456789?BU=https://evil.example");
    assert!(
        refused.starts_with("HTTP/1.1 400 Bad Request\r\n"),
        "{refused}"
    );
    assert!(get(running.public, "/go/start/123456789").starts_with("HTTP/1.1 403"));
    assert!(get(running.admin, "/readyz").contains("\"state\":\"ready\""));
    assert!(get(running.admin, "/version").contains("\"linkgate\""));
    let metrics = get(running.admin, "/metrics");
    assert!(
        metrics.contains("linkgate_requests_total{route=\"join\",outcome=\"redirected\"} 1"),
        "{metrics}"
    );
    running.signal("TERM");
    let (code, log, said) = running.end();
    assert_eq!(code, Some(0), "{said}");
    assert_eq!(log.lines().count(), 3, "{log}");
    assert!(said.contains("drained"), "{said}");
}

#[test]
fn what_was_begun_before_the_signal_is_answered() {
    for signal in ["TERM", "INT"] {
        let running = Running::start(&[]);
        let mut open = TcpStream::connect(running.public).expect("it listens");
        let host = running.public;
        write!(open, "GET /go/join/123456789 HTTP/1.1\r\nHost: {host}\r\n")
            .expect("half a request");
        get(running.public, "/go/join/123456789"); // by now the open one has been accepted
        running.signal(signal);
        write!(open, "\r\n").expect("the other half");
        let mut answer = String::new();
        open.read_to_string(&mut answer)
            .expect("an answer, then the end");
        assert!(
            answer.starts_with("HTTP/1.1 302 Found\r\n"),
            "{signal}: {answer}"
        );
        let (code, log, _) = running.end();
        assert_eq!((code, log.lines().count()), (Some(0), 2), "{signal}");
    }
}

#[test]
fn a_second_signal_ends_at_once() {
    let running = Running::start(&[]);
    let mut open = TcpStream::connect(running.public).expect("it listens");
    write!(open, "GET /go/join/123456789 HTTP/1.1\r\n").expect("half a request");
    get(running.public, "/go/join/123456789");
    running.signal("TERM");
    eventually("draining", || {
        let ready = get(running.admin, "/readyz");
        ready.contains("draining").then_some(())
    });
    running.signal("TERM");
    let (code, _, said) = running.end();
    assert_eq!(code, Some(0));
    assert!(said.contains("ended at once"), "{said}");
}

/// Nobody reads the decision log any more: visitors do not notice, and the
/// second signal does not wait for it.
#[test]
fn a_log_that_nobody_reads_holds_nothing_up() {
    let mut running = Running::start(&[]);
    for _ in 0..600 {
        assert!(get(running.public, "/go/join/123456789").starts_with("HTTP/1.1 302"));
    }
    running.signal("TERM");
    let mut line = String::new();
    while !line.contains("drained") {
        line.clear();
        assert!(running.said.read_line(&mut line).expect("text") > 0);
    }
    running.signal("TERM");
    let status = running.child.wait().expect("it ends");
    assert!(status.success(), "{status}");
    let mut said = String::new();
    running.said.read_to_string(&mut said).expect("text");
    assert!(said.contains("ended at once"), "{said}");
}

#[test]
fn an_address_in_use_is_named() {
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = taken.local_addr().expect("bound").to_string();
    for (flag, other) in [
        ("--listen", "--admin-listen"),
        ("--admin-listen", "--listen"),
    ] {
        let output = run(&["serve", flag, &address, other, "127.0.0.1:0"]);
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert!(
            said.contains(&format!("{flag} {address}: address already in use")),
            "{said}"
        );
    }
}

#[test]
fn the_decision_log_goes_where_it_is_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("decisions.log");
    let socket = folder.path().join("socket");
    let journal = UnixDatagram::bind(&socket).expect("a socket");
    let in_journal = format!("journal:{}", socket.display());
    for destination in [
        file.to_str().expect("a path"),
        &in_journal,
        "/dev/null",
        "stdout",
        "-",
        "/dev/stdout",
        "/proc/self/fd/1",
    ] {
        let running = Running::start(&["--decision-log", destination]);
        get(running.public, "/go/join/123456789");
        running.signal("TERM");
        let (code, log, said) = running.end();
        assert_eq!(code, Some(0), "{said}");
        let is_stdout = matches!(destination, "-" | "/proc/self/fd/1");
        let in_stdout = usize::from(is_stdout || destination.ends_with("stdout"));
        assert_eq!(log.lines().count(), in_stdout, "{destination}: {log}");
    }
    let line = std::fs::read_to_string(&file).expect("text");
    assert!(line.ends_with("}\n") && line.lines().count() == 1, "{line}");
    let mut datagram = [0; 2048];
    let count = journal.recv(&mut datagram).expect("a line");
    let datagram = String::from_utf8_lossy(&datagram[..count]);
    assert!(datagram.contains("\nMESSAGE={"), "{datagram}");
}

#[test]
fn a_decision_log_that_cannot_be_opened_is_named() {
    let output = run(&[
        "serve",
        "--decision-log",
        "/nonexistent/decisions.log",
        "--listen",
        "127.0.0.1:0",
        "--admin-listen",
        "127.0.0.1:0",
    ]);
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{said}");
    let line = "--decision-log /nonexistent/decisions.log: the folder does not exist\n";
    assert!(said.contains(line), "{said}");
    assert!(!said.contains("operators:"), "{said}");
}

#[test]
fn a_bad_policy_does_not_start() {
    let folder = tempfile::tempdir().expect("a folder");
    let policy = folder.path().join("policy.yaml");
    let path = policy.to_str().expect("a path");
    for text in [
        "",
        "version: 1\n",
        "version: 1\nrouts: {}\n",
        "a: [",
        "\u{feff}version: 2\n",
    ] {
        std::fs::write(&policy, text).expect("written");
        let output = run(&["serve", "--policy", path, "--listen", "127.0.0.1:0"]);
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{text:?}: {said}");
        assert!(said.contains("error"), "{text:?}: {said}");
        assert!(!said.contains("operators:"), "{text:?}: {said}");
    }
    let output = run(&["serve", "--policy", "/nonexistent/policy.yaml"]);
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1));
    assert!(said.contains("/nonexistent/policy.yaml"), "{said}");
}

#[test]
fn wrong_usage_exits_with_2() {
    for arguments in [
        &["--nonsense"][..],
        &["serve", "--listen", "nowhere"],
        &["frobnicate"],
        &["explain"],
        &["serve", "--log-level", "loud"],
        &["serve", "--decision-log", ""],
    ] {
        assert_eq!(run(arguments).status.code(), Some(2), "{arguments:?}");
    }
}
