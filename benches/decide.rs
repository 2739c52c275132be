//! The path of a redirect: from the text of a request line to the text of the
//! `Location`. Median time and allocations, with few links and with many.

mod support;

use std::hint::black_box;
use std::net::{IpAddr, Ipv4Addr};

use divan::{AllocProfiler, Bencher};
use jiff::Timestamp;
use linkgate::compile::load_text;
use linkgate::decision::{Caller, Delivery, LinkRequest, Outcome, decide};
use linkgate::policy::Policy;

#[global_allocator]
static ALLOCATIONS: AllocProfiler = AllocProfiler::system();

/// Link counts to compare: the cost must not grow with them.
const LINKS: [usize; 2] = [10, 100_000];

fn main() {
    divan::main();
}

fn policy(links: usize) -> Policy {
    let loaded = load_text("bench", &support::yaml(links), Timestamp::UNIX_EPOCH);
    loaded.policy.expect("the policy of the benchmark is good")
}

fn measure(bencher: Bencher<'_, '_>, links: usize, path: &str) {
    let policy = policy(links);
    let caller = Caller::unknown(IpAddr::V4(Ipv4Addr::LOCALHOST));
    bencher.bench_local(|| {
        let ask = LinkRequest::parse(black_box(path)).expect("a path");
        match decide(&policy, &ask, &caller, Timestamp::UNIX_EPOCH).outcome {
            Outcome::Send(Delivery::Redirect(call)) => call.into_string(),
            other => unreachable!("{other:?}"),
        }
    });
}

#[divan::bench(args = LINKS, sample_size = 1000)]
fn route(bencher: Bencher<'_, '_>, links: usize) {
    measure(bencher, links, "/go/join/123456789");
}

#[divan::bench(args = LINKS, sample_size = 1000)]
fn link(bencher: Bencher<'_, '_>, links: usize) {
    measure(bencher, links, "/go/team-7");
}
