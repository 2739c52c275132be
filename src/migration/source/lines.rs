//! The numbers of lines, counted once through a text.

use std::rc::Rc;

use crate::migration::entry::Place;

/// Counts lines while places are asked for in their order.
pub struct Lines<'t> {
    file: Rc<str>,
    text: &'t str,
    at: usize,
    line: usize,
}

impl<'t> Lines<'t> {
    pub fn new(file: &Rc<str>, text: &'t str) -> Self {
        Self::from(file, text, 1)
    }

    /// For a text that begins at this line of its file.
    pub fn from(file: &Rc<str>, text: &'t str, line: usize) -> Self {
        Self {
            file: Rc::clone(file),
            text,
            at: 0,
            line,
        }
    }

    /// The place of this byte, which is not before the one that was asked for last.
    pub fn place(&mut self, at: usize) -> Place {
        let passed = self.text.as_bytes().get(self.at..at).unwrap_or_default();
        self.line += passed.iter().filter(|byte| **byte == b'\n').count();
        self.at = self.at.max(at);
        Place {
            file: Rc::clone(&self.file),
            line: self.line,
        }
    }
}
