//! What an HTTP/2 client with prior knowledge sees, frame by frame.

use std::time::Duration;

use super::*;

/// What [`Frames`] and these tests speak of a frame (RFC 9113 section 6).
pub const DATA: u8 = 0;
pub const HEADERS: u8 = 1;
pub const RST_STREAM: u8 = 3;
pub const SETTINGS: u8 = 4;
pub const PING: u8 = 6;
pub const GOAWAY: u8 = 7;
pub const WINDOW_UPDATE: u8 = 8;
pub const CONTINUATION: u8 = 9;

pub const END_STREAM: u8 = 1;
pub const ACK: u8 = 1;
pub const END_HEADERS: u8 = 4;

/// `:status: 200` of the static table (RFC 7541 appendix A), the first field of an answer.
const OK: u8 = 0x88;

/// The preface and empty SETTINGS, with which every client begins.
pub fn hello() -> Vec<u8> {
    [
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".as_slice(),
        &frame(SETTINGS, 0, 0, b""),
    ]
    .concat()
}

pub fn frame(kind: u8, flags: u8, stream: u32, payload: &[u8]) -> Vec<u8> {
    let len = u32::try_from(payload.len()).expect("short").to_be_bytes();
    let head = [len[1], len[2], len[3], kind, flags];
    [head.as_slice(), &stream.to_be_bytes(), payload].concat()
}

/// The field block of a request, all from the static table but path and authority.
pub fn fields(method: u8, path: &str) -> Vec<u8> {
    let literal = |index: u8, value: &str| {
        let len = u8::try_from(value.len()).expect("short");
        [&[0x40 | index, len], value.as_bytes()].concat()
    };
    [vec![method, 0x86], literal(4, path), literal(1, "gate")].concat()
}

const GET: u8 = 0x82;
/// `:method: HEAD` as a literal is longer than one byte, so it has a function of its own.
fn head_fields(path: &str) -> Vec<u8> {
    let get = fields(GET, path);
    [b"\x42\x04HEAD".as_slice(), &get[1..]].concat()
}

pub fn get(stream: u32, path: &str) -> Vec<u8> {
    frame(
        HEADERS,
        END_HEADERS | END_STREAM,
        stream,
        &fields(GET, path),
    )
}

/// One frame as read.
#[derive(Debug, PartialEq, Eq)]
pub struct Frame {
    pub kind: u8,
    pub flags: u8,
    pub stream: u32,
    pub payload: Vec<u8>,
}

/// The next frame; `None` when the server has closed.
pub async fn read_frame(stream: &mut (impl AsyncRead + Unpin)) -> Option<Frame> {
    let mut head = [0; 9];
    stream.read_exact(&mut head).await.ok()?;
    let len = u32::from_be_bytes([0, head[0], head[1], head[2]]);
    let mut payload = vec![0; usize::try_from(len).expect("24 bits")];
    stream.read_exact(&mut payload).await.ok()?;
    Some(Frame {
        kind: head[3],
        flags: head[4],
        stream: u32::from_be_bytes([head[5], head[6], head[7], head[8]]),
        payload,
    })
}

/// The next frame of one kind.
pub async fn read_until(stream: &mut (impl AsyncRead + Unpin), kind: u8) -> Frame {
    loop {
        let frame = read_frame(stream).await.expect("the server has not closed");
        if frame.kind == kind {
            return frame;
        }
    }
}

#[tokio::test]
async fn a_request_is_answered() {
    let server = Running::start().await;
    let mut stream = server.send([hello(), get(1, "/a")].concat()).await;
    let headers = read_until(&mut stream, HEADERS).await;
    assert_eq!((headers.stream, headers.payload[0]), (1, OK));
    let data = read_until(&mut stream, DATA).await;
    assert_eq!((data.flags & END_STREAM, data.stream), (END_STREAM, 1));
    assert_eq!(data.payload, b"127.0.0.1 asks for /a\n");
}

#[tokio::test]
async fn the_settings_state_the_limits() {
    let server = Running::start().await;
    let mut stream = server.send(hello()).await;
    let settings = read_until(&mut stream, SETTINGS).await.payload;
    let states = |id: u8, value: u32| {
        let entry = [[0, id].as_slice(), &value.to_be_bytes()].concat();
        settings.chunks(6).any(|chunk| chunk == entry)
    };
    assert!(states(3, limits::H2_STREAMS), "{settings:?}");
    assert!(states(6, 16 * 1024), "{settings:?}");
}

#[tokio::test]
async fn head_has_no_body() {
    let server = Running::start().await;
    let head = frame(HEADERS, END_HEADERS | END_STREAM, 1, &head_fields("/a"));
    let mut stream = server.send([hello(), head].concat()).await;
    let headers = read_until(&mut stream, HEADERS).await;
    assert_eq!(
        (headers.payload[0], headers.flags & END_STREAM),
        (OK, END_STREAM)
    );
}

/// A request whose body does not come yet.
fn post_begun() -> Vec<u8> {
    let post = frame(HEADERS, END_HEADERS, 1, &fields(0x83, "/a"));
    [hello(), post].concat()
}

/// curl takes a reset right behind the answer for no answer at all.
#[tokio::test]
async fn a_short_body_ends_without_a_reset() {
    let mut stream = Running::start().await.send(post_begun()).await;
    assert_eq!(read_until(&mut stream, HEADERS).await.payload[0], OK);
    assert_eq!(read_until(&mut stream, DATA).await.flags & END_STREAM, 1);
    let rest = [frame(DATA, END_STREAM, 1, b"late"), get(3, "/b")].concat();
    stream.write_all(&rest).await.expect("still open");
    loop {
        let frame = read_frame(&mut stream).await.expect("still open");
        assert_ne!(frame.kind, RST_STREAM);
        if frame.kind == DATA {
            assert_eq!(frame.payload, b"127.0.0.1 asks for /b\n");
            break;
        }
    }
}

#[tokio::test]
async fn a_body_that_never_comes_is_not_waited_for() {
    let limits = Limits {
        close: Duration::from_millis(1),
        ..Limits::default()
    };
    let server = Running::with(Echo, limits).await;
    let mut stream = server.send(post_begun()).await;
    assert_eq!(read_until(&mut stream, HEADERS).await.payload[0], OK);
    let reset = read_until(&mut stream, RST_STREAM).await;
    assert_eq!((reset.stream, reset.payload), (1, vec![0; 4]));
}

#[tokio::test]
async fn a_body_is_dropped_and_the_connection_goes_on() {
    let mut stream = Running::start().await.send(post_begun()).await;
    assert_eq!(read_until(&mut stream, HEADERS).await.payload[0], OK);
    let part = frame(DATA, 0, 1, &[0; 16 * 1024]);
    stream.write_all(&part.repeat(3)).await.expect("still open");
    while read_until(&mut stream, WINDOW_UPDATE).await.stream != 1 {}
    // More than a window. NO_ERROR asks the client to stop sending (RFC 9113 section 8.1).
    stream.write_all(&part.repeat(2)).await.expect("still open");
    let reset = read_until(&mut stream, RST_STREAM).await;
    assert_eq!((reset.stream, reset.payload), (1, vec![0; 4]));
    let late = [frame(DATA, END_STREAM, 1, b"late"), get(3, "/b")].concat();
    stream.write_all(&late).await.expect("still open");
    assert_eq!(
        read_until(&mut stream, DATA).await.payload,
        b"127.0.0.1 asks for /b\n"
    );
}

#[tokio::test]
async fn a_panic_in_the_answer_leaves_the_other_streams_alone() {
    let server = Running::start().await;
    let mut stream = server
        .send([hello(), get(1, "/boom"), get(3, "/a")].concat())
        .await;
    assert_ne!(read_until(&mut stream, HEADERS).await.payload[0], OK);
    assert_eq!(read_until(&mut stream, HEADERS).await.payload[0], OK);
}
