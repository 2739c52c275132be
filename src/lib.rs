//! Linkgate: a gate for links.
pub mod cli;
pub mod decision;
pub mod gateway;
pub mod policy;
pub mod server;
pub mod telemetry;
pub mod webex;
