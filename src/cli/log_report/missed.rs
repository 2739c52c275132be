//! The names that visitors asked for most, and that no link has.
//!
//! Visitors choose these names, so there may be any number of them. Those that are rare among many are
//! dropped (Misra and Gries, 1982): what is left is right, but for a number that is known.

use std::collections::HashMap;

use crate::policy::{MAX_LITERAL, MeetingKeys};
use crate::text::is_confidential;

/// The names that are kept when there are twice as many. A name that makes up more than one in so many
/// of all is never lost.
const KEPT: usize = 10_000;

#[derive(Debug, Default)]
pub struct MissedNames {
    counts: HashMap<Box<str>, u64>,
    total: u64,
    /// By how much a count may be too low.
    error: u64,
}

/// A name and how often it was asked for.
#[derive(Debug)]
pub struct MissedName {
    pub name: String,
    pub requests: u64,
}

impl MissedNames {
    pub fn add(&mut self, name: &str) {
        self.total += 1;
        if name.chars().count() > MAX_LITERAL {
            return;
        }
        // A log that shows meeting numbers is no reason for a report to do so.
        let name = MeetingKeys::Masked.shown_within(name.into());
        match self.counts.get_mut(&*name) {
            Some(count) => *count += 1,
            None => {
                if self.counts.len() == 2 * KEPT {
                    self.drop_rare();
                }
                self.counts.insert(name.into(), 1);
            }
        }
    }

    pub fn total(&self) -> u64 {
        self.total
    }

    pub fn error(&self) -> u64 {
        self.error
    }

    /// Those that may be repeated, the most frequent first.
    pub fn into_names(self) -> Vec<MissedName> {
        let counts = self.counts.into_iter();
        let harmless = counts.filter(|(name, _)| !is_confidential(name));
        let mut names: Vec<MissedName> = harmless
            .map(|(name, requests)| MissedName {
                name: name.into(),
                requests,
            })
            .collect();
        names.sort_by(|one, other| {
            let by_count = other.requests.cmp(&one.requests);
            by_count.then_with(|| one.name.cmp(&other.name))
        });
        names
    }

    fn drop_rare(&mut self) {
        let mut counts: Vec<u64> = self.counts.values().copied().collect();
        let (_, rare, _) = counts.select_nth_unstable_by(KEPT, |one, other| other.cmp(one));
        let rare = *rare;
        self.error += rare;
        self.counts.retain(|_, count| {
            *count = count.saturating_sub(rare);
            *count > 0
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_different_names_do_not_hide_the_frequent_ones() {
        let mut missed = MissedNames::default();
        for n in 0..200_000 {
            missed.add(&format!("made-up-{n}x"));
            if n % 100 == 0 {
                missed.add("standdup");
            }
        }
        assert!(missed.counts.len() <= 2 * KEPT);
        assert_eq!(missed.total(), 202_000);
        let error = missed.error();
        assert!(error <= missed.total() / KEPT as u64, "{error}");
        let names = missed.into_names();
        assert_eq!(names[0].name, "standdup");
        assert!((2_000 - error..=2_000).contains(&names[0].requests));
    }

    #[test]
    fn nothing_that_may_be_a_number_or_a_secret_is_repeated() {
        let mut missed = MissedNames::default();
        for name in [
            "join123456789",
            "join987654789",
            "password=hunter2",
            "https://acme.webex.com/meet/ada",
            &"x".repeat(MAX_LITERAL + 1),
            "standdup",
        ] {
            missed.add(name);
        }
        let names = missed.into_names().into_iter();
        let names: Vec<_> = names.map(|name| (name.name, name.requests)).collect();
        let expected = [("join******789", 2), ("standdup", 1)];
        assert_eq!(
            names,
            expected.map(|(name, count)| (name.to_owned(), count))
        );
    }
}
