//! Attacks on the running program, and a visitor beside them who does not
//! notice.

#[path = "../support/mod.rs"]
mod support;

mod crowds;
mod descriptors;
mod floods;
mod idle;
mod logs;
mod slow;
mod stalled;

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use support::program::Running;
use support::service::within;

/// One address sends everything here, as no client may by default.
const NO_SHARES: [&str; 4] = ["--max-connections-per-address", "0", "--rate-limit", "0"];

/// What a peer has beyond its deadline until its connection is gone.
const GRACE: Duration = Duration::from_secs(1);

/// Waits for the turn of a test. All of them measure time, and would disturb
/// each other.
fn turn() -> MutexGuard<'static, ()> {
    static TURN: Mutex<()> = Mutex::new(());
    TURN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Starts the program for these tests. Nobody reads its decision log.
fn serve(flags: &[&str]) -> Running {
    let common = [&NO_SHARES[..], &["--decision-log", "/dev/null"]].concat();
    Running::start(&[&common, flags].concat())
}

/// Waits until something holds; fails when it does not in that time.
#[track_caller]
fn until(what: &str, patience: Duration, mut holds: impl FnMut() -> bool) {
    let held = within(patience, || holds().then_some(()));
    assert!(held.is_some(), "not within {patience:?}: {what}");
}

/// As many open files as this process may have: the attackers are in it.
fn allow_open_files() {
    let limit = getrlimit(Resource::Nofile);
    let current = limit.maximum;
    setrlimit(Resource::Nofile, Rlimit { current, ..limit }).expect("up to the hard limit");
}
