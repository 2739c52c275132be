//! The PROXY protocol, versions 1 and 2: a load balancer that works below HTTP says in front of the
//! first byte whom it connects.
//!
//! The crate `proxy-header` reads the addresses. Where a header ends is found here, because the
//! crate waits for more bytes where a header is short or wrong, and because exactly the header is
//! read: what follows stays in the connection, whatever it is.
//!
//! <https://www.haproxy.org/download/3.0/doc/proxy-protocol.txt>

use std::io;
use std::net::SocketAddr;

use proxy_header::{ParseConfig, ProxyHeader};
use tokio::io::{AsyncRead, AsyncReadExt};

use crate::server::limits::PROXY_HEADER_BYTES;

/// How a header of version 1 begins; it is a line of text.
const V1: &[u8] = b"PROXY ";

/// Bytes of the longest line of version 1, its end included (section 2.1).
const V1_LONGEST: usize = 107;

/// How a header of version 2 begins (section 2.2).
const V2: &[u8; 12] = b"\r\n\r\n\0\r\nQUIT\n";

/// Bytes of version 2 up to and with the length of the rest.
const V2_HEAD: usize = V2.len() + 4;

/// Version 2 and the command LOCAL: the proxy speaks for itself, to look after us.
const V2_LOCAL: u8 = 0x20;

/// Bytes of the shortest header: `PROXY UNKNOWN` and a line end.
const SHORTEST: usize = 15;

const PARSE: ParseConfig = ParseConfig {
    include_tlvs: false,
    allow_v1: true,
    allow_v2: true,
};

/// Why a connection that must begin with a PROXY header did not come to its first byte of HTTP.
#[derive(Debug, thiserror::Error)]
pub enum ProxyError {
    #[error("a PROXY header must come first, and does not")]
    Missing,
    #[error("the PROXY header is too long")]
    TooLong,
    #[error("the PROXY header is broken")]
    Broken,
    #[error("the connection ended within the PROXY header")]
    Truncated,
    #[error(transparent)]
    Io(#[from] io::Error),
}

/// Reads the header, and nothing behind it: the address for which the proxy speaks; `None` when it
/// speaks for itself or does not know.
pub async fn read_header<I>(io: &mut I) -> Result<Option<SocketAddr>, ProxyError>
where
    I: AsyncRead + Unpin,
{
    let mut header = Vec::with_capacity(V1_LONGEST);
    loop {
        let missing = missing(&header)?;
        if missing == 0 {
            return source(&header);
        }
        let begun = header.len();
        header.resize(begun + missing, 0);
        let read = io.read(&mut header[begun..]).await?;
        header.truncate(begun + read);
        if read == 0 {
            return Err(ProxyError::Truncated);
        }
    }
}

/// Whether a connection that begins like this begins with a header. A version 1 that comes in
/// pieces is not seen; no proxy sends it so.
pub fn begins_with_header(bytes: &[u8]) -> bool {
    bytes.starts_with(V1) || bytes.starts_with(V2)
}

/// How many more bytes surely belong to the header that begins like this; 0 when it is whole.
fn missing(begun: &[u8]) -> Result<usize, ProxyError> {
    let may_be = |start: &[u8]| start.starts_with(begun) || begun.starts_with(start);
    if may_be(V1) && begun.contains(&b'\n') {
        return Ok(0);
    }
    if !may_be(V1) && !may_be(V2) {
        return Err(ProxyError::Missing);
    }
    if begun.len() < SHORTEST {
        return Ok(SHORTEST - begun.len());
    }
    if begun.starts_with(V1) {
        // The end of the line can be in any of the bytes that follow.
        return if begun.len() < V1_LONGEST {
            Ok(1)
        } else {
            Err(ProxyError::TooLong)
        };
    }
    let Some(&[high, low]) = begun.get(V2_HEAD - 2..V2_HEAD) else {
        return Ok(V2_HEAD - begun.len());
    };
    let whole = V2_HEAD + usize::from(u16::from_be_bytes([high, low]));
    if whole > PROXY_HEADER_BYTES {
        return Err(ProxyError::TooLong);
    }
    Ok(whole - begun.len())
}

fn source(header: &[u8]) -> Result<Option<SocketAddr>, ProxyError> {
    // The rest of the header must be ignored then (section 2.2), but the crate would read it.
    if header.starts_with(V2) && header[V2.len()] == V2_LOCAL {
        return Ok(None);
    }
    match ProxyHeader::parse(header, PARSE) {
        Ok((parsed, len)) if len == header.len() => Ok(parsed.proxied_address().map(|address| {
            let source = address.source;
            SocketAddr::new(source.ip().to_canonical(), source.port())
        })),
        Ok(_) | Err(_) => Err(ProxyError::Broken),
    }
}
