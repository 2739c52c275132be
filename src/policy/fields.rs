//! Reading mappings with every problem reported: unknown keys, duplicates,
//! missing and misshapen values.

use std::collections::HashMap;

use super::problem::Problems;
use super::source::Place;
use super::yaml::Node;

/// The fields of one mapping, taken one by one.
pub(super) struct Fields<'d> {
    place: Place,
    what: String,
    pairs: Vec<(&'d str, Node<'d>, Node<'d>)>,
    known: Vec<&'static str>,
}

impl<'d> Fields<'d> {
    /// Opens a mapping; `what` names it in messages. Anything but a mapping
    /// is reported, and then has no fields.
    pub(super) fn open(node: Node<'d>, what: impl Into<String>, problems: &mut Problems) -> Self {
        let what = what.into();
        let mut pairs: Vec<(&str, Node<'_>, Node<'_>)> = Vec::new();
        for (key, value) in mapping(node, &what, problems) {
            if pairs.iter().any(|(earlier, ..)| *earlier == key.0) {
                problems
                    .error(key.1.place(), format!("`{}` stands here twice", key.0))
                    .propose("remove one of them: only one can count");
            } else {
                pairs.push((key.0, key.1, value));
            }
        }
        Self {
            place: node.place(),
            what,
            pairs,
            known: Vec::new(),
        }
    }

    /// The value of a field, if it is there and not empty.
    pub(super) fn take(&mut self, key: &'static str) -> Option<Node<'d>> {
        self.known.push(key);
        let at = self.pairs.iter().position(|(name, ..)| *name == key)?;
        let (_, _, value) = self.pairs.remove(at);
        (!value.is_null()).then_some(value)
    }

    /// The value of a field that has to be there.
    pub(super) fn require(
        &mut self,
        key: &'static str,
        problems: &mut Problems,
    ) -> Option<Node<'d>> {
        let value = self.take(key);
        if value.is_none() {
            problems
                .error(self.heading(), format!("{} has no `{key}`", self.what))
                .propose(format!("add `{key}:`"));
        }
        value
    }

    /// The text of a field, if it is there.
    pub(super) fn take_text(
        &mut self,
        key: &'static str,
        problems: &mut Problems,
    ) -> Option<(&'d str, Place)> {
        let node = self.take(key)?;
        text(node, &format!("`{key}`"), problems).map(|text| (text, node.place()))
    }

    /// What has not been taken: fields whose names are not fixed.
    pub(super) fn rest(self) -> Vec<(&'d str, Node<'d>, Node<'d>)> {
        self.pairs
    }

    /// Reports every field that nobody took.
    pub(super) fn finish(self, problems: &mut Problems) {
        for (name, key, _) in &self.pairs {
            problems
                .error(
                    key.place(),
                    format!("unknown key `{name}` in {}", self.what),
                )
                .propose_one_of(name, self.known.iter().copied());
        }
    }

    /// Where the mapping begins.
    pub(super) fn heading(&self) -> Place {
        self.place.head()
    }

    /// What it is called in messages.
    pub(super) fn what(&self) -> &str {
        &self.what
    }
}

/// The entries of a mapping whose keys are texts. Everything else is reported.
fn mapping<'d>(
    node: Node<'d>,
    what: &str,
    problems: &mut Problems,
) -> Vec<((&'d str, Node<'d>), Node<'d>)> {
    let Some(pairs) = node.pairs() else {
        if !node.is_null() {
            let found = node.describe();
            problems
                .error(
                    node.place(),
                    format!("{what} must be a mapping, but this is {found}"),
                )
                .propose("write it as `key: value` lines, indented");
        }
        return Vec::new();
    };
    let mut entries = Vec::new();
    for (key, value) in pairs {
        match key.text() {
            Some(name) => entries.push(((name, key), value)),
            None => {
                problems.error(key.place(), format!("a key of {what} must be a plain word"));
            }
        }
    }
    entries
}

/// The named entries of a section that may be spread over several files:
/// `routes:`, `sites:`, …. Duplicates are reported, the first one counts.
pub(super) fn named_entries<'d>(
    sections: &[Node<'d>],
    what: &str,
    problems: &mut Problems,
) -> Vec<(&'d str, Node<'d>, Node<'d>)> {
    let mut seen: HashMap<&str, ()> = HashMap::new();
    let mut entries = Vec::new();
    for section in sections {
        for ((name, key), value) in mapping(*section, &format!("`{what}`"), problems) {
            if seen.insert(name, ()).is_some() {
                problems
                    .error(key.place(), format!("`{name}` stands in `{what}` twice"))
                    .propose("rename or remove one of them: only one can count");
            } else {
                entries.push((name, key, value));
            }
        }
    }
    entries
}

/// Reports a name that is no plain word; names are shown in logs and metrics.
pub(super) fn check_name(name: &str, key: Node<'_>, problems: &mut Problems) {
    let plain = name
        .bytes()
        .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'-' | b'_'));
    if !plain || !(1..=64).contains(&name.len()) {
        problems
            .error(
                key.place(),
                "a name must be 1 to 64 lower-case letters, digits, - or _",
            )
            .propose("rename it");
    }
}

/// The text of a scalar; anything else is reported.
pub(super) fn text<'d>(node: Node<'d>, what: &str, problems: &mut Problems) -> Option<&'d str> {
    let text = node.text();
    if text.is_none() {
        let found = node.describe();
        problems.error(
            node.place(),
            format!("{what} must be a text, but this is {found}"),
        );
    }
    text
}

/// The texts of a list, or of one scalar that stands for a list of one.
pub(super) fn texts<'d>(
    node: Node<'d>,
    what: &str,
    problems: &mut Problems,
) -> Vec<(&'d str, Place)> {
    let nodes: Vec<Node<'_>> = match node.items() {
        Some(items) => items.collect(),
        None => vec![node],
    };
    nodes
        .into_iter()
        .filter_map(|node| Some((text(node, what, problems)?, node.place())))
        .collect()
}
