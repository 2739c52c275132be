//! What the gateway tells its operators: one line per decision, and counts.
//!
//! Names of fields and labels come from the code and the policy, never from a
//! request.

mod decision_log;
mod metrics;

pub use decision_log::{DecisionLog, Destination, Line, NoDestination, OpenError};
pub use metrics::Metrics;
