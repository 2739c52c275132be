//! Reading `log:`, what the decision log records.

use crate::compile::fields::{Fields, only};
use crate::compile::yaml::Node;
use crate::policy::{Audit, LogRules, MeetingKeys, MissedNames, Replayable};

pub fn read_log(nodes: &[Node<'_>]) -> LogRules {
    let Some(node) = only(nodes, "log") else {
        return LogRules::default();
    };
    let mut fields = Fields::open(node, "`log`");
    let rules = LogRules {
        meeting_keys: read_meeting_keys(&mut fields).unwrap_or_default(),
        audit: read_audit(&mut fields).unwrap_or_default(),
        missed_names: read_missed_names(&mut fields).unwrap_or_default(),
        replayable: read_replayable(&mut fields).unwrap_or_default(),
    };
    fields.finish();
    rules
}

fn read_meeting_keys(fields: &mut Fields<'_>) -> Option<MeetingKeys> {
    let word = fields.take_text("meeting_keys")?;
    let known = MeetingKeys::from_word(&word);
    if known.is_none() {
        word.error(format!("unknown value `{word}` for `meeting_keys`"))
            .help_one_of(&word, MeetingKeys::ALL.iter().map(|known| known.as_str()));
    }
    known
}

fn read_audit(fields: &mut Fields<'_>) -> Option<Audit> {
    let word = fields.take_text("audit")?;
    let known = Audit::from_word(&word);
    if known.is_none() {
        word.error(format!("unknown value `{word}` for `audit`"))
            .help_one_of(&word, Audit::ALL.iter().map(|known| known.as_str()));
    }
    known
}

fn read_missed_names(fields: &mut Fields<'_>) -> Option<MissedNames> {
    let word = fields.take_text("missed_names")?;
    let known = MissedNames::from_word(&word);
    if known.is_none() {
        word.error(format!("`missed_names` cannot be `{word}`"))
            .help_one_of(&word, MissedNames::ALL.iter().map(|known| known.as_str()));
    }
    known
}

fn read_replayable(fields: &mut Fields<'_>) -> Option<Replayable> {
    let word = fields.take_text("replayable")?;
    let known = Replayable::from_word(&word);
    if known.is_none() {
        word.error(format!("`replayable` cannot be `{word}`"))
            .help_one_of(&word, Replayable::ALL.iter().map(|known| known.as_str()));
    }
    known
}
