//! What a policy declares under a name, for its routes to refer to.

use std::cell::Cell;
use std::collections::BTreeMap;

use crate::compile::context::Text;

/// Declarations of one section, by name.
#[derive(Debug)]
pub struct Declarations<'d, T> {
    by_name: BTreeMap<&'d str, Declaration<'d, T>>,
}

#[derive(Debug)]
pub struct Declaration<'d, T> {
    name: Text<'d>,
    /// `None` when it is broken, which has been reported.
    pub item: Option<T>,
    // Readers share the declarations, so a reference is noted through `&self`.
    is_used: Cell<bool>,
}

impl<T> Default for Declarations<'_, T> {
    fn default() -> Self {
        let by_name = BTreeMap::new();
        Self { by_name }
    }
}

impl<'d, T> Declarations<'d, T> {
    pub fn insert(&mut self, name: Text<'d>, item: Option<T>) {
        let declaration = Declaration {
            name,
            item,
            is_used: Cell::new(false),
        };
        self.by_name.insert(name.as_str(), declaration);
    }

    /// The declaration of that name, which is used from now on.
    pub fn refer_to(&self, name: &str) -> Option<&Declaration<'d, T>> {
        let declaration = self.by_name.get(name)?;
        declaration.is_used.set(true);
        Some(declaration)
    }

    pub fn has(&self, name: &str) -> bool {
        self.by_name.contains_key(name)
    }

    pub fn names(&self) -> impl Iterator<Item = &'d str> {
        self.by_name.keys().copied()
    }

    /// Warns of what no route refers to. `what` is one of them: "network".
    pub fn warn_of_unused(&self, what: &str, help: &str) {
        let is_unused = |one: &&Declaration<'_, T>| one.item.is_some() && !one.is_used.get();
        for Declaration { name, .. } in self.by_name.values().filter(is_unused) {
            name.warning(format!("the {what} `{name}` is not used by any route"))
                .help(help);
        }
    }
}
