//! Floods of HTTP/2 frames from twenty connections at once, which come again and
//! again.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use rustls::ClientConfig;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _, split};
use tokio::net::TcpStream;
use tokio::runtime::Builder;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};
use tokio_rustls::TlsConnector;

use super::support::certificate::{Certificate, server_name};
use super::support::frames::{
    ACK, CONTINUATION, END_STREAM, GOAWAY, HEADERS, PING, RST_STREAM, SETTINGS, fields, frame, get,
    hello,
};
use super::support::visitor::{LINK, Visitor};
use super::{serve, turn, until};

const CONNECTIONS: u32 = 20;

/// How long a flood may last.
const SOON: Duration = Duration::from_secs(2);

/// Turns of one connection, if the server takes them all.
const TURNS: u32 = 4_000;

/// When a connection that has ended comes again: each a bit later than the one
/// before, so that they do not stay together. Without a pause this would measure
/// how many connections two processors can begin and end.
const PAUSE: Duration = Duration::from_millis(400);
const A_BIT: Duration = Duration::from_millis(15);

/// A kind of flood: how it begins, and what comes again and again.
struct Flood {
    name: &'static str,
    begins: Vec<u8>,
    /// The frames of its nth turn.
    goes_on: fn(u32) -> Vec<u8>,
    /// How the server counts its end.
    ended: &'static str,
}

fn floods() -> [Flood; 5] {
    [
        Flood {
            name: "rapid reset",
            begins: Vec::new(),
            goes_on: |n| {
                let stream = 2 * n + 1;
                let cancel = frame(RST_STREAM, 0, stream, &[0, 0, 0, 8]);
                [get(stream, LINK), cancel].concat()
            },
            ended: "failed",
        },
        Flood {
            name: "CONTINUATION",
            begins: frame(HEADERS, END_STREAM, 1, &fields(LINK)),
            goes_on: |_| frame(CONTINUATION, 0, 1, b""),
            ended: "failed",
        },
        Flood {
            name: "SETTINGS",
            begins: get(1, LINK),
            goes_on: |_| frame(SETTINGS, 0, 0, b""),
            ended: "flood",
        },
        Flood {
            name: "PING",
            begins: get(1, LINK),
            goes_on: |_| frame(PING, 0, 0, &[7; 8]),
            ended: "flood",
        },
        Flood {
            name: "answers to PINGs",
            begins: get(1, LINK),
            goes_on: |_| frame(PING, ACK, 0, &[7; 8]),
            ended: "flood",
        },
    ]
}

/// What all attackers share.
struct Attack {
    target: SocketAddr,
    tls: Option<Arc<ClientConfig>>,
    /// Everything that a connection sends.
    sends: Vec<u8>,
    over: AtomicBool,
    rounds: AtomicU32,
    longest: Mutex<Duration>,
}

impl Attack {
    async fn go_on(self: Arc<Self>, pause: Duration) {
        while !self.over.load(Ordering::Relaxed) {
            let stream = TcpStream::connect(self.target).await.expect("it listens");
            let lasted = match &self.tls {
                None => self.flood(stream).await,
                Some(tls) => {
                    let tls = TlsConnector::from(Arc::clone(tls));
                    let session = tls.connect(server_name(), stream).await;
                    self.flood(session.expect("a session")).await
                }
            };
            self.rounds.fetch_add(1, Ordering::Relaxed);
            self.note(lasted);
            sleep(pause).await;
        }
    }

    fn note(&self, lasted: Duration) {
        let mut longest = self.longest.lock().expect("no panic");
        *longest = lasted.max(*longest);
    }

    /// Sends until the server says GOAWAY, or is gone.
    async fn flood(&self, stream: impl AsyncRead + AsyncWrite + Unpin) -> Duration {
        let start = Instant::now();
        let (mut reader, mut writer) = split(stream);
        let send = async {
            // If it takes everything it has to end by itself all the same.
            if writer.write_all(&self.sends).await.is_ok() {
                std::future::pending::<()>().await;
            }
        };
        let listen = async {
            let mut head = [0; 9];
            while reader.read_exact(&mut head).await.is_ok() && head[3] != GOAWAY {
                let len = u32::from_be_bytes([0, head[0], head[1], head[2]]);
                let mut payload = vec![0; usize::try_from(len).expect("24 bits")];
                if reader.read_exact(&mut payload).await.is_err() {
                    break;
                }
            }
        };
        let ended = async {
            tokio::select! {
                () = send => {}
                () = listen => {}
            }
        };
        let _ = timeout(2 * SOON, ended).await;
        start.elapsed()
    }

    fn rounds(&self) -> u32 {
        self.rounds.load(Ordering::Relaxed)
    }
}

fn assert_ends(flood: &Flood, certificate: Option<&Certificate>) {
    let _turn = turn();
    let tls = certificate.map(Certificate::flags).unwrap_or_default();
    let tls: Vec<&str> = tls.iter().map(String::as_str).collect();
    let running = serve(if certificate.is_some() { &tls } else { &[] });
    let client = |protocol: &[u8]| certificate.map(|one| one.client(&[protocol]));
    let mut visitor = Visitor::new(running.public, client(b"http/1.1"));
    let frames = (0..TURNS).flat_map(flood.goes_on);
    let attack = Arc::new(Attack {
        target: running.public,
        tls: client(b"h2"),
        sends: [hello(), flood.begins.clone()]
            .concat()
            .into_iter()
            .chain(frames)
            .collect(),
        over: AtomicBool::new(false),
        rounds: AtomicU32::new(0),
        longest: Mutex::default(),
    });
    // One thread: with more, it would be the attackers who leave no time for
    // anybody else.
    let runtime = Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build();
    let runtime = runtime.expect("a runtime");
    let mut attackers = JoinSet::new();
    for n in 0..CONNECTIONS {
        let pause = PAUSE + A_BIT * n;
        attackers.spawn_on(Arc::clone(&attack).go_on(pause), runtime.handle());
    }
    let name = match certificate {
        Some(_) => format!("{} over TLS", flood.name),
        None => flood.name.to_owned(),
    };
    until("the flood is there", SOON, || {
        attack.rounds() >= CONNECTIONS
    });
    let mut before = attack.rounds();
    visitor.assert_undisturbed(&name, || {
        let rounds = attack.rounds();
        rounds > std::mem::replace(&mut before, rounds)
    });
    attack.over.store(true, Ordering::Relaxed);
    runtime.block_on(attackers.join_all());
    let longest = *attack.longest.lock().expect("no panic");
    println!(
        "{name}: {} floods, the longest {longest:?}",
        attack.rounds()
    );
    assert!(longest <= SOON, "{name}: {longest:?}");
    drop(visitor);
    until("none is left", SOON, || {
        running.count("linkgate_connections") == 0
    });
    let ended = flood.ended;
    let ended = running.count(&format!(
        r#"linkgate_connections_ended_total{{reason="{ended}"}}"#
    ));
    assert!(ended > 0, "{name}: ended in another way");
    // Strangers can cause as many of these as they like.
    running.signal("TERM");
    let (_, _, said) = running.end();
    assert!(!said.contains(" WARN "), "{name}: {said}");
}

#[test]
fn floods_end_soon_and_disturb_nobody() {
    for flood in floods() {
        assert_ends(&flood, None);
    }
}

#[test]
fn floods_over_tls_end_soon_and_disturb_nobody() {
    let certificate = Certificate::new();
    for flood in floods() {
        assert_ends(&flood, Some(&certificate));
    }
}
