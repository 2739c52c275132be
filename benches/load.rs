//! Loading a policy with 100,000 links: from a table, from YAML, what a
//! process that has done so keeps resident, and what it costs to show the
//! policy and to look for changes of it.

mod support;

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use divan::Bencher;
use jiff::Timestamp;
use linkgate::compile::{Watched, load};
use tempfile::TempDir;

const LINKS: usize = 100_000;

fn main() {
    divan::main();
    resident("csv", &csv_policy());
    resident("yaml", &yaml_policy());
    resident("csv with aliases", &aliased_policy());
}

fn csv_policy() -> TempDir {
    table_policy(&support::csv(LINKS))
}

fn aliased_policy() -> TempDir {
    table_policy(&support::csv_with_aliases(LINKS))
}

fn table_policy(table: &str) -> TempDir {
    let folder = TempDir::new().expect("a temporary folder");
    let policy = format!("{}links_from: links.csv\n", support::HEAD);
    write(&folder, "policy.yaml", &policy);
    write(&folder, "links.csv", table);
    folder
}

fn yaml_policy() -> TempDir {
    let folder = TempDir::new().expect("a temporary folder");
    write(&folder, "policy.yaml", &support::yaml(LINKS));
    folder
}

fn write(folder: &TempDir, name: &str, text: &str) {
    fs::write(folder.path().join(name), text).expect("the temporary folder takes files");
}

#[divan::bench(sample_count = 10, sample_size = 1)]
fn csv(bencher: Bencher<'_, '_>) {
    let folder = csv_policy();
    bencher.bench_local(|| loaded(folder.path()));
}

/// With one alias for each link.
#[divan::bench(sample_count = 10, sample_size = 1)]
fn csv_with_aliases(bencher: Bencher<'_, '_>) {
    let folder = aliased_policy();
    bencher.bench_local(|| loaded(folder.path()));
}

#[divan::bench(sample_count = 10, sample_size = 1)]
fn yaml(bencher: Bencher<'_, '_>) {
    let folder = yaml_policy();
    bencher.bench_local(|| loaded(folder.path()));
}

/// What operators see of it.
#[divan::bench(sample_count = 10, sample_size = 1)]
fn effective(bencher: Bencher<'_, '_>) {
    let folder = csv_policy();
    let policy = loaded(folder.path());
    bencher.bench_local(|| serde_json::to_vec(&policy.dump()).expect("JSON").len());
}

/// Whether anything of it has changed.
#[divan::bench(sample_count = 10, sample_size = 1)]
fn look(bencher: Bencher<'_, '_>) {
    let folder = csv_policy();
    let policy = folder.path().join("policy.yaml");
    let watched = Watched::of(&load(&policy, Timestamp::UNIX_EPOCH));
    bencher.bench_local(|| assert!(watched.look() == watched.fingerprint()));
}

fn loaded(folder: &Path) -> linkgate::policy::Policy {
    let policy = load(&folder.join("policy.yaml"), Timestamp::UNIX_EPOCH).policy;
    policy.expect("the policy of the benchmark is good")
}

/// Starts the real program with that policy, waits until it says that it
/// listens, and tells how much memory it holds then.
fn resident(name: &str, folder: &TempDir) {
    let mut program = Command::new(env!("CARGO_BIN_EXE_linkgate"))
        .args([
            "serve",
            "--listen",
            "127.0.0.1:0",
            "--admin-listen",
            "127.0.0.1:0",
            "--policy",
        ])
        .arg(folder.path().join("policy.yaml"))
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut said = BufReader::new(program.stderr.take().expect("a pipe")).lines();
    let listens = said.any(|line| line.is_ok_and(|line| line.contains("operators:")));
    assert!(listens, "the program says where it listens");
    let status = fs::read_to_string(format!("/proc/{}/status", program.id())).expect("Linux");
    let kib = |key: &str| {
        let line = status.lines().find(|line| line.starts_with(key));
        let kib = line.and_then(|line| line.split_whitespace().nth(1)?.parse::<f64>().ok());
        kib.unwrap_or_default() / 1024.0
    };
    println!(
        "{name}: {:.1} MiB resident, {:.1} MiB at the peak",
        kib("VmRSS"),
        kib("VmHWM")
    );
    program.kill().expect("the program can be ended");
    program.wait().expect("the program ends");
}
