//! Lists that are cut.

use serde::Serialize;

/// The first rows of a list.
#[derive(Debug, Serialize)]
pub struct Listed<R> {
    pub rows: Vec<R>,
    /// How many rows there are besides.
    pub more: usize,
}

impl<R> Listed<R> {
    pub fn first(mut rows: Vec<R>, top: usize) -> Self {
        let more = rows.len().saturating_sub(top);
        rows.truncate(top);
        Self { rows, more }
    }

    pub fn len(&self) -> usize {
        self.rows.len() + self.more
    }
}
