//! Whole answers with pages, through the gateway: 100,000 links, of which the
//! caller may use 1,000, beside a redirect in the same run. And what a redirect
//! costs with few links and with many, whose index it never touches.

mod support;

use std::hint::black_box;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

use divan::{AllocProfiler, Bencher};
use http_body_util::Full;
use hyper::body::{Body as _, Bytes};
use hyper::http::request::Parts;
use hyper::{Request, Response};
use jiff::Timestamp;
use linkgate::compile::load_text;
use linkgate::gateway::{Gateway, GatewayDeps, RequestHead};
use linkgate::identity::Identity;
use linkgate::net::Peer;
use linkgate::telemetry::{DecisionLog, Metrics};
use linkgate::upstream::Services;

#[global_allocator]
static ALLOCATIONS: AllocProfiler = AllocProfiler::system();

const LINKS: usize = 100_000;

/// A page must not be larger, in bytes.
const PAGE_BYTES: u64 = 30 * 1024;

/// How a browser asks, and how a program does.
const BROWSER: &str = "text/html,application/xhtml+xml,*/*;q=0.8";
const PROGRAM: &str = "application/json";

fn main() {
    divan::main();
}

fn gateway(links: usize) -> Gateway {
    let text = support::many_routes(links, false);
    let loaded = load_text("bench", &text, Timestamp::UNIX_EPOCH);
    let policy = Arc::new(loaded.policy.expect("the policy of the benchmark is good"));
    let metrics = Arc::new(Metrics::default());
    let log = DecisionLog::start(std::io::sink(), Arc::clone(&metrics)).expect("a thread");
    let identity = Identity::new(&policy).expect("keys");
    let upstreams = support::upstreams(&metrics);
    let lasting = GatewayDeps {
        log,
        spans: None,
        metrics,
        limit: None,
        report_only_limit: None,
        upstreams,
    };
    Gateway::new(policy, identity, Services::default(), lasting)
}

fn head((path, accept): (&str, &str)) -> Parts {
    let request = Request::get(path)
        .header("host", "go.acme.example")
        .header("accept", accept)
        .header("accept-language", "de-AT,de;q=0.9,en;q=0.8");
    let (head, ()) = request.body(()).expect("a request").into_parts();
    head
}

fn measure(bencher: Bencher<'_, '_>, links: usize, asked: (&str, &str), status: u16) {
    let gateway = gateway(links);
    let (head, peer) = (head(asked), Peer::at(IpAddr::V4(Ipv4Addr::LOCALHOST)));
    let now = Timestamp::UNIX_EPOCH;
    let answer = || -> Response<Full<Bytes>> {
        gateway.answer_at_once(RequestHead::new(black_box(&head), &peer, now))
    };
    let sample = answer();
    assert_eq!(sample.status(), status, "{asked:?}");
    let bytes = sample.body().size_hint().exact().expect("a length");
    assert!(
        asked.1 == PROGRAM || bytes < PAGE_BYTES,
        "{asked:?}: {bytes}"
    );
    bencher.bench_local(answer);
}

/// The yardstick: its cost does not grow with the links.
#[divan::bench(args = [1000, LINKS], sample_size = 100)]
fn redirect(bencher: Bencher<'_, '_>, links: usize) {
    measure(bencher, links, ("/go/join/123456789", BROWSER), 302);
}

#[divan::bench]
fn directory(bencher: Bencher<'_, '_>) {
    measure(bencher, LINKS, ("/", BROWSER), 200);
}

#[divan::bench]
fn directory_for_programs(bencher: Bencher<'_, '_>) {
    measure(bencher, LINKS, ("/", PROGRAM), 200);
}

#[divan::bench]
fn search(bencher: Bencher<'_, '_>) {
    measure(bencher, LINKS, ("/?q=quarterly+review", BROWSER), 200);
}

#[divan::bench]
fn page_of_a_link(bencher: Bencher<'_, '_>) {
    measure(bencher, LINKS, ("/go/team-15838+", BROWSER), 200);
}

#[divan::bench]
fn slip(bencher: Bencher<'_, '_>) {
    measure(bencher, LINKS, ("/go/tema-15838", BROWSER), 404);
}

#[divan::bench]
fn suggestions(bencher: Bencher<'_, '_>) {
    measure(bencher, LINKS, ("/-/suggest?q=team", PROGRAM), 200);
}
