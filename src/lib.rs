//! Linkgate.
pub mod webex;
