//! A decision log that takes nothing: visitors do not notice, and nothing is
//! lost that is not counted.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use super::support::program::Running;
use super::support::visitor::{LINK, Visitor};
use super::{NO_SHARES, serve, turn, until};

const WRITTEN: &str = "linkgate_decision_log_written_lines_total";
const DROPPED: &str = "linkgate_decision_log_dropped_lines_total";

const PATIENCE: Duration = Duration::from_secs(10);

/// A visitor who knows how it is where the log works.
fn visitor() -> Visitor {
    let working = serve(&[]);
    Visitor::new(working.public, None)
}

#[test]
fn a_full_disk_disturbs_nobody_and_each_lost_line_is_counted() {
    let _turn = turn();
    let mut visitor = visitor();
    let flags = [&NO_SHARES[..], &["--decision-log", "/dev/full"]].concat();
    let running = Running::start(&flags);
    visitor.go_to(running.public);
    visitor.assert_undisturbed("a full disk", || running.count(DROPPED) > 0);
    until("each line is counted", PATIENCE, || {
        running.count(DROPPED) == visitor.asked()
    });
    assert_eq!(running.count(WRITTEN), 0);
}

/// Asks so many times on one connection, a hundred at once.
fn ask_often(address: SocketAddr, requests: usize) {
    let mut stream = TcpStream::connect(address).expect("it listens");
    stream.set_read_timeout(Some(PATIENCE)).expect("a timeout");
    let request = format!("GET {LINK} HTTP/1.1\r\nHost: {address}\r\n\r\n");
    let hundred = request.repeat(100);
    for _ in 0..requests / 100 {
        stream.write_all(hundred.as_bytes()).expect("it reads");
        let mut answers = Vec::new();
        let mut part = [0; 64 * 1024];
        while answers.windows(4).filter(|end| end == b"\r\n\r\n").count() < 100 {
            let read = stream.read(&mut part).expect("answers");
            assert!(read > 0, "closed before the answers");
            answers.extend(&part[..read]);
        }
        let text = String::from_utf8(answers).expect("text");
        assert_eq!(
            text.matches("HTTP/1.1 302 Found\r\n").count(),
            100,
            "{text}"
        );
    }
}

#[test]
fn a_reader_that_stops_disturbs_nobody_and_finds_whole_lines_when_it_comes_back() {
    let _turn = turn();
    let mut visitor = visitor();
    let running = Running::start(&NO_SHARES);
    ask_often(running.public, 50_000);
    let lost = running.count(DROPPED);
    assert!(lost > 0, "everything fits");
    visitor.go_to(running.public);
    visitor.assert_undisturbed("a stopped reader", || running.count(DROPPED) > lost);
    let lost = running.count(DROPPED);
    let asked = 50_000 + visitor.asked();
    drop(visitor);
    println!("a stopped reader: {lost} lines of {asked} lost");
    running.signal("TERM");
    let (code, log, said) = running.end();
    assert_eq!(code, Some(0), "{said}");
    assert!(log.ends_with('\n'), "the last line is torn");
    for line in log.lines() {
        let line: Result<serde_json::Value, _> = serde_json::from_str(line);
        assert_eq!(line.expect("JSON")["status"], 302);
    }
    let lines = u64::try_from(log.lines().count()).expect("few");
    assert_eq!(lines + lost, asked);
}
