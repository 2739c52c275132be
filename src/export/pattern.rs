//! Paths with parameters, as regular expressions and the addresses that they lead to.

use super::plain::escape;
use super::sample::{Capture, Round};
use crate::policy::{Binding, Route, Segment};
use crate::text::is_same_name;

/// A path with parameters, and where it leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    /// The path, as people read it.
    shown: String,
    parts: Vec<Part>,
    target: Vec<Piece>,
}

/// One segment of the path.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Word(String),
    Value(Capture),
    /// The value of this parameter, which other servers cannot check.
    Other(String),
}

/// A part of an address.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Text(String),
    /// The value of a parameter, by its number in the path.
    Value(usize),
}

/// Which form of a path an expression is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PathForm {
    /// As it was asked for.
    Asked,
    /// Without dashes and underscores.
    Folded,
}

/// The path of a route.
#[derive(Clone, Debug)]
pub struct PatternPath {
    parts: Vec<Part>,
}

impl PatternPath {
    pub fn of(route: &Route) -> Self {
        let parts = route.segments().iter().map(|segment| match segment {
            Segment::Literal(word) => Part::Word(word.to_string()),
            Segment::Parameter(name) => {
                let mut parameters = route.bindings().iter().map(Binding::parameter);
                let parameter = parameters.find(|parameter| parameter.name() == &**name);
                match parameter.and_then(Capture::of) {
                    Some(capture) => Part::Value(capture),
                    None => Part::Other(name.to_string()),
                }
            }
        });
        Self {
            parts: parts.collect(),
        }
    }

    /// A path of words alone.
    pub fn literal(path: &str) -> Self {
        let words = path.split('/').skip(1);
        Self {
            parts: words.map(|word| Part::Word(word.to_owned())).collect(),
        }
    }

    /// The first parameter whose value cannot be captured.
    pub fn unchecked(&self) -> Option<&str> {
        self.parts.iter().find_map(|part| match part {
            Part::Other(name) => Some(&**name),
            Part::Word(_) | Part::Value(_) => None,
        })
    }

    pub fn has_values(&self) -> bool {
        self.captures().next().is_some()
    }

    pub fn is_literal(&self) -> bool {
        self.parts.iter().all(|part| matches!(part, Part::Word(_)))
    }

    fn captures(&self) -> impl Iterator<Item = Capture> {
        self.parts.iter().filter_map(|part| match part {
            Part::Value(capture) => Some(*capture),
            Part::Word(_) | Part::Other(_) => None,
        })
    }

    fn samples(&self, round: Round) -> Vec<String> {
        let captures = self.captures().zip(0..);
        captures
            .map(|(capture, number)| capture.sample(number, round))
            .collect()
    }

    /// The path with sample values in it.
    pub fn sample(&self, round: Round) -> String {
        let mut samples = self.samples(round).into_iter();
        let segments = self.parts.iter().map(|part| match part {
            Part::Word(word) => word.clone(),
            Part::Value(_) | Part::Other(_) => samples.next().unwrap_or_default(),
        });
        let segments: Vec<String> = segments.collect();
        format!("/{}", segments.join("/"))
    }

    /// The pattern, from the address that the first sample leads to. `locate` tells the address of a
    /// path: `None` where the values do not simply stand in it.
    pub fn pattern(&self, shown: &str, locate: impl Fn(&str) -> Option<String>) -> Option<Pattern> {
        let first = locate(&self.sample(Round::Longest))?;
        let target = pieces(&first, &self.samples(Round::Longest));
        let is_right = |round: &Round| {
            let (samples, found) = (self.samples(*round), locate(&self.sample(*round)));
            found.is_some_and(|found| found == written(&target, |number| samples[number].clone()))
        };
        let is_proven = Round::TESTS.iter().all(is_right);
        is_proven.then(|| Pattern {
            shown: shown.to_owned(),
            parts: self.parts.clone(),
            target,
        })
    }
}

impl Pattern {
    /// Which form of a path has to match: names keep their dashes, and numbers are written with some.
    pub fn form(&self) -> PathForm {
        let has_name = |part: &Part| matches!(part, Part::Value(Capture::Name { .. }));
        match self.parts.iter().any(has_name) {
            true => PathForm::Asked,
            false => PathForm::Folded,
        }
    }

    /// The path as a regular expression that does not regard case, with a group for each parameter:
    /// `open` begins one, counted from 1.
    pub fn expression(&self, open: impl Fn(usize) -> String) -> String {
        let mut expression = "^".to_owned();
        let mut groups = 1..;
        for part in &self.parts {
            expression.push('/');
            match part {
                Part::Word(word) => expression.push_str(&word_expression(word)),
                // No pattern is made of a path with one.
                Part::Other(_) => expression.push_str("[^/]+"),
                Part::Value(capture) => {
                    let group = groups.next().unwrap_or_default();
                    expression.push_str(&open(group));
                    expression.push_str(&capture.expression());
                    expression.push(')');
                }
            }
        }
        expression + "/?$"
    }

    /// The address, with what `group` writes for the group of each parameter, counted from 1.
    pub fn target(&self, group: impl Fn(usize) -> String) -> String {
        written(&self.target, |number| group(number + 1))
    }

    /// Whether some path is one of these and one of the others.
    pub fn overlaps(&self, other: &PatternPath) -> bool {
        overlap(&self.parts, &other.parts)
    }

    /// Which of several patterns counts for a path of all of them: the gateway prefers words to values
    /// from the beginning of a path on, so the first in this order.
    pub fn precedence(&self) -> Vec<bool> {
        let is_value = |part: &Part| !matches!(part, Part::Word(_));
        self.parts.iter().map(is_value).collect()
    }

    pub fn path(&self) -> PatternPath {
        PatternPath {
            parts: self.parts.clone(),
        }
    }

    /// Its path, as people read it.
    pub fn shown(&self) -> &str {
        &self.shown
    }
}

fn overlap(one: &[Part], other: &[Part]) -> bool {
    let may_be_same = |(one, other): (&Part, &Part)| match (one, other) {
        (Part::Word(one), Part::Word(other)) => is_same_name(one, other),
        (Part::Word(word), Part::Value(Capture::Digits { .. }))
        | (Part::Value(Capture::Digits { .. }), Part::Word(word)) => word
            .bytes()
            .all(|byte| byte.is_ascii_digit() || matches!(byte, b'-' | b'_')),
        _ => true,
    };
    one.len() == other.len() && one.iter().zip(other).all(may_be_same)
}

/// A word of a path, with dashes and underscores anywhere in it.
fn word_expression(word: &str) -> String {
    let signs = word.chars().filter(|c| !matches!(c, '-' | '_'));
    let signs: Vec<String> = signs.map(|c| escape(&c.to_string())).collect();
    format!("[-_]*{}[-_]*", signs.join("[-_]*"))
}

/// Parts an address at each place where a sample stands.
fn pieces(address: &str, samples: &[String]) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut rest = address;
    loop {
        let found = samples.iter().enumerate();
        let found = found.filter_map(|(number, sample)| Some((rest.find(&**sample)?, number)));
        let Some((at, number)) = found.min() else {
            pieces.push(Piece::Text(rest.to_owned()));
            return pieces;
        };
        pieces.push(Piece::Text(rest[..at].to_owned()));
        pieces.push(Piece::Value(number));
        rest = &rest[at + samples[number].len()..];
    }
}

fn written(pieces: &[Piece], value: impl Fn(usize) -> String) -> String {
    let parts = pieces.iter().map(|piece| match piece {
        Piece::Text(text) => text.clone(),
        Piece::Value(number) => value(*number),
    });
    parts.collect()
}
