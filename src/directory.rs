//! What a caller may find: search, suggestions, proposals for mistyped paths, the preview of a
//! link, and where a typed text leads.
//!
//! Everything here is a pure function, like `decision`: no clock, no I/O, no logging.

mod index;
mod preview;
mod resolution;
mod search;
mod viewer;

pub use index::{Index, Initial, Query};
pub use preview::Preview;
pub use resolution::{
    Contradiction, Fitting, FittingValue, Names, Resolution, contradiction, fittings, is_needed,
    leads_to, path_with, resolve,
};
pub use search::{Counts, Directory, Entry, Listing, Section};
pub use viewer::Viewer;
