//! Files of `deploy/`, and what a test puts in other words there.

use std::fs;
use std::path::Path;

/// A text that is replaced everywhere in a file, in which it must stand.
#[derive(Clone, Debug)]
pub struct Change {
    pub from: String,
    pub to: String,
}

impl Change {
    pub fn new(from: &str, to: &str) -> Self {
        Self {
            from: from.to_owned(),
            to: to.to_owned(),
        }
    }

    fn apply(&self, text: &str, file: &str) -> String {
        assert!(
            text.contains(&self.from),
            "{file} has no {:?} to replace",
            self.from
        );
        text.replace(&self.from, &self.to)
    }
}

/// Text with every change.
pub fn changed(text: &str, file: &str, changes: &[Change]) -> String {
    let apply = |text: String, change: &Change| change.apply(&text, file);
    changes.iter().fold(text.to_owned(), apply)
}

/// A line of a sample that a test changes, or leaves out.
#[derive(Clone, Copy, Debug)]
pub struct Edit<'e> {
    /// The file, as it is named in `deploy/`.
    pub file: &'e str,
    /// Words of exactly one line.
    pub line: &'e str,
    /// What stands there instead.
    pub becomes: Option<&'e str>,
}

impl Edit<'_> {
    pub fn apply(&self, text: &str) -> String {
        let is_meant = |line: &&str| line.contains(self.line);
        let meant = text.lines().filter(is_meant).count();
        assert_eq!(meant, 1, "lines of {} with {:?}", self.file, self.line);
        let lines = text.lines().filter_map(|line| match line {
            line if is_meant(&line) => self.becomes,
            line => Some(line),
        });
        lines.map(|line| format!("{line}\n")).collect()
    }
}

/// A file of `deploy/`.
pub fn shipped(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("deploy")
        .join(name);
    fs::read_to_string(path).expect("a file of deploy/")
}
