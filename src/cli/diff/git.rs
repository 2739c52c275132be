//! Calls of `git`, as a program without a shell. It reads objects and nothing else: no hook, filter,
//! helper or pager of a repository runs, and nothing is fetched.

use std::io::{self, Read as _};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

/// How long one call may take.
const LIMIT: Duration = Duration::from_secs(60);

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
    outcome(child, max)
}

fn outcome(mut child: Child, max: u64) -> Result<Said, String> {
    let out = read(child.stdout.take(), max + 1);
    let message = read(child.stderr.take(), MAX_MESSAGE);
    let both = out
        .recv_timeout(LIMIT)
        .and_then(|out| Ok((out, message.recv_timeout(LIMIT)?)));
    let Ok((out, message)) = both else {
        let _ = child.kill();
        let _ = child.wait();
        return Err(format!("git took longer than {} s", LIMIT.as_secs()));
    };
    // One that has more to say waits for a reader.
    let is_cut = out.len() as u64 > max;
    if is_cut {
        let _ = child.kill();
    }
    let status = child.wait().map_err(|error| format!("git: {error}"))?;
    let message = String::from_utf8_lossy(&message);
    let last = message.lines().rev().find(|line| !line.trim().is_empty());
    Ok(Said {
        out,
        is_success: is_cut || status.success(),
        message: last
            .unwrap_or_default()
            .trim_start_matches("fatal: ")
            .to_owned(),
    })
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
