//! A peer that does not do its part is gone when its time is over, not earlier and not later.

use std::time::Duration;

use tokio::time::{Instant, interval, sleep};

use super::http2::{
    ACK, DATA, END_STREAM, GOAWAY, HEADERS, PING, RST_STREAM, SETTINGS, WINDOW_UPDATE, fields,
    frame, get, hello, read_frame, read_until,
};
use super::*;

const SECOND: Duration = Duration::from_secs(1);

/// Sends bytes once and expects the server to be done with the connection after so long.
async fn assert_gone_after(bytes: impl AsRef<[u8]>, expected: Duration) {
    let mut connections = connections(Limits::default());
    let start = Instant::now();
    let _stream = connections.send(bytes.as_ref()).await;
    connections.one_leaves().await;
    assert_about(
        start.elapsed(),
        expected,
        &String::from_utf8_lossy(bytes.as_ref()),
    );
}

#[track_caller]
fn assert_about(elapsed: Duration, expected: Duration, what: &str) {
    // The timer of tokio rounds up to the next millisecond.
    let late = elapsed.checked_sub(expected);
    let on_time = late.is_some_and(|late| late <= Duration::from_millis(3));
    assert!(on_time, "{what}: {elapsed:?} instead of {expected:?}");
}

#[tokio::test(start_paused = true)]
async fn no_request_begins() {
    for bytes in ["", "P", "PRI * HTTP/2.0\r\n"] {
        assert_gone_after(bytes, SECOND * 5).await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_head_stops_halfway() {
    for bytes in [
        "G",
        "POST",
        "GET / HTTP/1.1\r\n",
        "GET / HTTP/1.1\r\nHost: gate\r\n",
        "\r\n",
    ] {
        assert_gone_after(bytes, SECOND * 10).await;
    }
}

#[tokio::test(start_paused = true)]
async fn an_http2_connection_never_asks() {
    assert_gone_after("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", SECOND * 10).await;
    assert_gone_after(hello(), SECOND * 10).await;
    let without_end = frame(HEADERS, 0, 1, &fields(0x82, "/a"));
    assert_gone_after([hello(), without_end].concat(), SECOND * 10).await;
}

#[tokio::test(start_paused = true)]
async fn a_head_trickles() {
    let mut connections = connections(Limits::default());
    let mut stream = connections.send("GET / HTTP/1.1\r\nX-A: ").await;
    let start = Instant::now();
    let mut tick = interval(SECOND);
    let trickle = async {
        while stream.write_all(b"x").await.is_ok() {
            tick.tick().await;
        }
    };
    tokio::join!(trickle, connections.one_leaves());
    // The client notices with its next byte.
    assert_about(start.elapsed(), SECOND * 11, "one byte a second");
}

#[tokio::test(start_paused = true)]
async fn a_used_connection_is_idle() {
    // The client that does not close its side is given another second.
    assert_gone_after("GET / HTTP/1.1\r\n\r\n", SECOND * 61).await;
    assert_gone_after("GET / HTTP/1.1\r\nConnection: close\r\n\r\n", SECOND).await;
}

#[tokio::test(start_paused = true)]
async fn a_second_head_must_come_as_fast_as_the_first() {
    let mut connections = connections(Limits::default());
    let mut stream = connections.send("GET / HTTP/1.1\r\n\r\n").await;
    sleep(SECOND * 50).await;
    stream.write_all(b"GET").await.expect("still open");
    let start = Instant::now();
    connections.one_leaves().await;
    assert_about(start.elapsed(), SECOND * 10, "second head");
}

/// Reads frames and acknowledges what must be, until the server closes. Counts the GOAWAYs.
async fn acknowledge(stream: &mut DuplexStream) -> usize {
    let mut goaways = 0;
    while let Some(read) = read_frame(stream).await {
        let written = match (read.kind, read.flags) {
            (SETTINGS, 0) => stream.write_all(&frame(SETTINGS, ACK, 0, b"")).await,
            (PING, 0) => stream.write_all(&frame(PING, ACK, 0, &read.payload)).await,
            (GOAWAY, _) => {
                goaways += 1;
                Ok(())
            }
            _ => Ok(()),
        };
        written.expect("the server still reads");
    }
    goaways
}

#[tokio::test(start_paused = true)]
async fn an_idle_http2_connection_that_answers_pings_is_closed_politely() {
    let mut connections = connections(Limits::default());
    let mut stream = connections.send([hello(), get(1, "/a")].concat()).await;
    let start = Instant::now();
    assert_eq!(
        acknowledge(&mut stream).await,
        2,
        "one to announce the end, one to end"
    );
    assert_about(start.elapsed(), SECOND * 60, "idle");
}

/// The SETTINGS of a client that wants so many bytes of each answer.
fn window(bytes: u8) -> Vec<u8> {
    frame(SETTINGS, 0, 0, &[0, 4, 0, 0, 0, bytes])
}

/// A hundred requests at once.
fn many(path: &str) -> Vec<u8> {
    (0..100).flat_map(|n| get(2 * n + 1, path)).collect()
}

#[tokio::test(start_paused = true)]
async fn http2_answers_that_nobody_takes_do_not_keep_the_connection() {
    for bytes in [0, 1] {
        for requests in [get(1, "/a"), get(1, "/huge"), many("/a"), many("/huge")] {
            let mut connections = connections(Limits::default());
            let mut stream = connections
                .send([hello(), window(bytes), requests].concat())
                .await;
            let start = Instant::now();
            acknowledge(&mut stream).await;
            connections.one_leaves().await;
            let what = format!("a window of {bytes}");
            assert_about(start.elapsed(), SECOND * 30, &what);
        }
    }
}

/// What a peer sends in each of its turns.
type Turn = fn(u32) -> Vec<u8>;

#[tokio::test(start_paused = true)]
async fn what_else_a_peer_does_gives_it_no_time_to_take_its_answers() {
    let ping = |_| frame(PING, 0, 0, &[7; 8]);
    // A byte of the whole connection is no byte of an answer.
    let room = |_| frame(WINDOW_UPDATE, 0, 0, &[0, 0, 0, 1]);
    // It takes back its latest request, and asks anew.
    let again = |turn| {
        let latest = 2 * turn + 199;
        [frame(RST_STREAM, 0, latest, &[0; 4]), get(latest + 2, "/a")].concat()
    };
    let turns: [(u32, Turn, &str); 3] =
        [(1, ping, "PING"), (1, room, "room"), (25, again, "again")];
    for (pause, turn, name) in turns {
        let mut connections = connections(Limits::default());
        let begin = [hello(), window(0), many("/a")].concat();
        let mut stream = connections.send(begin).await;
        let start = Instant::now();
        insist(&mut stream, true, (SECOND * pause, turn)).await;
        assert_about(start.elapsed(), SECOND * 30, name);
    }
}

/// Reads an answer, slowly: after each piece it makes room for another one. How much it was.
async fn take_slowly(stream: &mut DuplexStream) -> usize {
    let mut taken = 0;
    while let Some(read) = read_frame(stream).await {
        if read.kind == DATA && read.flags & END_STREAM != 0 {
            return taken + read.payload.len();
        }
        let bytes = match (read.kind, read.flags) {
            (PING, 0) => frame(PING, ACK, 0, &read.payload),
            (DATA, _) => {
                sleep(Duration::from_millis(200)).await;
                taken += read.payload.len();
                let room = u32::try_from(read.payload.len()).expect("short");
                let room = |of| frame(WINDOW_UPDATE, 0, of, &room.to_be_bytes());
                [room(0), room(read.stream)].concat()
            }
            _ => continue,
        };
        stream.write_all(&bytes).await.expect("still open");
    }
    unreachable!("cut at {taken}")
}

#[tokio::test(start_paused = true)]
async fn a_peer_that_takes_its_answers_is_served_for_long() {
    let mut connections = connections(Limits::default());
    let mut stream = connections.send(hello()).await;
    let start = Instant::now();
    for n in 0..10 {
        let request = get(2 * n + 1, "/huge");
        stream.write_all(&request).await.expect("still open");
        let before = Instant::now();
        assert_eq!(take_slowly(&mut stream).await, HUGE);
        assert!(before.elapsed() > SECOND * 10, "{:?}", before.elapsed());
    }
    assert!(start.elapsed() > SECOND * 100, "{:?}", start.elapsed());
}

#[tokio::test(start_paused = true)]
async fn a_client_that_asks_for_too_much_at_first_is_refused_some_of_it() {
    let mut connections = connections(Limits::default());
    let requests = (0..600).flat_map(|n| get(2 * n + 1, "/a"));
    let requests: Vec<_> = hello().into_iter().chain(requests).collect();
    let (mut reader, mut writer) = tokio::io::split(connections.connect());
    let listen = async {
        let mut over = 0;
        while over < 600 {
            let read = read_frame(&mut reader).await.expect("still open");
            over += usize::from(read.kind == DATA || read.kind == RST_STREAM);
        }
    };
    let (written, ()) = tokio::join!(writer.write_all(&requests), listen);
    written.expect("still open");
    let late = get(1201, "/b");
    writer.write_all(&late).await.expect("still open");
    let answer = read_until(&mut reader, DATA).await;
    assert_eq!(answer.stream, 1201);
}

#[tokio::test(start_paused = true)]
async fn a_dead_http2_peer_is_found_by_a_ping() {
    let start = Instant::now();
    let mut connections = connections(Limits::default());
    let _stream = connections.send([hello(), get(1, "/a")].concat()).await;
    connections.one_leaves().await;
    assert!(start.elapsed() < SECOND * 32, "{:?}", start.elapsed());
}

#[tokio::test(start_paused = true)]
async fn a_client_that_does_not_read_is_cut() {
    assert_gone_after("GET /huge HTTP/1.1\r\n\r\n", SECOND * 10).await;
    assert_gone_after("GET /a HTTP/1.1\r\n\r\n".repeat(3000), SECOND * 10).await;
}

#[tokio::test(start_paused = true)]
async fn an_endless_body_is_not_read_for_ever() {
    let mut connections = connections(Limits::default());
    let mut stream = connections
        .send("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n")
        .await;
    let start = Instant::now();
    assert!(
        read_to_close(&mut stream)
            .await
            .contains("connection: close")
    );
    assert_about(start.elapsed(), Duration::ZERO, "answer");
    let mut tick = interval(Duration::from_millis(100));
    let trickle = async {
        while stream.write_all(b"1\r\nx\r\n").await.is_ok() {
            tick.tick().await;
        }
    };
    tokio::join!(trickle, connections.one_leaves());
    assert_about(
        start.elapsed(),
        Duration::from_millis(1100),
        "the end of our patience",
    );
}

#[tokio::test(start_paused = true)]
async fn a_fast_body_is_not_read_for_ever() {
    let mut connections = connections(Limits::default());
    let mut stream = connections
        .send("POST / HTTP/1.1\r\nContent-Length: 10000000\r\n\r\n")
        .await;
    let start = Instant::now();
    let sent = async {
        let mut sent = 0;
        while stream.write_all(&[0; 1024]).await.is_ok() {
            sent += 1024;
        }
        sent
    };
    let (sent, ()) = tokio::join!(sent, connections.one_leaves());
    assert!(sent <= limits::LINGER_BYTES + 2 * PIPE, "{sent}");
    assert_about(start.elapsed(), Duration::ZERO, "cut by size");
}

/// Asks again and again, with a pause between, until the server does not want to go on. The time
/// that it took, and the last answer.
async fn ask_until_told(stream: &mut DuplexStream, pause: Duration) -> (Duration, String) {
    let start = Instant::now();
    loop {
        let request = b"GET /a HTTP/1.1\r\n\r\n";
        stream.write_all(request).await.expect("still open");
        let answer = read_answer(stream).await;
        if answer.contains("connection: close") {
            return (start.elapsed(), answer);
        }
        sleep(pause).await;
    }
}

/// At the end of its life: an hour, or up to a tenth less.
#[track_caller]
fn assert_old(elapsed: Duration) {
    let old = SECOND * 54 * 60..SECOND * 60 * 60 + SECOND * 31;
    assert!(old.contains(&elapsed), "{elapsed:?}");
}

#[tokio::test(start_paused = true)]
async fn a_busy_http1_connection_ends_with_an_answer() {
    let mut connections = connections(Limits::default());
    let mut stream = connections.connect();
    let (age, answer) = ask_until_told(&mut stream, SECOND * 30).await;
    assert_old(age);
    assert!(answer.ends_with("asks for /a\n"), "{answer}");
    assert_eq!(read_to_close(&mut stream).await, "");
}

/// Sends something every so often until the server closes, and acknowledges what must be: where it
/// is told not to, all but the PING after which a server knows that its GOAWAY has come. How many
/// answers there were.
async fn insist(
    stream: &mut DuplexStream,
    acknowledges: bool,
    (pause, turn): (Duration, impl Fn(u32) -> Vec<u8>),
) -> usize {
    let (mut reader, mut writer) = tokio::io::split(stream);
    let (send, mut sent) = tokio::sync::mpsc::unbounded_channel();
    let ask = async {
        let mut tick = interval(pause);
        let mut turns = 0..;
        loop {
            let bytes = tokio::select! {
                bytes = sent.recv() => bytes,
                _ = tick.tick() => turns.next().map(&turn),
            };
            let Some(bytes) = bytes else { return };
            if writer.write_all(&bytes).await.is_err() {
                return;
            }
        }
    };
    let listen = async {
        let (mut answers, mut told) = (0, false);
        while let Some(read) = read_frame(&mut reader).await {
            told |= read.kind == GOAWAY;
            answers += usize::from(read.kind == HEADERS);
            if read.kind == PING && read.flags == 0 && (acknowledges || !told) {
                let _ = send.send(frame(PING, ACK, 0, &read.payload));
            }
        }
        drop(send);
        answers
    };
    tokio::join!(ask, listen).1
}

#[tokio::test(start_paused = true)]
async fn a_busy_http2_connection_ends_however_it_behaves() {
    for acknowledges in [true, false] {
        let mut connections = connections(Limits::default());
        let mut stream = connections.send(hello()).await;
        let start = Instant::now();
        let ask = |turn| get(2 * turn + 1, "/a");
        let answers = insist(&mut stream, acknowledges, (SECOND * 30, ask)).await;
        assert_old(start.elapsed());
        assert!(answers >= 54 * 2, "{answers}");
        connections.one_leaves().await;
    }
}

#[tokio::test(start_paused = true)]
async fn not_all_connections_end_at_once() {
    let mut connections = connections(Limits::default());
    let mut ages = std::collections::BTreeSet::new();
    for _ in 0..5 {
        let (age, _) = ask_until_told(&mut connections.connect(), SECOND).await;
        assert_old(age);
        ages.insert(age);
    }
    assert!(ages.len() > 1, "{ages:?}");
}
