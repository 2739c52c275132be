//! What was logged beside what is answered now, as rows.

use super::{Logged, Recorded};
use crate::cli::explanation::text::TextWriter;

/// The rows about a line of the log.
pub fn render(logged: &Logged) -> String {
    let mut writer = TextWriter::default();
    writer.row("then", &in_words(&logged.then));
    writer.row(
        "",
        &format!("at {}, request {}", logged.time, logged.request_id),
    );
    for detail in logged.detail.in_words() {
        writer.row("", &detail);
    }
    writer.row("now", &in_words(&logged.now));
    writer.row("", &logged.says);
    for note in &logged.notes {
        writer.row("", note);
    }
    if !logged.not_logged.is_empty() {
        writer.row("not logged", &logged.not_logged.join(", "));
    }
    writer.0
}

fn in_words(recorded: &Recorded) -> String {
    let reason = recorded.reason.as_ref().map(|reason| format!(", {reason}"));
    let (status, outcome) = (recorded.status, &recorded.outcome);
    let (reason, policy) = (reason.unwrap_or_default(), &recorded.policy);
    format!("{status} {outcome}{reason}  (policy {policy})")
}
