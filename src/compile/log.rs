//! Reading `log:`, what the decision log is told.

use crate::compile::fields::{Fields, only};
use crate::compile::problem::Problems;
use crate::compile::yaml::Node;
use crate::policy::{Audit, LogRules, MeetingKeys};

/// Reads `log:`, what the decision log says of a request, and what it counts
/// for.
pub fn read_log(nodes: &[Node<'_>], problems: &mut Problems) -> LogRules {
    let Some(node) = only(nodes, "log", problems) else {
        return LogRules::default();
    };
    let mut fields = Fields::open(node, "`log`", problems);
    let rules = LogRules {
        meeting_keys: read_meeting_keys(&mut fields, problems),
        audit: read_audit(&mut fields, problems),
    };
    fields.finish(problems);
    rules
}

fn read_meeting_keys(fields: &mut Fields<'_>, problems: &mut Problems) -> MeetingKeys {
    match fields.take_text("meeting_keys", problems) {
        Some(("full", _)) => return MeetingKeys::Full,
        None | Some(("masked", _)) => {}
        Some((word, place)) => problems
            .error(place, format!("meeting keys cannot be `{word}`"))
            .propose_one_of(word, ["masked", "full"]),
    }
    MeetingKeys::Masked
}

fn read_audit(fields: &mut Fields<'_>, problems: &mut Problems) -> Audit {
    match fields.take_text("audit", problems) {
        Some(("required", _)) => return Audit::Required,
        None | Some(("counted", _)) => {}
        Some((word, place)) => problems
            .error(place, format!("the audit cannot be `{word}`"))
            .propose_one_of(word, ["counted", "required"]),
    }
    Audit::Counted
}
