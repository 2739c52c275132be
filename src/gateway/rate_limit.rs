//! How often one caller may ask: nobody finds a meeting by trying out numbers.
//!
//! A caller is the person who is proven to ask, wherever they are; else the
//! address from which the request comes (of IPv6, its /64). A proof that does
//! not hold proves nobody, and counts for the address.
//!
//! What is kept of a caller is forgotten as soon as it makes no difference any
//! more, which is soon: one request of the default limit counts for 50 ms.

use std::fmt;
use std::hash::{BuildHasher as _, RandomState};
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering::Relaxed};
use std::time::Duration;

use governor::clock::{Clock, MonotonicClock};
use governor::middleware::NoOpMiddleware;
use governor::state::keyed::HashMapStateStore;
use governor::state::{InMemoryState, NotKeyed};
use governor::{Quota, RateLimiter};

use crate::decision::{Caller, Person};
use crate::net::{ClientAddress, ClientPrefix};
use crate::word_list::words;

/// How often one caller may ask. Each process counts for itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RateLimit {
    /// Requests per minute in the long run.
    pub per_minute: NonZeroU32,
    /// Requests that may come at once after a pause; at most a million.
    pub burst: NonZeroU32,
}

impl RateLimit {
    /// 1200 per minute, and as many at once. Behind one address may sit an
    /// office of a thousand people whose meetings all begin at nine o'clock,
    /// and none of whom is known; and yet with 1200 numbers a minute it takes
    /// a year and a half to try out those of nine digits.
    pub const DEFAULT: Self = Self {
        per_minute: NonZeroU32::new(1200).expect("not zero"),
        burst: NonZeroU32::new(1200).expect("not zero"),
    };

    fn quota(self) -> Quota {
        Quota::per_minute(self.per_minute).allow_burst(self.burst.min(MAX_BURST))
    }
}

/// A burst that takes longer to refill than the clock can count is none.
const MAX_BURST: NonZeroU32 = NonZeroU32::new(1_000_000).expect("not zero");

/// So many requests pass between two looks for callers who can be forgotten.
/// Each look costs as much as there are callers, so that it is cheap for each
/// request between.
const CLEANUP_INTERVAL: u32 = 4096;

/// Callers that are counted one by one; about 2 MiB with all that follows.
/// Who wants to be more has to ask from more prefixes than that within the
/// time in which a request counts.
const MAX_KEYS: usize = 65_536;

/// When there are more, prefixes share so many places: one flood from
/// everywhere can then neither take more memory nor guess faster than the
/// places allow, and it fills the places of its own networks first.
/// Persons who are proven keep a place of their own, because nobody can make them up.
const SHARED_BUCKETS: u64 = 1024;

/// Who is told to wait, and for how long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RateLimited {
    pub key: LimitKey,
    pub seconds: u64,
}

words! {
    /// What a caller is counted by.
    pub enum LimitKey {
        Identity = "identity",
        Address = "address",
    }
}

/// A caller, as they are counted. Nobody's name is kept: the hash has a key
/// of this process.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Key {
    Person(u64),
    /// Those without an address count together.
    Prefix(Option<ClientPrefix>),
    SharedBucket(u64),
}

impl LimitKey {
    /// By what a caller is counted.
    pub fn of(caller: &Caller<'_>) -> Self {
        match caller.person().and_then(Person::id) {
            Some(_) => Self::Identity,
            None => Self::Address,
        }
    }
}

impl Key {
    fn limit_key(&self) -> LimitKey {
        match self {
            Self::Person(_) => LimitKey::Identity,
            Self::Prefix(_) | Self::SharedBucket(_) => LimitKey::Address,
        }
    }
}

/// Which requests are counted together. Every letter that somebody types into an address bar is a
/// request: they are counted apart, so that nobody types away the links of a whole office.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LimitClass {
    General,
    Suggestions,
}

/// The counts of a process; without limits, callers may ask as often as they like.
#[derive(Debug)]
pub struct RateLimits(Option<Limiters>);

#[derive(Debug)]
struct Limiters {
    general: Limiter,
    suggestions: Limiter,
}

impl RateLimits {
    pub fn new(limit: Option<RateLimit>) -> Self {
        Self(limit.map(|limit| Limiters {
            general: Limiter::new(limit),
            suggestions: Limiter::new(limit),
        }))
    }

    /// Counts a request for its caller, and warns the operators where callers ask too often: it may
    /// be somebody who tries out numbers, or everybody behind a proxy that nobody has named.
    pub fn admit(&self, class: LimitClass, caller: &Caller<'_>) -> Result<(), RateLimited> {
        let Some(limiters) = &self.0 else {
            return Ok(());
        };
        let limiter = match class {
            LimitClass::General => &limiters.general,
            LimitClass::Suggestions => &limiters.suggestions,
        };
        let result = limiter.count(caller);
        if let Err(limited) = result
            && limiter.may_warn()
        {
            warn(limited.key, caller.address());
        }
        result
    }
}

fn warn(key: LimitKey, client: ClientAddress) {
    match (key, client.known()) {
        (LimitKey::Identity, _) => {
            tracing::warn!("a person asks too often: see `rate_limited` in the decision log");
        }
        (LimitKey::Address, None) => tracing::warn!(
            "clients without an address ask too often; if they come through a proxy at a Unix socket, write `trusted_proxies: [unix]`, and where it names them"
        ),
        (LimitKey::Address, Some(client)) => tracing::warn!(
            %client,
            "an address asks too often; if it is that of a proxy in front of the gateway, name it in `trusted_proxies`"
        ),
    }
}

/// Counts what callers ask.
#[derive(Debug)]
pub struct Limiter<C: Clock = MonotonicClock> {
    clock: C,
    keys: RateLimiter<Key, HashMapStateStore<Key>, C, NoOpMiddleware<C::Instant>>,
    warnings: WarnThrottle<C>,
    hasher: RandomState,
    /// Requests until it is time to forget.
    requests: AtomicU32,
    /// There are too many callers to count them one by one.
    is_over_capacity: AtomicBool,
}

/// Keeps what strangers cause from filling the diagnostics.
pub struct WarnThrottle<C: Clock = MonotonicClock>(
    RateLimiter<NotKeyed, InMemoryState, C, NoOpMiddleware<C::Instant>>,
);

impl Default for WarnThrottle {
    fn default() -> Self {
        Self::with_clock(MonotonicClock)
    }
}

impl<C: Clock> WarnThrottle<C> {
    fn with_clock(clock: C) -> Self {
        let quota = Quota::per_minute(NonZeroU32::MIN);
        Self(RateLimiter::direct_with_clock(quota, clock))
    }

    /// Whether it has not been said for a minute.
    pub fn allows(&self) -> bool {
        self.0.check().is_ok()
    }
}

impl<C: Clock> fmt::Debug for WarnThrottle<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WarnThrottle")
    }
}

impl Limiter {
    pub fn new(limit: RateLimit) -> Self {
        Self::with_clock(limit, MonotonicClock)
    }
}

impl<C: Clock + Clone> Limiter<C> {
    fn with_clock(limit: RateLimit, clock: C) -> Self {
        Self {
            keys: RateLimiter::hashmap_with_clock(limit.quota(), clock.clone()),
            warnings: WarnThrottle::with_clock(clock.clone()),
            clock,
            hasher: RandomState::new(),
            requests: AtomicU32::new(0),
            is_over_capacity: AtomicBool::new(false),
        }
    }

    /// Counts one request.
    fn count(&self, caller: &Caller<'_>) -> Result<(), RateLimited> {
        if self.requests.fetch_add(1, Relaxed) % CLEANUP_INTERVAL == CLEANUP_INTERVAL - 1 {
            self.remove_stale_keys();
        }
        let key = self.key(caller);
        self.keys.check_key(&key).map_err(|until| RateLimited {
            key: key.limit_key(),
            seconds: whole_seconds(until.wait_time_from(self.clock.now())),
        })
    }

    /// Whether the operators have not been warned for a minute.
    fn may_warn(&self) -> bool {
        self.warnings.allows()
    }

    fn remove_stale_keys(&self) {
        self.keys.retain_recent();
        self.is_over_capacity
            .store(self.keys.len() >= MAX_KEYS, Relaxed);
    }

    fn key(&self, caller: &Caller<'_>) -> Key {
        if let Some(person) = caller.person()
            && let Some(id) = person.id()
        {
            return Key::Person(self.hash_person(person, id));
        }
        let prefix = ClientPrefix::of(caller.address());
        if self.is_over_capacity.load(Relaxed) {
            return Key::SharedBucket(
                self.hasher.hash_one(prefix.map(ClientPrefix::wider_prefix)) % SHARED_BUCKETS,
            );
        }
        Key::Prefix(prefix)
    }

    /// Two who are called the same are two, if different ones vouch for them.
    fn hash_person(&self, person: &Person<'_>, id: &str) -> u64 {
        self.hasher.hash_one((&*person.identity_provider, id))
    }
}

/// Seconds, rounded up, as `Retry-After` wants them.
fn whole_seconds(wait: Duration) -> u64 {
    wait.as_secs() + u64::from(wait.subsec_nanos() > 0)
}

#[cfg(test)]
mod tests;
