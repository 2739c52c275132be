//! What would end differently: counted by kind, with examples, in bounded memory.

use std::collections::{BTreeMap, HashMap};

use jiff::Timestamp;

use super::ending::Ending;
use super::replayer::{Difference, Replayed, Replayer};
use super::skip::Skip;
use crate::decision_logs::LogLine;

/// Most kinds of changes that are told apart. All others are counted together.
pub const MAX_KINDS: usize = 1_000;
/// Most examples of each kind.
const EXAMPLES: usize = 3;

/// What came of all lines.
#[derive(Debug, Default)]
pub struct Summary {
    pub same: u64,
    /// Webex is asked for the answer, as it was before.
    pub asks_webex: u64,
    /// Lines that this very policy has answered.
    pub of_same_policy: u64,
    /// Lines with query fields that meant nothing, which are not in the log.
    pub with_ignored_fields: u64,
    pub skipped: BTreeMap<Skip, u64>,
    pub changes: Changes,
}

/// The kinds of changes.
#[derive(Debug, Default)]
pub struct Changes {
    kinds: HashMap<Kind, Counted>,
    /// Changes of further kinds.
    pub others: u64,
}

#[derive(Debug, PartialEq, Eq, Hash)]
struct Kind {
    was: Ending,
    is: Ending,
    rule: Option<String>,
}

#[derive(Debug, Default)]
struct Counted {
    count: u64,
    examples: Vec<Example>,
}

/// A request of a kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Example {
    pub request_id: String,
    pub time: Timestamp,
    /// As the log has it.
    pub path: String,
}

/// A kind of change.
#[derive(Clone, Copy, Debug)]
pub struct Change<'c> {
    pub was: &'c Ending,
    pub is: &'c Ending,
    pub rule: Option<&'c str>,
    pub count: u64,
    pub examples: &'c [Example],
}

impl Summary {
    /// Decides a line, and counts what comes of it.
    pub fn add(&mut self, line: &LogLine<'_>, replayer: &Replayer) {
        self.of_same_policy += u64::from(*line.policy == *replayer.policy().hash());
        let replayed = replayer.replay(line);
        if !matches!(replayed, Replayed::Skipped(_)) {
            self.with_ignored_fields += u64::from(line.ignored_query_fields > 0);
        }
        match replayed {
            Replayed::Same => self.same += 1,
            Replayed::AsksWebex => self.asks_webex += 1,
            Replayed::Skipped(skip) => *self.skipped.entry(skip).or_default() += 1,
            Replayed::Differs(difference) => self.changes.add(line, *difference),
        }
    }

    /// How many lines were decided again.
    pub fn decided(&self) -> u64 {
        self.same + self.asks_webex + self.changes.count()
    }
}

impl Changes {
    fn add(&mut self, line: &LogLine<'_>, difference: Difference) {
        let Difference {
            was,
            is,
            rule,
            path,
        } = difference;
        let kind = Kind { was, is, rule };
        if self.kinds.len() >= MAX_KINDS && !self.kinds.contains_key(&kind) {
            self.others += 1;
            return;
        }
        let counted = self.kinds.entry(kind).or_default();
        counted.count += 1;
        if counted.examples.len() < EXAMPLES {
            counted.examples.push(Example {
                request_id: line.request_id.to_string(),
                time: line.time,
                path,
            });
        }
    }

    /// How many requests would end differently.
    pub fn count(&self) -> u64 {
        let counted = self.kinds.values().map(|counted| counted.count);
        counted.sum::<u64>() + self.others
    }

    /// All kinds, the most frequent first.
    pub fn kinds(&self) -> Vec<Change<'_>> {
        let kinds = self.kinds.iter().map(|(kind, counted)| Change {
            was: &kind.was,
            is: &kind.is,
            rule: kind.rule.as_deref(),
            count: counted.count,
            examples: &counted.examples,
        });
        let mut kinds: Vec<Change<'_>> = kinds.collect();
        kinds.sort_by(|a, b| {
            let by_name = || (a.was, a.is, a.rule).cmp(&(b.was, b.is, b.rule));
            b.count.cmp(&a.count).then_with(by_name)
        });
        kinds
    }
}
