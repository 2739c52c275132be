//! What stands in `deploy/`, run as it is with the real program.

#[path = "../support/mod.rs"]
mod support;

mod faults;
mod fleet;
mod load;
mod login;
mod proxies;
mod sample;
mod traefik;
