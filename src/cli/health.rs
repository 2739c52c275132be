//! `health`: asks a running process whether it is ready, for containers that have neither a shell
//! nor curl. It reads no policy and no other setting than where to ask.

use std::env;
use std::fmt;
use std::io::{self, Read, Write};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream};
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use clap::Args;
use serde::Deserialize;

use super::exit_code::USAGE;
use super::output;
use super::serve::time;
use crate::server::{Address, State};

/// Where operators are answered if no setting says otherwise.
const ADMIN: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 9090);

/// The variables that say where to ask, the first one first.
const VARIABLES: [&str; 2] = ["LINKGATE_HEALTH_LISTEN", "LINKGATE_ADMIN_LISTEN"];

/// The longest answer that is read, in bytes. A real one has some hundred.
const MAX_BYTES: u64 = 16 * 1024;

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  linkgate health
  linkgate health --address unix:/run/linkgate/health.sock

Exit codes: 0 ready, 1 not ready or no answer, 2 wrong usage.")]
pub struct HealthArgs {
    /// Health or admin listener: ADDRESS:PORT or unix:/PATH [default: LINKGATE_HEALTH_LISTEN, else LINKGATE_ADMIN_LISTEN, else 127.0.0.1:9090]
    #[arg(long, value_name = "ADDRESS")]
    address: Option<Address>,
    /// Time limit of the whole check
    #[arg(long, value_name = "TIME", value_parser = time, default_value = "3s")]
    timeout: Duration,
}

/// A listener that can be asked.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Target {
    Tcp(SocketAddr),
    Unix(PathBuf),
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tcp(address) => address.fmt(f),
            Self::Unix(path) => write!(f, "unix:{}", path.display()),
        }
    }
}

/// As much of the answer of `/readyz` as is needed.
#[derive(Deserialize)]
struct Answered {
    state: State,
}

/// Asks, prints the state in one line, and returns it as the exit code.
pub fn run(args: &HealthArgs) -> io::Result<ExitCode> {
    let target = match target(args.address.as_ref(), |name| env::var(name).ok()) {
        Ok(target) => target,
        Err(wrong) => {
            output::eprint(&format!("error: {wrong}\n"))?;
            return Ok(ExitCode::from(USAGE));
        }
    };
    match in_time(args.timeout, target.clone()) {
        Ok(State::Ready) => {
            output::print("ready\n")?;
            Ok(ExitCode::SUCCESS)
        }
        Ok(state) => not_ready(state.as_str()),
        Err(error) => not_ready(&format!("{target}: {error}")),
    }
}

fn not_ready(why: &str) -> io::Result<ExitCode> {
    output::print(&format!("not ready: {why}\n"))?;
    Ok(ExitCode::FAILURE)
}

/// Where to ask: what the flag says, else the first variable that is set.
fn target(
    given: Option<&Address>,
    variable: impl Fn(&str) -> Option<String>,
) -> Result<Target, String> {
    if let Some(address) = given {
        return reachable("--address", address);
    }
    let set = |name| Some((name, variable(name).filter(|text| !text.is_empty())?));
    let Some((name, text)) = VARIABLES.into_iter().find_map(set) else {
        return Ok(Target::Tcp(ADMIN));
    };
    let address = text.parse().map_err(|error| format!("{name}: {error}"))?;
    reachable(name, &address)
}

/// Where a listener at this address can be asked.
fn reachable(setting: &str, address: &Address) -> Result<Target, String> {
    match address {
        Address::Tcp(address) if address.port() == 0 => Err(format!(
            "{setting} {address}: name the port that was chosen"
        )),
        Address::Tcp(address) => Ok(Target::Tcp(one_of(*address))),
        Address::Unix(path) => Ok(Target::Unix(path.clone())),
        Address::Systemd(_) => Err(format!(
            "{setting} {address}: only systemd knows this address; name it with --address"
        )),
    }
}

/// A listener may be at every address of the machine; the nearest is asked.
fn one_of(address: SocketAddr) -> SocketAddr {
    let ip = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, address.port())
}

/// Asks on a thread of its own: not every wait of the standard library has a bound, and the process
/// ends with its first thread.
fn in_time(timeout: Duration, target: Target) -> io::Result<State> {
    let (told, answer) = mpsc::channel();
    thread::spawn(move || {
        // Fails when the time is over: the receiver is gone.
        let _ = told.send(ask(&target));
    });
    let late = |_| io::Error::other(format!("no answer within {timeout:?}"));
    answer.recv_timeout(timeout).map_err(late)?
}

fn ask(target: &Target) -> io::Result<State> {
    match target {
        Target::Tcp(address) => talk(TcpStream::connect(address)?),
        Target::Unix(path) => talk(UnixStream::connect(path)?),
    }
}

fn talk(mut stream: impl Read + Write) -> io::Result<State> {
    let request = b"GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    stream.write_all(request)?;
    let mut answer = Vec::new();
    stream.take(MAX_BYTES).read_to_end(&mut answer)?;
    state(&answer).ok_or_else(|| io::Error::other("this is not a Linkgate listener"))
}

fn state(answer: &[u8]) -> Option<State> {
    let answer = std::str::from_utf8(answer).ok()?;
    let (head, body) = answer.split_once("\r\n\r\n")?;
    let is_ready = head.starts_with("HTTP/1.1 200 ");
    let answered: Answered = serde_json::from_str(body).ok()?;
    (is_ready == answered.state.is_ready()).then_some(answered.state)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(given: Option<&str>, variables: &[(&str, &str)]) -> Result<String, String> {
        let given = given.map(|text| text.parse().expect("an address"));
        let variable = |name: &str| {
            let mut set = variables.iter().filter(|(known, _)| *known == name);
            set.next().map(|(_, value)| (*value).to_owned())
        };
        target(given.as_ref(), variable).map(|target| target.to_string())
    }

    #[test]
    fn the_nearest_setting_says_where_to_ask() {
        let (health, admin) = ("LINKGATE_HEALTH_LISTEN", "LINKGATE_ADMIN_LISTEN");
        let both = [(admin, "127.0.0.1:1"), (health, "[::]:2")];
        for (given, variables, expected) in [
            (None, &[][..], "127.0.0.1:9090"),
            (None, &both[..1], "127.0.0.1:1"),
            (None, &both, "[::1]:2"),
            (None, &[(health, ""), (admin, "0.0.0.0:3")], "127.0.0.1:3"),
            (None, &[(health, "unix:/run/h.sock")], "unix:/run/h.sock"),
            (Some("10.0.0.7:4"), &both, "10.0.0.7:4"),
        ] {
            assert_eq!(asked(given, variables), Ok(expected.to_owned()));
        }
    }

    #[test]
    fn what_cannot_be_asked_is_told() {
        let health = "LINKGATE_HEALTH_LISTEN";
        let systemd = "only systemd knows this address; name it with --address";
        for (given, variables, expected) in [
            (
                Some("systemd"),
                &[][..],
                format!("--address systemd: {systemd}"),
            ),
            (
                None,
                &[(health, "systemd:probes")],
                format!("{health} systemd:probes: {systemd}"),
            ),
            (
                None,
                &[(health, "127.0.0.1:0")],
                format!("{health} 127.0.0.1:0: name the port that was chosen"),
            ),
        ] {
            assert_eq!(asked(given, variables), Err(expected));
        }
        let wrong = asked(None, &[(health, "8081")]).expect_err("no address");
        assert!(wrong.starts_with("LINKGATE_HEALTH_LISTEN: write ADDRESS:PORT"));
    }

    #[test]
    fn only_an_answer_of_linkgate_counts() {
        let answer = |status: &str, body: &str| {
            let answer = format!("HTTP/1.1 {status}\r\ncontent-type: x\r\n\r\n{body}");
            state(answer.as_bytes())
        };
        let ready = "{\"state\":\"ready\",\"policy\":\"0\"}\n";
        assert_eq!(answer("200 OK", ready), Some(State::Ready));
        let draining = "{\"state\":\"draining\"}";
        let drained = answer("503 Service Unavailable", draining);
        assert_eq!(drained, Some(State::Draining));
        for (status, body) in [
            ("503 Service Unavailable", ready),
            ("200 OK", draining),
            ("200 OK", "ok\n"),
            ("200 OK", ""),
            ("404 Not Found", "not found\n"),
        ] {
            assert_eq!(answer(status, body), None, "{status} {body}");
        }
        assert_eq!(state(b""), None);
        assert_eq!(state(b"HTTP/1.1 200 OK\r\n"), None);
    }
}
