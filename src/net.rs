//! What a connection and the head of a request say about the network: which host is asked for, and
//! which addresses count as one client. Nothing here is judged by a policy.

mod authority;
mod client_prefix;

pub use authority::Authority;
pub use client_prefix::ClientPrefix;
