//! Findings about a policy, each with its place.

use crate::policy::Place;

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
    /// Whether the line itself must not be shown: a secret may stand in it.
    pub is_hidden: bool,
}

#[derive(Clone, Debug, Default)]
pub struct Problems(pub(crate) Vec<Problem>);

impl Problem {
    pub fn new(severity: Severity, place: Option<Place>, message: String) -> Self {
        Self {
            severity,
            place,
            message,
            help: None,
            is_hidden: false,
        }
    }
}

impl Problems {
    pub fn has_errors(&self) -> bool {
        self.0.iter().any(|p| p.severity == Severity::Error)
    }

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
