//! A comparison for people.

use super::view::{AccessView, DiffView, GroupView, KeyView};
use crate::cli::output::{CARE, GOOD, HEADING, QUIET, counted, grouped, styled, visible};

pub fn text(view: &DiffView) -> String {
    let mut out = String::new();
    if !view.settings.is_empty() {
        out.push_str(&format!(
            "{}\n",
            styled(HEADING, "Settings, for every request")
        ));
        for change in &view.settings {
            out.push_str(&key(change));
        }
        out.push('\n');
    }
    for change in &view.changes {
        out.push_str(&group(change));
        out.push('\n');
    }
    let summary = summary(view);
    let style = match (view.widens, view.is_empty()) {
        (true, _) => CARE,
        (false, true) => GOOD,
        (false, false) => HEADING,
    };
    out + &styled(style, &summary) + "\n"
}

/// One line that says how much changes.
pub fn summary(view: &DiffView) -> String {
    if view.is_empty() {
        return "no request is answered differently".to_owned();
    }
    let paths = counted(view.paths, "path");
    let settings = counted(view.settings.len(), "setting");
    match view.widening() {
        0 => format!("{paths} and {settings} change; access does not widen"),
        widening => format!(
            "{paths} and {settings} change; {} of them widen access",
            grouped(widening)
        ),
    }
}

fn group(group: &GroupView) -> String {
    let mut out = format!("{}\n", styled(HEADING, &paths(group)));
    let answers = answers(group);
    out.push_str(&format!("  {}\n", styled(QUIET, &answers)));
    for change in &group.access {
        out.push_str(&access(change));
    }
    for change in &group.sent {
        out.push_str(&key(change));
    }
    for path in &group.paths {
        if group.count > 1 && !path.changes.is_empty() {
            out.push_str(&format!("  {}\n", visible(&path.path)));
        }
        for change in &path.changes {
            out.push_str(&key(change));
        }
    }
    if let Some(example) = &group.example {
        out.push_str(&example_line(&example.in_words()));
    }
    out
}

/// `/go/a, /go/b and 99,998 more`.
pub fn paths(group: &GroupView) -> String {
    let listed: Vec<&str> = group.paths.iter().map(|path| &*path.path).collect();
    match group.count - listed.len() {
        0 => listed.join(", "),
        more => format!("{} and {} more", listed.join(", "), grouped(more)),
    }
}

/// What answered and what answers.
pub fn answers(group: &GroupView) -> String {
    match (&group.was, &group.is) {
        (Some(was), Some(is)) if was == is => was.clone(),
        (was, is) => {
            let word =
                |answer: &Option<String>| answer.clone().unwrap_or_else(|| "nothing".to_owned());
            format!("{} → {}", word(was), word(is))
        }
    }
}

fn access(change: &AccessView) -> String {
    let mut out = String::new();
    let outcome = format!("{} → {}", change.was, change.is);
    if change.classes.is_empty() {
        out.push_str(&line(
            change.widens,
            &format!("{outcome}: {}", change.unlisted()),
        ));
    }
    for class in &change.classes {
        out.push_str(&line(change.widens, &format!("{}: {outcome}", class.who)));
        if let Some(rules) = class.rules_in_words() {
            out.push_str(&format!("          {}\n", styled(QUIET, &rules)));
        }
    }
    if let Some(example) = &change.example {
        out.push_str(&example_line(&example.in_words()));
    }
    out
}

fn key(change: &KeyView) -> String {
    line(
        change.widens,
        &format!("{}: {}", change.key, change.in_words()),
    )
}

fn line(widens: bool, text: &str) -> String {
    let text = visible(text);
    match widens {
        true => format!("  {}  {text}\n", styled(CARE, "widens")),
        false => format!("          {text}\n"),
    }
}

fn example_line(example: &str) -> String {
    format!(
        "          {}\n",
        styled(QUIET, &format!("for example {example}"))
    )
}
