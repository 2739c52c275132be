//! An HTTP/2 peer that only keeps the server busy is cut; one that is merely busy is not.

use std::time::Duration;

use tokio::time::{Instant, timeout};

use super::http2::{
    ACK, CONTINUATION, DATA, END_HEADERS, GOAWAY, HEADERS, PING, RST_STREAM, SETTINGS,
    WINDOW_UPDATE, fields, frame, get, hello, read_frame, read_until,
};
use super::*;

const PRIORITY: u8 = 2;
const UNKNOWN: u8 = 0xfa;

const FRAMES: usize = 20_000;

/// A connection that ends for another reason than a flood is open for longer.
const CLOSE: Duration = Duration::from_millis(1010);

/// A POST whose body follows.
fn post(stream: u32) -> Vec<u8> {
    frame(HEADERS, END_HEADERS, stream, &fields(0x83, "/a"))
}

/// How a connection ended.
#[derive(Debug)]
struct Ended {
    /// Bytes that the server took.
    taken: usize,
    /// Whether it said so; it then goes on reading for a moment.
    goaway: bool,
    elapsed: Duration,
}

/// Sends frames until they are all sent or the server does not take them, and reads what it says.
async fn flood(begin: &[u8], frames: impl Iterator<Item = Vec<u8>>) -> Ended {
    let start = Instant::now();
    let mut connections = connections(Limits::default());
    let (mut reader, mut writer) =
        tokio::io::split(connections.send([&hello(), begin].concat()).await);
    let send = async {
        let mut taken = 0;
        for frame in frames {
            if writer.write_all(&frame).await.is_err() {
                break;
            }
            taken += frame.len();
        }
        taken
    };
    let listen = async {
        let mut goaway = false;
        while let Some(frame) = read_frame(&mut reader).await {
            goaway |= frame.kind == GOAWAY;
        }
        goaway
    };
    let (taken, goaway, ()) = tokio::join!(send, listen, connections.one_leaves());
    let elapsed = start.elapsed();
    Ended {
        taken,
        goaway,
        elapsed,
    }
}

/// Expects that so many equal frames are too many.
async fn assert_cut(begin: &[u8], frame: &[u8], name: &str) {
    let ended = flood(begin, std::iter::repeat_n(frame.to_vec(), FRAMES)).await;
    let most = 4000 * frame.len() + PIPE;
    assert!(ended.goaway || ended.taken <= most, "{name}: {ended:?}");
    assert!(ended.elapsed <= CLOSE, "{name}: {ended:?}");
}

#[tokio::test(start_paused = true)]
async fn a_flood_of_any_control_frame_ends_the_connection() {
    let answered = get(1, "/a");
    let one = [0, 0, 0, 1];
    for (begin, frame, name) in [
        (&answered, frame(SETTINGS, 0, 0, b""), "SETTINGS"),
        (&answered, frame(SETTINGS, ACK, 0, b""), "SETTINGS answers"),
        (&answered, frame(PING, 0, 0, &[7; 8]), "PING"),
        (&answered, frame(PING, ACK, 0, &[7; 8]), "PING answers"),
        (
            &answered,
            frame(PRIORITY, 0, 9, &[0, 0, 0, 0, 1]),
            "PRIORITY",
        ),
        (&answered, frame(WINDOW_UPDATE, 0, 0, &one), "WINDOW_UPDATE"),
        (
            &answered,
            frame(WINDOW_UPDATE, 0, 1, &one),
            "of a closed stream",
        ),
        (
            &answered,
            frame(RST_STREAM, 0, 1, &one),
            "RST_STREAM, closed",
        ),
        (&answered, frame(RST_STREAM, 0, 9, &one), "RST_STREAM, idle"),
        (&answered, frame(UNKNOWN, 0, 0, b"what"), "an unknown type"),
        (
            &vec![],
            frame(PING, 0, 0, &[7; 8]),
            "PING before any request",
        ),
        (&post(1), frame(DATA, 0, 1, b""), "empty DATA"),
        (&post(1), frame(DATA, 8, 1, &[3, 0, 0, 0]), "padding"),
    ] {
        assert_cut(begin, &frame, name).await;
    }
}

#[tokio::test]
async fn a_flood_over_a_real_socket_ends_it() {
    let server = Running::start().await;
    let (mut reader, mut writer) = server.send(hello()).await.into_split();
    let send = async {
        let ping = frame(PING, 0, 0, &[7; 8]);
        for _ in 0..FRAMES {
            if writer.write_all(&ping).await.is_err() {
                return;
            }
        }
    };
    let listen = async { while read_frame(&mut reader).await.is_some() {} };
    let ended = timeout(Duration::from_secs(5), async { tokio::join!(send, listen) });
    assert!(ended.await.is_ok(), "the server goes on");
}

#[tokio::test(start_paused = true)]
async fn a_field_block_without_end_ends_the_connection() {
    let begin = frame(HEADERS, 0, 1, &fields(0x82, "/a"));
    for payload in ["", "x"] {
        let piece = frame(CONTINUATION, 0, 1, payload.as_bytes());
        assert_cut(&begin, &piece, "CONTINUATION").await;
    }
}

#[tokio::test(start_paused = true)]
async fn requests_that_are_taken_back_at_once_end_the_connection() {
    let streams = (0..20_000).map(|n| 2 * n + 1);
    let rapid = streams.map(|stream| {
        let reset = frame(RST_STREAM, 0, stream, &[0, 0, 0, 8]);
        [get(stream, "/a"), reset].concat()
    });
    // All in one piece: the server finds the end of a request together with its beginning.
    let ended = flood(b"", std::iter::once(rapid.collect::<Vec<_>>().concat())).await;
    assert!(ended.goaway && ended.elapsed <= CLOSE, "{ended:?}");
}

#[tokio::test(start_paused = true)]
async fn a_busy_connection_is_served_to_the_end() {
    let mut connections = connections(Limits::default());
    let mut stream = connections.send(hello()).await;
    for n in 0..10_000 {
        let id = 2 * n + 1;
        let window = frame(WINDOW_UPDATE, 0, 0, &22_u32.to_be_bytes());
        let ping = frame(PING, 0, 0, &u64::from(n).to_be_bytes());
        let request = [get(id, "/a"), window, ping].concat();
        stream.write_all(&request).await.expect("still open");
        let answer = read_until(&mut stream, DATA).await;
        assert_eq!(answer.stream, id);
    }
}
