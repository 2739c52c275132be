//! Calls of `git`, as a program without a shell. It reads objects and nothing else: no hook, filter,
//! helper or pager of a repository runs, and nothing is fetched.

use std::io::{self, Read as _};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

/// How long one call may take, from its start to its end.
const MAX_DURATION: Duration = Duration::from_secs(60);

/// How often a call that has closed its outputs is asked whether it has ended.
const PAUSE: Duration = Duration::from_millis(2);

/// Most bytes of what `git` says about a failure.
const MAX_MESSAGE: u64 = 4 << 10;

/// Settings of a repository or a person that would make `git` run something, or ask a server.
const SETTINGS: [&str; 3] = [
    "core.fsmonitor=false",
    "core.hooksPath=/dev/null",
    "protocol.allow=never",
];

const ENVIRONMENT: [(&str, &str); 5] = [
    ("GIT_NO_LAZY_FETCH", "1"),
    ("GIT_NO_REPLACE_OBJECTS", "1"),
    ("GIT_OPTIONAL_LOCKS", "0"),
    ("GIT_TERMINAL_PROMPT", "0"),
    ("LC_ALL", "C"),
];

/// What a call wrote. It is cut behind the limit of the caller, who sees that by its length.
pub struct Said {
    pub out: Vec<u8>,
    pub is_success: bool,
    /// The last line about a failure.
    pub message: String,
}

/// Calls `git`, and takes at most so many bytes and one more.
///
/// # Errors
///
/// Where it is not there, or takes too long.
pub fn git(arguments: &[&str], max: u64) -> Result<Said, String> {
    let mut command = Command::new("git");
    command.args(["--no-pager", "--literal-pathspecs"]);
    for setting in SETTINGS {
        command.args(["-c", setting]);
    }
    let command = command
        .args(arguments)
        .envs(ENVIRONMENT)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let child = command.spawn().map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => "a revision needs `git`, which is not installed".to_owned(),
        _ => format!("git cannot be started: {error}"),
    })?;
    outcome(child, max, MAX_DURATION)
}

fn outcome(mut child: Child, max: u64, limit: Duration) -> Result<Said, String> {
    let ended = ended(&mut child, max, Instant::now() + limit);
    if !matches!(ended, Ok(Some(_))) {
        let _ = child.kill();
        let _ = child.wait();
    }
    let ended = ended.map_err(|error| format!("git: {error}"))?;
    ended.ok_or_else(|| format!("git took longer than {} s", limit.as_secs()))
}

/// What a call has written when it has ended; `None` where it has not before the deadline.
fn ended(child: &mut Child, max: u64, deadline: Instant) -> io::Result<Option<Said>> {
    let out = read(child.stdout.take(), max + 1);
    let message = read(child.stderr.take(), MAX_MESSAGE);
    let left = || deadline.saturating_duration_since(Instant::now());
    let Ok(out) = out.recv_timeout(left()) else {
        return Ok(None);
    };
    // One that has more to say waits for a reader.
    let is_cut = out.len() as u64 > max;
    if is_cut {
        child.kill()?;
    }
    let Ok(message) = message.recv_timeout(left()) else {
        return Ok(None);
    };
    let status = exit_status(child, deadline)?;
    Ok(status.map(|status| Said {
        out,
        is_success: is_cut || status.success(),
        message: last_line(&message),
    }))
}

/// How a call has ended. One that has closed its outputs may still run.
fn exit_status(child: &mut Child, deadline: Instant) -> io::Result<Option<ExitStatus>> {
    loop {
        let status = child.try_wait()?;
        if status.is_some() || Instant::now() >= deadline {
            return Ok(status);
        }
        thread::sleep(PAUSE);
    }
}

fn last_line(message: &[u8]) -> String {
    let message = String::from_utf8_lossy(message);
    let last = message.lines().rev().find(|line| !line.trim().is_empty());
    last.unwrap_or_default()
        .trim_start_matches("fatal: ")
        .to_owned()
}

/// Reads a stream beside the other one, so that neither fills up.
fn read(stream: Option<impl io::Read + Send + 'static>, max: u64) -> mpsc::Receiver<Vec<u8>> {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let mut bytes = Vec::new();
        if let Some(stream) = stream {
            // What was read before a failure is what there is.
            let _ = stream.take(max).read_to_end(&mut bytes);
        }
        let _ = sender.send(bytes);
    });
    receiver
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(script: &str, max: u64, limit: Duration) -> Result<Said, String> {
        let child = Command::new("sh")
            .args(["-c", script])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("a shell");
        outcome(child, max, limit)
    }

    #[test]
    fn a_call_ends_in_time_though_it_has_closed_its_outputs() {
        let limit = Duration::from_millis(100);
        for script in [
            "exec sleep 600 >&- 2>&-",
            "exec sleep 600",
            "exec sleep 600 >&-",
        ] {
            let begun = Instant::now();
            let failure = said(script, 8, limit).err();
            assert_eq!(
                failure.as_deref(),
                Some("git took longer than 0 s"),
                "{script}"
            );
            assert!(begun.elapsed() < MAX_DURATION, "{script}");
        }
    }

    #[test]
    fn what_a_call_says_is_taken_up_to_a_limit() {
        let said = |script| said(script, 8, MAX_DURATION).expect(script);
        let plain = said("echo a; echo b; echo fatal: c >&2; exit 3");
        assert_eq!((&*plain.out, plain.is_success), (&b"a\nb\n"[..], false));
        assert_eq!(plain.message, "c");
        let cut = said("yes");
        assert_eq!((cut.out.len(), cut.is_success), (9, true));
    }
}
