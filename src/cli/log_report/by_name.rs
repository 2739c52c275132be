//! Counts by name, in bounded memory.

use std::collections::HashMap;

/// The longest name that is counted, in bytes. Names of a policy are shorter.
const MAX_NAME: usize = 256;

/// What is counted of each name. Names come from a policy, but a log may be of any other, or made up.
#[derive(Debug)]
pub struct ByName<C> {
    counts: HashMap<Box<str>, C>,
    /// The most names.
    most: usize,
    /// What is counted of all others.
    others: C,
}

impl<C: Default> ByName<C> {
    /// Has room for these names and so many others.
    pub fn new<'n>(known: impl IntoIterator<Item = &'n str>, others: usize) -> Self {
        let known = known.into_iter().map(|name| (name.into(), C::default()));
        let counts: HashMap<_, _> = known.collect();
        Self {
            most: counts.len() + others,
            counts,
            others: C::default(),
        }
    }

    pub fn add(&mut self, name: &str, add: impl FnOnce(&mut C)) {
        let has_room = self.counts.len() < self.most && name.len() <= MAX_NAME;
        match self.counts.get_mut(name) {
            Some(counts) => add(counts),
            None if has_room => add(self.counts.entry(name.into()).or_default()),
            None => add(&mut self.others),
        }
    }

    /// Takes what was counted of a name.
    pub fn take(&mut self, name: &str) -> C {
        self.counts.remove(name).unwrap_or_default()
    }

    /// What was counted of the names that were not taken, and of those for which there was no room.
    pub fn into_rest(self) -> (impl Iterator<Item = (Box<str>, C)>, C) {
        (self.counts.into_iter(), self.others)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_the_policy_are_never_crowded_out() {
        let mut counts: ByName<u64> = ByName::new(["standup", "idle"], 100);
        let long = "x".repeat(MAX_NAME + 1);
        for n in 0..1_000 {
            counts.add(&format!("made-up-{n}"), |count| *count += 1);
            counts.add(&long, |count| *count += 1);
        }
        counts.add("standup", |count| *count += 1);
        assert_eq!((counts.take("standup"), counts.take("idle")), (1, 0));
        let (rest, others) = counts.into_rest();
        assert_eq!((rest.count(), others), (100, 1_900));
    }
}
