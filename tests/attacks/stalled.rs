//! Clients that say nothing, or stop in the middle: two hundred of a kind at
//! once, all kinds together, each timed from its own side.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use rustls::ClientConfig;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpSocket, TcpStream};
use tokio::runtime::{Builder, Runtime};
use tokio::task::JoinSet;
use tokio_rustls::TlsConnector;

use super::support::certificate::{Certificate, server_name};
use super::support::frames::{
    END_HEADERS, END_STREAM, HEADERS, PREFACE, SETTINGS, fields, frame, hello,
};
use super::support::visitor::{LINK, Visitor};
use super::{GRACE, allow_open_files, serve, turn, until};

const OF_A_KIND: u64 = 200;

/// Longest wait for anything else than a deadline.
const PATIENCE: Duration = Duration::from_secs(10);

/// The deadlines of default, but one that would take a minute.
const FLAGS: [&str; 2] = ["--idle-timeout", "3s"];
const FIRST_BYTE: Duration = Duration::from_secs(5);
const HANDSHAKE: Duration = Duration::from_secs(5);
const HEAD: Duration = Duration::from_secs(10);
const IDLE: Duration = Duration::from_secs(3);
const CLOSE: Duration = Duration::from_secs(1);
const WRITE: Duration = Duration::from_secs(10);

/// A kind of client: what it says, and when it has to be gone.
struct Kind {
    name: &'static str,
    /// The protocol it agrees on, when it finishes the handshake of TLS.
    agrees_on: Option<&'static [u8]>,
    says: Vec<u8>,
    deadline: Duration,
}

fn kind(name: &'static str, says: impl Into<Vec<u8>>, deadline: Duration) -> Kind {
    Kind {
        name,
        agrees_on: None,
        says: says.into(),
        deadline,
    }
}

fn encrypted(kind: Kind, agrees_on: &'static [u8]) -> Kind {
    Kind {
        agrees_on: Some(agrees_on),
        ..kind
    }
}

/// A request whose fields are not all there.
fn headers_without_end() -> Vec<u8> {
    [hello(), frame(HEADERS, END_STREAM, 1, &fields(LINK))].concat()
}

/// A request for something with a body, and no room to send it: a window of 0
/// (RFC 9113 section 6.5.2).
fn a_request_without_a_window() -> Vec<u8> {
    let no_window = frame(SETTINGS, 0, 0, &[0, 4, 0, 0, 0, 0]);
    let whole = END_HEADERS | END_STREAM;
    let request = frame(HEADERS, whole, 1, &fields("/-/style.css"));
    [PREFACE, &no_window, &request].concat()
}

/// When a client had said everything, and how long it has been there since,
/// and in all.
#[derive(Clone, Copy, Debug)]
struct Stay {
    in_all: Duration,
    since: Duration,
}

async fn stay(target: SocketAddr, says: Vec<u8>, tls: Option<Arc<ClientConfig>>) -> Stay {
    let start = Instant::now();
    let stream = TcpStream::connect(target).await.expect("it listens");
    let Some(tls) = tls else {
        return listen(stream, &says, start).await;
    };
    let connecting = TlsConnector::from(tls).connect(server_name(), stream);
    listen(connecting.await.expect("a session"), &says, start).await
}

/// Says it, and listens to the end.
async fn listen(
    mut stream: impl AsyncRead + AsyncWrite + Unpin,
    says: &[u8],
    start: Instant,
) -> Stay {
    stream.write_all(says).await.expect("it is taken");
    stream.flush().await.expect("it is taken");
    let said = Instant::now();
    // A reset is an end as well.
    while matches!(stream.read(&mut [0; 4096]).await, Ok(1..)) {}
    Stay {
        in_all: start.elapsed(),
        since: said.elapsed(),
    }
}

/// Works for itself while the test does something else.
fn attackers() -> Runtime {
    let mut builder = Builder::new_multi_thread();
    let runtime = builder.worker_threads(1).enable_all().build();
    runtime.expect("a runtime")
}

fn assert_each_is_gone_in_time(kinds: &[Kind], certificate: Option<&Certificate>) {
    let _turn = turn();
    allow_open_files();
    let tls = certificate.map(Certificate::flags).unwrap_or_default();
    let tls = tls
        .iter()
        .map(String::as_str)
        .filter(|flag| !flag.is_empty());
    let flags: Vec<&str> = FLAGS.into_iter().chain(tls).collect();
    let running = serve(&flags);
    let client = certificate.map(|certificate| certificate.client(&[]));
    let mut visitor = Visitor::new(running.public, client);
    let runtime = attackers();
    let mut stays = JoinSet::new();
    for (n, kind) in kinds.iter().enumerate() {
        let tls = kind.agrees_on.map(|protocol| {
            let certificate = certificate.expect("a program with TLS");
            certificate.client(&[protocol])
        });
        for _ in 0..OF_A_KIND {
            let stay = stay(running.public, kind.says.clone(), tls.clone());
            stays.spawn_on(async move { (n, stay.await) }, runtime.handle());
        }
    }
    let open = || running.count("linkgate_connections");
    let all = OF_A_KIND * u64::try_from(kinds.len()).expect("few");
    until("all are there", PATIENCE, || open() > all / 2);
    visitor.assert_undisturbed("stalled clients", || open() > OF_A_KIND);
    drop(visitor);
    let stays = runtime.block_on(stays.join_all());
    for (n, kind) in kinds.iter().enumerate() {
        let of_this_kind = || stays.iter().filter(|(m, _)| *m == n).map(|(_, stay)| stay);
        let first = of_this_kind().map(|stay| stay.in_all).min().expect("some");
        let last = of_this_kind().map(|stay| stay.since).max().expect("some");
        let (name, deadline) = (kind.name, kind.deadline);
        println!("{name}: gone after {first:?} to {last:?} of {deadline:?}");
        assert!(first >= deadline, "{name}: {first:?} is too early");
        assert!(last <= deadline + GRACE, "{name}: {last:?} is too late");
    }
    until("none is left", PATIENCE, || open() == 0);
}

#[test]
fn whoever_stops_in_the_middle_is_gone_in_time() {
    let asked = format!("GET {LINK} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
    assert_each_is_gone_in_time(
        &[
            kind("nothing", "", FIRST_BYTE),
            kind("`P`", "P", FIRST_BYTE),
            kind("half a preface", &PREFACE[..16], FIRST_BYTE),
            kind("half a head", &asked.as_bytes()[..30], HEAD),
            kind("a preface alone", PREFACE, HEAD),
            kind("HTTP/2 without a request", hello(), HEAD),
            kind("HEADERS without END_HEADERS", headers_without_end(), HEAD),
            kind("one request, then nothing", asked, IDLE),
            kind(
                "no window for the answer",
                a_request_without_a_window(),
                IDLE + CLOSE,
            ),
        ],
        None,
    );
}

#[test]
fn whoever_stops_in_the_middle_of_tls_is_gone_in_time() {
    // A record of 512 bytes that begins with a ClientHello (RFC 8446 section 4).
    let client_hello = [0x16, 3, 1, 2, 0, 1, 0, 1, 0xfc, 3, 3];
    let h1 = b"http/1.1";
    let h2 = b"h2";
    assert_each_is_gone_in_time(
        &[
            kind("no handshake", "", HANDSHAKE),
            kind("the first bytes of a handshake", client_hello, HANDSHAKE),
            encrypted(kind("nothing, encrypted", "", HEAD), h1),
            encrypted(kind("half a head, encrypted", "GET /", HEAD), h1),
            encrypted(kind("half a preface, encrypted", &PREFACE[..16], HEAD), h2),
            encrypted(
                kind(
                    "HEADERS without END_HEADERS, encrypted",
                    headers_without_end(),
                    HEAD,
                ),
                h2,
            ),
        ],
        Some(&Certificate::new()),
    );
}

/// Asks again and again, and reads no answer, until nothing fits any more.
async fn ask_without_reading(target: SocketAddr) {
    let socket = TcpSocket::new_v4().expect("a socket");
    socket.set_recv_buffer_size(4096).expect("an option");
    let mut stream = socket.connect(target).await.expect("it listens");
    let request = format!("GET {LINK} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
    while stream.write_all(request.as_bytes()).await.is_ok() {}
}

/// Each of them asks thousands of times until nothing fits any more.
const DEAF: u64 = 8;

/// From its own side a client cannot see when its answers ceased to fit, so the
/// time counts from the last one that the server gave to any of them.
#[test]
fn whoever_asks_and_does_not_read_is_gone_in_time() {
    let _turn = turn();
    let running = serve(&[]);
    let mut visitor = Visitor::new(running.public, None);
    let runtime = attackers();
    let mut clients = JoinSet::new();
    for _ in 0..DEAF {
        clients.spawn_on(ask_without_reading(running.public), runtime.handle());
    }
    let open = || running.count("linkgate_connections");
    let answers = || running.count(r#"linkgate_requests_total{route="join",outcome="redirected"}"#);
    let (mut last, mut since) = (answers(), Instant::now());
    let mut watch = |others: u64| {
        let now = answers() - others;
        if now != last {
            (last, since) = (now, Instant::now());
        }
        since.elapsed()
    };
    let calm = Duration::from_secs(1);
    let others = visitor.asked();
    until("nothing fits any more", 3 * PATIENCE, || {
        watch(others) > calm
    });
    visitor.assert_undisturbed("clients that do not read", || open() >= DEAF);
    let others = visitor.asked();
    drop(visitor);
    until("all are gone", 2 * WRITE, || {
        watch(others);
        open() == 0
    });
    let elapsed = watch(others);
    println!("clients that do not read: gone after {elapsed:?} of {WRITE:?}");
    assert!(
        (WRITE - GRACE..=WRITE + GRACE).contains(&elapsed),
        "{elapsed:?}"
    );
    let cut = running.count(r#"linkgate_connections_ended_total{reason="timeout"}"#);
    assert_eq!(cut, DEAF);
    runtime.block_on(clients.join_all());
}
