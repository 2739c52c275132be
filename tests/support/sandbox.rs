//! `linkgate sandbox --with-gateway`, as a newcomer starts it.

use std::io::{BufRead as _, BufReader, Lines};
use std::net::SocketAddr;
use std::process::{Child, ChildStderr, ChildStdout, Stdio};

use serde_json::Value;

use super::program::{address, linkgate};

/// The running program, ended when the test is over.
pub struct SandboxProgram {
    child: Child,
    pub gateway: SocketAddr,
    pub sandbox: SocketAddr,
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
        let log = BufReader::new(child.stdout.take().expect("a pipe")).lines();
        Self {
            child,
            gateway,
            sandbox,
            log,
            _said: said,
        }
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

impl Drop for SandboxProgram {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
