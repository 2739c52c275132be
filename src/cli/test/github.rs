//! Results for GitHub Actions: workflow commands, one a line, and a summary.

use super::human::{MAX_LISTED, rest};
use super::results::{CaseResult, Results};
use crate::cli::check::annotations;
use crate::cli::findings::Span;
use crate::cli::workflow_command::{as_output, data, property};

pub fn render(results: &Results<'_>) -> String {
    let mut out = annotations(&results.findings);
    let spans = results.spans(MAX_LISTED);
    for result in results.failures().take(MAX_LISTED) {
        let span = result.place().and_then(|place| spans.get(&place));
        out.push_str(&annotation(results, result, span));
    }
    if let Some(rest) = rest(results) {
        out.push_str(&format!("::notice title=Linkgate test::{rest}\n"));
    }
    for gap in results.coverage.iter().flat_map(|coverage| &coverage.gaps) {
        let what = format!("no expectation reaches {} {}", gap.kind.as_str(), gap.name);
        let place = gap.at.as_ref().map(|at| {
            let file = property(&at.file);
            format!("file={file},line={},col={},", at.line, at.column)
        });
        let place = place.unwrap_or_default();
        out.push_str(&format!(
            "::notice {place}title=Linkgate test::{}\n",
            data(&what)
        ));
    }
    out.push_str(&as_output(&format!("linkgate: {}\n", results.summary())));
    out
}

fn annotation(results: &Results<'_>, result: &CaseResult<'_>, span: Option<&Span<'_>>) -> String {
    let mut lines = vec![result.name()];
    lines.extend(results.notes(result));
    let because = result
        .facts
        .as_ref()
        .and_then(|facts| facts.answer.because.clone());
    lines.extend(because);
    let place = span.map(|span| {
        let file = property(span.file);
        format!("file={file},line={},col={},", span.line, span.column)
    });
    let place = place.unwrap_or_default();
    format!(
        "::error {place}title=Linkgate test::{}\n",
        data(&lines.join("\n"))
    )
}
