//! What a caller may find: search, suggestions, proposals for mistyped paths, the preview of a
//! link, and where a typed text leads.
//!
//! Everything here is a pure function, like `decision`: no clock, no I/O, no logging.

mod index;
mod preview;
mod resolution;
mod search;
mod viewer;

pub use index::{Index, Query};
pub use preview::Preview;
pub use resolution::{Resolution, resolve};
pub use search::{Directory, Entry, Listing};
pub use viewer::Viewer;
