//! A process that has too few file descriptors.

use std::fs;
use std::io::{self, Read as _};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use super::support::program::{Running, get};
use super::support::visitor::LINK;
use super::{NO_SHARES, turn, until};

const PATIENCE: Duration = Duration::from_secs(10);

/// For how long its work is measured.
const INTERVAL: Duration = Duration::from_secs(2);

/// `utime` and `stime` of a process, in hundredths of a second (proc(5)).
fn cpu_time(pid: u32) -> Duration {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).expect("Linux");
    let (_, behind_name) = stat.rsplit_once(')').expect("a name");
    let fields: Vec<&str> = behind_name.split_whitespace().collect();
    let ticks = |n: usize| -> u64 { fields[n].parse().expect("a number") };
    Duration::from_millis((ticks(11) + ticks(12)) * 10)
}

fn open_files(pid: u32) -> usize {
    fs::read_dir(format!("/proc/{pid}/fd"))
        .expect("Linux")
        .count()
}

/// Expects that the process works for less than a fifth of an interval in
/// which `wait` is called again and again.
#[track_caller]
fn assert_rests(what: &str, pid: u32, mut wait: impl FnMut()) {
    let (start, before) = (Instant::now(), cpu_time(pid));
    while start.elapsed() < INTERVAL {
        wait();
    }
    let worked = cpu_time(pid) - before;
    println!("{what}: {worked:?} of {:?}", start.elapsed());
    assert!(worked < start.elapsed() / 5, "{what}: {worked:?}");
}

/// Expects that a visitor who is held gets neither a byte nor an end for a moment.
#[track_caller]
fn assert_hears_nothing(visitor: &mut TcpStream) {
    let moment = Some(Duration::from_millis(50));
    visitor.set_read_timeout(moment).expect("a timeout");
    let heard = visitor.read(&mut [0]).map_err(|error| error.kind());
    assert_eq!(heard, Err(io::ErrorKind::WouldBlock));
}

#[test]
fn without_descriptors_it_rests_and_goes_on_when_there_are_some_again() {
    let _turn = turn();
    super::allow_open_files();
    let held = ["--first-byte-timeout", "60s", "--decision-log", "/dev/null"];
    let running = Running::with_open_files(64, &[&NO_SHARES[..], &held].concat());
    let pid = running.child.id();
    let connect = |address| TcpStream::connect(address).expect("it listens");
    let mut visitors: Vec<TcpStream> = (0..500).map(|_| connect(running.public)).collect();
    let shed = || running.count(r#"linkgate_connections_shed_total{reason="connection_limit"}"#);
    until("all have been looked at", PATIENCE, || {
        running.count("linkgate_connections") + shed() == 500
    });
    assert_eq!(running.count("linkgate_connections"), 32);
    assert_rests("full of visitors", pid, || {
        assert!(get(running.admin, "/healthz").ends_with("ok\n"));
        assert_hears_nothing(&mut visitors[0]);
    });
    // What is reserved for operators is less than they may have connections.
    let operators: Vec<TcpStream> = (0..64).map(|_| connect(running.admin)).collect();
    until("no descriptor is left", PATIENCE, || open_files(pid) >= 64);
    assert_rests("full of operators, too", pid, || {
        assert_hears_nothing(&mut visitors[0]);
    });
    drop((visitors, operators));
    let served = || get(running.public, LINK).starts_with("HTTP/1.1 302");
    until("it serves again", PATIENCE, served);
    assert!(get(running.admin, "/healthz").ends_with("ok\n"));
    running.signal("TERM");
    let (code, _, said) = running.end();
    assert_eq!(code, Some(0), "{said}");
    let fewer = "the limit of open files (ulimit -n) allows fewer connections \
                 than --max-connections connections=32";
    assert!(said.contains(fewer), "{said}");
    let failed = said.matches("accepting connections failed").count();
    assert!((1..=20).contains(&failed), "{failed} warnings: {said}");
}
