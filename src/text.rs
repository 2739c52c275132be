//! Texts of people: one rule for each thing that a text is asked in more than one place.

mod nearest;

pub use nearest::nearest;
