//! Results for programs: one JSON object.

use std::collections::HashMap;
use std::io;

use serde::Serialize;

use super::coverage::CoverageReport;
use super::results::{CaseResult, Results};
use crate::cli::check::{Entry, entries};
use crate::cli::explanation::Facts;
use crate::cli::findings::Span;
use crate::cli::output;
use crate::compile::Severity;
use crate::expectations::Mismatch;
use crate::policy::Place;
use crate::webex::MASK;

#[derive(Debug, Serialize)]
struct Report<'r> {
    policy: &'r str,
    ok: bool,
    expectations: usize,
    failed: usize,
    /// What is wrong with the files. If there is an error, nothing was tested.
    findings: Vec<Entry<'r>>,
    cases: Vec<CaseEntry<'r>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    coverage: Option<&'r CoverageReport>,
}

#[derive(Debug, Serialize)]
struct CaseEntry<'r> {
    name: String,
    file: &'r str,
    ok: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    mismatches: Vec<MismatchEntry<'r>>,
    /// What would happen, as `explain` says it.
    #[serde(skip_serializing_if = "Option::is_none")]
    explanation: Option<&'r Facts>,
}

#[derive(Debug, Serialize)]
struct MismatchEntry<'r> {
    key: String,
    expected: Option<&'r str>,
    found: Option<&'r str>,
    line: Option<usize>,
    column: Option<usize>,
}

pub fn render(results: &Results<'_>) -> io::Result<String> {
    let totals = results.totals();
    let spans = results.spans(totals.failed);
    let cases = results.cases.iter();
    output::json(&Report {
        policy: results.policy,
        ok: totals.all > 0 && totals.failed == 0 && results.findings.count(Severity::Error) == 0,
        expectations: totals.all,
        failed: totals.failed,
        findings: entries(&results.findings),
        cases: cases.map(|case| entry(case, results, &spans)).collect(),
        coverage: results.coverage.as_ref(),
    })
}

fn entry<'r>(
    result: &'r CaseResult<'r>,
    results: &Results<'r>,
    spans: &HashMap<Place, Span<'r>>,
) -> CaseEntry<'r> {
    let mismatches = result.mismatches.iter();
    CaseEntry {
        name: result.name(),
        file: results.file(result),
        ok: result.mismatches.is_empty(),
        mismatches: mismatches
            .map(|mismatch| of_mismatch(mismatch, results, spans))
            .collect(),
        explanation: result.facts.as_deref(),
    }
}

fn of_mismatch<'r>(
    mismatch: &'r Mismatch<'r>,
    results: &Results<'r>,
    spans: &HashMap<Place, Span<'r>>,
) -> MismatchEntry<'r> {
    let span = spans.get(&mismatch.check.place);
    MismatchEntry {
        key: mismatch.check.subject.in_words(),
        expected: match results.is_secret(mismatch) {
            true => Some(MASK),
            false => mismatch.check.expected.as_deref(),
        },
        found: mismatch.found.as_deref(),
        line: span.map(|span| span.line),
        column: span.map(|span| span.column),
    }
}
