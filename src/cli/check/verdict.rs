//! What `check` has to say about a policy, and how people read it.

use super::expiring::Expiring;
use crate::cli::findings::Findings;
use crate::cli::output::{GOOD, styled};
use crate::cli::report;
use crate::policy::Policy;

/// What there is to say about a policy.
pub struct Report<'l> {
    pub findings: &'l Findings<'l>,
    /// `None` with errors.
    pub policy: Option<&'l Policy>,
    /// `None` unless it was asked for.
    pub expiring: Option<&'l Expiring<'l>>,
    /// One line.
    pub summary: String,
}

impl Report<'_> {
    pub fn human(&self) -> String {
        let has_findings = !self.findings.listed.is_empty();
        let summary = match has_findings {
            true => self.summary.clone(),
            false => styled(GOOD, &self.summary),
        };
        let expiring = self.expiring.map(Expiring::human).unwrap_or_default();
        let findings = report::report(self.findings);
        format!("{findings}{expiring}{summary}\n")
    }
}
