//! The program as an operator runs it.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, ChildStderr, Command, Output, Stdio};

const PROGRAM: &str = env!("CARGO_BIN_EXE_linkgate");

/// The program, without the variables of whoever runs the tests.
pub fn linkgate() -> Command {
    plain(Command::new(PROGRAM))
}

fn plain(mut command: Command) -> Command {
    for (variable, _) in std::env::vars().filter(|(name, _)| name.starts_with("LINKGATE_")) {
        command.env_remove(variable);
    }
    command.stdin(Stdio::null());
    command
}

/// A running program, ended when the test is over.
pub struct Running {
    pub child: Child,
    pub said: BufReader<ChildStderr>,
    pub public: SocketAddr,
    pub admin: SocketAddr,
}

impl Running {
    /// Starts it with the flags of `serve`.
    pub fn start(arguments: &[&str]) -> Self {
        Self::with_variables(arguments, &[])
    }

    /// The same, with variables in its environment.
    pub fn with_variables(arguments: &[&str], variables: &[(&str, &str)]) -> Self {
        let mut program = linkgate();
        program.envs(variables.iter().copied());
        Self::of(program, arguments)
    }

    /// The same, with no more open files than so many.
    pub fn with_open_files(most: u32, arguments: &[&str]) -> Self {
        let mut shell = plain(Command::new("sh"));
        shell.args([
            "-c",
            r#"ulimit -n "$0" && exec "$@""#,
            &most.to_string(),
            PROGRAM,
        ]);
        Self::of(shell, arguments)
    }

    fn of(mut program: Command, arguments: &[&str]) -> Self {
        // There is no load balancer to wait for; a flag goes before this.
        program.env("LINKGATE_DRAIN_DELAY", "0s");
        let mut child = program
            .args([
                "serve",
                "--listen",
                "127.0.0.1:0",
                "--admin-listen",
                "127.0.0.1:0",
            ])
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let mut said = BufReader::new(child.stderr.take().expect("a pipe"));
        let public = address(&mut said, "links:");
        let admin = address(&mut said, "operators:");
        Self {
            child,
            said,
            public,
            admin,
        }
    }

    /// Sends a signal.
    pub fn signal(&self, name: &str) {
        let pid = self.child.id().to_string();
        let status = Command::new("kill").args(["-s", name, &pid]).status();
        assert!(status.expect("kill runs").success());
    }

    /// One number of its metrics; 0 where nothing of the kind has happened.
    pub fn count(&self, series: &str) -> u64 {
        let metrics = get(self.admin, "/metrics");
        let number = metrics
            .lines()
            .find_map(|line| line.strip_prefix(series)?.strip_prefix(' '));
        number.map_or(0, |number| number.parse().expect("a number"))
    }

    /// Waits for the end: the exit code, the decision log, and what was said.
    pub fn end(mut self) -> (Option<i32>, String, String) {
        let mut log = String::new();
        let mut out = self.child.stdout.take().expect("a pipe");
        out.read_to_string(&mut log).expect("text");
        let mut said = String::new();
        self.said.read_to_string(&mut said).expect("text");
        (self.child.wait().expect("it ends").code(), log, said)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The address that it says under a heading.
pub fn address(said: &mut BufReader<ChildStderr>, what: &str) -> SocketAddr {
    let (mut line, mut before) = (String::new(), String::new());
    while !line.contains(what) {
        before.push_str(&line);
        line.clear();
        let read = said.read_line(&mut line).expect("text");
        assert!(
            read > 0,
            "the program ended without saying its {what}\n{before}"
        );
    }
    let address = line
        .split("://")
        .nth(1)
        .and_then(|rest| rest.split('/').next());
    address
        .and_then(|address| address.parse().ok())
        .expect("an address")
}

/// What it answers to a path.
pub fn get(address: SocketAddr, path: &str) -> String {
    let mut stream = TcpStream::connect(address).expect("it listens");
    let request = format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).expect("written");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("text");
    answer
}

/// Runs it to its end.
pub fn run(arguments: &[&str]) -> Output {
    linkgate()
        .args(arguments)
        .output()
        .expect("the program runs")
}

/// Whether the help of `serve` names a variable. It shows the values of most, behind a `=`.
pub fn is_setting(help: &str, variable: &str) -> bool {
    let ends = ["=", "]"].map(|end| format!("{variable}{end}"));
    ends.iter().any(|end| help.contains(end))
}
