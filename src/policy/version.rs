//! Short names of contents.

use aws_lc_rs::digest::{SHA256, digest};

/// Names the content of a file, for an address that no other content has.
pub fn version(content: &[u8]) -> Box<str> {
    short_hex(digest(&SHA256, content).as_ref())
}

/// The first 64 bits of a digest tell any two that an operator writes apart.
pub fn short_hex(digest: &[u8]) -> Box<str> {
    let hex = digest.iter().take(8).map(|byte| format!("{byte:02x}"));
    hex.collect::<String>().into()
}
