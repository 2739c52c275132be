//! Paths with parameters, as regular expressions and the addresses that they lead to.

use super::plain::escape;
use super::sample::{Capture, Round};
use crate::policy::{Binding, Route, Segment};

/// A path with parameters, and where it leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    parts: Vec<Part>,
    target: Vec<Piece>,
}

/// One segment of the path.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Word(String),
    Value(Capture),
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

/// The path of a route of which each parameter can be captured.
#[derive(Clone, Debug)]
pub struct PatternPath {
    parts: Vec<Part>,
}

impl PatternPath {
    /// # Errors
    ///
    /// The name of the first parameter that cannot be captured.
    pub fn of(route: &Route) -> Result<Self, String> {
        let parts = route.segments().iter().map(|segment| match segment {
            Segment::Literal(word) => Ok(Part::Word(word.to_string())),
            Segment::Parameter(name) => {
                let mut bindings = route.bindings().iter().map(Binding::parameter);
                let parameter = bindings.find(|parameter| parameter.name() == &**name);
                let capture = parameter.and_then(Capture::of);
                capture.map(Part::Value).ok_or_else(|| name.to_string())
            }
        });
        let parts = parts.collect::<Result<_, _>>()?;
        Ok(Self { parts })
    }

    pub fn has_values(&self) -> bool {
        self.captures().next().is_some()
    }

    fn captures(&self) -> impl Iterator<Item = Capture> {
        self.parts.iter().filter_map(|part| match part {
            Part::Value(capture) => Some(*capture),
            Part::Word(_) => None,
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
            Part::Value(_) => samples.next().unwrap_or_default(),
        });
        let segments: Vec<String> = segments.collect();
        format!("/{}", segments.join("/"))
    }

    /// The pattern, from the address that the first sample leads to. `locate` tells the address of a
    /// path: `None` where the values do not simply stand in it.
    pub fn pattern(self, locate: impl Fn(&str) -> Option<String>) -> Option<Pattern> {
        let first = locate(&self.sample(Round::Longest))?;
        let target = pieces(&first, &self.samples(Round::Longest));
        let is_right = |round: &Round| {
            let (samples, found) = (self.samples(*round), locate(&self.sample(*round)));
            found.is_some_and(|found| found == written(&target, |number| samples[number].clone()))
        };
        let is_proven = Round::TESTS.iter().all(is_right);
        is_proven.then_some(Pattern {
            parts: self.parts,
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

    /// Whether the path, in which nothing but its segments counts, is one of these.
    pub fn matches(&self, path: &str) -> bool {
        let segments: Vec<&str> = path.split('/').skip(1).collect();
        segments.len() == self.parts.len()
            && self
                .parts
                .iter()
                .zip(segments)
                .all(|(part, segment)| match part {
                    Part::Word(word) => crate::text::is_same_name(word, segment),
                    Part::Value(Capture::Digits { .. }) => {
                        segment.bytes().all(|b| b.is_ascii_digit())
                    }
                    Part::Value(Capture::Name { .. }) => true,
                })
    }
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
