//! What came of a replay, for programs.

use std::collections::BTreeMap;

use serde::Serialize;

use super::result::ReplayResult;
use crate::replay::{Change, Ending, Example};

#[derive(Debug, Serialize)]
pub struct View<'r> {
    policy: &'r str,
    hash: &'r str,
    /// Lines of the decision log.
    lines: u64,
    lines_of_this_policy: u64,
    /// What else there was in the files.
    other_lines: u64,
    unread: Vec<Unread<'r>>,
    same: u64,
    asks_webex: u64,
    different: u64,
    changes: Vec<ChangeView<'r>>,
    /// Different ones of kinds that are not in `changes`.
    different_otherwise: u64,
    not_replayed: BTreeMap<&'static str, u64>,
    with_ignored_fields: u64,
}

#[derive(Debug, Serialize)]
struct Unread<'r> {
    log: &'r str,
    why: &'r str,
}

#[derive(Debug, Serialize)]
struct ChangeView<'r> {
    count: u64,
    was: &'r Ending,
    is: &'r Ending,
    #[serde(skip_serializing_if = "Option::is_none")]
    rule: Option<&'r str>,
    examples: Vec<ExampleView<'r>>,
}

#[derive(Debug, Serialize)]
struct ExampleView<'r> {
    request_id: &'r str,
    time: String,
    path: &'r str,
}

impl<'r> View<'r> {
    pub fn of(result: &ReplayResult<'r>) -> Self {
        let (tally, summary) = (result.tally, result.summary);
        let mut kinds = summary.changes.kinds();
        kinds.truncate(result.limit);
        let shown: u64 = kinds.iter().map(|change| change.count).sum();
        let different = summary.changes.count();
        let unread = tally.unread.iter().map(|unread| Unread {
            log: &unread.name,
            why: &unread.why,
        });
        let skipped = summary.skipped.iter();
        Self {
            policy: result.policy,
            hash: result.hash,
            lines: tally.decisions,
            lines_of_this_policy: summary.of_same_policy,
            other_lines: tally.unused(),
            unread: unread.collect(),
            same: summary.same,
            asks_webex: summary.asks_webex,
            different,
            changes: kinds.into_iter().map(ChangeView::of).collect(),
            different_otherwise: different - shown,
            not_replayed: skipped
                .map(|(skip, count)| (skip.as_str(), *count))
                .collect(),
            with_ignored_fields: summary.with_ignored_fields,
        }
    }
}

impl<'r> ChangeView<'r> {
    fn of(change: Change<'r>) -> Self {
        Self {
            count: change.count,
            was: change.was,
            is: change.is,
            rule: change.rule,
            examples: change.examples.iter().map(ExampleView::of).collect(),
        }
    }
}

impl<'r> ExampleView<'r> {
    fn of(example: &'r Example) -> Self {
        Self {
            request_id: &example.request_id,
            time: format!("{:.3}", example.time),
            path: &example.path,
        }
    }
}
