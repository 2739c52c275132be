//! What became of all cases, for every format.

use std::collections::{BTreeSet, HashMap};

use super::coverage::CoverageReport;
use crate::cli::explanation::Facts;
use crate::cli::findings::{Findings, Span, Spans};
use crate::cli::output::{counted, grouped, visible};
use crate::cli::report;
use crate::compile::{Severity, Source, Sources};
use crate::expectations::{Case, Mismatch};
use crate::policy::Place;

/// Most bytes of the name of a case.
const MAX_NAME: usize = 300;

/// What became of all cases.
#[derive(Debug)]
pub struct Results<'r> {
    /// The name of the policy, as the operator gave it.
    pub policy: &'r str,
    /// What is wrong with the files. If there is an error, no case was run.
    pub findings: Findings<'r>,
    /// The texts of the files.
    pub sources: &'r Sources,
    pub cases: Vec<CaseResult<'r>>,
    pub coverage: Option<CoverageReport>,
    pub without_secrets: bool,
    pub filter: Option<&'r str>,
}

#[derive(Debug)]
pub struct CaseResult<'t> {
    pub case: Case<'t>,
    /// Empty if all is as expected.
    pub mismatches: Vec<Mismatch<'t>>,
    /// What would happen instead; `None` for all but the first failures.
    pub facts: Option<Box<Facts>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Totals {
    pub all: usize,
    pub failed: usize,
}

impl<'r> Results<'r> {
    pub fn totals(&self) -> Totals {
        Totals {
            all: self.cases.len(),
            failed: self.failures().count(),
        }
    }

    pub fn failures(&self) -> impl Iterator<Item = &CaseResult<'r>> {
        let cases = self.cases.iter();
        cases.filter(|result| !result.mismatches.is_empty())
    }

    /// One line that says how it went.
    pub fn summary(&self) -> String {
        if self.findings.count(Severity::Error) > 0 {
            return format!(
                "{}: no expectation was tested",
                report::located_count(&self.findings)
            );
        }
        let Totals { all, failed } = self.totals();
        let said = match (all, failed, self.filter) {
            (0, _, Some(filter)) => format!("no expectation has `{filter}` in its name"),
            (0, _, None) => {
                "no expectations: write them beside the policy, in a file that ends in .test.yaml"
                    .to_owned()
            }
            (1, 0, _) => "1 expectation holds".to_owned(),
            (_, 0, _) => format!("{} hold", counted(all, "expectation")),
            _ => format!(
                "{} of {} not met",
                grouped(failed),
                counted(all, "expectation")
            ),
        };
        let secrets = match self.without_secrets {
            true => " (secrets not read)",
            false => "",
        };
        format!("{}: {}{secrets}", visible(self.policy), visible(&said))
    }

    /// The file of a case.
    pub fn file(&self, result: &CaseResult<'_>) -> &'r str {
        let source = self.sources.source(result.case.test.place.source);
        source.map_or("", Source::name)
    }

    /// What of a case is not as expected.
    pub fn notes(&self, result: &CaseResult<'_>) -> Vec<String> {
        let mismatches = result.mismatches.iter();
        let notes = mismatches.map(|mismatch| match self.is_secret(mismatch) {
            true => mismatch.without_expected(),
            false => mismatch.in_words(),
        });
        notes.collect()
    }

    /// Whether a secret may stand in what the file expects.
    pub fn is_secret(&self, mismatch: &Mismatch<'_>) -> bool {
        self.sources.is_secret(mismatch.check.place)
    }

    /// Where so many of the first failures say what they expect.
    pub fn spans(&self, failures: usize) -> HashMap<Place, Span<'r>> {
        let failures = self.failures().take(failures);
        let mismatches = failures.flat_map(|result| &result.mismatches);
        let places: BTreeSet<Place> = mismatches.map(|mismatch| mismatch.check.place).collect();
        let mut spans = Spans::new(self.sources);
        let found = places.into_iter();
        found
            .filter_map(|place| Some((place, spans.find(place)?)))
            .collect()
    }
}

impl CaseResult<'_> {
    pub fn name(&self) -> String {
        let mut name = self.case.name();
        if name.len() > MAX_NAME {
            name.truncate(name.floor_char_boundary(MAX_NAME));
            name.push('…');
        }
        name
    }

    /// Where its first mismatch stands in the file.
    pub fn place(&self) -> Option<Place> {
        self.mismatches
            .iter()
            .map(|mismatch| mismatch.check.place)
            .min()
    }
}
