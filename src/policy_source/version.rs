//! One version of a policy as it was fetched, and the rules by which it is accepted.

use std::fmt;
use std::sync::Arc;

use hyper::body::Bytes;
use hyper::header::HeaderValue;
use jiff::Timestamp;

use super::address::SourceAddress;
use super::archive::{ArchiveError, unpack};
use super::signature::{PolicyKey, SignatureError, verify};
use crate::compile::Bundle;
use crate::digest::{Digest, sha256};

/// What a source gave, not yet looked at.
#[derive(Clone)]
pub struct Download {
    pub body: Bytes,
    pub etag: Option<HeaderValue>,
    /// The text of the detached signature, where one is asked for.
    pub signature: Option<String>,
}

/// A version whose signature is valid where one is asked for, and whose files could be read. Whether
/// they are a valid policy is for `compile` to say. Only [`AcceptRules::accept`] makes one.
#[derive(Clone)]
pub struct PolicyVersion {
    download: Download,
    bundle: Arc<Bundle>,
    digest: Digest,
    signed_at: Option<Timestamp>,
}

/// Why a download is not accepted.
#[derive(Debug, thiserror::Error)]
pub enum RefusedVersion {
    #[error("the policy is not signed: there is no file at the address of its signature")]
    Unsigned,
    #[error("its signature does not count: {0}")]
    Signature(#[from] SignatureError),
    #[error(
        "it was signed on {signed}, before the version in use ({in_use}): to go back to it, sign it again"
    )]
    Older {
        signed: Timestamp,
        in_use: Timestamp,
    },
    #[error(transparent)]
    Archive(#[from] ArchiveError),
}

/// What a version must fulfil.
#[derive(Clone, Debug)]
pub struct AcceptRules {
    pub address: SourceAddress,
    /// Without any, no signature is asked for.
    pub keys: Vec<PolicyKey>,
}

impl Download {
    /// The same with another signature.
    #[must_use]
    pub fn signed_with(&self, signature: String) -> Self {
        Self {
            signature: Some(signature),
            ..self.clone()
        }
    }
}

impl AcceptRules {
    /// `not_before` is when the version in use was signed: who controls the source, or the network,
    /// must not bring back what was valid once.
    pub fn accept(
        &self,
        download: Download,
        not_before: Option<Timestamp>,
        now: Timestamp,
    ) -> Result<PolicyVersion, RefusedVersion> {
        // Before anything of it is unpacked.
        let signed_at = self.signed_at(&download, now)?;
        if let (Some(signed), Some(in_use)) = (signed_at, not_before)
            && signed < in_use
        {
            return Err(RefusedVersion::Older { signed, in_use });
        }
        Ok(PolicyVersion {
            bundle: Arc::new(unpack(&download.body, &self.address)?),
            digest: sha256(&download.body),
            signed_at,
            download,
        })
    }

    fn signed_at(
        &self,
        download: &Download,
        now: Timestamp,
    ) -> Result<Option<Timestamp>, RefusedVersion> {
        if self.keys.is_empty() {
            return Ok(None);
        }
        let signature = download.signature.as_deref();
        let signature = signature.ok_or(RefusedVersion::Unsigned)?;
        Ok(Some(verify(&self.keys, &download.body, signature, now)?))
    }
}

impl PolicyVersion {
    pub fn bundle(&self) -> &Arc<Bundle> {
        &self.bundle
    }

    pub fn download(&self) -> &Download {
        &self.download
    }

    /// Notes that the source calls these bytes otherwise now.
    pub fn has_tag(&mut self, etag: HeaderValue) {
        self.download.etag = Some(etag);
    }

    /// Of the bytes as they were fetched.
    pub fn digest(&self) -> Digest {
        self.digest
    }

    /// `None` where no signature is asked for.
    pub fn signed_at(&self) -> Option<Timestamp> {
        self.signed_at
    }
}

impl fmt::Debug for PolicyVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PolicyVersion")
            .field("bundle", &self.bundle)
            .field("signed_at", &self.signed_at)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::super::test_signer::Signer;
    use super::*;

    const POLICY: &[u8] = b"version: 1\n";
    const NOW: i64 = 10_000;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).expect("a time")
    }

    fn rules(keys: Vec<PolicyKey>) -> AcceptRules {
        let address = "https://a.example/p.yaml".parse().expect("an address");
        AcceptRules { address, keys }
    }

    fn download(body: &'static [u8], signature: Option<String>) -> Download {
        Download {
            body: Bytes::from_static(body),
            etag: None,
            signature,
        }
    }

    #[test]
    fn without_keys_no_signature_is_asked_for() {
        let found = rules(Vec::new()).accept(download(POLICY, None), None, at(NOW));
        let version = found.expect("a version");
        assert_eq!(version.signed_at(), None);
        assert_eq!(version.bundle().policy_files().len(), 1);
    }

    #[test]
    fn what_is_not_signed_is_refused() {
        let found = rules(vec![Signer::new().key()]).accept(download(POLICY, None), None, at(NOW));
        assert!(matches!(found, Err(RefusedVersion::Unsigned)));
    }

    #[test]
    fn no_version_is_older_than_the_one_before() {
        let signer = Signer::new();
        let rules = rules(vec![signer.key()]);
        for (signed, not_before, is_accepted) in [
            (NOW, None, true),
            (NOW, Some(NOW - 1), true),
            // Two versions of one second: which came first cannot be told.
            (NOW, Some(NOW), true),
            (NOW - 1, Some(NOW), false),
            (1, Some(NOW), false),
        ] {
            let signature = Some(signer.sign(POLICY, signed));
            let not_before = not_before.map(at);
            let found = rules.accept(download(POLICY, signature), not_before, at(NOW));
            match (found, is_accepted) {
                (Ok(version), true) => assert_eq!(version.signed_at(), Some(at(signed))),
                (Err(RefusedVersion::Older { .. }), false) => {}
                (found, _) => panic!("{signed}, {not_before:?}: {found:?}"),
            }
        }
    }

    /// What nobody vouches for is not unpacked.
    #[test]
    fn a_signature_is_verified_first() {
        let signer = Signer::new();
        let signature = Some(signer.sign(POLICY, NOW));
        let archive = download(b"\x1f\x8bbroken", signature);
        let found = rules(vec![signer.key()]).accept(archive, None, at(NOW));
        let altered = RefusedVersion::Signature(SignatureError::Altered);
        assert_eq!(found.expect_err("refused").to_string(), altered.to_string());
    }
}
