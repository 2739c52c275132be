//! The tokens that were verified recently. Only valid ones get in, so that made-up tokens neither
//! fill the cache nor evict anything from it.

use std::fmt;
use std::hash::{Hash, Hasher, RandomState};
use std::sync::Arc;

use quick_cache::sync::{Cache as Quick, DefaultLifecycle};
use quick_cache::{Equivalent, Weighter};

use crate::decision::{Groups, Person};
use crate::identity::tokens::claims::Validity;
use crate::identity::tokens::keys::Key;

/// Enough for everybody who opens links during the lifetime of one token.
const MAX_TOKENS: usize = 10_000;

const MAX_BYTES: u64 = 32 * 1024 * 1024;

/// The cache has one bound, on the weight. A minimum for each token makes it bound their number,
/// too.
const MIN_WEIGHT: u64 = MAX_BYTES.div_ceil(MAX_TOKENS as u64);

/// The memory of an entry beside its texts: the entry itself, shared parts, allocations.
const OVERHEAD: usize = 256;

pub struct Cache(Quick<CacheKey, CachedToken, MemoryWeight, RandomState>);

/// A verified token. It is valid until it expires or its key is withdrawn.
#[derive(Clone)]
pub struct CachedToken {
    pub person: Arc<Person<'static>>,
    pub validity: Validity,
    pub key: Arc<Key>,
}

impl Cache {
    pub fn new() -> Self {
        let hasher = RandomState::new();
        let lifecycle = DefaultLifecycle::default();
        Self(Quick::with(
            MAX_TOKENS,
            MAX_BYTES,
            MemoryWeight,
            hasher,
            lifecycle,
        ))
    }

    /// A cached token whose key has not been withdrawn.
    pub fn find(&self, issuer: usize, token: &str) -> Option<CachedToken> {
        let key = CacheKeyRef { issuer, token };
        let cached = self.0.get(&key)?;
        if cached.key.is_withdrawn() {
            self.0.remove(&key);
            return None;
        }
        Some(cached)
    }

    pub fn insert(&self, issuer: usize, token: &str, cached: CachedToken) {
        let token = token.into();
        self.0.insert(CacheKey { issuer, token }, cached);
    }

    #[cfg(test)]
    pub fn len(&self) -> usize {
        self.0.len()
    }
}

impl fmt::Debug for Cache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cache").finish_non_exhaustive()
    }
}

/// A token and the index of the issuer for which it was verified: another issuer of the policy may
/// accept other audiences.
#[derive(PartialEq, Eq)]
struct CacheKey {
    issuer: usize,
    token: Box<str>,
}

struct CacheKeyRef<'t> {
    issuer: usize,
    token: &'t str,
}

impl Equivalent<CacheKey> for CacheKeyRef<'_> {
    fn equivalent(&self, key: &CacheKey) -> bool {
        // Not in constant time: a caller whose token has the right hash already has the end of a
        // valid signature.
        self.issuer == key.issuer && *self.token == *key.token
    }
}

impl Hash for CacheKey {
    fn hash<H: Hasher>(&self, state: &mut H) {
        end_of(&self.token).hash(state);
    }
}

impl Hash for CacheKeyRef<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        end_of(self.token).hash(state);
    }
}

/// The last bytes of a token, which end its signature.
fn end_of(token: &str) -> &[u8] {
    // As good as random, and far cheaper than hashing the whole token. Nobody can fill the cache
    // with tokens of the same end, because only verified ones get in.
    const BYTES: usize = 32;
    let bytes = token.as_bytes();
    &bytes[bytes.len().saturating_sub(BYTES)..]
}

#[derive(Clone)]
struct MemoryWeight;

impl Weighter<CacheKey, CachedToken> for MemoryWeight {
    fn weight(&self, key: &CacheKey, cached: &CachedToken) -> u64 {
        let person = &cached.person;
        let texts = [&person.user, &person.name, &person.email];
        let texts: usize = texts
            .iter()
            .filter_map(|text| text.as_deref())
            .map(str::len)
            .sum();
        let groups: usize = match &person.groups {
            Groups::Unknown => 0,
            Groups::Joined(text) => text.len(),
            // 48 bytes for the fat pointer and the smallest allocation.
            Groups::List(list) => list.iter().map(|one| one.len() + 48).sum(),
        };
        let bytes = OVERHEAD + key.token.len() + texts + groups;
        (bytes as u64).max(MIN_WEIGHT)
    }
}

#[cfg(test)]
mod tests {
    use jsonwebtoken::DecodingKey;
    use serde_json::json;

    use super::*;
    use crate::identity::tokens::keys::Kind;

    fn fill(cache: &Cache, text_bytes: usize, groups: usize) {
        let decoding = DecodingKey::from_ed_der(&[]);
        let key = Arc::new(Key::new(None, Kind::Ed25519, "".into(), decoding));
        let claims = json!({ "exp": 1 });
        let claims = serde_json::from_value(claims).expect("an object");
        let validity = Validity::of(&claims, None);
        let validity = validity.expect("an end");
        let person = Arc::new(Person {
            groups: Groups::List(vec!["g".into(); groups]),
            ..Person::default()
        });
        for number in 0..12_000 {
            let token = format!("{number:0>text_bytes$}");
            let cached = CachedToken {
                person: Arc::clone(&person),
                validity,
                key: Arc::clone(&key),
            };
            cache.insert(0, &token, cached);
        }
    }

    #[test]
    fn neither_many_tokens_nor_long_ones_fill_the_memory() {
        for (text_bytes, groups, expected) in [
            (1_000, 4, 9_000..=MAX_TOKENS),
            (8_192, 4, 3_500..=4_100),
            (8_192, 1_000, 400..=600),
        ] {
            let cache = Cache::new();
            fill(&cache, text_bytes, groups);
            assert!(cache.0.weight() <= MAX_BYTES);
            assert!(expected.contains(&cache.len()), "{}", cache.len());
        }
    }
}
