//! Lookups in hosts files and at name servers that the tests make.

use std::fmt::Write as _;
use std::net::UdpSocket;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

use tempfile::TempDir;
use tokio::net::TcpListener;

use super::*;

const NO_ERROR: u8 = 0;
const NXDOMAIN: u8 = 3;
const REFUSED: u8 = 5;
const A: u16 = 1;

/// A hosts file and a resolv.conf.
pub struct System {
    folder: TempDir,
    port: u16,
}

impl System {
    pub fn new(hosts: &str, servers: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join("hosts"), hosts).expect("a file");
        fs::write(folder.path().join("resolv.conf"), servers).expect("a file");
        Self { folder, port: 53 }
    }

    pub fn asking(server: &NameServer) -> Self {
        Self {
            port: server.port,
            ..Self::new("", "nameserver 127.0.0.1\noptions attempts:1\n")
        }
    }

    pub fn names(&self) -> Names {
        Names {
            hosts_file: self.folder.path().join("hosts"),
            servers_file: self.folder.path().join("resolv.conf"),
            port: self.port,
        }
    }
}

/// A name server on loopback that gives the same answer to every query.
pub struct NameServer {
    port: u16,
    asked: Arc<Mutex<String>>,
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl NameServer {
    /// Answers with a response code, and with the address if A records are asked for.
    fn answering(code: u8, address: Option<[u8; 4]>) -> Self {
        Self::start(move |query| Some(answer(query, code, address)))
    }

    pub fn of_loopback() -> Self {
        Self::answering(NO_ERROR, Some([127, 0, 0, 1]))
    }

    fn start(answer: impl Fn(&[u8]) -> Option<Vec<u8>> + Send + 'static) -> Self {
        let socket = UdpSocket::bind("127.0.0.1:0").expect("a port");
        let port = socket.local_addr().expect("bound").port();
        let stop = Arc::new(AtomicBool::new(false));
        let asked = Arc::new(Mutex::new(String::new()));
        let (stopped, log) = (Arc::clone(&stop), Arc::clone(&asked));
        let thread = std::thread::spawn(move || {
            let mut buffer = [0; 512];
            while let Ok((length, client)) = socket.recv_from(&mut buffer) {
                if stopped.load(Ordering::Relaxed) {
                    return;
                }
                let query = &buffer[..length];
                let (name, kind) = question(query);
                writeln!(log.lock().expect("whole"), "{name} {kind}").expect("memory");
                if let Some(answer) = answer(query) {
                    socket.send_to(&answer, client).expect("a client");
                }
            }
        });
        Self {
            port,
            asked,
            stop,
            thread: Some(thread),
        }
    }

    /// The questions, a line each.
    fn asked(&self) -> String {
        self.asked.lock().expect("whole").clone()
    }
}

impl Drop for NameServer {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        let knock = UdpSocket::bind("127.0.0.1:0").expect("a port");
        let _ = knock.send_to(&[0], ("127.0.0.1", self.port));
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// Name and type of a question (RFC 1035, 4.1.2).
fn question(query: &[u8]) -> (String, u16) {
    let (mut name, mut rest) = (String::new(), &query[12..]);
    while let [length, behind @ ..] = rest
        && *length > 0
    {
        let (label, behind) = behind.split_at(usize::from(*length));
        name += &String::from_utf8_lossy(label);
        name += ".";
        rest = behind;
    }
    (name, u16::from_be_bytes([rest[1], rest[2]]))
}

/// An answer (RFC 1035, 4.1) with the question in it, and one address or none.
fn answer(query: &[u8], code: u8, address: Option<[u8; 4]>) -> Vec<u8> {
    let (name, kind) = question(query);
    let address = address.filter(|_| kind == A);
    let count = u8::from(address.is_some());
    let end = 12 + name.len() + 1 + 4;
    let counts = [0, 1, 0, count, 0, 0, 0, 0];
    let head = [&query[..2], &[0x81, 0x80 | code], &counts, &query[12..end]].concat();
    let record = address.map(|address| {
        let fixed = [0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4];
        [&fixed[..], &address].concat()
    });
    [head, record.unwrap_or_default()].concat()
}

async fn addresses(names: &Names, host: &str) -> Result<Vec<String>, String> {
    let limit = Duration::from_millis(500);
    let found = names.addresses(host, limit).await;
    let found = found.map_err(|error| error.to_string())?;
    Ok(found.iter().map(ToString::to_string).collect())
}

#[tokio::test]
async fn the_hosts_file_comes_first_and_nobody_is_asked_for_what_it_has() {
    let server = NameServer::of_loopback();
    let hosts = "# own\n10.0.0.7 Login.ACME.example login # one\n10.0.0.8 login.acme.example\n\
                 2001:db8::7 six.acme.example\nnonsense line\n\n::1 localhost\n";
    let system = System {
        port: server.port,
        ..System::new(hosts, "nameserver 127.0.0.1\n")
    };
    let names = system.names();
    let both = Ok(vec!["10.0.0.7".to_owned(), "10.0.0.8".to_owned()]);
    assert_eq!(addresses(&names, "login.acme.example").await, both);
    assert_eq!(addresses(&names, "login.acme.example.").await, both);
    let six = Ok(vec!["2001:db8::7".to_owned()]);
    assert_eq!(addresses(&names, "six.acme.example").await, six);
    let local = Ok(vec!["::1".to_owned()]);
    assert_eq!(addresses(&names, "localhost").await, local);
    assert_eq!(server.asked(), "");
}

#[tokio::test]
async fn localhost_needs_neither_files_nor_a_network() {
    let names = Names {
        hosts_file: "/nonexistent/hosts".into(),
        servers_file: "/nonexistent/resolv.conf".into(),
        port: 53,
    };
    let local = Ok(vec!["::1".to_owned(), "127.0.0.1".to_owned()]);
    assert_eq!(addresses(&names, "localhost").await, local);
    // It listens at the second of the two addresses only.
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("bound").port();
    let limit = Duration::from_secs(10);
    let stream = names.connect("localhost", port, limit).await;
    assert_eq!(
        stream.expect("connected").peer_addr().expect("one"),
        listener.local_addr().expect("bound")
    );

    let missing = addresses(&names, "login.acme.example")
        .await
        .expect_err("no file");
    assert!(
        missing.starts_with("/nonexistent/resolv.conf: "),
        "{missing}"
    );
}

#[tokio::test]
async fn a_name_server_is_asked_for_both_kinds_of_address() {
    let server = NameServer::answering(NO_ERROR, Some([192, 0, 2, 80]));
    let names = System::asking(&server);
    let found = addresses(&names.names(), "login.acme.example").await;
    assert_eq!(found, Ok(vec!["192.0.2.80".to_owned()]));
    let asked = server.asked();
    assert!(asked.contains("login.acme.example. 1\n"), "{asked}");
    assert!(asked.contains("login.acme.example. 28\n"), "{asked}");
}

#[tokio::test]
async fn an_address_needs_no_lookup() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("bound").port();
    let names = System::new("", "").names();
    let limit = Duration::from_secs(10);
    assert!(names.connect("127.0.0.1", port, limit).await.is_ok());
    drop(listener);
    let refused = names
        .connect("127.0.0.1", port, limit)
        .await
        .expect_err("closed");
    let expected =
        format!("connecting to 127.0.0.1:{port} failed: Connection refused (os error 111)");
    assert_eq!(refused.to_string(), expected);
}

#[tokio::test]
async fn each_failure_of_a_lookup_has_its_words() {
    for (code, words) in [
        (NXDOMAIN, "there is no such name"),
        (NO_ERROR, "it has no address"),
        (REFUSED, "DNS error: error response: Query Refused"),
    ] {
        let server = NameServer::answering(code, None);
        let system = System::asking(&server);
        let limit = Duration::from_secs(10);
        let failed = system
            .names()
            .connect("login.acme.example", 443, limit)
            .await;
        let expected = format!("the name login.acme.example cannot be looked up: {words}");
        assert_eq!(failed.expect_err("no address").to_string(), expected);
    }
    let malformed = addresses(&System::new("", "").names(), "a..b").await;
    assert_eq!(malformed, Err("it cannot be a name".to_owned()));
    let empty = addresses(&System::new("", "# nobody\n").names(), "acme.example").await;
    let empty = empty.expect_err("no server");
    assert!(
        empty.ends_with("resolv.conf: io error: no nameservers found in config"),
        "{empty}"
    );
}

#[tokio::test]
async fn a_name_server_that_never_answers_costs_no_more_than_its_part_of_the_limit() {
    let server = NameServer::start(|_| None);
    let system = System::asking(&server);
    let names = system.names();
    let started = std::time::Instant::now();
    let limit = Duration::from_millis(400);
    let failed = names.connect("login.acme.example", 443, limit).await;
    assert!(started.elapsed() >= limit / 2 && started.elapsed() < Duration::from_secs(4));
    assert_eq!(
        failed.expect_err("silence").to_string(),
        "the name login.acme.example cannot be looked up: no answer from 127.0.0.1"
    );
}

#[tokio::test]
async fn nonsense_is_no_answer() {
    let server = NameServer::start(|query| Some(query[..4].to_vec()));
    let system = System::asking(&server);
    let found = addresses(&system.names(), "login.acme.example").await;
    let found = found.expect_err("no address");
    assert!(found.starts_with("protocol error: "), "{found}");
}
