//! The outcome of a reload, for the metrics and for whoever asked for it.

use crate::server::Reloaded;
use crate::telemetry::ReloadResult;

/// The outcome for one subject.
#[derive(Debug)]
pub enum ReloadOutcome {
    Changed,
    Unchanged,
    /// With all errors, in lines.
    Refused(String),
}

impl ReloadOutcome {
    pub fn result(&self) -> ReloadResult {
        match self {
            Self::Changed => ReloadResult::Changed,
            Self::Unchanged => ReloadResult::Unchanged,
            Self::Refused(_) => ReloadResult::Refused,
        }
    }
}

/// The outcomes of several subjects as one text, each on a line with its errors below it.
#[derive(Debug, Default)]
pub struct Summary {
    text: String,
    is_refused: bool,
}

impl Summary {
    pub fn add(&mut self, subject: &str, outcome: &ReloadOutcome) {
        let (result, errors) = match outcome {
            ReloadOutcome::Changed => ("changed", ""),
            ReloadOutcome::Unchanged => ("unchanged", ""),
            ReloadOutcome::Refused(errors) => ("refused, the old one goes on", &**errors),
        };
        self.text.extend([subject, ": ", result, "\n", errors]);
        self.is_refused |= matches!(outcome, ReloadOutcome::Refused(_));
    }
}

impl From<Summary> for Reloaded {
    fn from(summary: Summary) -> Self {
        match summary.is_refused {
            false => Self::Done(summary.text),
            true => Self::Refused(summary.text),
        }
    }
}
