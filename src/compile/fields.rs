//! Reading mappings with every problem reported: unknown keys, duplicates, missing and misshapen
//! values.

use std::borrow::Cow;
use std::collections::HashSet;
use std::fmt;

use crate::compile::context::{Span, Text};
use crate::compile::yaml::Node;
use crate::text::nearest;

/// Most keys of a mapping among which a slip is looked for: no mapping with fixed keys has as many, and
/// each of them is compared with each key that is missing.
const MAX_SLIPS: usize = 100;

/// The fields of one mapping, taken one by one.
pub struct Fields<'d> {
    node: Node<'d>,
    what: Subject<'d>,
    entries: Vec<MapEntry<'d>>,
    known: Vec<&'static str>,
    /// Something about the fields themselves has been reported.
    reported: bool,
}

/// What a mapping is, for messages. It is put into words only where there is something to say: whether
/// a name may be shown takes a look at the whole text.
#[derive(Clone, Debug)]
pub enum Subject<'d> {
    Plain(Cow<'static, str>),
    /// `the route`, with its name.
    Named(&'static str, Text<'d>),
}

impl fmt::Display for Subject<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Plain(what) => f.write_str(what),
            Self::Named(kind, name) => write!(f, "{kind} `{name}`"),
        }
    }
}

impl<T: Into<Cow<'static, str>>> From<T> for Subject<'_> {
    fn from(what: T) -> Self {
        Self::Plain(what.into())
    }
}

/// A key of a mapping, and its value.
#[derive(Clone, Copy, Debug)]
pub struct MapEntry<'d> {
    pub name: Text<'d>,
    pub value: Node<'d>,
}

impl<'d> Fields<'d> {
    /// Opens a mapping, which `what` names in messages. Anything else is reported, and has no
    /// fields.
    pub fn open(node: Node<'d>, what: impl Into<Subject<'d>>) -> Self {
        let what = what.into();
        let mut seen = HashSet::new();
        let mut reported = false;
        let mut entries = mapping(node, &what);
        entries.retain(|entry| {
            // Readers of YAML differ in whether the first or the last of two equal keys counts.
            let first = seen.insert(entry.name.as_str());
            if !first {
                reported = true;
                entry
                    .name
                    .error(format!("`{}` is here twice", entry.name))
                    .help("remove one of them: only one can apply");
            }
            first
        });
        Self {
            node,
            what,
            entries,
            known: Vec::new(),
            reported,
        }
    }

    /// Whether the value is a mapping, or empty. If not, that has been reported, and missing fields
    /// need no finding.
    pub fn is_mapping(&self) -> bool {
        self.node.pairs().is_some() || self.node.is_null()
    }

    /// Whether no field that was taken so far is repeated, misspelled or without a value.
    pub fn is_sound(&self) -> bool {
        self.is_mapping() && !self.reported
    }

    /// Takes a field, if it is there. One without a value is reported: an empty `deny:` must not
    /// pass for none.
    pub fn take(&mut self, key: &'static str) -> Option<Node<'d>> {
        let entry = self.find(key)?;
        self.value_of(entry)
    }

    /// Takes a section, which may be empty.
    pub fn take_section(&mut self, key: &'static str) -> Option<Node<'d>> {
        self.find(key).map(|entry| entry.value)
    }

    /// Takes a required field.
    pub fn require(&mut self, key: &'static str) -> Option<Node<'d>> {
        if let Some(entry) = self.find(key) {
            return self.value_of(entry);
        }
        if self.is_mapping() {
            self.heading()
                .error(format!("{} has no `{key}`", self.what))
                .help(format!("add `{key}:`"));
        }
        None
    }

    pub fn take_text(&mut self, key: &'static str) -> Option<Text<'d>> {
        self.take(key)?.read_text(&format!("`{key}`"))
    }

    fn value_of(&mut self, entry: MapEntry<'d>) -> Option<Node<'d>> {
        if entry.value.is_null() {
            self.reported = true;
            report_empty(entry.name);
            return None;
        }
        Some(entry.value)
    }

    /// Removes a field. A misspelled name is reported here, and its value is used, so that the
    /// field does not count as missing as well.
    fn find(&mut self, key: &'static str) -> Option<MapEntry<'d>> {
        // What remains in the end is compared with these.
        self.known.push(key);
        let is_exact = |entry: &MapEntry<'_>| entry.name.as_str() == key;
        if let Some(at) = self.entries.iter().position(is_exact) {
            return Some(self.entries.remove(at));
        }
        // Exact names come first, because another field may be spelled much alike.
        let is_slip = |entry: &MapEntry<'_>| nearest(&entry.name, &[key]).is_some();
        let at = self.entries.iter().take(MAX_SLIPS).position(is_slip)?;
        let entry = self.entries.remove(at);
        self.reported = true;
        entry
            .name
            .error(format!("unknown key `{}` in {}", entry.name, self.what))
            .help(format!("did you mean `{key}`?"));
        Some(entry)
    }

    /// Whether there is a field of that name, with a value or without.
    pub fn mentions(&self, key: &str) -> bool {
        self.entries.iter().any(|entry| entry.name.as_str() == key)
    }

    /// The fields that were not taken, for mappings whose keys are not fixed.
    pub fn rest(self) -> Vec<MapEntry<'d>> {
        self.entries
    }

    /// Reports every field that was not taken, and returns whether there was any.
    pub fn finish(self) -> bool {
        for MapEntry { name, .. } in &self.entries {
            name.error(format!("unknown key `{name}` in {}", self.what))
                .help_one_of(name, self.known.iter().copied());
        }
        !self.entries.is_empty()
    }

    pub fn heading(&self) -> Span<'d> {
        self.node.head()
    }

    /// Its name in messages.
    pub fn what(&self) -> &Subject<'d> {
        &self.what
    }
}

/// The entries of a mapping whose keys are texts. Everything else is reported.
fn mapping<'d>(node: Node<'d>, what: &impl fmt::Display) -> Vec<MapEntry<'d>> {
    let Some(pairs) = node.pairs() else {
        if !node.is_null() {
            let found = node.describe();
            node.error(format!("{what} must be a mapping, but this is {found}"))
                .help("write it as `key: value` lines, indented");
        }
        return Vec::new();
    };
    let mut entries = Vec::new();
    for (key, value) in pairs {
        match key.text() {
            Some(name) => {
                let name = Text::new(name, key.span());
                entries.push(MapEntry { name, value });
            }
            None => {
                key.error(format!("a key of {what} must be a plain word"));
            }
        }
    }
    entries
}

/// The named entries of a section that may be spread over several files: `routes:`, `sites:`, ….
/// Duplicates are reported, the first one counts.
pub fn named_entries<'d>(sections: &[Node<'d>], what: &str) -> Vec<MapEntry<'d>> {
    let mut seen = HashSet::new();
    let mut entries = Vec::new();
    for section in sections {
        for entry in mapping(*section, &format!("`{what}`")) {
            if seen.insert(entry.name.as_str()) {
                entries.push(entry);
            } else {
                entry
                    .name
                    .error(format!("`{}` is in `{what}` twice", entry.name))
                    .help("rename or remove one of them: only one can apply");
            }
        }
    }
    entries
}

/// The value of a key that may be there once in all files.
pub fn only<'d>(nodes: &[Node<'d>], key: &str) -> Option<Node<'d>> {
    let (first, others) = nodes.split_first()?;
    for other in others {
        other
            .error(format!("`{key}` is in two files"))
            .help("keep it in one of them");
    }
    Some(*first)
}

/// Reports a name that is no plain word; names are shown in logs and metrics.
pub fn check_name(name: Text<'_>) {
    let plain = name
        .bytes()
        .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'-' | b'_'));
    if !plain || !(1..=64).contains(&name.len()) {
        name.error("a name must be 1 to 64 lower-case letters, digits, - or _")
            .help("rename it");
    }
}

/// Reports a key without a value.
pub fn report_empty(name: Text<'_>) {
    name.error(format!("`{name}` has no value"))
        .help("give it one, or remove the line");
}

impl<'d> Node<'d> {
    /// The text of a scalar; anything else is reported.
    pub fn read_text(self, what: &str) -> Option<Text<'d>> {
        let Some(text) = self.text() else {
            let found = self.describe();
            self.error(format!("{what} must be a text, but this is {found}"));
            return None;
        };
        Some(Text::new(text, self.span()))
    }

    /// The texts of a list, or of one scalar that stands for a list of one.
    pub fn read_texts(self, what: &str) -> Vec<Text<'d>> {
        let read = |node: Node<'d>| node.read_text(what);
        match self.items() {
            Some(items) => items.filter_map(read).collect(),
            None => read(self).into_iter().collect(),
        }
    }
}
