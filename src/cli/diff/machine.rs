//! A comparison as workflow commands of GitHub: a warning for each path that widens access, a notice for
//! the others.

use super::human::{answers, paths, summary};
use super::view::{DiffView, GroupView};
use crate::cli::workflow_command::{as_output, data};

/// Most annotations: GitHub shows ten of a step.
const MOST: usize = 10;

struct Annotation {
    widens: bool,
    text: String,
}

pub fn github(view: &DiffView) -> String {
    let settings = view.settings.iter();
    let settings = settings.map(|change| Annotation {
        widens: change.widens,
        text: format!("{}: {}", change.key, change.in_words()),
    });
    let groups = view.changes.iter().map(|group| Annotation {
        widens: group.widens,
        text: in_words(group),
    });
    let mut all: Vec<Annotation> = settings.chain(groups).collect();
    // What widens access is not to be among those that are left out.
    all.sort_by_key(|annotation| !annotation.widens);
    let rest = all.split_off(all.len().min(MOST));
    let mut out: String = all.iter().map(Annotation::command).collect();
    if !rest.is_empty() {
        out.push_str(&Annotation::about(&rest).command());
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

impl Annotation {
    /// One for all of those that are left out.
    fn about(rest: &[Self]) -> Self {
        let widening = rest.iter().filter(|left_out| left_out.widens).count();
        let text = format!("and {} more changes", rest.len());
        Self {
            widens: widening > 0,
            text: match widening {
                0 => text,
                _ => format!("{text}; {widening} of them widen access"),
            },
        }
    }

    fn command(&self) -> String {
        let title = match self.widens {
            true => "::warning title=Linkgate%3A access widens::",
            false => "::notice title=Linkgate%3A requests change::",
        };
        format!("{title}{}\n", data(&self.text))
    }
}
