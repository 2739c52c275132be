//! What a line of the decision log was about, as far as line and policy tell.

mod rebuild;
mod stage;

pub use rebuild::{Missing, Named, path as rebuilt_path};
pub use stage::{Stage, StageFields};
