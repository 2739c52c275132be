//! `linkgate sandbox --with-gateway`, as a newcomer starts it.

use std::fs;
use std::io::{BufRead as _, BufReader, Lines};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::{Child, ChildStderr, ChildStdout, Stdio};

use serde_json::Value;

use super::program::{address, linkgate};
use super::{Response, exchange};

/// The running program, ended when the test is over.
pub struct SandboxProgram {
    child: Child,
    pub gateway: SocketAddr,
    pub sandbox: SocketAddr,
    /// The folder with the credentials.
    pub secrets: PathBuf,
    log: Lines<BufReader<ChildStdout>>,
    /// Held open, so that the program can go on saying something.
    _said: BufReader<ChildStderr>,
}

impl SandboxProgram {
    pub fn start() -> Self {
        let mut program = linkgate();
        program.args(["sandbox", "--with-gateway", "--listen", "127.0.0.1:0"]);
        program.args(["--gateway-listen", "127.0.0.1:0"]);
        let program = program.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = program.spawn().expect("the program starts");
        let mut said = BufReader::new(child.stderr.take().expect("a pipe"));
        let gateway = address(&mut said, "directory:");
        let sandbox = address(&mut said, "sandbox:");
        let secrets = folder(&mut said);
        let log = BufReader::new(child.stdout.take().expect("a pipe")).lines();
        Self {
            child,
            gateway,
            sandbox,
            secrets,
            log,
            _said: said,
        }
    }

    /// One of the credentials, as the program has written it for policies.
    #[track_caller]
    pub fn secret(&self, name: &str) -> String {
        fs::read_to_string(self.secrets.join(name)).expect(name)
    }

    /// Sends a request to the sandbox: a form, JSON or XML by how the body begins.
    pub fn send(&self, request_line: &str, token: &str, body: &str) -> Response {
        let host = self.sandbox;
        let kind = match body.chars().next() {
            Some('{' | '[') => "application/json",
            Some('<') => "text/xml",
            _ => "application/x-www-form-urlencoded",
        };
        let length = body.len();
        exchange(
            host,
            format!(
                "{request_line} HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {token}\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
            ),
        )
    }

    /// Asks for a failure of the next call with this name.
    pub fn fail(&self, call: &str, failure: &str) {
        let form = format!("call={call}&failure={failure}&times=1");
        assert_eq!(self.send("POST /-/failures", "", &form).status(), 200);
    }

    /// A new access token of the Service App.
    pub fn access_token(&self) -> String {
        self.access_token_for("refresh-token")
    }

    /// A new access token for the refresh token in this file.
    pub fn access_token_for(&self, file: &str) -> String {
        let form = self.refresh(file);
        let answer = self.send("POST /v1/access_token", "", &form).body();
        let answer: Value = serde_json::from_str(&answer).expect("JSON");
        answer["access_token"].as_str().expect("a token").to_owned()
    }

    /// The form of a token call.
    pub fn refresh(&self, file: &str) -> String {
        format!(
            "grant_type=refresh_token&client_id={}&client_secret={}&refresh_token={}",
            self.secret("client-id"),
            self.secret("client-secret"),
            self.secret(file)
        )
    }

    /// The next line of the decision log that has this field.
    #[track_caller]
    pub fn logged(&mut self, field: &str) -> Value {
        loop {
            let line = self.log.next().expect("a line").expect("text");
            let line: Value = serde_json::from_str(&line).expect("JSON");
            if !line[field].is_null() {
                return line;
            }
        }
    }
}

/// The folder that it says.
fn folder(said: &mut BufReader<ChildStderr>) -> PathBuf {
    let mut line = String::new();
    while !line.contains("secrets:") {
        line.clear();
        assert!(said.read_line(&mut line).expect("text") > 0, "no folder");
    }
    let (_, folder) = line.split_once("secrets:").expect("just seen");
    let folder = folder.split(" (").next().expect("a beginning");
    folder.trim().into()
}

impl Drop for SandboxProgram {
    fn drop(&mut self) {
        // It is killed, and cannot remove them.
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = fs::remove_dir_all(&self.secrets);
    }
}
