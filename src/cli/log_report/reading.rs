//! What was read, in words.

use serde::Serialize;

use crate::cli::output::{counted, grouped};
use crate::decision_logs::Tally;

/// Most files that are named.
const NAMED_FILES: usize = 20;

/// What of the logs went into a report, and what did not.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Reading {
    pub files: u64,
    pub lines: u64,
    pub decisions: u64,
    /// Decisions at other times than those that were asked for.
    pub outside_period: u64,
    pub foreign: u64,
    pub torn: u64,
    pub too_long: u64,
    pub other_version: u64,
    pub malformed: u64,
    pub unread_files: usize,
}

impl Reading {
    pub fn new(tally: &Tally, outside_period: u64) -> Self {
        Self {
            files: tally.files,
            lines: tally.lines,
            decisions: tally.decisions,
            outside_period,
            foreign: tally.foreign,
            torn: tally.torn,
            too_long: tally.too_long,
            other_version: tally.other_version,
            malformed: tally.malformed,
            unread_files: tally.unread.len(),
        }
    }

    /// The lines that the report lacks, as one sentence; `None` if there are none.
    pub fn left_out(&self) -> Option<String> {
        let kinds = [
            (self.outside_period, "at other times"),
            (self.foreign, "of other programs"),
            (self.torn, "torn"),
            (self.too_long, "too long"),
            (self.other_version, "of another version of the log"),
            (self.malformed, "with a field missing or wrong"),
        ];
        let kinds = kinds.iter().filter(|(lines, _)| *lines > 0);
        let kinds = kinds.map(|(lines, what)| format!("{} {what}", grouped(*lines)));
        let kinds: Vec<String> = kinds.collect();
        (!kinds.is_empty()).then(|| format!("lines left out: {}", kinds.join(", ")))
    }

    /// What was read.
    pub fn read(&self) -> String {
        let noun = if self.decisions == 1 { "line" } else { "lines" };
        let files = counted(self.files, "file");
        let decisions = grouped(self.decisions);
        format!("{decisions} {noun} of the decision log in {files}")
    }
}

/// The files that a report lacks, one sentence for each.
pub fn warnings(tally: &Tally) -> Vec<String> {
    let unread = tally.unread.iter().map(|file| {
        let read = match file.decisions {
            0 => String::new(),
            read => format!(" ({} lines before that are in the report)", grouped(read)),
        };
        format!("{}: {}{read}", file.name, file.why)
    });
    let mut warnings: Vec<String> = unread.collect();
    if tally.decisions == 0 {
        let files = tally.foreign_files.iter();
        warnings.extend(files.map(|file| format!("{file}: it has no line of the decision log")));
    }
    let more = warnings.len().saturating_sub(NAMED_FILES);
    warnings.truncate(NAMED_FILES);
    if more > 0 {
        warnings.push(format!("and {} like these", counted(more, "file")));
    }
    if tally.decisions == 0 {
        warnings.push(nothing(tally));
    }
    warnings
}

fn nothing(tally: &Tally) -> String {
    match tally.version_seen {
        Some(version) => format!(
            "there is no line of the decision log that this program can read: they have `log_version` {version}"
        ),
        None => "there is no line of the decision log to report on".to_owned(),
    }
}
