//! What is wrong with a policy: findings with their places, all of them.

use super::source::Place;
pub(super) use crate::text::nearest;

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The policy cannot be used.
    Error,
    /// The policy can be used, but somebody should look at this.
    Warning,
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// How bad it is.
    pub severity: Severity,
    /// Where it stands; `None` when there is no text to point at.
    pub place: Option<Place>,
    /// What is wrong, in lower case and without a full stop.
    pub message: String,
    /// What to do about it.
    pub proposal: Option<String>,
    /// Whether the line itself must not be shown: a secret may stand in it.
    pub is_hidden: bool,
}

/// All findings about one policy.
#[derive(Clone, Debug, Default)]
pub struct Problems(Vec<Problem>);

impl Problems {
    /// Adds an error.
    pub(super) fn error(
        &mut self,
        place: impl Into<Option<Place>>,
        message: impl Into<String>,
    ) -> Adding<'_> {
        self.add(Severity::Error, place.into(), message.into())
    }

    /// Adds an error about a line that may have a secret in it.
    pub(super) fn hidden_error(&mut self, place: Place, message: impl Into<String>) -> Adding<'_> {
        let adding = self.add(Severity::Error, Some(place), message.into());
        adding.0.is_hidden = true;
        adding
    }

    /// Adds a warning.
    pub(super) fn warning(
        &mut self,
        place: impl Into<Option<Place>>,
        message: impl Into<String>,
    ) -> Adding<'_> {
        self.add(Severity::Warning, place.into(), message.into())
    }

    /// Hides the lines of all that is found while something is read in which
    /// a secret may stand.
    pub(super) fn hiding<T>(&mut self, read: impl FnOnce(&mut Self) -> T) -> T {
        let before = self.0.len();
        let read = read(self);
        for problem in &mut self.0[before..] {
            problem.is_hidden = true;
        }
        read
    }

    fn add(&mut self, severity: Severity, place: Option<Place>, message: String) -> Adding<'_> {
        let proposal = None;
        let at = self.0.len();
        self.0.push(Problem {
            severity,
            place,
            message,
            proposal,
            is_hidden: false,
        });
        Adding(&mut self.0[at])
    }

    /// Whether there is any error among them.
    pub fn has_errors(&self) -> bool {
        self.0.iter().any(|p| p.severity == Severity::Error)
    }

    /// Whether there is nothing to report.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The findings in the order of their places.
    pub fn sorted(&self) -> Vec<&Problem> {
        let mut sorted: Vec<&Problem> = self.0.iter().collect();
        sorted.sort_by_key(|p| p.place);
        sorted
    }
}

/// A finding that has just been added.
#[derive(Debug)]
pub(super) struct Adding<'p>(&'p mut Problem);

impl Adding<'_> {
    /// Adds what to do about it.
    pub(super) fn propose(self, proposal: impl Into<String>) {
        self.0.proposal = Some(proposal.into());
    }

    /// Adds the known word that was probably meant, else all of them.
    pub(super) fn propose_one_of<'w>(self, word: &str, known: impl IntoIterator<Item = &'w str>) {
        let known: Vec<&str> = known.into_iter().collect();
        match nearest(word, &known) {
            Some(near) => self.propose(format!("did you mean `{near}`?")),
            None if known.is_empty() => {}
            None if known.len() > LISTED => {}
            None => self.propose(format!("known here: {}", known.join(", "))),
        }
    }
}

/// So many known words are listed at the most when none is near.
const LISTED: usize = 24;
