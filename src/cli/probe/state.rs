//! What the admin listener and `probe` say to each other.

use serde::{Deserialize, Serialize};

use crate::gateway::Arrival;

/// What the admin listener says about a probe, as JSON.
#[derive(Debug, Serialize, Deserialize)]
pub struct ProbeState {
    pub id: String,
    /// The hash of the policy in force.
    pub policy: String,
    /// A digest of the names of headers that it believes: the hash does not cover a secret part.
    pub header_names: String,
    pub arrivals: Vec<Arrival>,
}
