//! What an operator is told about a policy: each finding is a line of text.

use std::fmt::Write as _;
use std::path::Path;

use jiff::Timestamp;
use linkgate::compile::{Loaded, Severity, load, load_text};
use linkgate::policy::Policy;

use super::schema::compare;
use super::service::Folder;

/// When policies of tests are read: at noon (UTC) of a Monday.
pub fn now() -> Timestamp {
    "2026-11-23T12:00:00Z".parse().expect("a moment")
}

/// A policy without errors.
#[track_caller]
pub fn policy_of(text: &str) -> Policy {
    let loaded = load_text("policy.yaml", text, now());
    let found = Report::WHOLE.of(&loaded);
    loaded.policy.expect(&found)
}

/// How findings are reported: `line:column severity: message | proposal`, with the file before that
/// where it is not `policy.yaml`.
#[derive(Clone, Copy)]
pub struct Report {
    head: &'static str,
    left_out: Option<&'static str>,
}

impl Report {
    pub const WHOLE: Self = Self {
        head: "",
        left_out: None,
    };

    /// Lines of `policy.yaml` are counted from behind this beginning.
    pub const fn behind(head: &'static str) -> Self {
        Self {
            head,
            ..Self::WHOLE
        }
    }

    /// Leaves out a message that comes with most policies of a test file.
    pub const fn without(self, message: &'static str) -> Self {
        Self {
            left_out: Some(message),
            ..self
        }
    }

    /// The findings about a text. A policy comes out if and only if there is no error among them.
    ///
    /// The schema of policies refuses what it can know to be wrong. No finding shows a canary, which is a secret in every policy of a test.
    #[track_caller]
    pub fn of(&self, loaded: &Loaded) -> String {
        assert_eq!(loaded.policy.is_none(), loaded.problems.has_errors());
        compare(loaded);
        let sorted = loaded.problems.sorted();
        let position = |place| loaded.sources.position(place).expect("a place in a source");
        let mut lines = String::new();
        for problem in sorted {
            if self.left_out == Some(&*problem.message) {
                continue;
            }
            let severity = match problem.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
            };
            let place = problem.place.map(|place| {
                let position = position(place);
                let (line, text) = (position.line, position.line_text);
                assert!(text.get(position.marked.clone()).is_some());
                assert!(!text.contains("canary"), "{} shows {text}", problem.message);
                let name = Path::new(position.file).file_name();
                let name = name.expect("a file").to_string_lossy();
                match &*name {
                    "policy.yaml" => {
                        let line = line.saturating_sub(self.head.lines().count());
                        format!("{line}:{}", position.column)
                    }
                    _ => format!("{name}:{line}:{}", position.column),
                }
            });
            let place = place.unwrap_or_else(|| "-".to_owned());
            write!(lines, "{place} {severity}: {}", problem.message).expect("a String");
            if let Some(proposal) = &problem.help {
                write!(lines, " | {proposal}").expect("a String");
            }
            lines.push('\n');
        }
        assert!(!lines.contains("canary"), "{lines}");
        lines
    }

    /// The findings about `policy.yaml` with that text, and no file beside it.
    #[track_caller]
    pub fn of_text(&self, text: &str) -> String {
        self.of(&load_text("policy.yaml", text, now()))
    }

    /// The findings about a policy at a path in a folder, which is called FOLDER.
    #[track_caller]
    pub fn of_files(&self, folder: &Folder, path: &str) -> String {
        let found = self.of(&load_from(folder, path));
        found.replace(folder.named("").trim_end_matches('/'), "FOLDER")
    }
}

/// Loads a policy at a path in a folder; the folder itself with an empty path.
pub fn load_from(folder: &Folder, path: &str) -> Loaded {
    load(&folder.path(path), now())
}
