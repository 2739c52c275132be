//! What it costs to know who asks: the same decision for somebody of whom
//! only the address is known, for a person whom a trusted proxy names, and for
//! one whom a signed token proves; what a way back through the gateway costs;
//! and what it costs to count how often they ask.

mod support;
#[path = "support/token.rs"]
mod token;

use std::hint::black_box;
use std::net::{IpAddr, Ipv4Addr};
use std::num::NonZeroU32;
use std::sync::Arc;

use divan::{AllocProfiler, Bencher};
use hyper::{HeaderMap, Request};
use jiff::Timestamp;
use linkgate::compile::{load, load_text};
use linkgate::decision::{Caller, Delivery, LinkRequest, Outcome, decide};
use linkgate::gateway::{Gateway, GatewayDeps, RateLimit, RequestHead};
use linkgate::identity::Identity;
use linkgate::net::Peer;
use linkgate::policy::{KeySource, Policy};
use linkgate::telemetry::{DecisionLog, Metrics};
use linkgate::upstream::Services;

#[global_allocator]
static ALLOCATIONS: AllocProfiler = AllocProfiler::system();

const PEER: IpAddr = IpAddr::V4(Ipv4Addr::new(10, 1, 0, 1));

const HEAD: &str = "version: 1
public_url: https://go.acme.example/
sites: { acme: https://acme.webex.com/acme/ }
back_urls: { meetings: https://portal.acme.example/meetings }
";

const HEADERS_ONLY: &str = "callers:
  trusted_proxies: 10.1.0.0/16
  headers: x-forwarded
";

const CALLERS: &str = "callers:
  trusted_proxies: 10.1.0.0/16
  headers: x-forwarded
  address: x-forwarded-for
";

const TOKENS: &str = "callers:
  tokens:
    acme:
      from: oidc
      issuer: https://login.acme.example
      audience: go.acme.example
      algorithms: [ES256]
      keys: { file: keys.json }
";

const SIGNING: &str = "signing_keys: { file: keys }\n";

/// What a browser sends, and a proxy adds.
const HEADERS: [(&str, &str); 13] = [
    ("host", "go.acme.example"),
    (
        "user-agent",
        "Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0",
    ),
    (
        "accept",
        "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    ),
    ("accept-language", "en-GB,en;q=0.5"),
    ("accept-encoding", "gzip, deflate, br, zstd"),
    ("referer", "https://portal.acme.example/"),
    ("sec-fetch-dest", "document"),
    ("sec-fetch-mode", "navigate"),
    (
        "cookie",
        "_oauth2_proxy=djIuWDI5aGRYUm9NbDl3Y205NGVTMDNNVEF3TkRRME1HVTRNR1V5Wm",
    ),
    ("x-forwarded-for", "192.0.2.7"),
    ("x-forwarded-user", "ann"),
    ("x-forwarded-email", "ann@acme.example"),
    ("x-forwarded-groups", "staff, webex-hosts"),
];

fn main() {
    divan::main();
}

/// A policy that names a file beside it.
fn with_file(more: &str, (name, text): (&str, &str)) -> Policy {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join(name), text).expect("a file");
    let file = folder.path().join("policy.yaml");
    let way = if more == SIGNING {
        ", return: gateway"
    } else {
        ""
    };
    std::fs::write(&file, text_of(more, &format!("anyone{way}"))).expect("a file");
    let loaded = load(&file, Timestamp::UNIX_EPOCH);
    loaded.policy.expect("the policy of the benchmark is good")
}

fn text_of(more: &str, allow: &str) -> String {
    format!(
        "{HEAD}{more}routes:\n  join: {{ path: '/go/join/{{meeting_key}}', command: meeting.join, back: meetings, allow: {allow} }}\n"
    )
}

fn policy(callers: &str, allow: &str) -> Policy {
    let text = text_of(callers, allow);
    let loaded = load_text("bench", &text, Timestamp::UNIX_EPOCH);
    loaded.policy.expect("the policy of the benchmark is good")
}

fn headers() -> HeaderMap {
    let headers = HEADERS.into_iter().map(|(name, value)| {
        let name = name.parse().expect("a name");
        (name, value.parse().expect("a value"))
    });
    headers.collect()
}

fn go(policy: &Policy, caller: &Caller<'_>) -> String {
    let ask = LinkRequest::parse(black_box("/go/join/123456789")).expect("a path");
    match decide(policy, &ask, caller, Timestamp::UNIX_EPOCH).outcome {
        Outcome::Send(Delivery::Redirect(call)) => call.into_string(),
        other => unreachable!("{other:?}"),
    }
}

/// A decision for somebody of whom only the address is known.
#[divan::bench(sample_size = 1000)]
fn unknown(bencher: Bencher<'_, '_>) {
    let policy = policy("", "anyone");
    bencher.bench_local(|| go(&policy, &Caller::unknown(black_box(PEER))));
}

/// The same for a person whom the headers of a trusted proxy name.
#[divan::bench(sample_size = 1000)]
fn named_in_headers(bencher: Bencher<'_, '_>) {
    measure(bencher, &policy(HEADERS_ONLY, "anyone"), &headers());
}

/// The same, with the client's address out of a header.
#[divan::bench(sample_size = 1000)]
fn named_in_headers_with_address(bencher: Bencher<'_, '_>) {
    measure(bencher, &policy(CALLERS, "anyone"), &headers());
}

/// The same, let in by group.
#[divan::bench(sample_size = 1000)]
fn named_and_let_in_by_group(bencher: Bencher<'_, '_>) {
    measure(
        bencher,
        &policy(HEADERS_ONLY, "[{ group: webex-hosts }]"),
        &headers(),
    );
}

/// For a person whom a token of 1 KB proves that was verified before.
#[divan::bench(sample_size = 1000)]
fn proven_by_a_token(bencher: Bencher<'_, '_>) {
    let case = token::case("ES256");
    let KeySource::Set(keys) = &case.issuer.keys else {
        unreachable!("the case has a set");
    };
    let policy = with_file(TOKENS, ("keys.json", keys));
    let mut headers = headers();
    let bearer = format!("Bearer {}", case.token);
    headers.insert("authorization", bearer.parse().expect("a value"));
    measure(bencher, &policy, &headers);
}

/// For somebody unknown who comes back through the gateway: the ticket.
#[divan::bench(sample_size = 1000)]
fn unknown_with_a_ticket(bencher: Bencher<'_, '_>) {
    let policy = with_file(SIGNING, ("keys", "a-key-of-this-benchmark-0123456789-0123"));
    bencher.bench_local(|| go(&policy, &Caller::unknown(black_box(PEER))));
}

fn measure(bencher: Bencher<'_, '_>, policy: &Policy, headers: &HeaderMap) {
    let identity = Identity::new(policy).expect("keys");
    let proxy = Peer::at(PEER);
    bencher.bench_local(|| {
        let now = Timestamp::UNIX_EPOCH;
        let who = identity.identify(policy.trust(), black_box(headers), black_box(&proxy), now);
        let who = who.expect("no conflict");
        assert!(who.auth_error.is_none());
        go(policy, &who.caller)
    });
}

/// Identification alone.
#[divan::bench(sample_size = 1000)]
fn identify_only(bencher: Bencher<'_, '_>) {
    let policy = policy(CALLERS, "anyone");
    let identity = Identity::new(&policy).expect("keys");
    let (headers, proxy) = (headers(), Peer::at(PEER));
    bencher.bench_local(|| {
        let now = Timestamp::UNIX_EPOCH;
        let who = identity.identify(policy.trust(), black_box(&headers), black_box(&proxy), now);
        who.expect("no conflict").caller.address()
    });
}

/// Headers of a peer that is no trusted proxy.
#[divan::bench(sample_size = 1000)]
fn identify_a_stranger(bencher: Bencher<'_, '_>) {
    let policy = policy(CALLERS, "anyone");
    let identity = Identity::new(&policy).expect("keys");
    let (headers, stranger) = (headers(), Peer::at([192, 0, 2, 66].into()));
    bencher.bench_local(|| {
        let now = Timestamp::UNIX_EPOCH;
        let who = identity.identify(
            policy.trust(),
            black_box(&headers),
            black_box(&stranger),
            now,
        );
        who.expect("no conflict").caller.address()
    });
}

/// A whole request of somebody unknown, with its line in the log.
#[divan::bench(sample_size = 1000)]
fn answered(bencher: Bencher<'_, '_>) {
    answer(bencher, "", None);
}

/// The same, counted.
#[divan::bench(sample_size = 1000)]
fn answered_and_counted(bencher: Bencher<'_, '_>) {
    answer(bencher, "", Some(COUNTED));
}

/// A whole request of a person whom headers name.
#[divan::bench(sample_size = 1000)]
fn answered_for_a_person(bencher: Bencher<'_, '_>) {
    answer(bencher, HEADERS_ONLY, None);
}

/// The same, counted.
#[divan::bench(sample_size = 1000)]
fn answered_for_a_person_and_counted(bencher: Bencher<'_, '_>) {
    answer(bencher, HEADERS_ONLY, Some(COUNTED));
}

/// Counts without ever refusing.
const COUNTED: RateLimit = RateLimit {
    per_minute: NonZeroU32::MAX,
    burst: NonZeroU32::MAX,
};

fn answer(bencher: Bencher<'_, '_>, callers: &str, limit: Option<RateLimit>) {
    let policy = Arc::new(policy(callers, "anyone"));
    let identity = Identity::new(&policy).expect("keys");
    let metrics = Arc::new(Metrics::default());
    let log = DecisionLog::start(std::io::sink(), Arc::clone(&metrics)).expect("a thread");
    let upstreams = support::upstreams(&metrics);
    let lasting = GatewayDeps {
        log,
        spans: None,
        metrics,
        limit,
        report_only_limit: None,
        upstreams,
    };
    let gateway = Gateway::new(policy, identity, Services::default(), lasting);
    let (mut head, ()) = Request::get("/go/join/123456789")
        .body(())
        .expect("a request")
        .into_parts();
    head.headers = headers();
    let peer = Peer::at(PEER);
    bencher.bench_local(|| {
        let response = gateway.answer_at_once(RequestHead::new(
            black_box(&head),
            black_box(&peer),
            Timestamp::UNIX_EPOCH,
        ));
        assert_eq!(response.status(), 302);
        response
    });
}
