//! What stands in `deploy/`, run as it is with the real program.
#![allow(clippy::panic, reason = "that is how a test fails")]

#[path = "../support/mod.rs"]
mod support;

mod container;
mod debian;
mod fallback;
mod faults;
mod fleet;
mod kubernetes;
mod load;
mod login;
mod machine;
mod observability;
mod people;
mod policy_ci;
mod probe;
mod proxies;
mod release;
mod sample;
mod systemd;
mod traefik;
