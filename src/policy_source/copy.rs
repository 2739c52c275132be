//! The last good version on disk, with which a process starts while the source is down.
//!
//! It is one file, replaced whole: a line of JSON that describes it, and the bytes as they were
//! fetched. It is verified like a download when it is read.

use std::io;
use std::path::{Path, PathBuf};

use hyper::body::Bytes;
use hyper::header::HeaderValue;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::address::SourceAddress;
use super::version::{AcceptRules, Download, PolicyVersion, RefusedVersion};
use crate::digest::{hex, sha256};
use crate::files;

/// The longest copy: a download, and a line.
const MAX_KIB: u64 = (super::MAX_DOWNLOAD_BYTES as u64 >> 10) + 64;

const FORMAT: u32 = 1;

/// Where the copy of a source is kept.
#[derive(Clone, Debug)]
pub struct CopyFile(PathBuf);

/// A version, as it is kept.
#[derive(Debug)]
pub struct KeptVersion {
    pub version: PolicyVersion,
    /// When the source said last that this is its version.
    pub confirmed: Timestamp,
}

/// Why there is no copy to start with.
#[derive(Debug, thiserror::Error)]
pub enum CopyError {
    #[error("there is none yet")]
    Missing,
    #[error("it cannot be read: {0}")]
    Unreadable(io::Error),
    #[error("it is cut off or altered")]
    Broken,
    #[error("a later version of Linkgate wrote it")]
    Format,
    #[error("it is of another address")]
    Elsewhere,
    #[error("{0}")]
    Refused(#[from] RefusedVersion),
}

#[derive(Serialize, Deserialize)]
struct CopyHeader {
    format: u32,
    /// A digest, because an address may hold a secret.
    address: String,
    body: String,
    etag: Option<String>,
    signature: Option<String>,
    /// In seconds since 1970.
    confirmed: i64,
}

impl CopyFile {
    pub fn in_folder(folder: &Path) -> Self {
        Self(folder.join("policy.copy"))
    }

    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Replaces the copy.
    pub fn write(&self, address: &SourceAddress, kept: &KeptVersion) -> io::Result<()> {
        let download = kept.version.download();
        let etag = download.etag.as_ref().and_then(|etag| etag.to_str().ok());
        let header = CopyHeader {
            format: FORMAT,
            address: name_of(address),
            body: hex(&kept.version.digest()),
            etag: etag.map(str::to_owned),
            signature: download.signature.clone(),
            confirmed: kept.confirmed.as_second(),
        };
        let mut header = serde_json::to_vec(&header)?;
        header.push(b'\n');
        files::replace(&self.0, &[&header, &download.body])
    }

    /// Reads the copy, by the same rules as a download.
    pub fn read(&self, rules: &AcceptRules, now: Timestamp) -> Result<KeptVersion, CopyError> {
        let bytes = Bytes::from(files::read(&self.0, MAX_KIB).map_err(unreadable)?);
        let line = bytes.iter().position(|byte| *byte == b'\n');
        let line = line.ok_or(CopyError::Broken)?;
        let header: CopyHeader =
            serde_json::from_slice(&bytes[..line]).map_err(|_| CopyError::Broken)?;
        if header.format != FORMAT {
            return Err(CopyError::Format);
        }
        if header.address != name_of(&rules.address) {
            return Err(CopyError::Elsewhere);
        }
        let body = bytes.slice(line + 1..);
        if header.body != hex(&sha256(&body)) {
            return Err(CopyError::Broken);
        }
        let download = Download {
            body,
            etag: header
                .etag
                .and_then(|etag| HeaderValue::from_str(&etag).ok()),
            signature: header.signature,
        };
        let confirmed = Timestamp::from_second(header.confirmed).map_err(|_| CopyError::Broken)?;
        // It was not signed in the future when it was accepted: a clock that has gone back since
        // must not make it forgotten.
        let version = rules.accept(download, None, now.max(confirmed))?;
        Ok(KeptVersion { version, confirmed })
    }
}

fn unreadable(error: io::Error) -> CopyError {
    match error.kind() {
        io::ErrorKind::NotFound => CopyError::Missing,
        _ => CopyError::Unreadable(error),
    }
}

fn name_of(address: &SourceAddress) -> String {
    hex(&sha256(address.exposed().as_bytes()))
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::PermissionsExt as _;

    use tempfile::TempDir;

    use super::super::test_signer::Signer;
    use super::*;

    const BODY: &[u8] = b"version: 1\nhosts: go\n";
    const NOW: Timestamp = Timestamp::UNIX_EPOCH;

    struct Desk {
        folder: TempDir,
        signer: Signer,
        rules: AcceptRules,
    }

    impl Desk {
        fn new() -> Self {
            let signer = Signer::new();
            let rules = AcceptRules {
                address: address("https://a.example/p.yaml?token=geheim"),
                keys: vec![signer.key()],
            };
            Self {
                folder: tempfile::tempdir().expect("a folder"),
                signer,
                rules,
            }
        }

        fn copy(&self) -> CopyFile {
            CopyFile::in_folder(self.folder.path())
        }

        fn keep(&self) -> KeptVersion {
            let download = Download {
                body: Bytes::from_static(BODY),
                etag: Some(HeaderValue::from_static("\"a1\"")),
                signature: Some(self.signer.sign(BODY, 0)),
            };
            let version = self.rules.accept(download, None, NOW).expect("a version");
            let kept = KeptVersion {
                version,
                confirmed: NOW,
            };
            let written = self.copy().write(&self.rules.address, &kept);
            written.expect("written");
            kept
        }

        fn read(&self) -> Result<KeptVersion, CopyError> {
            self.copy().read(&self.rules, NOW)
        }
    }

    fn address(text: &str) -> SourceAddress {
        text.parse().expect(text)
    }

    #[test]
    fn a_copy_is_what_was_fetched() {
        let desk = Desk::new();
        assert!(matches!(desk.read(), Err(CopyError::Missing)));
        let written = desk.keep();
        let kept = desk.read().expect("a copy");
        let (before, after) = (written.version.download(), kept.version.download());
        assert_eq!((&before.body, &before.etag), (&after.body, &after.etag));
        assert_eq!(kept.version.signed_at(), written.version.signed_at());
        assert_eq!(kept.confirmed, NOW);
    }

    /// The address may let everybody in, and the policy is for the process alone.
    #[test]
    fn a_copy_is_private() {
        let desk = Desk::new();
        desk.keep();
        let path = desk.copy().path().to_owned();
        let text = fs::read_to_string(&path).expect("a copy");
        assert!(!text.contains("geheim"), "{text}");
        let mode = fs::metadata(&path).expect("a copy").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        let left: Vec<_> = fs::read_dir(desk.folder.path())
            .expect("a folder")
            .collect();
        assert_eq!(left.len(), 1, "{left:?}");
    }

    #[test]
    fn a_copy_that_was_cut_off_or_altered_does_not_count() {
        let desk = Desk::new();
        desk.keep();
        let path = desk.copy().path().to_owned();
        let whole = fs::read(&path).expect("a copy");
        for length in 0..whole.len() {
            fs::write(&path, &whole[..length]).expect("written");
            assert!(
                matches!(desk.read(), Err(CopyError::Broken)),
                "{length} bytes"
            );
        }
        let mut altered = whole.clone();
        *altered.last_mut().expect("bytes") = b'#';
        fs::write(&path, &altered).expect("written");
        assert!(matches!(desk.read(), Err(CopyError::Broken)));
    }

    /// Who can write the copy, but has no key, cannot say what it holds.
    #[test]
    fn the_digest_of_a_copy_vouches_for_nothing() {
        let desk = Desk::new();
        desk.keep();
        let path = desk.copy().path().to_owned();
        let text = fs::read_to_string(&path).expect("a copy");
        let other = "version: 1\nhosts: evil\n";
        let text = text
            .replace(std::str::from_utf8(BODY).expect("text"), other)
            .replace(&hex(&sha256(BODY)), &hex(&sha256(other.as_bytes())));
        fs::write(&path, text).expect("written");
        let refused = desk.read().expect_err("refused").to_string();
        assert_eq!(
            refused,
            "its signature does not count: the policy is not what was signed"
        );
    }

    /// A clock that is wrong after a start must not make a copy forgotten, and with it when its
    /// version was signed.
    #[test]
    fn a_copy_counts_when_the_clock_has_gone_back() {
        let desk = Desk::new();
        let later = Timestamp::from_second(1_000_000).expect("a time");
        let download = Download {
            body: Bytes::from_static(BODY),
            etag: None,
            signature: Some(desk.signer.sign(BODY, later.as_second())),
        };
        let kept = KeptVersion {
            version: desk.rules.accept(download, None, later).expect("good"),
            confirmed: later,
        };
        let written = desk.copy().write(&desk.rules.address, &kept);
        written.expect("written");
        let read = desk.read().expect("a copy");
        assert_eq!(read.version.signed_at(), Some(later));
    }

    #[test]
    fn a_copy_of_another_address_or_a_later_format_does_not_count() {
        let mut desk = Desk::new();
        desk.keep();
        let path = desk.copy().path().to_owned();
        let text = fs::read_to_string(&path).expect("a copy");
        let later = text.replace("{\"format\":1,", "{\"format\":2,");
        fs::write(&path, later).expect("written");
        assert!(matches!(desk.read(), Err(CopyError::Format)));
        fs::write(&path, text).expect("written");
        for other in [
            "https://a.example/q.yaml",
            "https://a.example/p.yaml?token=geheim#x",
        ] {
            desk.rules.address = address(other);
            assert!(matches!(desk.read(), Err(CopyError::Elsewhere)), "{other}");
        }
    }

    /// A copy outlives an update of the program, and is needed most while the source is down.
    #[test]
    fn a_copy_of_an_earlier_version_is_read() {
        const KEY: &str = "RWSarXMF/7YsvNvRfZDrNy40qqKv5hGvfr60UdKKASb2HjOZa9SxJ8bu";
        const HEADER: &str = r#"{"format":1,"address":"34639f8f326f0c207f4fd3e549f39b8b99a7c95dd88255bb2898a5b815e48efa","body":"8e54c8d672cecf522f7dc19f89378143a47de68ab70806b54b670d91f66c3186","etag":"\"a1\"","signature":"untrusted comment: signature from rsign secret key\nRUSarXMF/7YsvNdzdFEDC6wfjBBR7dhj7DGYy5YzltNzMZlxNU20ApzjoRjS17xRaAyFXNGOj58GZaWFlqc/Pmye4W8Px6mLhAg=\ntrusted comment: timestamp:0\tfile:policy.yaml\thashed\nPhdyXcm7MgS9CHTeAHdq/asphFTij8oWqlfLn9OUs5iWSkr6ctxa/6ZzK38iGg6nfx1KmKQgmUu6E5cnPuEQDQ==\n","confirmed":0}"#;
        let mut desk = Desk::new();
        desk.rules.keys = vec![KEY.parse().expect("a key")];
        let copy = [HEADER.as_bytes(), b"\n", BODY].concat();
        fs::write(desk.copy().path(), copy).expect("written");
        let kept = desk.read().expect("a copy");
        assert_eq!(kept.version.download().body, BODY);
        assert_eq!(kept.version.signed_at(), Some(NOW));
    }
}
