//! How often callers may ask, by a clock of the test.

use std::net::{IpAddr, Ipv6Addr};

use governor::clock::FakeRelativeClock;

use super::*;

fn limiter(per_minute: u32, burst: u32) -> (Limiter<FakeRelativeClock>, FakeRelativeClock) {
    let clock = FakeRelativeClock::default();
    let limit = RateLimit {
        per_minute: NonZeroU32::new(per_minute).expect("not zero"),
        burst: NonZeroU32::new(burst).expect("not zero"),
    };
    (Limiter::with_clock(limit, clock.clone()), clock)
}

fn from(address: &str) -> Caller<'static> {
    Caller::unknown(address.parse::<IpAddr>().expect("an address"))
}

fn known(address: &str, id: &'static str, provider: &'static str) -> Caller<'static> {
    from(address).with_identity(Person {
        user: Some(id.into()),
        identity_provider: provider.into(),
        ..Person::default()
    })
}

/// How many of ten requests are answered.
fn answered(limiter: &Limiter<FakeRelativeClock>, caller: &Caller<'_>) -> usize {
    (0..10).filter(|_| limiter.count(caller).is_ok()).count()
}

/// An address of a network of its own.
fn in_prefix(n: u64) -> Caller<'static> {
    let address = Ipv6Addr::from_bits(u128::from(n) << 80);
    Caller::unknown(IpAddr::V6(address))
}

#[test]
fn who_shares_and_who_does_not() {
    let ann = known("192.0.2.7", "ann", "headers");
    for (one, other, shared) in [
        (from("192.0.2.7"), from("192.0.2.7"), true),
        (from("192.0.2.7"), from("::ffff:192.0.2.7"), true),
        (from("192.0.2.7"), from("192.0.2.8"), false),
        (from("2001:db8::1"), from("2001:db8::2:3"), true),
        (from("2001:db8::1"), from("2001:db8:0:1::1"), false),
        (ann.clone(), known("198.51.100.1", "ann", "headers"), true),
        (ann.clone(), known("192.0.2.7", "bob", "headers"), false),
        (ann.clone(), known("192.0.2.7", "ann", "acme"), false),
        (ann.clone(), from("192.0.2.7"), false),
    ] {
        let (limiter, _) = limiter(60, 5);
        assert_eq!(answered(&limiter, &one), 5);
        let left = if shared { 0 } else { 5 };
        assert_eq!(answered(&limiter, &other), left, "{one:?} {other:?}");
    }
}

/// An address in the first /64s of a /48.
fn in_network(network: u16, n: u16) -> Caller<'static> {
    let address = Ipv6Addr::new(0x2001, 0xdb8, network, n, 0, 0, 0, 1);
    Caller::unknown(IpAddr::V6(address))
}

#[test]
fn whoever_has_a_48_gets_four_times_the_limit_of_one_client() {
    let (limiter, clock) = limiter(60, 5);
    let all: usize = (0..=u16::MAX)
        .map(|n| usize::from(limiter.count(&in_network(1, n)).is_ok()))
        .sum();
    assert_eq!(all, 20);
    let key = LimitKey::Network;
    let refused = Err(RateLimited { key, seconds: 1 });
    assert_eq!(limiter.count(&in_network(1, 7)), refused);
    // Others have lost nothing: another network, an address of IPv4, a person in this network.
    assert_eq!(answered(&limiter, &in_network(2, 0)), 5);
    assert_eq!(answered(&limiter, &from("192.0.2.7")), 5);
    let ann = known("2001:db8:1::1", "ann", "headers");
    assert_eq!(answered(&limiter, &ann), 5);
    clock.advance(Duration::from_secs(1));
    let fresh = (100..200).filter(|n| limiter.count(&in_network(1, *n)).is_ok());
    assert_eq!(fresh.count(), 4);
}

#[test]
fn one_client_takes_no_more_from_its_network_than_its_own_limit() {
    let (limiter, _) = limiter(60, 5);
    for _ in 0..1000 {
        let _ = limiter.count(&in_network(1, 0));
    }
    for n in 1..4 {
        assert_eq!(answered(&limiter, &in_network(1, n)), 5, "{n}");
    }
    assert_eq!(answered(&limiter, &in_network(1, 4)), 0);
}

#[test]
fn a_caller_is_told_how_long_to_wait() {
    for (per_minute, seconds) in [(1, 60), (7, 9), (60, 1), (1200, 1)] {
        let (limiter, clock) = limiter(per_minute, 1);
        let caller = from("192.0.2.7");
        assert_eq!(limiter.count(&caller), Ok(()));
        let key = LimitKey::Address;
        assert_eq!(limiter.count(&caller), Err(RateLimited { key, seconds }));
        clock.advance(Duration::from_secs(seconds));
        assert_eq!(limiter.count(&caller), Ok(()), "{per_minute}");
    }
}

#[test]
fn requests_refill_one_by_one() {
    let (limiter, clock) = limiter(60, 5);
    let ann = known("192.0.2.7", "ann", "headers");
    assert_eq!(answered(&limiter, &ann), 5);
    clock.advance(Duration::from_secs(3));
    assert_eq!(answered(&limiter, &ann), 3);
    clock.advance(Duration::from_secs(3600));
    assert_eq!(answered(&limiter, &ann), 5);
    let key = LimitKey::Identity;
    assert_eq!(limiter.count(&ann), Err(RateLimited { key, seconds: 1 }));
}

#[test]
fn callers_are_forgotten_when_they_make_no_difference() {
    let (limiter, clock) = limiter(60, 5);
    let careful = from("192.0.2.7");
    assert_eq!(answered(&limiter, &careful), 5);
    let interval = u64::from(CLEANUP_INTERVAL);
    for n in 0..10 * interval {
        clock.advance(Duration::from_millis(1));
        assert!(limiter.count(&in_prefix(n)).is_ok());
        assert!(limiter.keys.len() <= 2 * 4096, "{n}");
        assert!(limiter.networks.len() <= 2 * 4096, "{n}");
    }
    assert!(!limiter.is_over_capacity.load(Relaxed));
}

#[test]
fn a_flood_from_everywhere_is_bounded() {
    let (limiter, clock) = limiter(1, 5);
    let (early, ann) = (from("192.0.2.7"), known("192.0.2.7", "ann", "headers"));
    assert_eq!(answered(&limiter, &ann), 5);
    let most = MAX_KEYS + 4096 + 1024 + 1;
    for n in 0..200_000 {
        let _ = limiter.count(&in_prefix(n));
    }
    assert!(limiter.is_over_capacity.load(Relaxed));
    assert!(limiter.keys.len() <= most, "{}", limiter.keys.len());
    assert!(limiter.networks.len() <= most, "{}", limiter.networks.len());
    // The flood has used up the places, most of them all of other prefixes.
    let refused = (0..1000).filter(|n| limiter.count(&in_prefix(*n)).is_err());
    assert!(refused.count() > 900);
    assert_eq!(answered(&limiter, &ann), 0);
    assert_eq!(
        answered(&limiter, &known("192.0.2.7", "bob", "headers")),
        5,
        "a person has a place of their own"
    );
    clock.advance(Duration::from_secs(600));
    limiter.remove_stale_keys();
    assert_eq!((limiter.keys.len(), limiter.networks.len()), (0, 0));
    assert_eq!(answered(&limiter, &early), 5);
}

#[test]
fn operators_are_warned_once_a_minute() {
    let (limiter, clock) = limiter(60, 5);
    assert!(limiter.may_warn());
    assert!(!limiter.may_warn());
    clock.advance(Duration::from_secs(59));
    assert!(!limiter.may_warn());
    clock.advance(Duration::from_secs(1));
    assert!(limiter.may_warn());
}

#[test]
fn no_limit_is_too_large() {
    for (per_minute, burst) in [(1, u32::MAX), (u32::MAX, u32::MAX), (u32::MAX, 1)] {
        let (limiter, _) = limiter(per_minute, burst);
        assert_eq!(limiter.count(&from("192.0.2.7")), Ok(()));
    }
}
