//! Comparing two policies with 100,000 links: equal ones, ones with a few changed links, and ones with
//! all links changed, beside loading both.

mod support;

use divan::Bencher;
use jiff::Timestamp;
use linkgate::compile::load_text;
use linkgate::policy::Policy;
use linkgate::policy_diff::compare;

const LINKS: usize = 100_000;

fn main() {
    divan::main();
}

fn policy(text: &str) -> Policy {
    let loaded = load_text("bench", text, Timestamp::UNIX_EPOCH);
    loaded.policy.expect("the policy of the benchmark is good")
}

/// Another meeting for each link of which the number ends so.
fn changed(end: &str) -> String {
    let text = support::yaml(LINKS);
    let is_number =
        |line: &str| line.contains("meeting_key: ") && line.ends_with(|c: char| c.is_ascii_digit());
    let lines = text
        .lines()
        .map(|line| match is_number(line) && line.ends_with(end) {
            true => format!("{line}0\n"),
            false => format!("{line}\n"),
        });
    lines.collect()
}

fn measure(bencher: Bencher<'_, '_>, new: &str, groups: usize) {
    let (old, new) = (policy(&support::yaml(LINKS)), policy(new));
    bencher.bench_local(|| {
        let diff = compare(&old, &new, Timestamp::UNIX_EPOCH);
        assert_eq!(diff.groups.len(), groups);
    });
}

/// What comes before.
#[divan::bench(sample_count = 5, sample_size = 1)]
fn load_both(bencher: Bencher<'_, '_>) {
    let (old, new) = (support::yaml(LINKS), changed("777"));
    bencher.bench_local(|| (policy(&old), policy(&new)));
}

#[divan::bench(sample_count = 10, sample_size = 1)]
fn equal(bencher: Bencher<'_, '_>) {
    measure(bencher, &support::yaml(LINKS), 0);
}

#[divan::bench(sample_count = 10, sample_size = 1)]
fn one_link_in_a_thousand(bencher: Bencher<'_, '_>) {
    measure(bencher, &changed("777"), 1);
}

#[divan::bench(sample_count = 10, sample_size = 1)]
fn all_links(bencher: Bencher<'_, '_>) {
    measure(bencher, &changed(""), 1);
}

/// Other rules for the route of all links.
#[divan::bench(sample_count = 10, sample_size = 1)]
fn rules_of_all_links(bencher: Bencher<'_, '_>) {
    let old = support::yaml(LINKS);
    let new = old.replacen("allow: anyone", "allow: [{ hours: '08:00-18:00' }]", 1);
    assert!(old != new, "the head of the benchmark says who may join");
    measure(bencher, &new, 2);
}
