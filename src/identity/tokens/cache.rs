//! The tokens that were verified lately. Only those: whoever makes tokens up
//! cannot fill it, nor push anything out of it.

use std::fmt;
use std::hash::{Hash, Hasher, RandomState};
use std::sync::Arc;

use quick_cache::sync::{Cache as Quick, DefaultLifecycle};
use quick_cache::{Equivalent, Weighter};

use crate::decision::{Groups, Person};
use crate::identity::tokens::claims::Window;
use crate::identity::tokens::keys::Key;

/// The most tokens that are remembered: those of the people who click within
/// the life of a token.
const MAX_TOKENS: usize = 10_000;

/// The most memory for them, in bytes.
const MAX_BYTES: u64 = 32 * 1024 * 1024;

/// What one takes at least, so that both bounds are one.
const MIN_WEIGHT: u64 = MAX_BYTES.div_ceil(MAX_TOKENS as u64);

/// What one takes beside its texts: the entry, the shared parts, allocations.
const OVERHEAD: usize = 256;

/// The tokens that were verified lately.
pub struct Cache(Quick<Token, Known, Weight, RandomState>);

/// A token that is believed, as long as its time and its key last.
#[derive(Clone)]
pub struct Known {
    pub person: Arc<Person<'static>>,
    pub window: Window,
    key: Arc<Key>,
}

impl Cache {
    pub fn new() -> Self {
        let hasher = RandomState::new();
        let lifecycle = DefaultLifecycle::default();
        Self(Quick::with(
            MAX_TOKENS, MAX_BYTES, Weight, hasher, lifecycle,
        ))
    }

    /// What is known of a token, if the key that signed it is still there.
    pub fn find(&self, voucher: usize, text: &str) -> Option<Known> {
        let sought = Sought { voucher, text };
        let known = self.0.get(&sought)?;
        if known.key.is_withdrawn() {
            self.0.remove(&sought);
            return None;
        }
        Some(known)
    }

    pub fn keep(
        &self,
        voucher: usize,
        text: &str,
        person: Arc<Person<'static>>,
        window: Window,
        key: Arc<Key>,
    ) {
        let token = Token {
            voucher,
            text: text.into(),
        };
        let known = Known {
            person,
            window,
            key,
        };
        self.0.insert(token, known);
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

/// A token, and the voucher for whom it was verified.
struct Token {
    voucher: usize,
    text: Box<str>,
}

/// The same, borrowed.
struct Sought<'t> {
    voucher: usize,
    text: &'t str,
}

impl PartialEq for Token {
    fn eq(&self, other: &Self) -> bool {
        self.voucher == other.voucher && self.text == other.text
    }
}

impl Eq for Token {}

impl Equivalent<Token> for Sought<'_> {
    /// Compares the whole text. How long that takes tells nobody anything:
    /// who comes this far knows the end of a good signature already.
    fn equivalent(&self, token: &Token) -> bool {
        self.voucher == token.voucher && *self.text == *token.text
    }
}

impl Hash for Token {
    fn hash<H: Hasher>(&self, state: &mut H) {
        tail(&self.text).hash(state);
    }
}

impl Hash for Sought<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        tail(self.text).hash(state);
    }
}

/// The end of a token, which is the end of its signature: as good as random,
/// and a fraction of the cost of hashing everything. What is in the cache was
/// verified, so nobody can fill it with tokens of one end.
fn tail(text: &str) -> &[u8] {
    const BYTES: usize = 32;
    let bytes = text.as_bytes();
    &bytes[bytes.len().saturating_sub(BYTES)..]
}

/// Weighs what a token and its person take in memory.
#[derive(Clone)]
struct Weight;

impl Weighter<Token, Known> for Weight {
    fn weight(&self, token: &Token, known: &Known) -> u64 {
        let person = &known.person;
        let texts = [&person.user, &person.name, &person.email];
        let texts: usize = texts
            .iter()
            .filter_map(|text| text.as_deref())
            .map(str::len)
            .sum();
        let groups: usize = match &person.groups {
            Groups::Joined(text) => text.len(),
            // A short text of its own takes what the allocator gives at least.
            Groups::List(list) => list.iter().map(|one| one.len() + 48).sum(),
        };
        let bytes = OVERHEAD + token.text.len() + texts + groups;
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
        let window = Window::of(claims.as_object().expect("an object"), None);
        let person = Arc::new(Person {
            groups: Groups::List(vec!["g".into(); groups]),
            ..Person::default()
        });
        for number in 0..12_000 {
            let text = format!("{number:0>text_bytes$}");
            let window = window.expect("an end");
            cache.keep(0, &text, Arc::clone(&person), window, Arc::clone(&key));
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
