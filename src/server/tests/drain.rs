//! Stopping loses nothing that has begun, and ends on time.

use std::time::Duration;

use tokio::task::yield_now;
use tokio::time::{Instant, sleep};

use super::http2::{CONTINUATION, DATA, END_HEADERS, GOAWAY, HEADERS, PING};
use super::http2::{Frame, fields, frame, get, hello, read_frame, read_until};

use super::*;

/// The server has read what was sent, and the client has not gone on.
const A_WHILE: Duration = Duration::from_secs(5);

#[tokio::test]
async fn an_unused_server_stops_and_nobody_is_let_in_any_more() {
    let server = Running::start().await;
    let addr = server.addr;
    assert_eq!(server.stop().await, Drained::Complete);
    let refused = TcpStream::connect(addr).await.expect_err("nobody listens");
    assert_eq!(refused.kind(), std::io::ErrorKind::ConnectionRefused);
}

#[tokio::test(start_paused = true)]
async fn a_request_that_has_begun_is_answered() {
    let mut connections = connections(Limits::default());
    let mut stream = connections.send("GET /a HTTP/1.1\r\nHost: ga").await;
    sleep(A_WHILE).await;
    let client = async {
        sleep(A_WHILE / 2).await;
        stream.write_all(b"te\r\n\r\n").await.expect("still open");
        let answer = read_to_close(&mut stream).await;
        drop(stream);
        answer
    };
    let (answer, drained) = tokio::join!(client, connections.drain());
    assert!(answer.contains("connection: close"));
    assert!(answer.ends_with("asks for /a\n"));
    assert_eq!(drained, Drained::Complete);
}

#[tokio::test(start_paused = true)]
async fn an_http2_request_that_has_begun_is_answered() {
    let mut connections = connections(Limits::default());
    let block = fields(0x82, "/a");
    let (first, second) = block.split_at(4);
    let begun = frame(HEADERS, 1, 1, first);
    let mut stream = connections.send([hello(), begun].concat()).await;
    sleep(A_WHILE).await;
    let client = async {
        sleep(A_WHILE / 2).await;
        let rest = frame(CONTINUATION, END_HEADERS, 1, second);
        stream.write_all(&rest).await.expect("still open");
        read_until(&mut stream, GOAWAY).await;
        let body = read_until(&mut stream, DATA).await.payload;
        drop(stream);
        body
    };
    let (body, drained) = tokio::join!(client, connections.drain());
    assert_eq!(body, b"127.0.0.1 asks for /a\n");
    assert_eq!(drained, Drained::Complete);
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_is_read_slowly_arrives_whole() {
    let mut connections = connections(Limits {
        drain: Duration::from_secs(23),
        ..Limits::default()
    });
    let mut stream = connections.send("GET /huge HTTP/1.1\r\n\r\n").await;
    sleep(A_WHILE).await;
    let client = async {
        let mut part = vec![0; PIPE];
        let mut len = 0;
        loop {
            sleep(Duration::from_millis(1200)).await;
            match stream.read(&mut part).await.expect("closed, not cut") {
                0 => break len,
                read => len += read,
            }
        }
    };
    let (len, drained) = tokio::join!(client, connections.drain());
    assert!(len > HUGE, "{len}");
    assert_eq!(drained, Drained::Complete);
}

#[tokio::test(start_paused = true)]
async fn a_request_on_its_way_to_a_new_connection_is_answered() {
    let mut connections = connections(Limits::default());
    let mut stream = connections.connect();
    let client = async {
        sleep(Duration::from_millis(500)).await;
        stream
            .write_all(b"GET /a HTTP/1.1\r\n\r\n")
            .await
            .expect("still open");
        let answer = read_to_close(&mut stream).await;
        drop(stream);
        answer
    };
    let (answer, drained) = tokio::join!(client, connections.drain());
    assert!(answer.ends_with("asks for /a\n"));
    assert_eq!(drained, Drained::Complete);
}

#[tokio::test(start_paused = true)]
async fn idle_connections_are_closed_within_a_moment() {
    let mut connections = connections(Limits::default());
    let mut http1 = connections.send("GET /a HTTP/1.1\r\n\r\n").await;
    read_answer(&mut http1).await;
    let mut http2 = connections.send([hello(), get(1, "/a")].concat()).await;
    read_until(&mut http2, DATA).await;
    let _silent = connections.connect();
    let start = Instant::now();
    assert_eq!(connections.drain().await, Drained::Complete);
    assert!(
        start.elapsed() < Duration::from_millis(1010),
        "{:?}",
        start.elapsed()
    );
    assert_eq!(read_to_close(&mut http1).await, "");
    assert_eq!(read_until(&mut http2, GOAWAY).await.stream, 0);
    assert_eq!(
        read_frame(&mut http2).await.map(|frame| frame.kind),
        Some(PING)
    );
}

#[tokio::test(start_paused = true)]
async fn what_is_stuck_is_cut_and_counted() {
    let mut connections = connections(Limits {
        drain: Duration::from_secs(3),
        ..Limits::default()
    });
    let _half = connections.send("GET /a HTTP/1.1\r\nHost: ga").await;
    let _unread = connections.send("GET /huge HTTP/1.1\r\n\r\n").await;
    let mut done = connections
        .send("GET /a HTTP/1.1\r\nConnection: close\r\n\r\n")
        .await;
    read_to_close(&mut done).await;
    drop(done);
    let start = Instant::now();
    assert_eq!(connections.drain().await, Drained::Cut { connections: 2 });
    assert!(
        start.elapsed() < Duration::from_millis(3010),
        "{:?}",
        start.elapsed()
    );
}

#[tokio::test]
async fn a_full_server_closes_the_next_at_once_and_serves_again_when_one_leaves() {
    let limits = Limits {
        connections: 1,
        ..Limits::default()
    };
    let server = Running::with(Echo, limits).await;
    let mut first = server.send("GET /a HTTP/1.1\r\n\r\n").await;
    read_answer(&mut first).await;
    let mut second = server.connect().await;
    assert!(
        matches!(second.read(&mut [0]).await, Ok(0) | Err(_)),
        "not served"
    );
    drop(first);
    let mut refused = 0;
    while server
        .talk_or_end("GET /b HTTP/1.1\r\nConnection: close\r\n\r\n")
        .await
        .is_empty()
    {
        refused += 1;
        assert!(refused < 10_000, "the place is never given back");
        yield_now().await;
    }
}

/// Each address has its places, and proxies have as many as there are.
#[tokio::test]
async fn one_address_has_no_more_than_its_part() {
    let limits = Limits {
        connections_per_address: 2,
        ..Limits::default()
    };
    let server = Running::with(Echo, limits).await;
    let mut open = Vec::new();
    for _ in 0..2 {
        let mut stream = server.send("GET /a HTTP/1.1\r\n\r\n").await;
        read_answer(&mut stream).await;
        open.push(stream);
    }
    let refused = server.talk_or_end("GET /b HTTP/1.1\r\nConnection: close\r\n\r\n");
    assert_eq!(refused.await, "");
    let elsewhere = tokio::net::TcpSocket::new_v4().expect("a socket");
    let other = SocketAddr::from(([127, 0, 0, 2], 0));
    elsewhere.bind(other).expect("loopback is a whole network");
    let mut other = elsewhere.connect(server.addr).await.expect("connected");
    other
        .write_all(b"GET /c HTTP/1.1\r\n\r\n")
        .await
        .expect("written");
    assert!(read_answer(&mut other).await.ends_with("asks for /c\n"));
    drop(open);
}

/// Load balancers need a moment to learn of the end: until then everybody is
/// served, and told not to come back this way.
#[tokio::test]
async fn before_the_end_every_answer_of_http1_is_the_last_of_its_connection() {
    let readiness = Readiness::new();
    let settings = Settings {
        readiness: readiness.clone(),
        ..Settings::default()
    };
    let server = Running::with_settings(Echo, settings).await;
    let mut kept = server.send("GET /a HTTP/1.1\r\n\r\n").await;
    let answer = read_answer(&mut kept).await;
    assert!(!answer.contains("connection: close"), "{answer}");
    readiness.drain();
    kept.write_all(b"GET /b HTTP/1.1\r\n\r\n")
        .await
        .expect("written");
    let answer = read_to_close(&mut kept).await;
    assert!(answer.contains("\r\nconnection: close\r\n"), "{answer}");
    let answer = server.talk("GET /c HTTP/1.1\r\n\r\n").await;
    assert!(answer.contains("\r\nconnection: close\r\n"), "{answer}");
    assert!(answer.ends_with("asks for /c\n"), "{answer}");
}

/// HTTP/2 says it by a GOAWAY that names no stream yet: what the client sends until it has read
/// that is answered, and then the last stream is named.
#[tokio::test]
async fn before_the_end_a_busy_client_of_http2_is_told_to_go_and_loses_nothing() {
    let readiness = Readiness::new();
    let settings = Settings {
        readiness: readiness.clone(),
        ..Settings::default()
    };
    let server = Running::with_settings(Echo, settings).await;
    let mut stream = server.send([hello(), get(1, "/a")].concat()).await;
    read_until(&mut stream, DATA).await;
    readiness.drain();
    let write = async |stream: &mut TcpStream, bytes: &[u8]| {
        stream.write_all(bytes).await.expect("still open");
    };
    write(&mut stream, &get(3, "/b")).await;
    let mut seen = Vec::new();
    while ![DATA, GOAWAY, PING].iter().all(|kind| has(&seen, *kind)) {
        seen.push(read_frame(&mut stream).await.expect("still open"));
    }
    let goaway = seen.iter().find(|frame| frame.kind == GOAWAY);
    let goaway = &goaway.expect("just seen").payload;
    assert_eq!(goaway[..], [0x7f, 0xff, 0xff, 0xff, 0, 0, 0, 0]);
    let ping = seen.iter().find(|frame| frame.kind == PING);
    let ack = frame(PING, 1, 0, &ping.expect("just seen").payload);
    write(&mut stream, &[get(5, "/c"), ack].concat()).await;
    seen.clear();
    while let Some(frame) = read_frame(&mut stream).await {
        seen.push(frame);
    }
    let bodies = seen.iter().filter(|frame| frame.kind == DATA);
    let bodies: Vec<_> = bodies.map(|frame| &frame.payload[..]).collect();
    assert_eq!(bodies, [b"127.0.0.1 asks for /c\n"]);
    let goaway = seen.iter().find(|frame| frame.kind == GOAWAY);
    let goaway = &goaway.expect("the last stream").payload;
    assert_eq!(goaway[..], [0, 0, 0, 5, 0, 0, 0, 0]);
}

fn has(frames: &[Frame], kind: u8) -> bool {
    frames.iter().any(|frame| frame.kind == kind)
}
