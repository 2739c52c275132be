//! Reading `log:`, what the decision log is told.

use crate::compile::fields::{Fields, only};
use crate::compile::yaml::Node;
use crate::policy::{Audit, LogRules, MeetingKeys};

/// Reads `log:`, what the decision log says of a request, and what it counts
/// for.
pub fn read_log(nodes: &[Node<'_>]) -> LogRules {
    let Some(node) = only(nodes, "log") else {
        return LogRules::default();
    };
    let mut fields = Fields::open(node, "`log`");
    let rules = LogRules {
        meeting_keys: read_meeting_keys(&mut fields),
        audit: read_audit(&mut fields),
    };
    fields.finish();
    rules
}

fn read_meeting_keys(fields: &mut Fields<'_>) -> MeetingKeys {
    let Some(word) = fields.take_text("meeting_keys") else {
        return MeetingKeys::default();
    };
    match word.as_str() {
        "full" => return MeetingKeys::Full,
        "masked" => {}
        _ => word
            .error(format!("meeting keys cannot be `{word}`"))
            .help_one_of(&word, ["masked", "full"]),
    }
    MeetingKeys::Masked
}

fn read_audit(fields: &mut Fields<'_>) -> Audit {
    let Some(word) = fields.take_text("audit") else {
        return Audit::default();
    };
    match word.as_str() {
        "required" => return Audit::Required,
        "counted" => {}
        _ => word
            .error(format!("the audit cannot be `{word}`"))
            .help_one_of(&word, ["counted", "required"]),
    }
    Audit::Counted
}
