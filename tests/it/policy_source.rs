//! A policy at an HTTPS address: followed, verified, and never worse than the one in force.

mod faults;
mod following;
mod restarts;
mod signatures;
mod subcommands;

use std::net::SocketAddr;
use std::process::Output;

use crate::support::policy_host::PolicyHost;
use crate::support::program::{linkgate, run};
use crate::support::service::{Folder, Service, eventually, write_to_folder};

const FILE: &str = "/policies/policy.yaml";

/// A policy whose one answer tells which one it is.
fn policy(number: usize) -> String {
    format!(
        r#"version: 1
public_url: https://go.acme.example/
hosts: [127.0.0.1]
sites: {{ acme: "https://acme.webex.com/acme/" }}
back_urls: {{ meetings: "https://portal.acme.example/{number}" }}
routes:
  join: {{ path: "/go/join/{{meeting_key}}", command: meeting.join, back: meetings, allow: anyone }}
"#
    )
}

/// Which policy answers.
fn number(service: &Service) -> usize {
    let answer = service.talk().get("/go/join/123456789");
    let location = answer.location().expect("a redirect");
    let (_, number) = location.rsplit_once("%2F").expect("a back URL");
    number.parse().expect("a number")
}

/// A process and its folder for the last good copy, which outlives it.
struct Follower<'h> {
    host: &'h PolicyHost,
    path: &'static str,
    state: Folder,
    interval: &'static str,
    more: Vec<String>,
}

impl<'h> Follower<'h> {
    fn of(host: &'h PolicyHost) -> Self {
        let state = Folder::new();
        state.write("ca.pem", &host.authority.pem);
        Self {
            host,
            path: FILE,
            state,
            interval: "1s",
            more: Vec::new(),
        }
    }

    fn at(self, path: &'static str) -> Self {
        Self { path, ..self }
    }

    fn every(self, interval: &'static str) -> Self {
        Self { interval, ..self }
    }

    fn with(mut self, arguments: &[&str]) -> Self {
        self.more
            .extend(arguments.iter().map(|&argument| argument.to_owned()));
        self
    }

    fn arguments(&self) -> Vec<String> {
        let ca = self.state.named("ca.pem");
        let fixed = ["--policy-ca", &ca, "--policy-interval", self.interval];
        let fixed = fixed.map(str::to_owned).into_iter();
        fixed.chain(self.more.iter().cloned()).collect()
    }

    /// Without a folder for the copy.
    fn start_without_state(&self) -> Service {
        let arguments = self.arguments();
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        Service::start_at(&self.host.url(self.path), Folder::new(), &arguments)
    }

    fn start(&self) -> Service {
        let mut arguments = self.arguments();
        arguments.extend(["--state-dir".to_owned(), self.state.named("")]);
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        Service::start_at(&self.host.url(self.path), Folder::new(), &arguments)
    }

    /// A start that fails.
    fn fail(&self, more: &[&str]) -> Output {
        let arguments = self.arguments_of_serve();
        let mut all: Vec<&str> = arguments.iter().map(String::as_str).collect();
        all.extend(more);
        run(&all)
    }

    /// A start that may take its time.
    fn begin(&self) -> Service {
        let folder = Folder::new();
        let mut program = linkgate();
        program.args(self.arguments_of_serve());
        let child = write_to_folder(&mut program, &folder);
        let unknown = SocketAddr::from(([127, 0, 0, 1], 0));
        Service::started(child, folder, unknown, unknown)
    }

    fn arguments_of_serve(&self) -> Vec<String> {
        let any = "127.0.0.1:0";
        let url = self.host.url(self.path);
        let fixed = ["serve", "--listen", any, "--admin-listen", any];
        let fixed = fixed.into_iter().chain(["--policy", &url]);
        fixed.map(str::to_owned).chain(self.arguments()).collect()
    }
}

/// How often the source was asked, with that result.
fn polls(service: &Service, result: &str) -> u64 {
    let series = format!("linkgate_policy_source_polls_total{{result=\"{result}\"}}");
    service.metric(&series)
}

/// Waits for one more poll with that result.
#[track_caller]
fn await_poll(service: &Service, result: &str) {
    let before = polls(service, result);
    eventually(&format!("poll that is {result}"), || {
        (polls(service, result) > before).then_some(())
    });
}

/// Waits for lines of the diagnostics that have this in them.
#[track_caller]
fn said(service: &Service, words: &str) -> Vec<String> {
    eventually(&format!("line with {words:?}"), || {
        let said = service.diagnostics();
        let lines = said.lines().filter(|line| line.contains(words));
        let lines: Vec<String> = lines.map(str::to_owned).collect();
        (!lines.is_empty()).then_some(lines)
    })
}

fn error_of(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}
