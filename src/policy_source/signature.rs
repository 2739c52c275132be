//! Detached signatures of policies, in the format of minisign: Ed25519 over a BLAKE2b hash, with a
//! signed comment that has the time of signing.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use jiff::Timestamp;
use minisign_verify::{Error, PublicKey, Signature};

/// How far clocks of those who sign may be ahead. A time beyond it would, once accepted, lock out
/// every later version.
const CLOCK_SKEW: Duration = Duration::from_secs(60 * 60);

/// A public key that may sign policies.
#[derive(Clone)]
pub struct PolicyKey(PublicKey);

/// Why a text is no [`PolicyKey`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no public key of minisign: write the second line of minisign.pub, which begins with RW")]
pub struct PolicyKeyError;

/// Why a signature does not count.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignatureError {
    #[error("it is no signature of minisign")]
    Malformed,
    #[error("it is of another key than those of --policy-key")]
    UnknownKey,
    #[error("the policy is not what was signed")]
    Altered,
    #[error("it is of the old kind, without a hash: sign with minisign 0.10 or later, or with -H")]
    OldKind,
    #[error("its trusted comment has no time (timestamp:…): sign with minisign's own comment")]
    NoTime,
    #[error("it says that it was made on {0}, which is still to come")]
    Future(Timestamp),
}

impl FromStr for PolicyKey {
    type Err = PolicyKeyError;

    fn from_str(text: &str) -> Result<Self, PolicyKeyError> {
        let key = PublicKey::from_base64(text.trim());
        key.map(Self).map_err(|_| PolicyKeyError)
    }
}

impl fmt::Debug for PolicyKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PolicyKey")
    }
}

/// When one of the keys signed these bytes.
///
/// # Errors
///
/// When none of them did, or when that is said to happen in the future.
pub fn verify(
    keys: &[PolicyKey],
    bytes: &[u8],
    signature: &str,
    now: Timestamp,
) -> Result<Timestamp, SignatureError> {
    let signature = Signature::decode(signature).map_err(|_| SignatureError::Malformed)?;
    let mut failed = SignatureError::UnknownKey;
    for PolicyKey(key) in keys {
        match key.verify(bytes, &signature, false) {
            Ok(()) => return signed_at(&signature, now),
            Err(Error::UnexpectedKeyId) => {}
            Err(Error::UnexpectedAlgorithm) => failed = SignatureError::OldKind,
            Err(_) => failed = SignatureError::Altered,
        }
    }
    Err(failed)
}

/// The time in the comment, which the signature covers.
fn signed_at(signature: &Signature, now: Timestamp) -> Result<Timestamp, SignatureError> {
    let mut fields = signature.trusted_comment().split_ascii_whitespace();
    let second = fields.find_map(|field| field.strip_prefix("timestamp:")?.parse().ok());
    let time = second.and_then(|second| Timestamp::from_second(second).ok());
    let time = time.ok_or(SignatureError::NoTime)?;
    match time.duration_since(now) > CLOCK_SKEW.try_into().unwrap_or_default() {
        true => Err(SignatureError::Future(time)),
        false => Ok(time),
    }
}

#[cfg(test)]
mod tests {
    use super::super::test_signer::Signer;
    use super::*;

    const POLICY: &[u8] = b"version: 1\n";

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).expect("a time")
    }

    #[test]
    fn a_key_of_the_operator_signs() {
        let (old, new) = (Signer::new(), Signer::new());
        let keys = [old.key(), new.key()];
        for signer in [&old, &new] {
            let signature = signer.sign(POLICY, 1_000);
            assert_eq!(verify(&keys, POLICY, &signature, at(1_000)), Ok(at(1_000)));
        }
    }

    #[test]
    fn nothing_else_counts() {
        let signer = Signer::new();
        let keys = [signer.key()];
        let good = signer.sign(POLICY, 1_000);
        let of_another = Signer::new().sign(POLICY, 1_000);
        // The id of a key is no secret: whoever forges a signature takes ours.
        let forged = Signer::with_id_of(&signer).sign(POLICY, 1_000);
        let later = good.replace("timestamp:1000", "timestamp:1001");
        let no_time = signer.sign_with_comment(POLICY, "release 7");
        let cut = &good[..good.len() / 2];
        let old_kind = Signer::as_old_kind(&good);
        for (signature, expected) in [
            ("", SignatureError::Malformed),
            ("<!doctype html>", SignatureError::Malformed),
            (cut, SignatureError::Malformed),
            (&of_another, SignatureError::UnknownKey),
            (&forged, SignatureError::Altered),
            (&later, SignatureError::Altered),
            (&old_kind, SignatureError::OldKind),
            (&signer.sign(b"version: 1", 1_000), SignatureError::Altered),
            (&no_time, SignatureError::NoTime),
            (
                &signer.sign(POLICY, 8_000),
                SignatureError::Future(at(8_000)),
            ),
        ] {
            let found = verify(&keys, POLICY, signature, at(1_000));
            assert_eq!(found, Err(expected), "{signature}");
        }
        assert!(
            verify(&[], POLICY, &good, at(1_000)).is_err(),
            "no key, no signature"
        );
    }

    #[test]
    fn a_clock_may_be_a_little_ahead() {
        let signer = Signer::new();
        let signature = signer.sign(POLICY, 4_600);
        assert_eq!(
            verify(&[signer.key()], POLICY, &signature, at(1_000)),
            Ok(at(4_600))
        );
    }

    #[test]
    fn keys_are_those_of_minisign() {
        let signer = Signer::new();
        let text = signer.public_key();
        assert!(text.parse::<PolicyKey>().is_ok());
        assert!(format!(" {text}\n").parse::<PolicyKey>().is_ok());
        for text in [
            "",
            "RW",
            "untrusted comment: minisign public key",
            &text[1..],
        ] {
            assert_eq!(
                text.parse::<PolicyKey>().err(),
                Some(PolicyKeyError),
                "{text}"
            );
        }
    }
}
