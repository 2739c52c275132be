//! What people look for among 100,000 links, beside the decision about one
//! link in the same run. Once the caller may use all of ten routes, once one
//! of them with 1,000 links.

mod support;

use std::hint::black_box;
use std::net::{IpAddr, Ipv4Addr};

use divan::Bencher;
use jiff::Timestamp;
use linkgate::compile::load_text;
use linkgate::decision::{Caller, LinkRequest, decide};
use linkgate::directory::{Directory, Index, Query, Viewer};
use linkgate::policy::{Link, Policy, Route};

const LINKS: usize = 100_000;

/// How many people see on one page.
const PAGE: usize = 30;

/// Whether the caller may use all routes, or the one with few links.
const RULES: [Rules; 2] = [Rules::All, Rules::Few];

#[derive(Clone, Copy, Debug, PartialEq)]
enum Rules {
    All,
    Few,
}

/// Routes are called here what the policy calls them.
fn no_other(_: &Route) -> Option<String> {
    None
}

fn main() {
    divan::main();
}

fn policy(rules: Rules) -> Policy {
    compiled(&support::many_routes(LINKS, rules == Rules::All))
}

fn compiled(text: &str) -> Policy {
    let loaded = load_text("bench", text, Timestamp::UNIX_EPOCH);
    loaded.policy.expect("the policy of the benchmark is good")
}

fn measure<T>(bencher: Bencher<'_, '_>, rules: Rules, look: impl Fn(&Directory<'_, '_>) -> T) {
    measure_in(bencher, &policy(rules), look);
}

fn measure_in<T>(
    bencher: Bencher<'_, '_>,
    policy: &Policy,
    look: impl Fn(&Directory<'_, '_>) -> T,
) {
    let caller = Caller::unknown(IpAddr::V4(Ipv4Addr::LOCALHOST));
    let (index, now) = (Index::new(policy), Timestamp::UNIX_EPOCH);
    let viewer = Viewer {
        caller: &caller,
        now,
    };
    bencher.bench_local(|| {
        let directory = Directory::new(black_box(&index), policy, viewer);
        black_box(look(&directory));
    });
}

/// A yardstick: a redirect.
#[divan::bench(sample_size = 1000)]
fn decide_one_link(bencher: Bencher<'_, '_>) {
    let policy = policy(Rules::All);
    let caller = Caller::unknown(IpAddr::V4(Ipv4Addr::LOCALHOST));
    let ask = LinkRequest::parse("/go/team-700").expect("a path");
    bencher.bench_local(|| {
        let decision = decide(&policy, black_box(&ask), &caller, Timestamp::UNIX_EPOCH);
        black_box(decision.trace.route.map(Route::name));
    });
}

/// The other yardstick: every title is read, and nothing found.
#[divan::bench]
fn read_all_titles(bencher: Bencher<'_, '_>) {
    let policy = policy(Rules::All);
    bencher.bench_local(|| {
        let titles = policy.links().iter().filter_map(Link::title);
        titles
            .filter(|title| title.contains(black_box("quarterly")))
            .count()
    });
}

#[divan::bench(args = RULES)]
fn first_page(bencher: Bencher<'_, '_>, rules: Rules) {
    measure(bencher, rules, |directory| {
        directory
            .search(&Query::default(), 0..PAGE, no_other)
            .counts
            .total()
    });
}

#[divan::bench(args = RULES)]
fn page_in_the_middle(bencher: Bencher<'_, '_>, rules: Rules) {
    measure(bencher, rules, |directory| {
        directory
            .search(&Query::default(), 500..500 + PAGE, no_other)
            .counts
            .total()
    });
}

/// Words, and what is found by them: everything, little, nothing though every
/// pair of their letters is everywhere, nothing.
const WORDS: [&str; 5] = ["meeting team", "700", "t", "eteam", "quarterly"];

#[divan::bench(args = WORDS)]
fn search_all(bencher: Bencher<'_, '_>, words: &str) {
    measure(bencher, Rules::All, |directory| {
        directory
            .search(&Query::parse(words), 0..PAGE, no_other)
            .counts
            .total()
    });
}

#[divan::bench(args = WORDS)]
fn search_few(bencher: Bencher<'_, '_>, words: &str) {
    measure(bencher, Rules::Few, |directory| {
        directory
            .search(&Query::parse(words), 0..PAGE, no_other)
            .counts
            .total()
    });
}

/// What is typed: the beginning of all names, of few, of none, one letter,
/// and one that is nowhere.
const TYPED: [&str; 6] = ["team", "meeting", "eteam", "quarterly", "t", "q"];

#[divan::bench(args = TYPED)]
fn suggest_all(bencher: Bencher<'_, '_>, typed: &str) {
    measure(bencher, Rules::All, |directory| {
        directory.suggest(&Query::parse(typed), 10).len()
    });
}

#[divan::bench(args = TYPED)]
fn suggest_few(bencher: Bencher<'_, '_>, typed: &str) {
    measure(bencher, Rules::Few, |directory| {
        directory.suggest(&Query::parse(typed), 10).len()
    });
}

/// One slip, two, nothing alike, and the longest that there can be.
const ASKED: [&str; 5] = [
    "/go/taem-700",
    "/go/teem-12435",
    "/go/quarterly",
    "/eat-at-1-2-3-4-5",
    "/g/1111111111111111111111111111111111111111111111111111111111111111/b/c/d/e/f/g/h/i/j/k/l/m/n",
];

#[divan::bench(args = ASKED)]
fn near_all(bencher: Bencher<'_, '_>, path: &str) {
    let ask = LinkRequest::parse(path).expect("a path");
    measure(bencher, Rules::All, |directory| {
        directory.near(&ask, 3).len()
    });
}

#[divan::bench(args = ASKED)]
fn near_few(bencher: Bencher<'_, '_>, path: &str) {
    let ask = LinkRequest::parse(path).expect("a path");
    measure(bencher, Rules::Few, |directory| {
        directory.near(&ask, 3).len()
    });
}

/// Names that all have much the same letters.
#[divan::bench(args = ["/go/123456789", "/go/135797531"])]
fn near_numbers(bencher: Bencher<'_, '_>, path: &str) {
    let ask = LinkRequest::parse(path).expect("a path");
    let policy = compiled(&support::numbers(LINKS));
    measure_in(bencher, &policy, |directory| directory.near(&ask, 3).len());
}
