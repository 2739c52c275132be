//! The texts of a policy, with line and column of each place in them.

use std::sync::Arc;

use crate::policy::{Place, SourceId};

/// The embedded default policy, which also teaches the language.
pub const DEFAULT: &str = include_str!("../../config/policy.yaml");

/// One text of a policy: a file, a table or the embedded default. Clones share the text, which may
/// be large.
#[derive(Clone, Debug)]
pub struct Source(Arc<NamedText>);

#[derive(Debug)]
struct NamedText {
    name: String,
    text: String,
}

impl Source {
    /// A text with its name in findings. A byte order mark at the start is dropped.
    pub fn new(name: impl Into<String>, text: String) -> Self {
        let text = match text.strip_prefix('\u{feff}') {
            Some(rest) => rest.to_owned(),
            None => text,
        };
        let name = name.into();
        Self(Arc::new(NamedText { name, text }))
    }

    /// Its name: a path as the operator gave it.
    pub fn name(&self) -> &str {
        &self.0.name
    }

    pub fn text(&self) -> &str {
        &self.0.text
    }
}

#[derive(Clone, Debug, Default)]
pub struct Sources(Vec<Source>);

impl Sources {
    pub fn add(&mut self, source: Source) -> SourceId {
        self.0.push(source);
        SourceId::try_from(self.0.len() - 1).unwrap_or(SourceId::MAX)
    }

    pub fn source(&self, id: SourceId) -> Option<&Source> {
        self.0.get(id as usize)
    }

    pub fn iter(&self) -> impl Iterator<Item = (SourceId, &Source)> {
        (0..).zip(&self.0)
    }

    /// The line and column of a place.
    pub fn position(&self, place: Place) -> Option<Position<'_>> {
        let source = self.source(place.source)?;
        let text = source.text();
        // A place may end within a character, or behind the text.
        let start = text.floor_char_boundary(place.start as usize);
        let end = text.floor_char_boundary(place.end as usize).max(start);
        let before = &text[..start];
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        let line_text = text[line_start..].lines().next().unwrap_or_default();
        let line_end = line_start + line_text.len();
        Some(Position {
            file: source.name(),
            line: before.matches('\n').count() + 1,
            column: text[line_start..start].chars().count() + 1,
            line_text,
            marked: start.min(line_end) - line_start
                ..end.min(line_end).max(start.min(line_end)) - line_start,
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
    pub line_text: &'s str,
    /// The bytes of the line that the place covers.
    pub marked: std::ops::Range<usize>,
}

#[cfg(test)]
mod tests {
    use super::*;

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
