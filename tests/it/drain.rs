//! SIGTERM under load: what has begun is answered, what has not is turned away,
//! and the end comes in time.

use std::io::{self, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::sync::{Arc, OnceLock};
use std::thread::{self, JoinHandle, spawn};
use std::time::{Duration, Instant};

use crate::support::certificate::Certificate;
use crate::support::frames::hello;
use crate::support::program::{Running, get};
use crate::support::service::{eventually, within};
use hyper::Request;
use tokio::runtime::Builder;

const LINK: &str = "/go/join/123456789";

/// Connections are taken so long after the signal.
const DELAY: Duration = Duration::from_millis(800);

/// A busy machine may need so long to do what it has been told.
const SLACK: Duration = Duration::from_millis(200);

/// Longest wait; reached only by a failing test.
const PATIENCE: Duration = Duration::from_secs(20);

/// When the signal was sent.
type Signalled = Arc<OnceLock<Instant>>;

/// What one client has seen.
#[derive(Debug, Default)]
struct Seen {
    answered: usize,
    /// Answered after the signal.
    late: usize,
    /// Requests without an answer that must have one.
    lost: Vec<String>,
    /// Answers of HTTP/1.1 after the signal without `connection: close`.
    silent: usize,
    /// Connections of HTTP/2 that took no further request, because they were
    /// told to go: the client goes on with another one.
    left: usize,
}

/// What became of a request over HTTP/2.
enum Asked {
    Answered(String),
    /// It was not sent, or the server says that it has not looked at it
    /// (RFC 9113 section 6.8): the client asks again on another connection.
    Unprocessed,
    Lost,
}

impl Seen {
    /// Takes note of one request: `None` when the connection was closed, or
    /// could not be had, before a byte of an answer. That is no loss once the
    /// server stops to accept: it closes what waits for a next request, and
    /// that may cross with one on its way. Half an answer is always one.
    fn note(&mut self, begun: Instant, signalled: &Signalled, answer: Option<&str>) -> bool {
        let since = signalled
            .get()
            .map(|signal| begun.saturating_duration_since(*signal));
        match answer {
            Some(answer) if answer.contains("302") => {
                self.answered += 1;
                self.late += usize::from(since.is_some());
                true
            }
            None if since.is_some_and(|since| since + SLACK > DELAY) => false,
            other => {
                self.lost
                    .push(format!("{since:?} after the signal: {other:?}"));
                since.is_none_or(|since| since < PATIENCE)
            }
        }
    }
}

/// Asks on one connection, or on a new one each time.
fn http1(address: SocketAddr, keeps: bool, signalled: Signalled) -> JoinHandle<Seen> {
    let connection = if keeps { "keep-alive" } else { "close" };
    let request =
        format!("GET {LINK} HTTP/1.1\r\nHost: {address}\r\nConnection: {connection}\r\n\r\n");
    spawn(move || {
        let (mut seen, mut kept) = (Seen::default(), None);
        loop {
            let begun = Instant::now();
            let answer = ask(address, &mut kept, &request);
            let goes_on = seen.note(begun, &signalled, answer.as_deref());
            let told = signalled
                .get()
                .is_some_and(|signal| *signal + SLACK < begun);
            let closes = answer
                .as_deref()
                .map(|head| head.contains("connection: close"));
            seen.silent += usize::from(told && closes == Some(false));
            let closes = closes.unwrap_or(true);
            if !keeps || closes {
                kept = None;
            }
            if !goes_on {
                return seen;
            }
        }
    })
}

/// The head of an answer, or what there is of it; answers to programs have no
/// body.
fn ask(address: SocketAddr, kept: &mut Option<TcpStream>, request: &str) -> Option<String> {
    if kept.is_none() {
        let stream = TcpStream::connect(address).ok()?;
        stream.set_read_timeout(Some(PATIENCE)).expect("a timeout");
        *kept = Some(stream);
    }
    let stream = kept.as_mut()?;
    let mut head = Vec::new();
    let mut read = || -> io::Result<()> {
        stream.write_all(request.as_bytes())?;
        let mut byte = [0];
        while !head.ends_with(b"\r\n\r\n") && stream.read(&mut byte)? > 0 {
            head.push(byte[0]);
        }
        Ok(())
    };
    // Whether it ends or breaks, what matters is what came.
    let _ = read();
    match head.ends_with(b"\r\n\r\n") {
        _ if head.is_empty() => None,
        true => Some(String::from_utf8_lossy(&head).to_lowercase()),
        false => Some("half an answer".to_owned()),
    }
}

/// Asks over HTTP/2, one request after the other.
fn http2(address: SocketAddr, signalled: Signalled) -> JoinHandle<Seen> {
    spawn(move || {
        let runtime = Builder::new_current_thread().enable_all().build();
        runtime.expect("a runtime").block_on(async {
            let mut seen = Seen::default();
            loop {
                let begun = Instant::now();
                let Some(mut client) = connect2(address).await else {
                    if seen.note(begun, &signalled, None) {
                        continue;
                    }
                    return seen;
                };
                loop {
                    let begun = Instant::now();
                    let answer = match ask2(&mut client, address).await {
                        Asked::Answered(status) => Some(status),
                        Asked::Unprocessed if signalled.get().is_some() => {
                            seen.left += 1;
                            break;
                        }
                        Asked::Unprocessed | Asked::Lost => None,
                    };
                    if !seen.note(begun, &signalled, answer.as_deref()) {
                        return seen;
                    }
                    if answer.is_none() {
                        break;
                    }
                }
            }
        })
    })
}

type Client = h2::client::SendRequest<hyper::body::Bytes>;

async fn connect2(address: SocketAddr) -> Option<Client> {
    let stream = tokio::net::TcpStream::connect(address).await.ok()?;
    let (client, connection) = h2::client::handshake(stream).await.ok()?;
    tokio::spawn(connection);
    Some(client)
}

async fn ask2(client: &mut Client, address: SocketAddr) -> Asked {
    let request = Request::get(format!("http://{address}{LINK}"));
    let request = request.body(()).expect("a request");
    let ready = std::future::poll_fn(|cx| client.poll_ready(cx)).await;
    let Some((response, _)) = ready.and_then(|()| client.send_request(request, true)).ok() else {
        return Asked::Unprocessed;
    };
    match response.await {
        Ok(response) => Asked::Answered(response.status().as_u16().to_string()),
        Err(error) if error.is_go_away() && error.reason() == Some(h2::Reason::NO_ERROR) => {
            Asked::Unprocessed
        }
        Err(_) => Asked::Lost,
    }
}

fn is_draining(running: &Running) -> bool {
    get(running.admin, "/readyz").contains("\"draining\"")
}

#[test]
fn nothing_that_has_begun_is_lost() {
    let delay = format!("{}ms", DELAY.as_millis());
    let log = tempfile::NamedTempFile::new().expect("a file");
    let log_path = log.path().to_str().expect("text").to_owned();
    let flags = [
        "--drain-delay",
        &delay,
        "--rate-limit",
        "0",
        "--decision-log",
        &log_path,
    ];
    let running = Running::start(&flags);
    let address = running.public;
    let signalled = Signalled::default();
    let clients: Vec<_> = (0..3)
        .flat_map(|_| {
            [
                http1(address, true, Arc::clone(&signalled)),
                http1(address, false, Arc::clone(&signalled)),
                http2(address, Arc::clone(&signalled)),
            ]
        })
        .collect();
    let busy = "linkgate_requests_total{route=\"join\",outcome=\"redirected\"}";
    eventually("thousand answers", || {
        (running.count(busy) >= 1000).then_some(())
    });
    signalled.set(Instant::now()).expect("once");
    running.signal("TERM");
    let start = Instant::now();
    let unready = within(SLACK, || is_draining(&running).then_some(()));
    assert!(unready.is_some(), "unready at once");
    let seen: Vec<Seen> = clients
        .into_iter()
        .map(|client| client.join().expect("no panic"))
        .collect();
    let (code, _, said) = running.end();
    assert_eq!(code, Some(0), "{said}");
    assert!(
        start.elapsed() < DELAY + Duration::from_secs(10 + 3),
        "{said}"
    );
    for client in &seen {
        assert!(client.lost.is_empty(), "{client:?}");
        assert!(
            client.late > 0,
            "answered until the listener closes: {client:?}"
        );
    }
    // Each of them a request, during the delay.
    let left: Vec<usize> = seen.iter().map(|client| client.left).collect();
    assert!(
        left.iter().filter(|left| **left > 0).count() == 3,
        "{left:?}"
    );
    let answered: usize = seen.iter().map(|client| client.answered).sum();
    let log = std::fs::read_to_string(log.path()).expect("text");
    assert!(log.lines().count() >= answered, "{answered} answers");
}

/// Clients that do nothing do not keep the process: they get a moment to
/// notice the end.
#[test]
fn silent_clients_do_not_hold_up_the_end() {
    let certificate = Certificate::new();
    let tls = certificate.flags();
    let tls: Vec<&str> = tls.iter().map(String::as_str).collect();
    let moment = Duration::from_secs(3);
    // A head that has begun, or the first of HTTP/2, may still come within its time.
    let head = Duration::from_secs(12);
    let hello = hello();
    let cases: [(&[&str], &[u8], Duration); 6] = [
        (&tls, b"", moment),
        (&tls, &[0x16, 0x03, 0x01, 0x02, 0x00, 0x01], moment),
        (&[], b"", moment),
        (&[], b"GET / HT", head),
        (&[], b"PRI * HT", moment),
        (&[], &hello, head),
    ];
    // They only wait, each for its own.
    thread::scope(|scope| {
        for (flags, bytes, bound) in cases {
            scope.spawn(move || assert_ends_in_time(flags, bytes, bound));
        }
    });
}

/// Sends the signal while clients have sent so much, and no more.
fn assert_ends_in_time(flags: &[&str], bytes: &[u8], bound: Duration) {
    let running = Running::start(flags);
    let mut open = Vec::new();
    for _ in 0..20 {
        let mut stream = TcpStream::connect(running.public).expect("it listens");
        stream.write_all(bytes).expect("written");
        open.push(stream);
    }
    eventually("twenty connections", || {
        (running.count("linkgate_connections") >= 20).then_some(())
    });
    running.signal("TERM");
    let start = Instant::now();
    let (code, _, said) = running.end();
    let elapsed = start.elapsed();
    assert_eq!(code, Some(0), "{said}");
    assert!(elapsed < bound, "{bytes:?}: {elapsed:?}\n{said}");
}

#[test]
fn a_second_signal_does_not_wait_for_the_delay() {
    let running = Running::start(&["--drain-delay", "60s"]);
    running.signal("TERM");
    eventually("draining", || is_draining(&running).then_some(()));
    assert!(
        get(running.public, LINK).starts_with("HTTP/1.1 302"),
        "still served"
    );
    running.signal("TERM");
    let start = Instant::now();
    let (code, log, said) = running.end();
    assert_eq!((code, log.lines().count()), (Some(0), 1), "{said}");
    assert!(start.elapsed() < Duration::from_secs(5), "{said}");
}
