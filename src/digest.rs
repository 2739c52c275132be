//! SHA-256 over several byte strings, and how a digest is written.
//!
//! Each part goes in with its length before it (8 bytes, big-endian). Without that, `["ab", "c"]`
//! and `["a", "bc"]` would have the same digest, and one signed message could pass for another.
//!
//! Other replicas and later versions compare these values: the framing must never change.

use std::io;

use aws_lc_rs::digest::{Context, SHA256, SHA256_OUTPUT_LEN, digest};

/// A finished digest.
pub type Digest = [u8; SHA256_OUTPUT_LEN];

/// Bytes that are shown of a digest. 64 bits tell any two things apart that an operator writes.
const SHOWN_BYTES: usize = 8;

/// SHA-256, fed part by part.
#[derive(Clone)]
pub struct Hasher(Context);

impl Hasher {
    pub fn new() -> Self {
        Self(Context::new(&SHA256))
    }

    /// Takes a part in, with its length before it.
    pub fn part(&mut self, part: &[u8]) {
        self.0.update(&length(part));
        self.0.update(part);
    }

    /// Takes bytes in as they are. They must be of a fixed length, or the last ones.
    pub fn raw(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    pub fn finish(self) -> Digest {
        of(self.0.finish())
    }
}

/// Writes [`Hasher::raw`] bytes, so that a file need not be held to be digested.
impl io::Write for Hasher {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.raw(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The digest of bytes without a length before them.
pub fn sha256(bytes: &[u8]) -> Digest {
    of(digest(&SHA256, bytes))
}

/// The parts as [`Hasher::part`] takes them in, for HMAC: it verifies a message as a whole.
pub fn message(parts: &[&[u8]]) -> Vec<u8> {
    let mut message = Vec::new();
    for part in parts {
        message.extend(length(part));
        message.extend(*part);
    }
    message
}

/// A short hash of a file, for an address that changes with its content.
pub fn version(content: &[u8]) -> Box<str> {
    short_hex(&sha256(content)).into()
}

pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The first 64 bits of a digest, in hexadecimal digits.
pub fn short_hex(digest: &Digest) -> String {
    hex(&digest[..SHOWN_BYTES])
}

fn length(part: &[u8]) -> [u8; 8] {
    (part.len() as u64).to_be_bytes()
}

fn of(digest: aws_lc_rs::digest::Digest) -> Digest {
    digest
        .as_ref()
        .try_into()
        .expect("SHA-256 has as many bytes as it says")
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    fn digest_of(parts: &[&[u8]]) -> String {
        let mut hasher = Hasher::new();
        parts.iter().for_each(|part| hasher.part(part));
        hex(&hasher.finish())
    }

    #[test]
    fn digests_stay_as_they_are() {
        assert_eq!(
            digest_of(&[]),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        );
        assert_eq!(
            digest_of(&[b"ab", b"c"]),
            "601d5476e2ccfe2c87a2bba7a322659734a05749d5b5aa781f513e4912db0d5f"
        );
        let mut hasher = Hasher::new();
        hasher.part(b"bytes");
        hasher.write_all(b"x").expect("memory");
        let digest = hasher.finish();
        assert_eq!(
            hex(&digest),
            "2051169db8ee03ddbb04a465108e2ef57eb4eb529053f7aff7e9e16bbc297e5e"
        );
        assert_eq!(short_hex(&digest), "2051169db8ee03dd");
    }

    #[test]
    fn parts_that_are_cut_otherwise_have_another_digest() {
        let lists: [&[&[u8]]; 5] = [&[b"abc"], &[b"ab", b"c"], &[b"a", b"bc"], &[], &[b""]];
        for (at, list) in lists.iter().enumerate() {
            assert_eq!(digest_of(list), hex(&sha256(&message(list))));
            for other in &lists[..at] {
                assert_ne!(digest_of(list), digest_of(other), "{list:?} {other:?}");
            }
        }
    }
}
