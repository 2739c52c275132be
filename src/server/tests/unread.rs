//! Requests that hyper cannot read: the handler answers them, and nothing of them is in what it sees.

use std::sync::Mutex;

use super::http2::{DATA, HEADERS, RST_STREAM, fields, frame, get, hello, read_until};
use super::*;
use crate::net::HeadError as Error;

/// Notes what it refuses, and says so.
#[derive(Default)]
struct Refusing(Arc<Mutex<Vec<Error>>>);

impl Handler for Refusing {
    type ResponseFuture = Ready<Response<Full<Bytes>>>;

    fn handle(&self, head: &request::Parts, _peer: &Peer) -> Self::ResponseFuture {
        ready(Response::new(Full::from(format!("{}\n", head.uri.path()))))
    }

    fn refuse(&self, head: &request::Parts, peer: &Peer, error: Error) -> Response<Full<Bytes>> {
        if error.status() == hyper::StatusCode::BAD_REQUEST {
            assert_eq!((head.method.as_str(), head.uri.path()), ("OTHER", "/"));
            assert!(head.headers.is_empty());
        }
        self.0.lock().expect("no panic").push(error);
        let word = error.as_str();
        let mut response = Response::new(Full::from(format!("{peer}: {word}\n")));
        *response.status_mut() = error.status();
        response
    }
}

/// Request heads that are no HTTP, each with what is wrong with it.
fn cases() -> Vec<(Vec<u8>, Error)> {
    let get = |rest: &str| format!("GET /a HTTP/1.1\r\nHost: a\r\n{rest}\r\n").into_bytes();
    let line = |line: &str| format!("{line}\r\nHost: a\r\n\r\n").into_bytes();
    let long = "x".repeat(66 << 10);
    vec![
        // Methods.
        (line("G\x01T /a HTTP/1.1"), Error::Method),
        (line("GET\x00 /a HTTP/1.1"), Error::Method),
        (line("G(T /a HTTP/1.1"), Error::Method),
        (line("\u{fc} /a HTTP/1.1"), Error::Method),
        (line(" /a HTTP/1.1"), Error::Method),
        (
            b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n".into(),
            Error::Method,
        ),
        (b"\0\0\0\0\r\n\r\n".into(), Error::Method),
        // Targets.
        (line("GET /> HTTP/1.1"), Error::Target),
        (line("GET /< HTTP/1.1"), Error::Target),
        (line("GET /` HTTP/1.1"), Error::Target),
        (line("GET /a\x00b HTTP/1.1"), Error::Target),
        (line("GET /a\x7f HTTP/1.1"), Error::Target),
        (line("GET /a\tb HTTP/1.1"), Error::Target),
        (line("GET http:// HTTP/1.1"), Error::Target),
        (line("GET http://[::1/ HTTP/1.1"), Error::Target),
        (line("GET a/b HTTP/1.1"), Error::Target),
        // Versions.
        (line("GET /a HTTP/1.2"), Error::Version),
        (line("GET /a HTTP/2.0"), Error::Version),
        (line("GET /a HTTP/0.9"), Error::Version),
        (line("GET /a http/1.1"), Error::Version),
        (line("GET /a b HTTP/1.1"), Error::Version),
        (line("GET  /a HTTP/1.1"), Error::Target),
        (line("GET /a"), Error::Target),
        (line("SSH-2.0-OpenSSH_9.6"), Error::Method),
        (
            line("PROXY TCP4 192.0.2.7 198.51.100.1 56324 443"),
            Error::Version,
        ),
        // Header fields.
        (get("no colon\r\n"), Error::Header),
        (get("A b: c\r\n"), Error::Header),
        (get("A : c\r\n"), Error::Header),
        (get(": c\r\n"), Error::Header),
        (get("A: b\r\n c\r\n"), Error::Header),
        (get("A: b\x00c\r\n"), Error::Header),
        (get("A: b\x7fc\r\n"), Error::Header),
        (get("A: b\rc\r\n"), Error::Header),
        (get("\u{fc}: c\r\n"), Error::Header),
        // Bodies.
        (get("Content-Length: x\r\n"), Error::ContentLength),
        (get("Content-Length: -1\r\n"), Error::ContentLength),
        (get("Content-Length: +1\r\n"), Error::ContentLength),
        (get("Content-Length: 1, 2\r\n"), Error::ContentLength),
        (
            get("Content-Length: 1\r\nContent-Length: 2\r\n"),
            Error::ContentLength,
        ),
        (
            get("Content-Length: 99999999999999999999\r\n"),
            Error::ContentLength,
        ),
        (get("Transfer-Encoding: gzip\r\n"), Error::TransferEncoding),
        (
            get("Transfer-Encoding: chunked, gzip\r\n"),
            Error::TransferEncoding,
        ),
        (
            get("Transfer-Encoding: xchunked\r\nContent-Length: 1\r\n"),
            Error::TransferEncoding,
        ),
        (
            b"GET /a HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n".into(),
            Error::TransferEncoding,
        ),
        // Sizes.
        (line(&format!("GET /{long} HTTP/1.1")), Error::UriTooLong),
        (get(&format!("A: {long}{long}\r\n")), Error::HeadersTooLarge),
        (get(&"A: b\r\n".repeat(200)), Error::HeadersTooLarge),
    ]
}

async fn refusing() -> (Running, Arc<Mutex<Vec<Error>>>) {
    let handler = Refusing::default();
    let refused = Arc::clone(&handler.0);
    (Running::with(handler, Limits::default()).await, refused)
}

#[tokio::test]
async fn what_is_no_http_is_refused_by_the_handler_with_its_kind() {
    let (server, refused) = refusing().await;
    for (head, error) in cases() {
        let text = String::from_utf8_lossy(&head[..head.len().min(80)]).into_owned();
        let answer = server.talk(&head).await;
        let (head, body) = answer.split_once("\r\n\r\n").expect(&text);
        assert!(
            head.starts_with(&format!("HTTP/1.1 {}", error.status())),
            "{text}\n{head}"
        );
        assert_eq!(head.matches("HTTP/1.1").count(), 1, "{text}\n{head}");
        assert!(head.contains("\r\nconnection: close"), "{text}\n{head}");
        assert_eq!(body, format!("127.0.0.1: {}\n", error.as_str()), "{text}");
        assert_eq!(*refused.lock().expect("no panic"), [error], "{text}");
        refused.lock().expect("no panic").clear();
    }
}

/// It is refused behind good requests, too, one after another or all at once, and none of its bytes
/// becomes a request.
#[tokio::test]
async fn what_was_answered_before_stays_answered() {
    let (server, refused) = refusing().await;
    for (head, error) in cases() {
        let text = String::from_utf8_lossy(&head[..head.len().min(80)]).into_owned();
        let good = &b"GET /good HTTP/1.1\r\nHost: a\r\n\r\n"[..];
        let smuggled = &b"GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n"[..];
        let answer = server.talk([good, good, &head, smuggled].concat()).await;
        assert_eq!(answer.matches("/good\n").count(), 2, "{text}\n{answer}");
        assert!(!answer.contains("/smuggled"), "{text}\n{answer}");
        let end = format!("\r\n\r\n127.0.0.1: {}\n", error.as_str());
        assert!(answer.ends_with(&end), "{text}\n{answer}");
        let mut stream = server.send(good).await;
        assert!(read_answer(&mut stream).await.ends_with("/good\n"));
        stream.write_all(&head).await.expect("still open");
        assert!(read_to_close(&mut stream).await.ends_with(&end), "{text}");
        assert_eq!(*refused.lock().expect("no panic"), [error; 2], "{text}");
        refused.lock().expect("no panic").clear();
    }
}

/// A head without its end is none: there is nobody to answer.
#[tokio::test]
async fn a_head_that_breaks_off_is_no_request() {
    let (server, refused) = refusing().await;
    for head in [
        "G",
        "GET / HTTP/1.1\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\n",
        "\r\n",
        "",
    ] {
        let mut stream = server.send(head).await;
        stream.shutdown().await.expect("still open");
        assert_eq!(read_to_close(&mut stream).await, "", "{head}");
    }
    assert_eq!(*refused.lock().expect("no panic"), []);
}

#[tokio::test]
async fn a_handler_without_words_of_its_own_says_a_sentence() {
    let server = Running::start().await;
    let answer = server.talk("GET /> HTTP/1.1\r\n\r\n").await;
    let expected = "HTTP/1.1 400 Bad Request\r\ncache-control: no-store\r\n\
                    content-type: text/plain; charset=utf-8\r\nconnection: close\r\n\
                    content-length: 29\r\n\r\nThis request cannot be read.\n";
    assert_eq!(answer, expected);
}

/// A peer who does not take the answer, or does not close, holds it no longer than any other.
#[tokio::test(start_paused = true)]
async fn whoever_stays_after_a_refusal_is_cut() {
    let mut connections = connections(Limits::default());
    let mut stream = connections.send("GET /> HTTP/1.1\r\n\r\n").await;
    let before = tokio::time::Instant::now();
    connections.one_leaves().await;
    assert_eq!(before.elapsed().as_secs(), limits::CLOSE.as_secs());
    let answer = read_to_close(&mut stream).await;
    assert!(answer.starts_with("HTTP/1.1 400 "), "{answer}");
}

/// So many requests with a field that HTTP/2 forbids, which the library resets one by one.
fn malformed_requests(count: u32) -> Vec<u8> {
    let fields = [&fields(0x82, "/a")[..], b"\x40\x0aconnection\x01x"].concat();
    let requests = (0..count).map(|n| frame(HEADERS, 5, 2 * n + 1, &fields));
    requests.collect::<Vec<_>>().concat()
}

/// docs/operating.md says that these are on record nowhere.
#[tokio::test]
async fn what_the_library_settles_on_a_stream_is_not_noted() {
    let literal = |name: &str, value: &str| {
        let len = |text: &str| u8::try_from(text.len()).expect("short");
        [
            &[0x40, len(name)],
            name.as_bytes(),
            &[len(value)],
            value.as_bytes(),
        ]
        .concat()
    };
    let (server, refused) = refusing().await;
    for (what, block) in [
        ("no method", vec![0x86, 0x84]),
        ("two methods", [&[0x83][..], &fields(0x82, "/a")].concat()),
        (
            "a pseudo-header behind",
            [&literal("a", "b"), &fields(0x82, "/a")[..]].concat(),
        ),
        ("a path with a blank", fields(0x82, "/a b")),
        (
            "connection",
            [&fields(0x82, "/a")[..], &literal("connection", "x")].concat(),
        ),
        (
            "te",
            [&fields(0x82, "/a")[..], &literal("te", "gzip")].concat(),
        ),
        (
            "a length",
            [&fields(0x82, "/a")[..], &literal("content-length", "x")].concat(),
        ),
    ] {
        let mut stream = server
            .send([hello(), frame(HEADERS, 5, 1, &block)].concat())
            .await;
        let reset = read_until(&mut stream, RST_STREAM).await;
        assert_eq!(reset.payload, [0, 0, 0, 1], "{what}");
        stream.write_all(&get(3, "/a")).await.expect("still open");
        assert_eq!(
            read_until(&mut stream, DATA).await.payload,
            b"/a\n",
            "{what}"
        );
    }
    assert_eq!(*refused.lock().expect("no panic"), []);
}

#[tokio::test]
async fn frames_against_the_rules_are_noted_once_and_a_client_that_leaves_is_not() {
    const PUSH_PROMISE: u8 = 5;
    let upper_case = [&fields(0x82, "/a")[..], b"\x40\x01X\x01x"].concat();
    for (what, broken, expected) in [
        (
            "a promise",
            frame(PUSH_PROMISE, 4, 1, &[0; 8]),
            &[Error::Frames][..],
        ),
        (
            "a body of no stream",
            frame(DATA, 0, 0, b"x"),
            &[Error::Frames],
        ),
        (
            "a stream of the server",
            frame(HEADERS, 5, 2, &[0x82]),
            &[Error::Frames],
        ),
        (
            "broken fields",
            frame(HEADERS, 5, 1, &[0xff; 8]),
            &[Error::Frames],
        ),
        (
            "behind a request",
            [get(1, "/a"), frame(DATA, 0, 0, b"x")].concat(),
            &[Error::Frames],
        ),
        (
            "a name in upper case",
            frame(HEADERS, 5, 1, &upper_case),
            &[Error::Frames],
        ),
        ("1 malformed request", malformed_requests(1), &[]),
        ("10 malformed requests", malformed_requests(10), &[]),
        ("100 malformed requests", malformed_requests(100), &[]),
        ("500 malformed requests", malformed_requests(500), &[]),
        ("1000 malformed requests", malformed_requests(1000), &[]),
        (
            "1100 malformed requests",
            malformed_requests(1100),
            &[Error::Frames],
        ),
        ("a request", get(1, "/a"), &[]),
        ("nothing", Vec::new(), &[]),
    ] {
        let (server, refused) = refusing().await;
        let mut stream = server.send([&hello()[..], &broken].concat()).await;
        stream.shutdown().await.expect("still open");
        let _ = read_to_close(&mut stream).await;
        // What is noted after the end of the connection is there when all have ended.
        assert_eq!(server.stop().await, Drained::Complete);
        assert_eq!(*refused.lock().expect("no panic"), expected, "{what}");
    }
}
