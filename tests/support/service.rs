//! The program as a service: its settings in a folder, and what it writes in
//! files there, which a test reads while it runs.
#![allow(clippy::panic, reason = "that is how a test fails")]

use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use aws_lc_rs::rand::{SecureRandom as _, SystemRandom};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use tempfile::TempDir;

use super::program::linkgate;

/// Longest that a test waits for something; reached only by a failing test.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// How often it looks.
const LOOK: Duration = Duration::from_millis(10);

/// A policy with one route, for everybody. Other sections can follow.
pub const ONE_ROUTE: &str = r#"version: 1
public_url: https://go.acme.example/
hosts: [127.0.0.1]
sites: { acme: "https://acme.webex.com/acme/" }
routes:
  join: { path: "/go/join/{meeting_key}", command: meeting.join, allow: anyone }
"#;

/// Waits until there is something.
#[track_caller]
pub fn eventually<T>(what: &str, look: impl FnMut() -> Option<T>) -> T {
    within(PATIENCE, look).unwrap_or_else(|| panic!("in {PATIENCE:?} there was no {what}"))
}

/// The same, if it comes in time.
pub fn within<T>(patience: Duration, mut look: impl FnMut() -> Option<T>) -> Option<T> {
    let start = Instant::now();
    loop {
        match look() {
            Some(found) => return Some(found),
            None if start.elapsed() > patience => return None,
            None => thread::sleep(LOOK),
        }
    }
}

/// A folder with files for the program.
pub struct Folder(TempDir);

impl Folder {
    pub fn new() -> Self {
        Self(TempDir::new().expect("a folder"))
    }

    /// The path of a file in it.
    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// The same, as it stands in a flag.
    pub fn named(&self, name: &str) -> String {
        self.path(name).to_str().expect("text").to_owned()
    }

    /// The same, with files in it.
    pub fn with(files: &[(&str, impl AsRef<[u8]>)]) -> Self {
        let folder = Self::new();
        for (name, content) in files {
            fs::write(folder.path(name), content).expect("written");
        }
        folder
    }

    /// Writes a file anew, in its place.
    pub fn write(&self, name: &str, text: &str) -> String {
        fs::write(self.path(name), text).expect("written");
        self.named(name)
    }

    /// Writes a file beside, and moves it to its place: nobody sees half of it.
    pub fn replace(&self, name: &str, text: &str) {
        let beside = self.write(&format!("{name}.new"), text);
        fs::rename(beside, self.path(name)).expect("moved");
    }

    /// What stands in a file; nothing where there is none.
    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap_or_default()
    }
}

/// A secret of 32 random bytes, as `openssl rand -base64 32` prints one.
pub fn random_secret() -> String {
    let mut bytes = [0; 32];
    SystemRandom::new().fill(&mut bytes).expect("random bytes");
    STANDARD.encode(bytes)
}

/// The program, running. It is ended when the test is over.
pub struct Service {
    child: Child,
    pub folder: Folder,
    pub public: SocketAddr,
    pub admin: SocketAddr,
}

/// Where it writes its decisions and its diagnostics.
pub const DECISIONS: &str = "decisions.log";
const DIAGNOSTICS: &str = "diagnostics.log";

impl Service {
    /// Starts it with `policy.yaml` out of a folder, at ports of its own.
    pub fn start(folder: Folder, arguments: &[&str]) -> Self {
        Self::start_as(linkgate(), folder, arguments)
    }

    /// Starts it with a policy that is somewhere else than in the folder.
    pub fn start_at(policy: &str, folder: Folder, arguments: &[&str]) -> Self {
        Self::start_command(linkgate(), policy, folder, arguments)
    }

    /// Starts it by a command that ends where the flags of `serve` begin.
    pub fn start_as(command: Command, folder: Folder, arguments: &[&str]) -> Self {
        let policy = folder.named("policy.yaml");
        Self::start_command(command, &policy, folder, arguments)
    }

    fn start_command(
        mut command: Command,
        policy: &str,
        folder: Folder,
        arguments: &[&str],
    ) -> Self {
        let any = "127.0.0.1:0";
        command
            .args(["serve", "--listen", any, "--admin-listen", any])
            .args(["--policy", policy])
            .args(["--decision-log", &folder.named(DECISIONS)])
            .args(["--rate-limit", "0", "--drain-delay", "0s"])
            .args(arguments);
        let child = write_to_folder(&mut command, &folder);
        let mut service = Self {
            child,
            public: SocketAddr::from(([127, 0, 0, 1], 0)),
            admin: SocketAddr::from(([127, 0, 0, 1], 0)),
            folder,
        };
        service.public = service.announced("links:");
        service.admin = service.announced("operators:");
        service.await_ready();
        service
    }

    /// A program that has been started by other means, with known addresses.
    pub fn started(child: Child, folder: Folder, public: SocketAddr, admin: SocketAddr) -> Self {
        Self {
            child,
            folder,
            public,
            admin,
        }
    }

    /// Waits until it wants traffic; from then on it minds signals, too.
    pub fn await_ready(&self) {
        eventually("readiness", || {
            let (status, _) = self.admin("GET", "/readyz");
            (status == 200).then_some(())
        });
    }

    /// The address of a kind of listener, as the diagnostics tell it.
    pub fn announced(&mut self, kind: &str) -> SocketAddr {
        let announced = within(PATIENCE, || {
            let ended = self.child.try_wait().expect("a child").is_some();
            let found = address(&self.diagnostics(), kind, 0);
            (ended || found.is_some()).then_some(found)
        });
        announced
            .flatten()
            .unwrap_or_else(|| panic!("no {kind} in:\n{}", self.diagnostics()))
    }

    /// The address of a further listener of that kind, if there is one.
    pub fn announced_after(&self, kind: &str, before: usize) -> Option<SocketAddr> {
        address(&self.diagnostics(), kind, before)
    }

    /// Its id.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Sends a signal.
    pub fn signal(&self, name: &str) {
        let pid = self.pid().to_string();
        let status = Command::new("kill").args(["-s", name, &pid]).status();
        assert!(status.expect("kill runs").success());
    }

    /// What it has said so far.
    pub fn diagnostics(&self) -> String {
        self.folder.read(DIAGNOSTICS)
    }

    /// The decisions so far.
    pub fn decisions(&self) -> Vec<Value> {
        lines(&self.folder.read(DECISIONS))
    }

    /// Waits for the line of a request.
    pub fn decision(&self, request_id: &str) -> Value {
        eventually("line for the request", || {
            let mut all = self.decisions().into_iter();
            all.find(|line| line["request_id"] == request_id)
        })
    }

    /// Asks the listener of operators: status and body.
    pub fn admin(&self, method: &str, path: &str) -> (u16, String) {
        let Ok(stream) = TcpStream::connect(self.admin) else {
            return (0, String::new());
        };
        stream.set_read_timeout(Some(PATIENCE)).expect("a timeout");
        let answer = Talk::new(stream).ask(method, path, "Connection: close\r\n");
        (answer.status, answer.body)
    }

    /// Has everything read anew, and waits for it.
    pub fn reload(&self) -> (u16, String) {
        self.admin("POST", "/reload")
    }

    /// The hash of the policy in force.
    pub fn policy(&self) -> String {
        let (_, body) = self.admin("GET", "/readyz");
        let ready: Value = serde_json::from_str(&body).expect("JSON");
        ready["policy"].as_str().expect("a hash").to_owned()
    }

    /// Waits for another policy than that.
    #[track_caller]
    pub fn await_policy_after(&self, old: &str) -> String {
        eventually("other policy", || {
            Some(self.policy()).filter(|now| now != old)
        })
    }

    /// A number of the metrics; 0 as long as it is not there.
    pub fn metric(&self, name: &str) -> u64 {
        let (_, metrics) = self.admin("GET", "/metrics");
        let found = metrics.lines().find_map(|line| {
            let value = line.strip_prefix(name)?.strip_prefix(' ')?;
            value.parse().ok()
        });
        found.unwrap_or_default()
    }

    /// How often something was read anew, with what result.
    pub fn reloads(&self, subject: &str, result: &str) -> u64 {
        self.metric(&format!(
            "linkgate_reloads_total{{subject=\"{subject}\",result=\"{result}\"}}"
        ))
    }

    /// Waits for one more of these than there were.
    #[track_caller]
    pub fn await_reload_after(&self, before: u64, subject: &str, result: &str) {
        eventually(&format!("reload of the {subject}, {result}"), || {
            (self.reloads(subject, result) > before).then_some(())
        });
    }

    /// A connection for several requests.
    pub fn talk(&self) -> Talk<TcpStream> {
        let stream = TcpStream::connect(self.public).expect("it listens");
        stream.set_read_timeout(Some(PATIENCE)).expect("a timeout");
        Talk::new(stream)
    }

    /// Waits for its end: the exit code, and what it said.
    pub fn end(mut self) -> (Option<i32>, String) {
        let ended = within(PATIENCE, || self.child.try_wait().expect("a child"));
        let code = ended.expect("it ends in time").code();
        (code, self.diagnostics())
    }

    /// Ends it politely: its decisions, and what it said.
    pub fn stop(mut self) -> (Vec<Value>, String) {
        self.signal("TERM");
        let ended = within(PATIENCE, || self.child.try_wait().expect("a child"));
        let said = self.diagnostics();
        let code = ended.expect("it ends in time").code();
        assert_eq!(code, Some(0), "{said}");
        (self.decisions(), said)
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Starts a command whose diagnostics go to the folder.
pub fn write_to_folder(command: &mut Command, folder: &Folder) -> Child {
    let said = File::create(folder.path(DIAGNOSTICS)).expect("a file");
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(said)
        .spawn()
        .expect("the program starts")
}

fn address(said: &str, kind: &str, before: usize) -> Option<SocketAddr> {
    // A line counts when its end has been written.
    let (whole, _) = said.rsplit_once('\n')?;
    let of_kind = whole.lines().filter(|line| line.contains(kind));
    let mut addresses = of_kind.filter_map(|line| {
        let (_, rest) = line.split_once("://")?;
        rest.split('/').next()?.parse().ok()
    });
    addresses.nth(before)
}

/// The lines of a decision log, each of them whole.
pub fn lines(log: &str) -> Vec<Value> {
    log.split_inclusive('\n')
        .filter(|line| line.ends_with('\n'))
        .map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("torn: {line}")))
        .collect()
}

/// HTTP/1.1 on one connection, one request after the other.
pub struct Talk<S>(BufReader<S>);

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: String,
}

impl Answer {
    /// The header of that name.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (key, value) = line.split_once(": ")?;
            key.eq_ignore_ascii_case(name).then_some(value)
        })
    }

    /// Where it leads.
    pub fn location(&self) -> Option<&str> {
        self.header("location")
    }

    /// The id by which the decision log names it.
    pub fn request_id(&self) -> &str {
        self.header("x-request-id").expect("an id")
    }
}

impl<S: Read + Write> Talk<S> {
    pub fn new(stream: S) -> Self {
        Self(BufReader::new(stream))
    }

    pub fn stream(&self) -> &S {
        self.0.get_ref()
    }

    /// Asks, and reads exactly one answer.
    #[track_caller]
    pub fn ask(&mut self, method: &str, path: &str, headers: &str) -> Answer {
        self.ask_host("127.0.0.1", method, path, headers)
    }

    /// The same, of another host.
    #[track_caller]
    pub fn ask_host(&mut self, host: &str, method: &str, path: &str, headers: &str) -> Answer {
        let request = format!("{method} {path} HTTP/1.1\r\nHost: {host}\r\n{headers}\r\n");
        let stream = self.0.get_mut();
        stream.write_all(request.as_bytes()).expect("it reads");
        stream.flush().expect("it reads");
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            let read = self.0.read_line(&mut head).expect("no reset");
            assert!(read > 0, "the connection ended behind {head:?}");
        }
        let mut answer = Answer {
            status: head[9..12].parse().expect("a status"),
            head,
            body: String::new(),
        };
        let length = answer.header("content-length").unwrap_or("0");
        let mut body = vec![0; length.parse().expect("a number")];
        self.0.read_exact(&mut body).expect("a whole body");
        answer.body = String::from_utf8(body).expect("text");
        answer
    }

    /// The same with `GET`.
    #[track_caller]
    pub fn get(&mut self, path: &str) -> Answer {
        self.ask("GET", path, "")
    }
}
