//! Decides requests of the decision log again, by another policy.
//!
//! Pure: lines come in, and what would end differently comes out. The policy answers by the same dispatcher
//! as in production (`gateway::DryRun`). A line does not have everything of its request; where what is missing
//! could make a difference, nothing is concluded, and the line is counted under what is missing ([`Skip`]).

mod caller;
mod changes;
mod ending;
mod facts;
mod line_path;
mod literals;
mod rebuild;
mod replayer;
mod request;
mod skip;
mod stage;
mod template;
mod witness;

pub use changes::{Change, Changes, Example, Summary};
pub use ending::Ending;
pub use rebuild::{Missing, Named, path as rebuilt_path};
pub use replayer::{Difference, Replayed, Replayer};
pub use skip::Skip;
pub use stage::{Stage, StageFields};
