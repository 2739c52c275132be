//! Findings about a policy, each with its place.

use std::collections::{BTreeSet, HashMap};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::panic::Location;

use crate::policy::{Place, SourceId};

/// Most findings of each severity that are kept. Nobody corrects more in one go, and a table of which
/// every row is broken has hundreds of thousands: the rest is counted.
pub const MAX_KEPT: usize = 3_000;

/// Most of them of one kind, so that they leave room for others.
pub const MAX_OF_A_KIND: usize = 1_000;

/// Most bytes of a message, and of a help: they repeat names of the policy, which have no bound.
const MAX_TEXT: usize = 1_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    Error,
    /// The policy can be used, but an operator should look at it.
    Warning,
}

/// Findings of one kind say the same of different places. They come from one line of a reader, in one
/// sentence but for the names and numbers in it: a reader of values has one line for all that can be
/// wrong with them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Kind {
    reader: &'static Location<'static>,
    sentence: u64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    pub severity: Severity,
    pub kind: Kind,
    /// Where it stands; `None` when there is no text to point at.
    pub place: Option<Place>,
    /// What is wrong, in lower case and without a full stop.
    pub message: String,
    pub help: Option<String>,
}

/// The first findings of each kind, and the number of all.
#[derive(Clone, Debug, Default)]
pub struct Problems {
    kept: Vec<Problem>,
    /// How many of each kind there are, those that were not kept among them.
    kinds: HashMap<Kind, usize>,
    errors: Count,
    warnings: Count,
    /// The sources with a finding, kept or not; `None` for a finding without a place.
    sources: BTreeSet<Option<SourceId>>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Count {
    all: usize,
    kept: usize,
}

impl Kind {
    pub fn new(reader: &'static Location<'static>, message: &str) -> Self {
        let mut sentence = DefaultHasher::new();
        // What stands between two backticks is a name or a text of the policy.
        for said in message.split('`').step_by(2) {
            let words = said.split(|c: char| c.is_ascii_digit());
            for part in words.filter(|part| !part.is_empty()) {
                part.hash(&mut sentence);
            }
        }
        Self {
            reader,
            sentence: sentence.finish(),
        }
    }
}

impl Problem {
    #[track_caller]
    pub fn new(severity: Severity, place: Option<Place>, message: String) -> Self {
        let kind = Kind::new(Location::caller(), &message);
        Self::of_kind(kind, severity, place).with_message(message)
    }

    /// A finding whose message is to be added.
    pub fn of_kind(kind: Kind, severity: Severity, place: Option<Place>) -> Self {
        Self {
            severity,
            kind,
            place,
            message: String::new(),
            help: None,
        }
    }

    fn with_message(mut self, message: String) -> Self {
        self.set_message(message);
        self
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
        self.sources.insert(problem.place.map(|place| place.source));
        let count = match problem.severity {
            Severity::Error => &mut self.errors,
            Severity::Warning => &mut self.warnings,
        };
        count.all += 1;
        let of_kind = match count.kept < MAX_KEPT {
            true => self.kinds.entry(problem.kind).or_default(),
            // No more kinds than findings that are kept.
            false => self.kinds.get_mut(&problem.kind)?,
        };
        *of_kind += 1;
        if count.kept == MAX_KEPT || *of_kind > MAX_OF_A_KIND {
            return None;
        }
        count.kept += 1;
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
            Severity::Error => self.errors.all,
            Severity::Warning => self.warnings.all,
        }
    }

    /// How many there are of one kind, those that were not kept among them.
    pub fn count_of_kind(&self, kind: Kind) -> usize {
        self.kinds.get(&kind).copied().unwrap_or_default()
    }

    /// How many there are of any kind and severity.
    pub fn count_all(&self) -> usize {
        self.errors.all + self.warnings.all
    }

    /// The sources with a finding, those among them whose findings were counted only; `None` stands
    /// for findings without a place.
    pub fn sources(&self) -> impl ExactSizeIterator<Item = Option<SourceId>> {
        self.sources.iter().copied()
    }

    pub fn has_errors(&self) -> bool {
        self.errors.all > 0
    }

    pub fn is_empty(&self) -> bool {
        self.count_all() == 0
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

    fn problem(severity: Severity, kind: &str) -> Problem {
        Problem::new(severity, None, kind.to_owned())
    }

    /// A word for a number, which is no number to a kind.
    fn word(number: usize) -> String {
        char::from_u32(u32::try_from(number).expect("small") + 0x4E00)
            .map_or_else(String::new, String::from)
    }

    #[test]
    fn findings_beyond_the_bound_are_counted_and_errors_are_kept_behind_warnings() {
        let mut problems = Problems::default();
        let all = 2 * MAX_KEPT;
        for severity in [Severity::Warning, Severity::Error] {
            for number in 0..all {
                problems.add(problem(severity, &word(number)));
            }
        }
        assert_eq!(problems.sorted().len(), 2 * MAX_KEPT);
        assert_eq!(problems.kinds.len(), MAX_KEPT);
        assert_eq!(problems.count(Severity::Error), all);
        assert_eq!(problems.count_all(), 2 * all);
    }

    #[test]
    fn many_of_one_kind_leave_room_for_others() {
        let mut problems = Problems::default();
        for number in 0..10 * MAX_OF_A_KIND {
            problems.add(problem(
                Severity::Error,
                &format!("`{number}` is no number"),
            ));
        }
        let kind = problems.sorted()[0].kind;
        assert_eq!(problems.sorted().len(), MAX_OF_A_KIND);
        assert_eq!(problems.count_of_kind(kind), 10 * MAX_OF_A_KIND);
        let other = problems.add(problem(Severity::Error, "something else"));
        assert!(other.is_some());
    }

    #[test]
    fn names_and_numbers_make_no_other_kind_but_another_sentence_does() {
        let kind = |message| Kind::new(Location::caller(), message);
        let first = kind("the link `a` has 5 fields, not 6");
        for same in [
            "the link `bcd` has 5 fields, not 6",
            "the link `` has 123 fields, not 78",
        ] {
            assert_eq!(kind(same), first, "{same}");
        }
        for other in [
            "the link `a` has 5 fields",
            "the alias `a` has 5 fields, not 6",
            "",
        ] {
            assert_ne!(kind(other), first, "{other}");
        }
        assert_ne!(
            problem(Severity::Error, "x").kind,
            Problem::new(Severity::Error, None, "x".to_owned()).kind
        );
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
