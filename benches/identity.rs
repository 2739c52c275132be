//! Who asks, as a signed token of about 1 KB proves: remembered, for the first
//! time, and with a signature that is wrong.

#[path = "support/token.rs"]
mod token;

use std::hint::black_box;

use divan::{AllocProfiler, Bencher};
use jiff::Timestamp;
use linkgate::identity::{TokenError, Tokens};
use token::{Case, case};

#[global_allocator]
static ALLOCATIONS: AllocProfiler = AllocProfiler::system();

/// What issuers sign with.
const ALGORITHMS: [&str; 2] = ["ES256", "RS256"];

fn main() {
    divan::main();
}

fn tokens(case: &Case) -> Tokens {
    Tokens::new(std::slice::from_ref(&case.issuer)).expect("a good key")
}

#[divan::bench(args = ALGORITHMS, threads = [1, 2], sample_size = 1000)]
fn remembered(bencher: Bencher<'_, '_>, algorithm: &str) {
    let case = case(algorithm);
    let tokens = tokens(&case);
    let verify = || tokens.verify(0, black_box(&case.token), Timestamp::UNIX_EPOCH);
    verify().expect("a good token");
    bencher.bench(verify);
}

#[divan::bench(args = ALGORITHMS, sample_size = 10)]
fn first_time(bencher: Bencher<'_, '_>, algorithm: &str) {
    let case = case(algorithm);
    bencher
        .with_inputs(|| tokens(&case))
        .bench_local_refs(|tokens| {
            let verdict = tokens.verify(0, black_box(&case.token), Timestamp::UNIX_EPOCH);
            verdict.expect("a good token")
        });
}

#[divan::bench(args = ALGORITHMS, sample_size = 10)]
fn wrong_signature(bencher: Bencher<'_, '_>, algorithm: &str) {
    let mut case = case(algorithm);
    let tokens = tokens(&case);
    let at = case.token.rfind('.').expect("three parts") + 9;
    let other = if case.token.as_bytes()[at] == b'A' {
        "B"
    } else {
        "A"
    };
    case.token.replace_range(at..=at, other);
    bencher.bench_local(|| {
        let verdict = tokens.verify(0, black_box(&case.token), Timestamp::UNIX_EPOCH);
        assert_eq!(verdict, Err(TokenError::Signature));
    });
}
