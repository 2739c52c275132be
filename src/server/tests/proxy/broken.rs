//! PROXY headers that are none, not whole, or late.

use std::time::Duration;

use tokio::time::{Instant, sleep};

use super::*;

/// Sends bytes and expects the connection to end after so long, without an answer.
async fn assert_ends_after(bytes: &[u8], expected: Duration) {
    let mut connections = Connections::new(Arc::new(Behind), Settings::default());
    let start = Instant::now();
    let mut stream = connections.send(bytes).await;
    connections.one_leaves().await;
    let late = start.elapsed().checked_sub(expected);
    let what = String::from_utf8_lossy(bytes);
    assert!(
        late.is_some_and(|late| late <= Duration::from_millis(3)),
        "{what:?}: {:?} instead of {expected:?}",
        start.elapsed()
    );
    assert_eq!(read_to_close(&mut stream).await, "", "{what:?}");
}

#[tokio::test(start_paused = true)]
async fn anything_but_a_header_ends_the_connection_at_once() {
    let too_long = format!("PROXY UNKNOWN {}", "f".repeat(93));
    let too_much = [START, &[PROXY, TCP4, 0x0f, 0xf1]].concat();
    for bytes in [
        REQUEST,
        b"PUT / HTTP/1.1\r\n",
        b"G",
        b"\r\n\r\nGET",
        b"proxy TCP4",
        b"PROXYxTCP4",
        b"PROXY\r\n",
        b"PROXY \n",
        b"PROXY UNKNOWN\n",
        b"PROXY TCP5 192.0.2.7 198.51.100.1 56324 443\r\n",
        b"PROXY TCP4 192.0.2.7 198.51.100.1 56324\r\n",
        b"PROXY TCP4 192.0.2.7 198.51.100.1 56324 443\n",
        b"PROXY TCP4 192.0.2.7 198.51.100.1 56324 443 1\r\n",
        b"PROXY TCP4 192.0.2.777 198.51.100.1 56324 443\r\n",
        b"PROXY TCP4 192.0.2.7 198.51.100.1 66324 443\r\n",
        b"PROXY TCP4 2001:db8::7 2001:db8::1 56324 443\r\n",
        b"PROXY TCP6 192.0.2.7 198.51.100.1 56324 443\r\n",
        b"PROXY TCP4 localhost 198.51.100.1 56324 443\r\n",
        b"PROXY TCP4 \xff 198.51.100.1 56324 443\r\n",
        too_long.as_bytes(),
        &too_much,
        &hello(),
        &v2(0x11, TCP4, ADDRESSES4),
        &v2(0x22, TCP4, ADDRESSES4),
        &v2(PROXY, 0x41, ADDRESSES4),
        &v2(PROXY, 0x13, ADDRESSES4),
        &v2(PROXY, TCP4, &ADDRESSES4[1..]),
        &v2(PROXY, TCP6, ADDRESSES4),
        &v2(PROXY, TCP4, b""),
    ] {
        assert_ends_after(bytes, Duration::ZERO).await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_header_that_does_not_come_in_time_ends_the_connection() {
    let whole = v2(PROXY, TCP4, ADDRESSES4);
    for bytes in [
        b"".as_slice(),
        b"P",
        b"\r",
        b"PROXY ",
        &V1[..V1.len() - 1],
        &whole[..15],
        &whole[..16],
        &whole[..whole.len() - 1],
        // The time is for the first byte of HTTP as well.
        V1,
        &whole,
    ] {
        assert_ends_after(bytes, limits::FIRST_BYTE).await;
    }
}

#[tokio::test(start_paused = true)]
async fn header_and_request_share_one_deadline() {
    let mut connections = Connections::new(Arc::new(Behind), Settings::default());
    let start = Instant::now();
    let mut stream = connections.send(b"PROXY TCP4 ").await;
    sleep(limits::FIRST_BYTE - Duration::from_secs(1)).await;
    stream.write_all(&V1[11..]).await.expect("still open");
    connections.one_leaves().await;
    assert!(start.elapsed() <= limits::FIRST_BYTE + Duration::from_millis(3));
}

#[tokio::test]
async fn an_end_within_the_header_is_the_end() {
    let whole = v2(PROXY, TCP4, ADDRESSES4);
    for bytes in [b"".as_slice(), &V1[..20], &whole[..14], &whole[..20]] {
        let server = behind().await;
        let mut stream = server.send(bytes).await;
        stream.shutdown().await.expect("still open");
        assert_eq!(read_to_close(&mut stream).await, "");
    }
}
