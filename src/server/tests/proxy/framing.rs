//! Where a PROXY header ends.

use std::net::Ipv4Addr;

use proptest::prelude::*;

use super::*;
use crate::server::proxy::{ProxyError, read_header};

/// Reads a header out of bytes: what it says, and what is left.
fn read(bytes: &[u8]) -> (Result<Option<SocketAddr>, ProxyError>, &[u8]) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .expect("no driver");
    let mut rest = bytes;
    let read = runtime.block_on(read_header(&mut rest));
    (read, rest)
}

proptest! {
    #[test]
    fn not_a_byte_behind_a_header_is_taken(
        source: SocketAddr, target: Ipv4Addr, rest: Vec<u8>,
    ) {
        let v1 = match source {
            SocketAddr::V4(source) => {
                format!("PROXY TCP4 {} {target} {} 443\r\n", source.ip(), source.port())
            }
            SocketAddr::V6(source) => {
                format!("PROXY TCP6 {} ::1 {} 443\r\n", source.ip(), source.port())
            }
        };
        let bytes = [v1.as_bytes(), &rest].concat();
        let (read, left) = read(&bytes);
        let expected = SocketAddr::new(source.ip().to_canonical(), source.port());
        prop_assert_eq!(read.expect("a header"), Some(expected));
        prop_assert_eq!(left, rest);
    }

    #[test]
    fn no_bytes_make_it_panic(
        second in any::<bool>(), command: u8, family: u8, len in 0..300_u16, rest: Vec<u8>,
    ) {
        let [high, low] = len.to_be_bytes();
        let bytes = if second {
            [START, &[command, family, high, low], &rest].concat()
        } else {
            [b"PROXY ".as_slice(), &rest].concat()
        };
        let _ = read(&bytes);
    }
}
