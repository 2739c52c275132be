//! slowhttptest in its four modes, with a thousand connections each.

use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use super::support::program::Running;
use super::support::tool::tool;
use super::support::visitor::{LINK, Visitor};
use super::{GRACE, serve, turn, until};

const CONNECTIONS: u64 = 1000;

/// How long all of them may take to come.
const ARRIVAL: Duration = Duration::from_secs(20);

const DEADLINES_OF_DEFAULT: &[&str] = &[];

/// The tool at work, ended with the test.
struct Attack {
    child: Child,
    folder: TempDir,
}

impl Attack {
    fn start(mut tool: Command, target: &Running, mode: &[&str]) -> Self {
        let folder = TempDir::new().expect("a folder");
        let url = format!("http://{}{LINK}", target.public);
        let child = tool
            .current_dir(&folder)
            .args(["-c", "1000", "-l", "60", "-p", "3", "-g", "-o", "seen"])
            .args(["-u", &url])
            .args(mode)
            .stdout(Stdio::piped())
            .spawn()
            .expect("the tool starts");
        Self { child, folder }
    }

    fn goes_on(&mut self) -> bool {
        self.child.try_wait().expect("a child").is_none()
    }

    /// What it saw, second by second.
    fn seen(&self) -> Vec<Second> {
        seconds(&self.folder.path().join("seen.csv"))
    }
}

impl Drop for Attack {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A line of its statistics.
#[derive(Debug)]
struct Second {
    closed: u64,
    connected: u64,
    is_served: bool,
}

fn seconds(csv: &Path) -> Vec<Second> {
    let text = fs::read_to_string(csv).expect("statistics");
    let lines = text.lines().skip(1).map(|line| {
        let numbers = line.split(',').map(|number| number.trim().parse());
        let numbers: Result<Vec<u64>, _> = numbers.collect();
        let numbers = numbers.expect("numbers");
        let [_, closed, _, connected, served] = numbers[..] else {
            unreachable!("five columns: {line}");
        };
        Second {
            closed,
            connected,
            is_served: served > 0,
        }
    });
    lines.collect()
}

/// Each second, no more are open than have come within the deadline: if one
/// more were, one of them would be older. Its seconds are whole ones.
#[track_caller]
fn assert_none_is_older(seconds: &[Second], deadline: Duration) {
    let most = usize::try_from((deadline + GRACE).as_secs()).expect("small") + 1;
    let come = |second: &Second| second.closed + second.connected;
    for (n, second) in seconds.iter().enumerate() {
        let before = n.checked_sub(most).map_or(0, |n| come(&seconds[n]));
        assert!(
            second.connected <= come(second) - before,
            "second {n}: {seconds:#?}"
        );
    }
}

/// A mode in which all thousand stay until their deadline.
fn assert_all_are_cut(mode: &[&str], flags: &[&str], deadline: Duration) -> Option<Vec<Second>> {
    let _turn = turn();
    let tool = tool("slowhttptest")?;
    let running = serve(flags);
    let open = || running.count("linkgate_connections");
    let mut visitor = Visitor::new(running.public, None);
    let mut attack = Attack::start(tool, &running, &[mode, &["-r", "1000"]].concat());
    until("all have come", ARRIVAL, || open() >= CONNECTIONS);
    let all_are_there = Instant::now();
    visitor.assert_undisturbed(&format!("slowhttptest {mode:?}"), || open() >= CONNECTIONS);
    drop(visitor);
    until("all are gone", deadline + GRACE, || open() == 0);
    let elapsed = all_are_there.elapsed();
    println!("slowhttptest {mode:?}: all gone after {elapsed:?} of {deadline:?}");
    assert!(elapsed <= deadline + GRACE, "{mode:?}: {elapsed:?}");
    let cut = running.count(r#"linkgate_connections_ended_total{reason="timeout"}"#);
    assert_eq!(cut, CONNECTIONS, "{mode:?}");
    until("the tool has noticed", ARRIVAL, || !attack.goes_on());
    let seen = attack.seen();
    assert!(
        seen.iter().all(|second| second.is_served),
        "{mode:?}: {seen:?}"
    );
    Some(seen)
}

/// What all of them are answered.
#[derive(Clone, Copy, Debug)]
enum Answers {
    /// As the visitor is.
    Redirects,
    Refusals,
}

/// A mode in which each has its answer at once, and its end soon.
fn assert_each_is_ended(mode: &[&str], answers: Answers, deadline: Duration) {
    let _turn = turn();
    let Some(tool) = tool("slowhttptest") else {
        return;
    };
    let running = serve(DEADLINES_OF_DEFAULT);
    let mut visitor = Visitor::new(running.public, None);
    let accepted = || running.count("linkgate_connections_accepted_total");
    let before = accepted();
    let mut attack = Attack::start(tool, &running, &[mode, &["-r", "200"]].concat());
    until("some have come", ARRIVAL, || accepted() > before + 100);
    visitor.assert_undisturbed(&format!("slowhttptest {mode:?}"), || attack.goes_on());
    until("the tool is done", ARRIVAL, || !attack.goes_on());
    let asked = visitor.asked();
    drop(visitor);
    let seen = attack.seen();
    assert!(
        seen.iter().all(|second| second.is_served),
        "{mode:?}: {seen:?}"
    );
    assert_none_is_older(&seen, deadline);
    until("none is left", deadline + GRACE, || {
        running.count("linkgate_connections") == 0
    });
    // The tool looks every second whether it is still served.
    let answered = match answers {
        Answers::Redirects => {
            running.count(r#"linkgate_requests_total{route="join",outcome="redirected"}"#) - asked
        }
        // The method is judged before the path.
        Answers::Refusals => {
            running.count(r#"linkgate_requests_total{route="none",outcome="method_not_allowed"}"#)
        }
    };
    let looks = u64::try_from(seen.len()).expect("few") + 1;
    assert!(
        (CONNECTIONS..=CONNECTIONS + looks).contains(&answered),
        "{mode:?}: {answered}"
    );
    println!(
        "slowhttptest {mode:?}: {} seconds, {answered} answered",
        seen.len()
    );
}

#[test]
fn slow_headers_are_cut_at_the_deadline_for_headers() {
    let deadline = Duration::from_secs(10);
    let seen = assert_all_are_cut(&["-H", "-i", "2"], DEADLINES_OF_DEFAULT, deadline);
    if let Some(seen) = seen {
        assert_none_is_older(&seen, deadline);
    }
}

/// Nobody reads a body: the answer goes out at once, and the peer has a second
/// to see it.
#[test]
fn slow_bodies_are_answered_at_once_and_not_waited_for() {
    assert_each_is_ended(
        &["-B", "-i", "2"],
        Answers::Refusals,
        Duration::from_secs(1),
    );
}

#[test]
fn ranges_mean_nothing_and_cost_nothing() {
    assert_each_is_ended(
        &["-R", "-t", "GET"],
        Answers::Redirects,
        Duration::from_secs(1),
    );
}

/// Ten answers and a window of a few bytes: the kernel has them all, so it is
/// the deadline between two requests that counts, and the close timeout after it. The
/// tool sees nothing of the end before it has read everything, hence only the
/// counts of the server.
#[test]
fn slow_readers_are_cut_when_they_have_nothing_more_to_say() {
    let mode = [
        "-X", "-w", "10", "-y", "100", "-n", "2", "-z", "5", "-k", "10", "-l", "15",
    ];
    let flags = ["--idle-timeout", "8s"];
    assert_all_are_cut(&mode, &flags, Duration::from_secs(9));
}
