//! The fields that a column of a table can have.

use std::collections::BTreeSet;

use crate::text::nearest;

/// The names of all fields: those of every link, and the parameters of the routes.
pub struct LinkFields<'c> {
    pub names: BTreeSet<&'c str>,
    /// Whether there may be others.
    pub has_any: bool,
}

impl<'c> LinkFields<'c> {
    pub fn have(&self, name: &str) -> bool {
        self.has_any || self.names.contains(name)
    }

    /// The field that a name is a slip of.
    pub fn nearest(&self, name: &str) -> Option<&'c str> {
        let names: Vec<&str> = self.names.iter().copied().collect();
        nearest(name, &names)
    }

    #[cfg(test)]
    pub fn of_test<const N: usize>(names: [&'c str; N]) -> Self {
        Self {
            names: names.into(),
            has_any: false,
        }
    }
}
