//! A load balancer that speaks the PROXY protocol, and others who only pretend to.

use tokio::task::yield_now;

use super::http2::{DATA, get, hello, read_until};
use super::*;

mod broken;
mod framing;

/// Believes the PROXY headers of everybody, and says whom it was told of.
struct Behind;

impl Handler for Behind {
    type ResponseFuture = Ready<Response<Full<Bytes>>>;

    fn handle(&self, head: &request::Parts, peer: &Peer) -> Self::ResponseFuture {
        let body = format!("{peer} asks for {}\n", head.uri.path());
        ready(Response::new(Full::from(body)))
    }

    fn refuse(
        &self,
        _head: &request::Parts,
        peer: &Peer,
        error: HeadError,
    ) -> Response<Full<Bytes>> {
        let status = error.status();
        let mut response = Response::new(Full::from(format!("{peer} is refused: {status}\n")));
        *response.status_mut() = status;
        response
    }

    fn takes_proxy_header(&self, peer: &Peer) -> bool {
        peer.address().known().is_some_and(|ip| ip.is_loopback())
    }
}

const REQUEST: &[u8] = b"GET /a HTTP/1.1\r\nHost: gate\r\nConnection: close\r\n\r\n";

const V1: &[u8] = b"PROXY TCP4 192.0.2.7 198.51.100.1 56324 443\r\n";

const START: &[u8] = b"\r\n\r\n\0\r\nQUIT\n";
const LOCAL: u8 = 0x20;
const PROXY: u8 = 0x21;
const TCP4: u8 = 0x11;
const UDP4: u8 = 0x12;
const TCP6: u8 = 0x21;
const UNIX: u8 = 0x31;

/// `192.0.2.7:56324` to `198.51.100.1:443`.
const ADDRESSES4: &[u8] = &[192, 0, 2, 7, 198, 51, 100, 1, 220, 4, 1, 187];

/// `[2001:db8::7]:56324` to `[2001:db8::1]:443`.
fn addresses6() -> Vec<u8> {
    let address = |last: u8| [&[0x20, 0x01, 0x0d, 0xb8], [0; 11].as_slice(), &[last]].concat();
    [address(7), address(1), vec![220, 4, 1, 187]].concat()
}

/// A checksum, an id, and the endpoint that AWS load balancers add.
const TLVS: &[u8] = b"\x03\0\x04\xd3\x99\xd8\xd8\x05\0\x041234\xea\0\x05\x01vpce";

fn v2(command: u8, family: u8, rest: &[u8]) -> Vec<u8> {
    let len = u16::try_from(rest.len()).expect("short").to_be_bytes();
    [START, &[command, family], &len, rest].concat()
}

async fn behind() -> Running {
    Running::with(Behind, Limits::default()).await
}

/// Whom a request behind this header comes from; `None` for nobody who is named.
async fn assert_comes_from(header: &[u8], expected: Option<&str>) {
    let server = behind().await;
    let mut stream = server.send([header, REQUEST].concat()).await;
    let answer = read_to_close(&mut stream).await;
    let expected = format!("\r\n{} asks for /a\n", expected.unwrap_or("unknown"));
    let what = String::from_utf8_lossy(header);
    assert!(answer.ends_with(&expected), "{what:?}: {answer}");
}

#[tokio::test]
async fn version_1_names_the_client() {
    assert_comes_from(V1, Some("192.0.2.7")).await;
    for (header, source) in [
        (
            "PROXY TCP6 2001:db8::7 2001:db8::1 56324 443\r\n",
            Some("2001:db8::7"),
        ),
        (
            "PROXY TCP6 ::ffff:192.0.2.7 ::1 56324 443\r\n",
            Some("192.0.2.7"),
        ),
        ("PROXY UNKNOWN\r\n", None),
        ("PROXY UNKNOWN 192.0.2.7 192.0.2.1 1 2\r\n", None),
    ] {
        assert_comes_from(header.as_bytes(), source).await;
    }
    let longest = format!("PROXY UNKNOWN {}\r\n", "f".repeat(91));
    assert_comes_from(longest.as_bytes(), None).await;
}

#[tokio::test]
async fn version_2_names_the_client() {
    let (source4, source6) = (Some("192.0.2.7"), Some("2001:db8::7"));
    let with_tlvs4 = [ADDRESSES4, TLVS].concat();
    let with_tlvs6 = [&addresses6(), TLVS].concat();
    for (header, source) in [
        (v2(PROXY, TCP4, ADDRESSES4), source4),
        (v2(PROXY, TCP4, &with_tlvs4), source4),
        (v2(PROXY, TCP6, &addresses6()), source6),
        (v2(PROXY, TCP6, &with_tlvs6), source6),
        // Whoever came to the proxy by QUIC is a client like any other.
        (v2(PROXY, UDP4, ADDRESSES4), source4),
        // A socket within the proxy's machine, or nobody knows what.
        (v2(PROXY, UNIX, &[0; 216]), None),
        (v2(PROXY, 0, b""), None),
        (v2(PROXY, 0, TLVS), None),
    ] {
        assert_comes_from(&header, source).await;
    }
    let room = limits::PROXY_HEADER_BYTES - 16 - ADDRESSES4.len();
    let longest = [ADDRESSES4, &vec![0; room]].concat();
    assert_comes_from(&v2(PROXY, TCP4, &longest), source4).await;
}

#[tokio::test]
async fn a_proxy_that_speaks_for_itself_names_nobody() {
    for header in [
        v2(LOCAL, 0, b""),
        v2(LOCAL, 0, TLVS),
        v2(LOCAL, TCP4, ADDRESSES4),
        v2(LOCAL, TCP6, &addresses6()),
        // Whatever stands here is to be ignored.
        v2(LOCAL, TCP4, b""),
        v2(LOCAL, 0xff, b"anything"),
    ] {
        assert_comes_from(&header, None).await;
    }
}

#[tokio::test]
async fn the_client_is_also_the_one_who_is_refused() {
    let server = behind().await;
    let long = format!("GET /{} HTTP/1.1\r\n\r\n", "x".repeat(limits::URI_BYTES));
    let mut stream = server.send([V1, long.as_bytes()].concat()).await;
    let answer = read_answer(&mut stream).await;
    assert!(answer.contains("\r\n192.0.2.7 is refused: 414"), "{answer}");
}

#[tokio::test]
async fn http2_follows_the_header() {
    let server = behind().await;
    for header in [V1.to_vec(), v2(PROXY, TCP4, ADDRESSES4)] {
        let bytes = [header, hello(), get(1, "/a")].concat();
        let mut stream = server.send(bytes).await;
        assert_eq!(
            read_until(&mut stream, DATA).await.payload,
            b"192.0.2.7 asks for /a\n"
        );
    }
}

#[tokio::test]
async fn every_request_of_the_connection_comes_from_the_client() {
    let server = behind().await;
    let mut stream = server.send([V1, b"GET /a HTTP/1.1\r\n\r\n"].concat()).await;
    for path in ["/a", "/b"] {
        let answer = read_answer(&mut stream).await;
        assert!(answer.ends_with(&format!("\r\n192.0.2.7 asks for {path}\n")));
        stream
            .write_all(b"GET /b HTTP/1.1\r\n\r\n")
            .await
            .expect("still open");
    }
}

#[tokio::test]
async fn a_header_may_come_byte_by_byte() {
    let with_tlvs = [ADDRESSES4, TLVS].concat();
    for header in [V1.to_vec(), v2(PROXY, TCP4, &with_tlvs)] {
        let mut connections = Connections::new(Arc::new(Behind), Settings::default());
        let mut stream = connections.connect();
        for byte in [&header, REQUEST].concat() {
            stream.write_all(&[byte]).await.expect("the server reads");
            yield_now().await;
        }
        let answer = read_answer(&mut stream).await;
        assert!(answer.contains("\r\n192.0.2.7 asks"), "{answer}");
    }
}

#[tokio::test]
async fn a_header_from_anybody_else_is_garbage() {
    let server = Running::start().await;
    for header in [V1.to_vec(), v2(PROXY, TCP4, ADDRESSES4), v2(LOCAL, 0, b"")] {
        let mut stream = server.send([&header, REQUEST].concat()).await;
        let answer = read_to_close(&mut stream).await;
        assert!(answer.starts_with("HTTP/1.1 400 "), "{answer}");
        assert!(!answer.contains("asks for"), "{answer}");
    }
}

#[tokio::test]
async fn a_second_header_is_garbage() {
    let server = behind().await;
    let mut stream = server.send([V1, V1, REQUEST].concat()).await;
    let answer = read_to_close(&mut stream).await;
    assert!(answer.starts_with("HTTP/1.1 400 "), "{answer}");
}
