//! The findings about a policy or the texts beside it, each with its place as a reader finds it.
//!
//! A policy may have megabytes and thousands of findings, on thousands of lines or all on one: the
//! texts are walked once, and lines are shown as excerpts.

use std::collections::HashMap;
use std::ops::Range;

use crate::compile::{Kind, Loaded, Problem, Problems, SecretParts, Severity, Source, Sources};
use crate::policy::{Place, SourceId};

/// Bytes of a line that are shown before and behind a place.
const BEFORE: usize = 120;
const BEHIND: usize = 240;

/// Of a kind with many findings, so many are shown: what they have in common shows by then.
const SHOWN_OF_A_KIND: usize = 3;

/// A kind of so many is shown whole: a line about the rest would be no shorter.
const SHOWN_WHOLE: usize = 5;

/// How many findings of one kind are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Listing {
    /// The first ones, with the number of the others.
    Folded,
    /// Each that was kept.
    Each,
}

/// The findings about a policy, in the order of their places.
#[derive(Debug)]
pub struct Findings<'l> {
    /// The name of the policy, as the operator gave it.
    pub policy: &'l str,
    pub listed: Vec<Finding<'l>>,
    problems: &'l Problems,
    sources: &'l Sources,
}

#[derive(Debug)]
pub struct Finding<'l> {
    pub problem: &'l Problem,
    /// How many others of its kind it stands for.
    pub others: usize,
    /// `None` where a finding has no text, as for a file that cannot be read.
    pub span: Option<Span<'l>>,
}

/// A place in a text, as editors and people count it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span<'l> {
    pub file: &'l str,
    /// From 1.
    pub line: usize,
    /// In characters, from 1.
    pub column: usize,
    /// Behind the last character; `None` where the line is cut before it, or where it would tell how
    /// long a secret is.
    pub end_column: Option<usize>,
    /// The line, or the part of it around the place, without secrets.
    pub excerpt: String,
    /// In bytes of the excerpt.
    pub marked: Range<usize>,
    /// Whether the line goes on before and behind the excerpt.
    pub cut: (bool, bool),
}

impl<'l> Findings<'l> {
    /// The findings about a policy that has been read, those of one kind folded.
    pub fn of(policy: &'l str, loaded: &'l Loaded) -> Self {
        Self::listed(policy, loaded, Listing::Folded)
    }

    pub fn listed(policy: &'l str, loaded: &'l Loaded, listing: Listing) -> Self {
        let shown = match listing {
            Listing::Folded => folded(&loaded.problems),
            Listing::Each => each(&loaded.problems),
        };
        Self::shown(policy, shown, &loaded.problems, &loaded.sources)
    }

    /// Each finding about texts that have been read.
    pub fn in_texts(policy: &'l str, problems: &'l Problems, sources: &'l Sources) -> Self {
        Self::shown(policy, each(problems), problems, sources)
    }

    fn shown(
        policy: &'l str,
        shown: Vec<Shown<'l>>,
        problems: &'l Problems,
        sources: &'l Sources,
    ) -> Self {
        let mut spans = Spans::new(sources);
        let listed = shown.into_iter().map(|Shown { problem, others }| Finding {
            problem,
            others,
            span: problem.place.and_then(|place| spans.find(place)),
        });
        Self {
            policy,
            listed: listed.collect(),
            problems,
            sources,
        }
    }

    /// How many there are, those that are not listed among them.
    pub fn count(&self, severity: Severity) -> usize {
        self.problems.count(severity)
    }

    /// How many are neither listed nor stand behind one that is.
    pub fn omitted(&self) -> usize {
        let told: usize = self.listed.iter().map(|finding| 1 + finding.others).sum();
        self.problems.count_all() - told
    }

    /// Where the findings are: the names of their files, or of the policy where one of them has no
    /// place, or where there are many files.
    pub fn files(&self) -> Vec<&'l str> {
        /// Most files that one line can name.
        const NAMED: usize = 3;
        let sources = self.problems.sources();
        if sources.len() > NAMED {
            return vec![self.policy];
        }
        let source = |id| self.sources.source(id).map(Source::name);
        let names = sources
            .map(|id| id.and_then(source))
            .collect::<Option<Vec<_>>>();
        names
            .filter(|names| !names.is_empty())
            .unwrap_or_else(|| vec![self.policy])
    }
}

/// A finding that is listed, and how many others of its kind are not.
struct Shown<'l> {
    problem: &'l Problem,
    others: usize,
}

fn each(problems: &Problems) -> Vec<Shown<'_>> {
    let sorted = problems.sorted().into_iter();
    sorted.map(|problem| Shown { problem, others: 0 }).collect()
}

/// The last one that is listed of a kind stands for the rest.
fn folded(problems: &Problems) -> Vec<Shown<'_>> {
    let mut seen: HashMap<Kind, usize> = HashMap::new();
    let mut shown = Vec::new();
    for problem in problems.sorted() {
        let of_kind = problems.count_of_kind(problem.kind);
        let seen = seen.entry(problem.kind).or_default();
        *seen += 1;
        let others = match of_kind > SHOWN_WHOLE {
            true if *seen > SHOWN_OF_A_KIND => continue,
            true if *seen == SHOWN_OF_A_KIND => of_kind - SHOWN_OF_A_KIND,
            _ => 0,
        };
        shown.push(Shown { problem, others });
    }
    shown
}

/// Finds places that come in their order, so that each text is read once.
#[derive(Debug)]
pub struct Spans<'l> {
    sources: &'l Sources,
    cursor: Option<CursorOf<'l>>,
}

#[derive(Debug)]
struct CursorOf<'l> {
    source: SourceId,
    cursor: LineCursor<'l>,
}

impl<'l> Spans<'l> {
    pub fn new(sources: &'l Sources) -> Self {
        Self {
            sources,
            cursor: None,
        }
    }

    /// A place behind those that were asked for before.
    pub fn find(&mut self, place: Place) -> Option<Span<'l>> {
        let id = place.source;
        if self.cursor.as_ref().is_none_or(|known| known.source != id) {
            let source = self.sources.source(id)?;
            let secrets = self.sources.secrets_of(id)?;
            self.cursor = Some(CursorOf {
                source: id,
                cursor: LineCursor::new(source, secrets),
            });
        }
        Some(self.cursor.as_mut()?.cursor.span(place))
    }
}

/// Counts lines and columns of one text. It only goes forward, so that a text with thousands of
/// findings is read once.
#[derive(Debug)]
struct LineCursor<'l> {
    source: &'l Source,
    secrets: &'l SecretParts,
    at: usize,
    line: usize,
    line_start: usize,
    column: usize,
}

impl<'l> LineCursor<'l> {
    fn new(source: &'l Source, secrets: &'l SecretParts) -> Self {
        Self {
            source,
            secrets,
            at: 0,
            line: 1,
            line_start: 0,
            column: 1,
        }
    }

    fn span(&mut self, place: Place) -> Span<'l> {
        let text = self.source.text();
        let start = text.floor_char_boundary(place.start as usize).max(self.at);
        self.go_to(start);
        let from = text.floor_char_boundary(start.saturating_sub(BEFORE));
        let from = from.max(self.line_start);
        let window = &text[start..text.floor_char_boundary(start.saturating_add(BEHIND))];
        let newline = window.find('\n').map(|at| start + at);
        let whole = newline.is_some() || start + window.len() == text.len();
        let shown = &text[from..newline.unwrap_or(start + window.len())];
        let shown = match newline {
            Some(_) => shown.strip_suffix('\r').unwrap_or(shown),
            None => shown,
        };
        let line_end = from + shown.len();
        let start = start.min(line_end);
        let end = text.floor_char_boundary(place.end as usize);
        let known = whole || end <= line_end;
        let end = end.clamp(start, line_end);
        let is_secret = !self.secrets.within(start..end).is_empty();
        let shown = self.secrets.show(text, from..line_end, start..end);
        Span {
            file: self.source.name(),
            line: self.line,
            column: self.column,
            end_column: (known && !is_secret)
                .then(|| self.column + text[start..end].chars().count()),
            excerpt: shown.text,
            marked: shown.marked,
            cut: (from > self.line_start, !whole),
        }
    }

    fn go_to(&mut self, start: usize) {
        let passed = &self.source.text()[self.at..start];
        if let Some(last) = passed.rfind('\n') {
            self.line += passed.bytes().filter(|b| *b == b'\n').count();
            self.line_start = self.at + last + 1;
            self.column = 1 + passed[last + 1..].chars().count();
        } else {
            self.column += passed.chars().count();
        }
        self.at = start;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(start: u32, end: u32) -> Place {
        let source = 0;
        Place { source, start, end }
    }

    #[test]
    fn the_cursor_finds_what_the_sources_find() {
        let text = "a: 1\nüb: xyz\r\n\n  last: ü".to_owned();
        let length = u32::try_from(text.len()).expect("short");
        let mut sources = Sources::default();
        sources.add(Source::new("p.yaml", text));
        let source = sources.source(0).expect("a source");
        let secrets = sources.secrets_of(0).expect("a source");
        for end in [0, 3, length, length + 9] {
            let mut cursor = LineCursor::new(source, secrets);
            for start in 0..length + 2 {
                let span = cursor.span(place(start, end));
                let position = sources.position(place(start, end)).expect("a position");
                assert_eq!((span.line, span.column), (position.line, position.column));
                let marked = &position.line_text[position.marked];
                assert_eq!(&span.excerpt[span.marked], marked, "{start}..{end}");
                assert_eq!(span.excerpt, position.line_text, "{start}..{end}");
            }
        }
    }

    #[test]
    fn of_a_long_line_only_the_part_around_the_place_is_shown() {
        let mut text = "x".repeat(100_000);
        text.insert_str(50_000, "HERE");
        let source = Source::new("p.yaml", text);
        let secrets = SecretParts::default();
        let span = LineCursor::new(&source, &secrets).span(place(50_000, 50_004));
        assert_eq!(
            (span.line, span.column, span.end_column),
            (1, 50_001, Some(50_005))
        );
        assert_eq!(&span.excerpt[span.marked.clone()], "HERE");
        assert_eq!(
            (span.excerpt.len(), span.cut),
            (BEFORE + BEHIND, (true, true))
        );
        let span = LineCursor::new(&source, &secrets).span(place(50_000, 90_000));
        assert_eq!((span.end_column, span.marked.len()), (None, BEHIND));
    }
}
