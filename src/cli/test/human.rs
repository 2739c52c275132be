//! Results for people: each failure with its line and what would happen instead.

use std::borrow::Cow;

use clap::builder::styling::Style;

use super::coverage::Gap;
use super::results::{CaseResult, Results};
use crate::cli::explanation::text;
use crate::cli::findings::Span;
use crate::cli::output::{GOOD, QUIET, counted, grouped, plain, styled, table};
use crate::cli::report;

/// Most failures that are listed.
pub const MAX_LISTED: usize = 100;

/// Most gaps of the coverage that are listed.
const MAX_GAPS: usize = 100;

pub fn render(results: &Results<'_>) -> String {
    let mut out = report::report(&results.findings);
    let spans = results.spans(MAX_LISTED);
    for result in results.failures().take(MAX_LISTED) {
        let span = result.place().and_then(|place| spans.get(&place));
        out.push_str(&failure(results, result, span));
    }
    if let Some(rest) = rest(results) {
        out.push_str(&format!("{rest}\n\n"));
    }
    out.push_str(&coverage(results));
    let summary = results.summary();
    let totals = results.totals();
    let is_good = totals.all > 0 && totals.failed == 0;
    match is_good {
        true => out.push_str(&styled(GOOD, &summary)),
        false => out.push_str(&summary),
    }
    out.push('\n');
    out
}

/// Says how many failures there are beside those that are listed.
pub fn rest(results: &Results<'_>) -> Option<String> {
    let rest = results.totals().failed.saturating_sub(MAX_LISTED);
    (rest > 0).then(|| format!("and {} more, which are not listed", grouped(rest)))
}

fn failure(results: &Results<'_>, result: &CaseResult<'_>, span: Option<&Span<'_>>) -> String {
    let mut out = report::failure(&result.name(), span, &results.notes(result));
    out.push_str("\n\n");
    if let Some(facts) = &result.facts {
        for line in text::render(facts).lines() {
            let indent = if line.is_empty() { "" } else { "    " };
            out.push_str(&format!("{indent}{line}\n"));
        }
        out.push('\n');
    }
    out
}

fn coverage(results: &Results<'_>) -> String {
    let Some(coverage) = &results.coverage else {
        return String::new();
    };
    let counts = coverage.counts.iter();
    let counts = counts.map(|count| {
        let of = counted(count.all, count.kind.noun());
        format!("{} of {of}", grouped(count.reached))
    });
    let counts: Vec<String> = counts.collect();
    let mut out = format!("reached: {}\n", counts.join(", "));
    let gaps = &coverage.gaps;
    let rows: Vec<_> = gaps.iter().take(MAX_GAPS).map(row).collect();
    if !rows.is_empty() {
        out.push_str("not reached:\n");
        out.push_str(&table(&rows, 2));
    }
    if gaps.len() > MAX_GAPS {
        let rest = grouped(gaps.len() - MAX_GAPS);
        out.push_str(&format!("  and {rest} more, which are not listed\n"));
    }
    out.push('\n');
    out
}

fn row(gap: &Gap) -> Vec<(Style, Cow<'_, str>)> {
    let at = gap
        .at
        .as_ref()
        .map(|at| format!("{}:{}:{}", at.file, at.line, at.column));
    vec![
        plain(gap.kind.as_str()),
        plain(&*gap.name),
        (QUIET, at.unwrap_or_default().into()),
    ]
}
