//! Which protocol a plaintext connection speaks, decided from its first bytes.
//!
//! Own code, because the `auto` server of hyper-util waits for these bytes without end. The caller
//! bounds the time.

use std::io;

use hyper::body::Bytes;
use tokio::io::{AsyncRead, AsyncReadExt};

/// The first bytes of every HTTP/2 connection (RFC 9113 section 3.4).
const PREFACE: &[u8; 24] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protocol {
    /// HTTP/1.0 and HTTP/1.1.
    Http1,
    /// HTTP/2 with prior knowledge.
    Http2,
}

impl Protocol {
    /// The one that a client has agreed to in the handshake of TLS. Without ALPN it is HTTP/1.1
    /// (RFC 9113 section 3.2).
    pub fn agreed(protocol: Option<&[u8]>) -> Self {
        match protocol {
            Some(b"h2") => Self::Http2,
            _ => Self::Http1,
        }
    }
}

/// Reads until the protocol is certain. The bytes read come back and must be replayed; `None` when
/// the peer closed before it was certain.
pub async fn detect<I>(io: &mut I) -> io::Result<Option<(Protocol, Bytes)>>
where
    I: AsyncRead + Unpin,
{
    let mut seen = [0; PREFACE.len()];
    let mut len = 0;
    loop {
        let read = io.read(&mut seen[len..]).await?;
        if read == 0 {
            return Ok(None);
        }
        len += read;
        let protocol = match &seen[..len] {
            whole if whole == PREFACE => Protocol::Http2,
            part if PREFACE.starts_with(part) => continue,
            _ => Protocol::Http1,
        };
        return Ok(Some((protocol, Bytes::copy_from_slice(&seen[..len]))));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn assert_detects(sent: &[u8], expected: Option<Protocol>) {
        let mut io = sent;
        let runtime = tokio::runtime::Builder::new_current_thread()
            .build()
            .expect("no driver");
        let detected = runtime
            .block_on(detect(&mut io))
            .expect("a slice cannot fail");
        assert_eq!(detected.as_ref().map(|(protocol, _)| *protocol), expected);
        let replayed = detected.map_or(Bytes::new(), |(_, replayed)| replayed);
        assert!(sent.starts_with(&replayed));
    }

    #[test]
    fn the_first_byte_that_differs_from_the_preface_decides() {
        assert_detects(b"GET / HTTP/1.1\r\n", Some(Protocol::Http1));
        assert_detects(b"POST / HTTP/1.1\r\n", Some(Protocol::Http1));
        assert_detects(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\r", Some(Protocol::Http1));
        assert_detects(PREFACE, Some(Protocol::Http2));
        assert_detects(
            b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0",
            Some(Protocol::Http2),
        );
    }

    #[test]
    fn an_end_before_the_decision_is_nothing() {
        assert_detects(b"", None);
        assert_detects(b"P", None);
        assert_detects(b"PRI * HTTP/2.0\r\n", None);
    }
}
