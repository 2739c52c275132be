//! A connection of HTTP/1.1 that has given back what its last request needed: nobody notices.

use std::time::Duration;

use tokio::time::{Instant, sleep};

use super::connection_io::ConnectionIo;
use super::connection_timers::ConnectionTimers;
use super::protocol::Protocol;
use super::*;

const REQUEST: &[u8] = b"GET /a HTTP/1.1\r\nHost: gate\r\n\r\n";

/// A connection that has been asked once, some time ago.
async fn asked_before(connections: &mut Connections<Echo>, pause: Duration) -> DuplexStream {
    let mut stream = connections.send(REQUEST).await;
    assert!(read_answer(&mut stream).await.ends_with("asks for /a\n"));
    sleep(pause).await;
    stream
}

#[tokio::test(start_paused = true)]
async fn it_is_answered_however_late_it_asks_and_in_however_small_pieces() {
    let mut connections = connections(Limits::default());
    for pause in [0, 99, 100, 101, 150, 1000, 59_000].map(Duration::from_millis) {
        for size in [1, 15, 16, 17, REQUEST.len()] {
            let mut stream = asked_before(&mut connections, pause).await;
            for _ in 0..3 {
                for piece in REQUEST.chunks(size) {
                    stream.write_all(piece).await.expect("still open");
                    tokio::task::yield_now().await;
                }
                let answer = read_answer(&mut stream).await;
                assert!(answer.ends_with("asks for /a\n"), "{pause:?} {size}");
                sleep(pause).await;
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn several_requests_after_a_rest_are_answered_in_order() {
    let mut connections = connections(Limits::default());
    let mut stream = asked_before(&mut connections, limits::QUIET * 2).await;
    let paths: Vec<String> = (0..100).map(|number| format!("/{number}")).collect();
    let requests = paths
        .iter()
        .map(|path| format!("GET {path} HTTP/1.1\r\n\r\n"));
    let requests = requests.collect::<String>();
    stream
        .write_all(requests.as_bytes())
        .await
        .expect("still open");
    for path in paths {
        let answer = read_answer(&mut stream).await;
        assert!(answer.ends_with(&format!("asks for {path}\n")), "{answer}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_was_read_behind_a_request_is_not_lost() {
    for split in 1..REQUEST.len() {
        let mut connections = connections(Limits::default());
        let (begin, end) = REQUEST.split_at(split);
        let mut stream = connections.send([REQUEST, begin].concat()).await;
        assert!(read_answer(&mut stream).await.ends_with("asks for /a\n"));
        sleep(limits::QUIET * 2).await;
        stream.write_all(end).await.expect("still open");
        assert!(read_answer(&mut stream).await.ends_with("asks for /a\n"));
        sleep(limits::QUIET * 2).await;
        stream.write_all(REQUEST).await.expect("still open");
        assert!(read_answer(&mut stream).await.ends_with("asks for /a\n"));
    }
}

#[tokio::test(start_paused = true)]
async fn the_time_that_it_may_be_idle_counts_from_its_request() {
    let mut connections = connections(Limits::default());
    let start = Instant::now();
    let mut stream = asked_before(&mut connections, Duration::ZERO).await;
    assert_eq!(read_to_close(&mut stream).await, "");
    assert_eq!(start.elapsed().as_secs(), limits::IDLE.as_secs());
    drop(stream);
    connections.one_leaves().await;
}

#[tokio::test(start_paused = true)]
async fn a_head_that_breaks_off_after_a_rest_has_its_time_and_no_more() {
    let mut connections = connections(Limits::default());
    let mut stream = asked_before(&mut connections, Duration::from_secs(30)).await;
    let start = Instant::now();
    stream.write_all(b"GET").await.expect("still open");
    connections.one_leaves().await;
    assert_eq!(start.elapsed().as_secs(), limits::HEADERS.as_secs());
}

#[tokio::test(start_paused = true)]
async fn what_is_no_http_after_a_rest_is_refused() {
    let mut connections = connections(Limits::default());
    let mut stream = asked_before(&mut connections, limits::QUIET * 2).await;
    stream
        .write_all(b"GET /> HTTP/1.1\r\n\r\n")
        .await
        .expect("still open");
    let answer = read_to_close(&mut stream).await;
    assert!(answer.starts_with("HTTP/1.1 400 "), "{answer}");
}

#[tokio::test(start_paused = true)]
async fn a_client_that_leaves_ends_it() {
    let mut connections = connections(Limits::default());
    let stream = asked_before(&mut connections, limits::QUIET * 2).await;
    let start = Instant::now();
    drop(stream);
    connections.one_leaves().await;
    assert_eq!(start.elapsed(), Duration::ZERO);
}

#[tokio::test(start_paused = true)]
async fn a_drain_ends_it_at_once_and_answers_what_is_on_the_way() {
    let mut connections = connections(Limits::default());
    let mut resting = asked_before(&mut connections, limits::QUIET * 2).await;
    let mut asking = asked_before(&mut connections, limits::QUIET * 2).await;
    asking.write_all(REQUEST).await.expect("still open");
    let start = Instant::now();
    let drained = tokio::spawn(connections.drain());
    assert_eq!(read_to_close(&mut resting).await, "");
    let answer = read_to_close(&mut asking).await;
    assert!(answer.ends_with("asks for /a\n"), "{answer}");
    drop((resting, asking));
    assert_eq!(drained.await.expect("no panic"), Drained::Complete);
    assert_eq!(start.elapsed(), Duration::ZERO);
}

/// A process that is held up between two requests can find that the connection is quiet.
#[tokio::test]
async fn what_hyper_has_read_comes_before_what_it_has_not() {
    let timers = ConnectionTimers::new(Protocol::Http1, Limits::default());
    let replay = Bytes::from_static(b"bc");
    let io = ConnectionIo::new(&b"def"[..], replay, Arc::new(timers));
    let mut io = io.resuming(b"a");
    let mut read = Vec::new();
    io.read_to_end(&mut read)
        .await
        .expect("a slice cannot fail");
    assert_eq!(read, b"abcdef");
}
