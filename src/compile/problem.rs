//! Findings about a policy, each with its place.

use std::collections::BTreeSet;

use crate::policy::{Place, SourceId};

/// Most findings of each severity that are kept. Nobody corrects more in one go, and a table of which
/// every row is broken has hundreds of thousands: the rest is counted.
pub const MAX_KEPT: usize = 300;

/// Most bytes of a message, and of a help: they repeat names of the policy, which have no bound.
const MAX_TEXT: usize = 1_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    Error,
    /// The policy can be used, but an operator should look at it.
    Warning,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    pub severity: Severity,
    /// Where it stands; `None` when there is no text to point at.
    pub place: Option<Place>,
    /// What is wrong, in lower case and without a full stop.
    pub message: String,
    pub help: Option<String>,
}

/// The first findings of each severity, and the number of all.
#[derive(Clone, Debug, Default)]
pub struct Problems {
    kept: Vec<Problem>,
    errors: usize,
    warnings: usize,
    /// The sources with a finding, kept or not; `None` for a finding without a place.
    sources: BTreeSet<Option<SourceId>>,
}

impl Problem {
    pub fn new(severity: Severity, place: Option<Place>, message: String) -> Self {
        Self {
            severity,
            place,
            message: bounded(message),
            help: None,
        }
    }

    pub fn set_message(&mut self, message: String) {
        self.message = bounded(message);
    }

    pub fn set_help(&mut self, help: String) {
        self.help = Some(bounded(help));
    }
}

fn bounded(mut text: String) -> String {
    if text.len() > MAX_TEXT {
        text.truncate(text.floor_char_boundary(MAX_TEXT));
        text.push('…');
    }
    text
}

impl Problems {
    /// Adds a finding, and returns it if it is kept.
    pub fn add(&mut self, problem: Problem) -> Option<KeptProblem> {
        let count = match problem.severity {
            Severity::Error => &mut self.errors,
            Severity::Warning => &mut self.warnings,
        };
        *count += 1;
        self.sources.insert(problem.place.map(|place| place.source));
        if *count > MAX_KEPT {
            return None;
        }
        self.kept.push(problem);
        Some(KeptProblem(self.kept.len() - 1))
    }

    pub fn kept_mut(&mut self, kept: KeptProblem) -> Option<&mut Problem> {
        self.kept.get_mut(kept.0)
    }

    /// Changes each finding that was kept.
    pub fn change_all(&mut self, change: impl FnMut(&mut Problem)) {
        self.kept.iter_mut().for_each(change);
    }

    /// How many there are, those that were not kept among them.
    pub fn count(&self, severity: Severity) -> usize {
        match severity {
            Severity::Error => self.errors,
            Severity::Warning => self.warnings,
        }
    }

    /// How many were counted only.
    pub fn omitted(&self) -> usize {
        self.errors + self.warnings - self.kept.len()
    }

    /// The sources with a finding, those among them whose findings were counted only; `None` stands
    /// for findings without a place.
    pub fn sources(&self) -> impl ExactSizeIterator<Item = Option<SourceId>> {
        self.sources.iter().copied()
    }

    pub fn has_errors(&self) -> bool {
        self.errors > 0
    }

    pub fn is_empty(&self) -> bool {
        self.errors + self.warnings == 0
    }

    /// The findings that were kept, in the order of their places.
    pub fn sorted(&self) -> Vec<&Problem> {
        let mut sorted: Vec<&Problem> = self.kept.iter().collect();
        sorted.sort_by_key(|p| p.place);
        sorted
    }
}

/// A finding of a [`Problems`] that was kept: nothing is ever removed, so it stays there.
#[derive(Clone, Copy, Debug)]
pub struct KeptProblem(usize);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn findings_beyond_the_bound_are_counted_and_errors_are_kept_behind_warnings() {
        let mut problems = Problems::default();
        for severity in [Severity::Warning, Severity::Error] {
            for number in 0..1_000 {
                problems.add(Problem::new(severity, None, number.to_string()));
            }
        }
        assert_eq!(problems.sorted().len(), 2 * MAX_KEPT);
        assert_eq!(problems.count(Severity::Error), 1_000);
        assert_eq!(problems.omitted(), 2 * (1_000 - MAX_KEPT));
    }

    #[test]
    fn no_message_is_longer_than_its_bound() {
        let long = "ü".repeat(10_000);
        let mut problem = Problem::new(Severity::Error, None, long.clone());
        problem.set_help(long);
        for text in [Some(problem.message), problem.help].into_iter().flatten() {
            assert_eq!(text.len(), MAX_TEXT + "…".len());
        }
    }
}
