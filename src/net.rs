//! What a connection and the head of a request say about the network: who is at the other end, which
//! addresses count as one client, which host is asked for, and what makes a head unreadable. Nothing
//! here is judged by a policy.

mod authority;
mod client_address;
mod client_prefix;
mod head_error;
mod peer;

pub use authority::Authority;
pub use client_address::ClientAddress;
pub use client_prefix::{ClientNetwork, ClientPrefix};
pub use head_error::HeadError;
pub use peer::{Origin, Peer, PeerCertificate};
