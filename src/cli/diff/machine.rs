//! A comparison as workflow commands of GitHub: a warning for each path that widens access, a notice for
//! the others.

use super::human::{answers, paths, summary};
use super::view::{DiffView, GroupView};
use crate::cli::workflow_command::{as_output, data};

/// Most annotations: GitHub shows ten of a step.
const MOST: usize = 10;

pub fn github(view: &DiffView) -> String {
    let settings = view.settings.iter();
    let settings = settings.map(|change| {
        let text = format!("{}: {}", change.key, change.in_words());
        command(change.widens, &text)
    });
    let groups = view
        .changes
        .iter()
        .map(|group| command(group.widens, &in_words(group)));
    let all: Vec<String> = settings.chain(groups).collect();
    let rest = all.len().saturating_sub(MOST);
    let mut out = all[..all.len() - rest].concat();
    if rest > 0 {
        out.push_str(&command(false, &format!("and {rest} more changes")));
    }
    out + &as_output(&format!("linkgate: {}\n", summary(view)))
}

fn in_words(group: &GroupView) -> String {
    let mut lines = vec![format!("{}: {}", paths(group), answers(group))];
    for change in &group.access {
        let outcome = format!("{} → {}", change.was, change.is);
        let classes = change
            .classes
            .iter()
            .map(|class| format!("{}: {outcome}", class.who));
        lines.extend(classes);
        if change.classes.is_empty() {
            lines.push(format!("{outcome}: {}", change.unlisted()));
        }
    }
    let own = group.paths.iter().flat_map(|path| &path.changes);
    let keys = group.sent.iter().chain(own);
    lines.extend(keys.map(|change| format!("{}: {}", change.key, change.in_words())));
    lines.join("\n")
}

fn command(widens: bool, text: &str) -> String {
    match widens {
        true => format!(
            "::warning title=Linkgate%3A access widens::{}\n",
            data(text)
        ),
        false => format!(
            "::notice title=Linkgate%3A requests change::{}\n",
            data(text)
        ),
    }
}
