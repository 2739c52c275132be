//! A comparison for the comment of a pull request. All that comes from a policy is code, in which nothing
//! is markup.

use super::human::{answers, paths, summary};
use super::view::{AccessView, DiffView, GroupView, KeyView};
use crate::cli::output::visible;

pub fn text(view: &DiffView) -> String {
    let mut out = format!("**{}**\n", plain(&summary(view)));
    if !view.settings.is_empty() {
        out.push_str("\n**Settings, for every request**\n\n");
        for change in &view.settings {
            out.push_str(&key(change));
        }
    }
    for change in &view.changes {
        out.push_str(&group(change));
    }
    out
}

fn group(group: &GroupView) -> String {
    let mut out = format!("\n{}: {}\n\n", code(&paths(group)), code(&answers(group)));
    for change in &group.access {
        out.push_str(&access(change));
    }
    for change in &group.sent {
        out.push_str(&key(change));
    }
    for path in &group.paths {
        for change in &path.changes {
            let shown = format!("{} {}: {}", path.path, change.key, change.in_words());
            out.push_str(&item(change.widens, &code(&shown)));
        }
    }
    if let Some(example) = &group.example {
        out.push_str(&item(
            false,
            &format!("for example {}", code(&example.in_words())),
        ));
    }
    out
}

fn access(change: &AccessView) -> String {
    let outcome = code(&format!("{} → {}", change.was, change.is));
    let mut out = String::new();
    if change.classes.is_empty() {
        out.push_str(&item(
            change.widens,
            &format!("{outcome}: {}", change.unlisted()),
        ));
    }
    for class in &change.classes {
        let rules = class
            .rules_in_words()
            .map(|rules| format!(", {}", code(&rules)));
        let shown = format!(
            "{}: {outcome}{}",
            code(&class.who),
            rules.unwrap_or_default()
        );
        out.push_str(&item(change.widens, &shown));
    }
    if let Some(example) = &change.example {
        out.push_str(&format!("  - for example {}\n", code(&example.in_words())));
    }
    out
}

fn key(change: &KeyView) -> String {
    let shown = format!("{}: {}", change.key, change.in_words());
    item(change.widens, &code(&shown))
}

fn item(widens: bool, text: &str) -> String {
    let mark = if widens { "**widens** " } else { "" };
    format!("- {mark}{text}\n")
}

/// A span of code, which nothing in it can end.
fn code(text: &str) -> String {
    format!("`{}`", plain(text))
}

fn plain(text: &str) -> String {
    visible(text).replace('\n', " ").replace('`', "'")
}
