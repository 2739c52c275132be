//! A visitor who does nothing wrong, and notices how long everything takes.

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::time::{Duration, Instant};

use rustls::{ClientConfig, ClientConnection, StreamOwned};

use super::certificate::server_name;

/// Requests of one window, at least.
const REQUESTS: usize = 2000;

/// The shortest window: whatever goes on comes again within it, however fast
/// the answers are.
const WINDOW: Duration = Duration::from_secs(1);

/// How often the visitor looks before it says that it is disturbed: a busy
/// machine disturbs one window, a server that is held up all of them.
const WINDOWS: usize = 3;

/// The p99 of a quiet server is a fraction of a millisecond, and twice that is
/// what the scheduler of a small machine takes now and then: attacker, visitor
/// and whoever else works there share two processors with the server. Nobody
/// who clicks on a link notices less than this.
const FLOOR: Duration = Duration::from_millis(5);

/// Longest wait for an answer; reached only by a failing test.
const PATIENCE: Duration = Duration::from_secs(5);

/// A link of the built-in policy; its answer to a program has no body.
pub const LINK: &str = "/go/join/123456789";

/// Asks for one link again and again, by turns on a connection that stays and
/// on a new one.
pub struct Visitor {
    address: SocketAddr,
    tls: Option<Arc<ClientConfig>>,
    kept: Option<Box<dyn Connection>>,
    quiet: Duration,
    asked: u64,
}

trait Connection: Read + Write {}
impl<C: Read + Write> Connection for C {}

impl Visitor {
    /// Comes while nothing else happens, and learns how long an answer takes.
    pub fn new(address: SocketAddr, tls: Option<Arc<ClientConfig>>) -> Self {
        let mut visitor = Self {
            address,
            tls,
            kept: None,
            quiet: Duration::ZERO,
            asked: 0,
        };
        visitor.quiet = visitor.p99();
        visitor
    }

    /// From now on asks somebody else, and counts anew.
    pub fn go_to(&mut self, address: SocketAddr) {
        self.address = address;
        self.kept = None;
        self.asked = 0;
    }

    /// How many requests were answered there.
    pub fn asked(&self) -> u64 {
        self.asked
    }

    /// Asks while something goes on, and expects not to notice. `goes_on` is
    /// asked whether it still does.
    #[track_caller]
    pub fn assert_undisturbed(&mut self, what: &str, mut goes_on: impl FnMut() -> bool) {
        let limit = FLOOR.max(self.quiet * 2);
        let mut seen = Vec::new();
        while seen.iter().all(|p99| *p99 > limit) {
            assert!(
                seen.len() < WINDOWS,
                "{what}: {:?} quiet, then {seen:?}",
                self.quiet
            );
            seen.push(self.p99());
            assert!(goes_on(), "{what} was over before the visitor was");
        }
        println!("{what}: p99 {:?} quiet, then {seen:?}", self.quiet);
    }

    /// The time within which 99 of 100 requests are answered.
    fn p99(&mut self) -> Duration {
        let (start, mut times) = (Instant::now(), Vec::new());
        while times.len() < REQUESTS || start.elapsed() < WINDOW {
            times.push(self.timed(times.len().is_multiple_of(2)));
        }
        times.sort_unstable();
        times[times.len() * 99 / 100]
    }

    fn connect(&self) -> Box<dyn Connection> {
        let stream = TcpStream::connect(self.address).expect("it listens");
        stream.set_read_timeout(Some(PATIENCE)).expect("a timeout");
        stream.set_nodelay(true).expect("an option");
        let Some(tls) = &self.tls else {
            return Box::new(stream);
        };
        let session = ClientConnection::new(Arc::clone(tls), server_name());
        Box::new(StreamOwned::new(session.expect("a session"), stream))
    }

    fn timed(&mut self, keeps: bool) -> Duration {
        let start = Instant::now();
        let kept = if keeps { self.kept.take() } else { None };
        let mut connection = kept.unwrap_or_else(|| self.connect());
        let ending = if keeps { "" } else { "Connection: close\r\n" };
        let answer = ask(&mut *connection, self.address, ending);
        let elapsed = start.elapsed();
        assert!(answer.starts_with("HTTP/1.1 302 Found\r\n"), "{answer}");
        if keeps {
            self.kept = Some(connection);
        }
        self.asked += 1;
        elapsed
    }
}

/// One request and its answer.
pub fn ask(connection: &mut (impl Read + Write + ?Sized), host: SocketAddr, more: &str) -> String {
    try_to_ask(connection, host, more).expect("an answer")
}

/// The same, where there may be none.
pub fn try_to_ask(
    connection: &mut (impl Read + Write + ?Sized),
    host: SocketAddr,
    more: &str,
) -> io::Result<String> {
    let request = format!("GET {LINK} HTTP/1.1\r\nHost: {host}\r\n{more}\r\n");
    connection.write_all(request.as_bytes())?;
    let mut answer = Vec::with_capacity(1024);
    let mut part = [0; 1024];
    while !answer.ends_with(b"\r\n\r\n") {
        match connection.read(&mut part)? {
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            read => answer.extend(&part[..read]),
        }
    }
    let answer = String::from_utf8(answer);
    answer.map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))
}
