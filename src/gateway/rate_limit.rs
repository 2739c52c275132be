//! Limits the requests of one caller, so that meeting numbers cannot be found by trial.
//!
//! A caller is counted by proven identity, otherwise by client address (IPv6: by /64, and together
//! with the others of its /48). A proof that fails identifies nobody: the request counts for the
//! address.
//!
//! The state of a caller is removed as soon as it no longer affects a decision. With the default
//! limit, one request counts for 50 ms.

use std::fmt;
use std::hash::{BuildHasher as _, RandomState};
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering::Relaxed};
use std::time::Duration;

use governor::clock::{Clock, MonotonicClock};
use governor::middleware::NoOpMiddleware;
use governor::state::keyed::HashMapStateStore;
use governor::state::{InMemoryState, NotKeyed};
use governor::{NotUntil, Quota, RateLimiter};

use crate::decision::{Caller, Person};
use crate::net::{ClientAddress, ClientNetwork, ClientPrefix};
use crate::word_list::words;

/// Requests that one caller may make. Each process counts for itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RateLimit {
    /// Requests per minute in the long run.
    pub per_minute: NonZeroU32,
    /// Requests that may arrive at once after a pause; at most a million.
    pub burst: NonZeroU32,
}

impl RateLimit {
    /// 1200 per minute, and as many at once. An office of a thousand anonymous people may share one
    /// address and open their meetings at nine o'clock. Trying all meeting numbers of nine digits
    /// at this rate takes a year and a half (docs/operating.md, held by a test).
    pub const DEFAULT: Self = Self {
        per_minute: NonZeroU32::new(1200).expect("not zero"),
        burst: NonZeroU32::new(1200).expect("not zero"),
    };

    /// What all clients of one /48 may do together, if each may do as much as `self`.
    #[must_use]
    pub fn of_network(self) -> Self {
        Self {
            per_minute: self.per_minute.saturating_mul(CLIENTS_PER_NETWORK),
            burst: self.burst.saturating_mul(CLIENTS_PER_NETWORK),
        }
    }

    /// What a caller may cause at Webex: a twentieth. An answer there tells whether a number is that of a
    /// meeting, and Webex limits the calls of all visitors together; the lookups of an office are shared
    /// and kept.
    #[must_use]
    pub fn of_webex_calls(self) -> Self {
        let twentieth =
            |rate: NonZeroU32| NonZeroU32::new(rate.get() / 20).unwrap_or(NonZeroU32::MIN);
        Self {
            per_minute: twentieth(self.per_minute),
            burst: twentieth(self.burst),
        }
    }

    fn quota(self) -> Quota {
        Quota::per_minute(self.per_minute).allow_burst(self.burst.min(MAX_BURST))
    }
}

/// How many clients of a /48 may use up their limits at once. It may be a whole company with people in
/// many /64s, who get four times what they would behind one address of IPv4; or one customer who has
/// 65,536 of them, and guesses four times as fast, no more.
const CLIENTS_PER_NETWORK: NonZeroU32 = NonZeroU32::new(4).expect("not zero");

/// Keeps the time to refill a burst within the range of the clock.
const MAX_BURST: NonZeroU32 = NonZeroU32::new(1_000_000).expect("not zero");

/// Requests between two removals of stale keys. A removal visits every key: spread over this many
/// requests, it is cheap.
const CLEANUP_INTERVAL: u32 = 4096;

/// Keys that are tracked one by one, and networks; with the shared buckets, about 4 MiB. Exceeding it takes
/// requests from more prefixes than this within the time for which one request counts.
const MAX_KEYS: usize = 65_536;

/// Above [`MAX_KEYS`], wider prefixes share this many buckets. A distributed flood can then neither
/// use more memory nor try numbers faster than the buckets allow, and it exhausts the buckets of
/// its own networks first.
const SHARED_BUCKETS: u64 = 1024;

/// A refusal: what the caller is counted by, and how long to wait.
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
        /// The /48 of an IPv6 address.
        Network = "network",
    }
}

/// The key of a caller. It contains no name: the hash is keyed with a secret of this process.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Key {
    Person(u64),
    /// All clients without an address share one key.
    Prefix(Option<ClientPrefix>),
    SharedBucket(u64),
}

impl LimitKey {
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

    fn network(&self) -> Option<ClientNetwork> {
        match self {
            Self::Prefix(prefix) => prefix.and_then(ClientPrefix::network),
            // A shared bucket is that of a wider prefix already.
            Self::Person(_) | Self::SharedBucket(_) => None,
        }
    }
}

/// Which requests are counted together. Suggestions are requested with every letter typed into an
/// address bar: counted apart, they cannot use up the limit of a whole office.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LimitClass {
    General,
    Suggestions,
    /// Calls to Webex whose answers are not there yet.
    WebexCalls,
}

/// The limits of a process; `None` is unlimited.
#[derive(Debug)]
pub struct RateLimits {
    enforced: Option<Limiters>,
    /// A limit that is only reported, to find out whom it would meet.
    report_only: Option<Limiters>,
}

#[derive(Debug)]
struct Limiters {
    general: Limiter,
    suggestions: Limiter,
    webex_calls: Limiter,
}

impl RateLimits {
    pub fn new(enforced: Option<RateLimit>, report_only: Option<RateLimit>) -> Self {
        Self {
            enforced: enforced.map(Limiters::new),
            report_only: report_only.map(Limiters::new),
        }
    }

    /// Counts a request for its caller. Operators are warned of callers above the limit: they may
    /// be trying out numbers, or be everybody behind a proxy that the policy does not name.
    pub fn admit(&self, class: LimitClass, caller: &Caller<'_>) -> Result<(), RateLimited> {
        let Some(limiters) = &self.enforced else {
            return Ok(());
        };
        let limiter = limiters.of(class);
        let result = limiter.count(caller);
        if let Err(limited) = result
            && limiter.may_warn()
        {
            warn(limited.key, caller.address());
        }
        result
    }

    /// Counts an admitted request for the limit that is only reported, and says whether that would
    /// refuse it.
    pub fn would_refuse(&self, class: LimitClass, caller: &Caller<'_>) -> Option<RateLimited> {
        let limiters = self.report_only.as_ref()?;
        limiters.of(class).count(caller).err()
    }
}

impl Limiters {
    fn new(limit: RateLimit) -> Self {
        Self {
            general: Limiter::new(limit),
            suggestions: Limiter::new(limit),
            webex_calls: Limiter::new(limit.of_webex_calls()),
        }
    }

    fn of(&self, class: LimitClass) -> &Limiter {
        match class {
            LimitClass::General => &self.general,
            LimitClass::Suggestions => &self.suggestions,
            LimitClass::WebexCalls => &self.webex_calls,
        }
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
        (LimitKey::Network, client) => tracing::warn!(
            client = client.map(tracing::field::display),
            "the network (/48) of an address asks too often, from several /64s"
        ),
        (LimitKey::Address, Some(client)) => tracing::warn!(
            %client,
            "an address asks too often; if it is that of a proxy in front of the gateway, name it in `trusted_proxies`"
        ),
    }
}

/// Counts requests per caller.
#[derive(Debug)]
pub struct Limiter<C: Clock = MonotonicClock> {
    clock: C,
    keys: RateLimiter<Key, HashMapStateStore<Key>, C, NoOpMiddleware<C::Instant>>,
    /// What the clients of a network share. It is asked last, so that one client who is refused takes
    /// nothing from the others.
    networks:
        RateLimiter<ClientNetwork, HashMapStateStore<ClientNetwork>, C, NoOpMiddleware<C::Instant>>,
    warnings: WarnThrottle<C>,
    hasher: RandomState,
    /// Requests so far. Each [`CLEANUP_INTERVAL`] of them ends with a cleanup.
    requests: AtomicU32,
    /// There are too many callers to track them one by one.
    is_over_capacity: AtomicBool,
}

/// Prevents clients from flooding the diagnostics with warnings: one per minute.
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

    /// Whether a warning may be written now. It counts as written.
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
            networks: RateLimiter::hashmap_with_clock(limit.of_network().quota(), clock.clone()),
            warnings: WarnThrottle::with_clock(clock.clone()),
            clock,
            hasher: RandomState::new(),
            requests: AtomicU32::new(0),
            is_over_capacity: AtomicBool::new(false),
        }
    }

    /// Counts one request.
    fn count(&self, caller: &Caller<'_>) -> Result<(), RateLimited> {
        // Cleaning up in the request that completes the interval needs neither a timer nor a task.
        if self.requests.fetch_add(1, Relaxed) % CLEANUP_INTERVAL == CLEANUP_INTERVAL - 1 {
            self.remove_stale_keys();
        }
        let key = self.key(caller);
        let checked = self.keys.check_key(&key);
        checked.map_err(|until| self.refusal(key.limit_key(), &until))?;
        if let Some(network) = key.network() {
            let checked = self.networks.check_key(&network);
            checked.map_err(|until| self.refusal(LimitKey::Network, &until))?;
        }
        Ok(())
    }

    fn refusal(&self, key: LimitKey, until: &NotUntil<C::Instant>) -> RateLimited {
        RateLimited {
            key,
            seconds: whole_seconds(until.wait_time_from(self.clock.now())),
        }
    }

    fn may_warn(&self) -> bool {
        self.warnings.allows()
    }

    fn remove_stale_keys(&self) {
        self.keys.retain_recent();
        self.networks.retain_recent();
        // A thread that reads the flag late merely tracks a few keys more or less: no ordering is
        // needed.
        let most = self.keys.len().max(self.networks.len());
        self.is_over_capacity.store(most >= MAX_KEYS, Relaxed);
    }

    fn key(&self, caller: &Caller<'_>) -> Key {
        if let Some(person) = caller.person().and_then(Person::key) {
            // Proven persons keep their own key above `MAX_KEYS`, too: nobody can invent them.
            return Key::Person(self.hasher.hash_one(person));
        }
        let prefix = ClientPrefix::of(caller.address());
        if self.is_over_capacity.load(Relaxed) {
            return Key::SharedBucket(
                self.hasher.hash_one(prefix.map(ClientPrefix::wider_prefix)) % SHARED_BUCKETS,
            );
        }
        Key::Prefix(prefix)
    }
}

/// Seconds, rounded up: `Retry-After` has no fractions (RFC 9110, section 10.2.3).
fn whole_seconds(wait: Duration) -> u64 {
    wait.as_secs() + u64::from(wait.subsec_nanos() > 0)
}

#[cfg(test)]
mod tests;
