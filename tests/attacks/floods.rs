//! Floods of HTTP/2 frames from twenty connections at once, each of which comes
//! again as soon as it has ended.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::runtime::Builder;
use tokio::task::JoinSet;
use tokio::time::timeout;

use super::support::frames::{
    CONTINUATION, END_STREAM, GOAWAY, HEADERS, PING, RST_STREAM, SETTINGS, fields, frame, get,
    hello,
};
use super::support::visitor::{LINK, Visitor};
use super::{serve, turn, until};

const CONNECTIONS: usize = 20;

/// How long a flood may last, without optimisation and with both processors busy: a tenth of that is
/// usual.
const SOON: Duration = Duration::from_secs(4);

/// Frames of one connection, if the server takes them all.
const FRAMES: u32 = 20_000;

/// A kind of flood: how it begins, and what comes again and again.
struct Flood {
    name: &'static str,
    begins: Vec<u8>,
    /// The frames of its nth turn.
    goes_on: fn(u32) -> Vec<u8>,
    /// How the server counts its end.
    ended: &'static str,
}

fn floods() -> [Flood; 4] {
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
    ]
}

/// What all attackers share.
struct Attack {
    target: SocketAddr,
    /// Everything that a connection sends.
    sends: Vec<u8>,
    over: AtomicBool,
    rounds: AtomicUsize,
    longest: Mutex<Duration>,
}

impl Attack {
    async fn go_on(self: Arc<Self>) {
        while !self.over.load(Ordering::Relaxed) {
            let stream = TcpStream::connect(self.target).await.expect("it listens");
            let lasted = self.flood(stream).await;
            self.rounds.fetch_add(1, Ordering::Relaxed);
            let mut longest = self.longest.lock().expect("no panic");
            *longest = lasted.max(*longest);
        }
    }

    /// Sends until the server says GOAWAY, or is gone.
    async fn flood(&self, stream: TcpStream) -> Duration {
        let start = Instant::now();
        let (mut reader, mut writer) = stream.into_split();
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

    fn rounds(&self) -> usize {
        self.rounds.load(Ordering::Relaxed)
    }
}

/// A flood of requests keeps both processors busy, of which the attackers take
/// one: an answer took 30 ms, and 50 ms over TLS, without optimisation. Who is
/// held up by a connection of theirs waits for seconds.
const BUSY: Duration = Duration::from_millis(200);

fn assert_ends(flood: &Flood) {
    let _turn = turn();
    let running = serve(&[]);
    let visitor = Visitor::new(running.public, None);
    let mut visitor = visitor.patient(BUSY);
    let frames = (0..FRAMES).flat_map(flood.goes_on);
    let attack = Arc::new(Attack {
        target: running.public,
        sends: [hello(), flood.begins.clone()]
            .concat()
            .into_iter()
            .chain(frames)
            .collect(),
        over: AtomicBool::new(false),
        rounds: AtomicUsize::new(0),
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
    for _ in 0..CONNECTIONS {
        attackers.spawn_on(Arc::clone(&attack).go_on(), runtime.handle());
    }
    let name = flood.name;
    until("the flood is there", SOON, || {
        attack.rounds() >= CONNECTIONS
    });
    let mut before = attack.rounds();
    visitor.assert_undisturbed(name, || {
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
        r#"linkgate_connections_ended_total{{how="{ended}"}}"#
    ));
    assert!(ended > 0, "{name}: ended in another way");
}

#[test]
fn floods_end_soon_and_disturb_nobody() {
    for flood in floods() {
        assert_ends(&flood);
    }
}
