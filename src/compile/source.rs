//! The texts of a policy, with line and column of each place in them, and without their secrets.

use std::ops::Range;
use std::sync::{Arc, OnceLock};

use crate::compile::secrecy::{HIDDEN, SecretParts, SecretWords};
use crate::policy::{Place, SourceId};

/// The embedded default policy, which also teaches the language.
pub const DEFAULT: &str = include_str!("../../config/policy.yaml");

/// One text of a policy: a file, a table or the embedded default. Clones share the text, which may
/// be large.
#[derive(Clone, Debug)]
pub struct Source(Arc<NamedText>);

struct NamedText {
    name: String,
    notation: Notation,
    text: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Notation {
    Yaml,
    Csv,
}

/// Without the text, in which a secret may stand by mistake.
impl std::fmt::Debug for NamedText {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NamedText")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

impl Source {
    /// A text of YAML with its name in findings.
    pub fn new(name: impl Into<String>, text: String) -> Self {
        Self::in_notation(Notation::Yaml, name.into(), text)
    }

    /// A table with its name in findings.
    pub fn table(name: impl Into<String>, text: String) -> Self {
        Self::in_notation(Notation::Csv, name.into(), text)
    }

    /// Whether it is no table.
    pub fn is_yaml(&self) -> bool {
        self.0.notation == Notation::Yaml
    }

    /// A byte order mark at the start is dropped.
    fn in_notation(notation: Notation, name: String, text: String) -> Self {
        let text = match text.strip_prefix('\u{feff}') {
            Some(rest) => rest.to_owned(),
            None => text,
        };
        Self(Arc::new(NamedText {
            name,
            notation,
            text,
        }))
    }

    /// Its name: a path as the operator gave it.
    pub fn name(&self) -> &str {
        &self.0.name
    }

    pub fn text(&self) -> &str {
        &self.0.text
    }

    /// Whether it is a table of links, and no YAML.
    pub fn is_table(&self) -> bool {
        self.0.notation == Notation::Csv
    }
}

#[derive(Clone, Debug, Default)]
pub struct Sources {
    entries: Vec<Entry>,
    // Found when something is shown for the first time: most policies have no findings.
    words: OnceLock<SecretWords>,
}

#[derive(Clone, Debug)]
struct Entry {
    source: Source,
    secrets: OnceLock<SecretParts>,
}

impl Sources {
    pub fn add(&mut self, source: Source) -> SourceId {
        // A text may declare keys of secrets that stand in others.
        if source.0.notation == Notation::Yaml {
            self.words = OnceLock::new();
            for entry in &mut self.entries {
                entry.secrets = OnceLock::new();
            }
        }
        let secrets = OnceLock::new();
        self.entries.push(Entry { source, secrets });
        SourceId::try_from(self.entries.len() - 1).unwrap_or(SourceId::MAX)
    }

    pub fn source(&self, id: SourceId) -> Option<&Source> {
        self.entries.get(id as usize).map(|entry| &entry.source)
    }

    pub fn iter(&self) -> impl Iterator<Item = (SourceId, &Source)> {
        (0..).zip(self.entries.iter().map(|entry| &entry.source))
    }

    /// The keys behind which secrets stand in these texts.
    pub fn secret_words(&self) -> &SecretWords {
        self.words.get_or_init(|| {
            let sources = self.entries.iter().map(|entry| &*entry.source.0);
            let yaml = sources.filter(|source| source.notation == Notation::Yaml);
            SecretWords::of(yaml.map(|source| source.text.as_str()))
        })
    }

    /// What is not shown of a text.
    pub fn secrets_of(&self, id: SourceId) -> Option<&SecretParts> {
        let entry = self.entries.get(id as usize)?;
        Some(entry.secrets.get_or_init(|| {
            let find = match entry.source.0.notation {
                Notation::Yaml => SecretParts::of_yaml,
                Notation::Csv => SecretParts::of_table,
            };
            find(entry.source.text(), self.secret_words())
        }))
    }

    /// Whether a secret may stand at a place.
    pub fn is_secret(&self, place: Place) -> bool {
        let secrets = self.secrets_of(place.source);
        let range = place.start as usize..place.end.max(place.start.saturating_add(1)) as usize;
        secrets.is_some_and(|secrets| !secrets.within(range).is_empty())
    }

    /// A message about a place, without those of its quotes that stand in a secret there. What is
    /// said of a whole list or mapping quotes none of its values.
    pub fn without_quotes_of(&self, place: Place, message: &str) -> String {
        let (Some(source), Some(secrets)) =
            (self.source(place.source), self.secrets_of(place.source))
        else {
            return message.to_owned();
        };
        let range = place.start as usize..place.end as usize;
        let whole = source.text().get(range.clone()).unwrap_or_default();
        if is_collection(whole) {
            return message.to_owned();
        }
        let secrets = secrets.around(source.text(), range);
        let hides = |quote: &str| {
            !self.secret_words().know(quote) && secrets.iter().any(|secret| secret.contains(quote))
        };
        // Every other part stands between backticks.
        let parts = message.split('`').enumerate().map(|(number, part)| {
            match number % 2 == 1 && hides(part) {
                true => HIDDEN,
                false => part,
            }
        });
        parts.collect::<Vec<_>>().join("`")
    }

    /// A place as findings name it: `links.csv:2:1`.
    pub fn place_in_words(&self, place: Place) -> Option<String> {
        let source = self.source(place.source)?;
        let text = source.text();
        let before = &text[..text.floor_char_boundary(place.start as usize)];
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        let (line, column) = (
            before.matches('\n').count() + 1,
            before[line_start..].chars().count() + 1,
        );
        Some(format!("{}:{line}:{column}", source.name()))
    }

    /// The line and column of a place, and its line as it is shown.
    pub fn position(&self, place: Place) -> Option<Position<'_>> {
        let source = self.source(place.source)?;
        let text = source.text();
        let start = text.floor_char_boundary(place.start as usize);
        let end = text.floor_char_boundary(place.end as usize).max(start);
        let before = &text[..start];
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        let line = text[line_start..].lines().next().unwrap_or_default();
        let line = line_start..line_start + line.len();
        let marked = start.min(line.end)..end.min(line.end).max(start.min(line.end));
        let shown = self.secrets_of(place.source)?.show(text, line, marked);
        Some(Position {
            file: source.name(),
            line: before.matches('\n').count() + 1,
            column: text[line_start..start].chars().count() + 1,
            line_text: shown.text,
            marked: shown.marked,
        })
    }
}

/// A place by line and column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Position<'s> {
    pub file: &'s str,
    /// The line, counted from 1.
    pub line: usize,
    /// The column in characters, counted from 1.
    pub column: usize,
    /// Without secrets.
    pub line_text: String,
    /// The bytes of the line that the place covers.
    pub marked: Range<usize>,
}

/// Whether a node of YAML with this text is a list or a mapping.
fn is_collection(text: &str) -> bool {
    let is_quoted = text.starts_with(['"', '\'']);
    text.starts_with(['{', '[']) || (!is_quoted && (text.contains(": ") || text.contains(":\n")))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The search takes longer than all the rest.
    #[test]
    fn a_policy_without_findings_is_not_searched_for_secrets() {
        let now = jiff::Timestamp::UNIX_EPOCH;
        let loaded = crate::compile::load_text("policy.yaml", DEFAULT, now);
        assert!(loaded.problems.is_empty());
        let sources = &loaded.sources;
        assert!(sources.words.get().is_none());
        assert!(
            sources
                .entries
                .iter()
                .all(|entry| entry.secrets.get().is_none())
        );
        let loaded = crate::compile::load_text("policy.yaml", "version: 2", now);
        assert!(loaded.sources.words.get().is_some());
    }

    #[test]
    fn a_place_becomes_line_column_and_caret() {
        let mut sources = Sources::default();
        let source = sources.add(Source::new("p.yaml", "\u{feff}a: 1\nüb: xyz\n".to_owned()));
        let place = Place {
            source,
            start: 10,
            end: 13,
        };
        let position = sources.position(place).expect("a position");
        assert_eq!((position.line, position.column), (2, 5));
        assert_eq!(position.line_text, "üb: xyz");
        assert_eq!(&position.line_text[position.marked], "xyz");
    }

    #[test]
    fn places_beyond_the_text_do_no_harm() {
        let mut sources = Sources::default();
        let source = sources.add(Source::new("p.yaml", "ü".to_owned()));
        for (start, end) in [(0, 0), (1, 1), (1, 9), (9, 3)] {
            let place = Place { source, start, end };
            assert!(sources.position(place).is_some());
        }
    }
}
