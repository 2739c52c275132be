//! The keys that sign what the gateway hands out and takes back: return tickets, and its forms.

use std::sync::{Arc, OnceLock};

use aws_lc_rs::hmac::{self, HMAC_SHA256, Key, Tag};
use aws_lc_rs::rand::SystemRandom;

use crate::digest::{Hasher, message, short_hex};

/// Keys for HMAC-SHA-256. The first signs and all verify, so that keys can be replaced while older
/// tickets are in use. Clones share the keys.
#[derive(Clone, Debug)]
pub struct SigningKeys(Arc<KeyOrigin>);

#[derive(Debug)]
enum KeyOrigin {
    Policy(Vec<Key>),
    /// A random key, which ends with this process. It is made when it is first needed: the first
    /// random number takes 30 ms, for which no start and no check has to wait.
    Process(OnceLock<Vec<Key>>),
}

/// The message that keys sign for their fingerprint, and for nothing else.
const FINGERPRINT: &[u8] = b"linkgate fingerprint 1";

impl SigningKeys {
    pub const TAG_BYTES: usize = 32;

    /// Keys of the policy, of which the first signs.
    pub(crate) fn of_policy<'l>(lines: impl IntoIterator<Item = &'l str>) -> Self {
        let key = |line: &str| Key::new(HMAC_SHA256, line.as_bytes());
        let keys = lines.into_iter().map(key).collect();
        Self(Arc::new(KeyOrigin::Policy(keys)))
    }

    pub(crate) fn of_this_process() -> Self {
        Self(Arc::new(KeyOrigin::Process(OnceLock::new())))
    }

    fn keys(&self) -> &[Key] {
        match &*self.0 {
            KeyOrigin::Policy(keys) => keys,
            KeyOrigin::Process(key) => {
                let made = || Key::generate(HMAC_SHA256, &SystemRandom::new());
                key.get_or_init(|| made().into_iter().collect())
            }
        }
    }

    /// Whether they come from the policy, and so are the same on every replica.
    pub fn are_lasting(&self) -> bool {
        matches!(*self.0, KeyOrigin::Policy(_))
    }

    /// These keys, unless both are keys of this process: then the older one, so that what was
    /// handed out before a reload stays valid.
    pub fn succeeding(self, old: &Self) -> Self {
        match self.are_lasting() || old.are_lasting() {
            true => self,
            false => old.clone(),
        }
    }

    pub fn count(&self) -> usize {
        match &*self.0 {
            KeyOrigin::Policy(keys) => keys.len(),
            // Not counted through `keys()`, which would make the key.
            KeyOrigin::Process(_) => 1,
        }
    }

    /// A name for the keys that is the same where they are: 16 hexadecimal digits, or `process` for
    /// a key of this process. It is made of signatures, which visitors have anyway, so it does not
    /// help to guess a key.
    pub fn fingerprint(&self) -> String {
        let KeyOrigin::Policy(keys) = &*self.0 else {
            return "process".to_owned();
        };
        let mut hasher = Hasher::new();
        for key in keys {
            hasher.raw(tag(key, &[FINGERPRINT]).as_ref());
        }
        short_hex(&hasher.finish())
    }

    /// Signs a message that consists of several parts.
    pub fn sign(&self, parts: &[&[u8]]) -> Option<[u8; Self::TAG_BYTES]> {
        let tag = tag(self.keys().first()?, parts);
        tag.as_ref().try_into().ok()
    }

    /// Whether one of the keys signed that message.
    pub fn verify(&self, parts: &[&[u8]], tag: &[u8]) -> bool {
        // It frames each part by its length, so that `ab` and `c` do not pass for `a` and `bc`.
        let message = message(parts);
        let mut keys = self.keys().iter();
        keys.any(|key| hmac::verify(key, &message, tag).is_ok())
    }
}

fn tag(key: &Key, parts: &[&[u8]]) -> Tag {
    hmac::sign(key, &message(parts))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(lines: &[&str]) -> SigningKeys {
        SigningKeys::of_policy(lines.iter().copied())
    }

    #[test]
    fn the_first_key_signs_and_all_verify() {
        let tag = keys(&["old"]).sign(&[b"a", b"b"]).expect("a key");
        assert!(keys(&["new", "old"]).verify(&[b"a", b"b"], &tag));
        assert!(!keys(&["new"]).verify(&[b"a", b"b"], &tag));
        assert!(!keys(&["old"]).verify(&[b"ab"], &tag));
        assert!(!keys(&["old"]).verify(&[b"a", b"b", b""], &tag));
        assert!(!keys(&["old"]).verify(&[b"a", b"b"], &tag[..31]));
        assert!(!keys(&["old"]).verify(&[b"a", b"b"], b""));
        assert!(keys(&[]).sign(&[b"a"]).is_none());
    }

    /// Tickets of other replicas, and of this one before an update, stay good.
    #[test]
    fn signatures_and_fingerprints_stay_as_they_are() {
        let keys = keys(&["new", "old"]);
        let tag = keys.sign(&[b"a", b"bc"]).expect("a key");
        let hex: String = tag.iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(
            hex,
            "53538f5270d10f476ab8b1dc9954efc7a59bd8d2829dcfda5bdb0fe1d13d7a38"
        );
        assert_eq!(keys.fingerprint(), "a46f68adc0ed2965");
    }

    #[test]
    fn the_key_of_a_process_stays_and_those_of_a_policy_count() {
        let of_process = SigningKeys::of_this_process;
        let (old, new) = (of_process(), of_process());
        let tag = old.sign(&[b"a"]).expect("a key");
        assert!(!new.verify(&[b"a"], &tag));
        let newest = of_process().succeeding(&new.succeeding(&old));
        assert!(newest.verify(&[b"a"], &tag));
        assert!(!newest.are_lasting());
        let named = keys(&["named"]).succeeding(&old);
        assert!(named.are_lasting() && !named.verify(&[b"a"], &tag));
        let tag = named.sign(&[b"a"]).expect("a key");
        assert!(!of_process().succeeding(&named).verify(&[b"a"], &tag));
        assert!(!keys(&["other"]).succeeding(&named).verify(&[b"a"], &tag));
    }

    #[test]
    fn the_fingerprint_is_that_of_all_keys_in_their_order() {
        let print = keys(&["new", "old"]).fingerprint();
        assert_eq!(print, keys(&["new", "old"]).fingerprint());
        assert_eq!(print.len(), 16);
        assert!(print.bytes().all(|byte| byte.is_ascii_hexdigit()));
        for other in [&["old", "new"][..], &["new"], &["newold"], &[]] {
            assert_ne!(print, keys(other).fingerprint(), "{other:?}");
        }
        let of_process = SigningKeys::of_this_process();
        assert_eq!(of_process.fingerprint(), "process");
    }

    #[test]
    fn the_key_of_a_process_is_made_when_it_is_needed_and_once_for_all_copies() {
        let keys = SigningKeys::of_this_process();
        let is_made = || matches!(&*keys.0, KeyOrigin::Process(key) if key.get().is_some());
        assert_eq!(keys.count(), 1);
        assert!(!keys.are_lasting());
        let copy = SigningKeys::of_this_process().succeeding(&keys);
        assert!(!is_made());
        let tag = copy.sign(&[b"a"]).expect("a key");
        assert!(is_made());
        assert!(keys.verify(&[b"a"], &tag));
    }

    #[test]
    fn no_key_is_shown() {
        assert!(!format!("{:?}", keys(&["canary"])).contains("canary"));
    }
}
