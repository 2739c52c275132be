//! Linkgate: a gate for links.
pub mod decision;
pub mod policy;
pub mod server;
pub mod webex;
