//! Texts of people: one rule for each thing that a text is asked in more than one place.

mod fold;
mod nearest;

pub use fold::{DASHES, Folded, fold, is_same_name, is_same_word};
pub use nearest::nearest;
