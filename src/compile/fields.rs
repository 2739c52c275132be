//! Reading mappings with every problem reported: unknown keys, duplicates,
//! missing and misshapen values.

use std::collections::HashSet;

use crate::compile::problem::{Problems, nearest};
use crate::compile::yaml::Node;
use crate::policy::Place;

/// The fields of one mapping, taken one by one.
pub struct Fields<'d> {
    place: Place,
    what: String,
    is_mapping: bool,
    pairs: Vec<Pair<'d>>,
    known: Vec<&'static str>,
    /// Something about the fields themselves has been reported.
    reported: bool,
}

/// A key with its node, and its value.
type Pair<'d> = (&'d str, Node<'d>, Node<'d>);

impl<'d> Fields<'d> {
    /// Opens a mapping; `what` names it in messages. Anything but a mapping
    /// is reported, and then has no fields.
    pub fn open(node: Node<'d>, what: impl Into<String>, problems: &mut Problems) -> Self {
        let what = what.into();
        let mut seen = HashSet::new();
        let mut reported = false;
        let mut pairs = mapping(node, &what, problems);
        pairs.retain(|(name, key, _)| {
            let first = seen.insert(*name);
            if !first {
                reported = true;
                problems
                    .error(key.place(), format!("`{name}` stands here twice"))
                    .propose("remove one of them: only one can count");
            }
            first
        });
        Self {
            place: node.place(),
            what,
            is_mapping: node.pairs().is_some() || node.is_null(),
            pairs,
            known: Vec::new(),
            reported,
        }
    }

    /// Whether it was a mapping, or nothing at all; if not, that has been
    /// reported, and what is missing in it need not be.
    pub fn is_mapping(&self) -> bool {
        self.is_mapping
    }

    /// Whether every field that was taken so far stands there once, by its
    /// right name and with a value, or not at all.
    pub fn is_sound(&self) -> bool {
        self.is_mapping && !self.reported
    }

    /// The value of a field, if it is there. One without a value is reported:
    /// an empty `deny:` must not pass for none.
    pub fn take(&mut self, key: &'static str, problems: &mut Problems) -> Option<Node<'d>> {
        let (name, node, value) = self.find(key, problems)?;
        if value.is_null() {
            self.reported = true;
            report_empty(name, node, problems);
            return None;
        }
        Some(value)
    }

    /// The value of a section, which may be there without any entry.
    pub fn take_section(&mut self, key: &'static str, problems: &mut Problems) -> Option<Node<'d>> {
        self.find(key, problems).map(|(_, _, value)| value)
    }

    /// The value of a field that has to be there.
    pub fn require(&mut self, key: &'static str, problems: &mut Problems) -> Option<Node<'d>> {
        let Some((name, node, value)) = self.find(key, problems) else {
            if self.is_mapping {
                problems
                    .error(self.heading(), format!("{} has no `{key}`", self.what))
                    .propose(format!("add `{key}:`"));
            }
            return None;
        };
        if value.is_null() {
            self.reported = true;
            report_empty(name, node, problems);
            return None;
        }
        Some(value)
    }

    /// Takes a field out. A slip in its name is reported once, here, and the
    /// value is read all the same: what depends on it is not missing.
    fn find(&mut self, key: &'static str, problems: &mut Problems) -> Option<Pair<'d>> {
        self.known.push(key);
        if let Some(at) = self.pairs.iter().position(|(name, ..)| *name == key) {
            return Some(self.pairs.remove(at));
        }
        let slip = |(name, ..): &Pair<'_>| nearest(name, &[key]).is_some();
        let at = self.pairs.iter().position(slip)?;
        let pair = self.pairs.remove(at);
        self.reported = true;
        problems
            .error(
                pair.1.place(),
                format!("unknown key `{}` in {}", pair.0, self.what),
            )
            .propose(format!("did you mean `{key}`?"));
        Some(pair)
    }

    /// Whether there is a field of that name, with a value or without.
    pub fn mentions(&self, key: &str) -> bool {
        self.pairs.iter().any(|(name, ..)| *name == key)
    }

    /// The text of a field, if it is there.
    pub fn take_text(
        &mut self,
        key: &'static str,
        problems: &mut Problems,
    ) -> Option<(&'d str, Place)> {
        let node = self.take(key, problems)?;
        text(node, &format!("`{key}`"), problems).map(|text| (text, node.place()))
    }

    /// What has not been taken: fields whose names are not fixed.
    pub fn rest(self) -> Vec<Pair<'d>> {
        self.pairs
    }

    /// Reports every field that nobody took, and says whether there was any.
    pub fn finish(self, problems: &mut Problems) -> bool {
        for (name, key, _) in &self.pairs {
            problems
                .error(
                    key.place(),
                    format!("unknown key `{name}` in {}", self.what),
                )
                .propose_one_of(name, self.known.iter().copied());
        }
        !self.pairs.is_empty()
    }

    /// Where the mapping begins.
    pub fn heading(&self) -> Place {
        self.place.head()
    }

    /// What it is called in messages.
    pub fn what(&self) -> &str {
        &self.what
    }
}

/// The entries of a mapping whose keys are texts. Everything else is reported.
fn mapping<'d>(node: Node<'d>, what: &str, problems: &mut Problems) -> Vec<Pair<'d>> {
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
            Some(name) => entries.push((name, key, value)),
            None => {
                problems.error(key.place(), format!("a key of {what} must be a plain word"));
            }
        }
    }
    entries
}

/// The named entries of a section that may be spread over several files:
/// `routes:`, `sites:`, …. Duplicates are reported, the first one counts.
pub fn named_entries<'d>(
    sections: &[Node<'d>],
    what: &str,
    problems: &mut Problems,
) -> Vec<Pair<'d>> {
    let mut seen = HashSet::new();
    let mut entries = Vec::new();
    for section in sections {
        for (name, key, value) in mapping(*section, &format!("`{what}`"), problems) {
            if seen.insert(name) {
                entries.push((name, key, value));
            } else {
                problems
                    .error(key.place(), format!("`{name}` stands in `{what}` twice"))
                    .propose("rename or remove one of them: only one can count");
            }
        }
    }
    entries
}

/// The value of a key that may stand once in all files.
pub fn only<'d>(nodes: &[Node<'d>], key: &str, problems: &mut Problems) -> Option<Node<'d>> {
    let (first, others) = nodes.split_first()?;
    for other in others {
        problems
            .error(other.place(), format!("`{key}` stands in two files"))
            .propose("keep it in one of them");
    }
    Some(*first)
}

/// Reports a name that is no plain word; names are shown in logs and metrics.
pub fn check_name(name: &str, key: Node<'_>, problems: &mut Problems) {
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

/// Reports a key without a value.
pub fn report_empty(name: &str, key: Node<'_>, problems: &mut Problems) {
    problems
        .error(key.place(), format!("`{name}` has no value"))
        .propose("give it one, or remove the line");
}

/// The text of a scalar; anything else is reported.
pub fn text<'d>(node: Node<'d>, what: &str, problems: &mut Problems) -> Option<&'d str> {
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
pub fn texts<'d>(node: Node<'d>, what: &str, problems: &mut Problems) -> Vec<(&'d str, Place)> {
    let nodes: Vec<Node<'_>> = match node.items() {
        Some(items) => items.collect(),
        None => vec![node],
    };
    nodes
        .into_iter()
        .filter_map(|node| Some((text(node, what, problems)?, node.place())))
        .collect()
}
