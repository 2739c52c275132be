//! The paths of two policies side by side: every pair of answers that any path gets, once for each
//! word that either of them knows.
//!
//! Both trees are walked at the same time. At each segment, the words that any branch knows are taken
//! one by one, and all other words as one. So no path is left out, and none has to be guessed.

use std::collections::HashSet;

use smallvec::SmallVec;

use super::paths::{Paths, Target};
use crate::text::Folded;

/// One segment of the paths that get the same two answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SharedSegment {
    /// This word, folded.
    Word(Box<str>),
    /// Any word that neither policy knows there.
    Other,
}

/// What two policies answer some paths with.
#[derive(Clone, Copy, Debug)]
pub struct BothAnswers<'w> {
    pub path: &'w [SharedSegment],
    pub old: Option<Target>,
    pub new: Option<Target>,
}

/// The branches at which a path may stand, the one that wins first.
type Candidates = SmallVec<[u32; 4]>;

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Position {
    old: Candidates,
    new: Candidates,
}

struct Walk<'p, V> {
    old: &'p Paths,
    new: &'p Paths,
    visit: V,
    path: Vec<SharedSegment>,
    /// What lies behind equal positions is the same.
    seen: HashSet<Position>,
}

/// Visits what two policies answer all paths with that one of them answers.
pub fn visit_both(old: &Paths, new: &Paths, visit: impl FnMut(BothAnswers<'_>)) {
    let start = Position {
        old: Candidates::from_slice(&[Paths::ROOT]),
        new: Candidates::from_slice(&[Paths::ROOT]),
    };
    let mut walk = Walk {
        old,
        new,
        visit,
        path: Vec::new(),
        seen: HashSet::new(),
    };
    walk.go_on(&start);
}

/// The answer to a path that ends here.
fn answer(paths: &Paths, at: &Candidates) -> Option<Target> {
    at.iter().find_map(|at| paths.target_at(*at))
}

/// Where a word leads; `None` for one that no branch knows.
fn behind(paths: &Paths, at: &Candidates, word: Option<&Folded>) -> Candidates {
    let mut behind = Candidates::new();
    for at in at {
        behind.extend(word.and_then(|word| paths.behind_word(*at, word)));
        behind.extend(paths.behind_parameter(*at, word));
    }
    behind
}

/// Those behind which there is more.
fn leading_on(paths: &Paths, at: &Candidates) -> Candidates {
    at.iter()
        .filter(|at| paths.leads_on(**at))
        .copied()
        .collect()
}

impl<'p, V: FnMut(BothAnswers<'_>)> Walk<'p, V> {
    fn go_on(&mut self, from: &Position) {
        let from = Position {
            old: leading_on(self.old, &from.old),
            new: leading_on(self.new, &from.new),
        };
        let is_end = from.old.is_empty() && from.new.is_empty();
        if is_end || !self.seen.insert(from.clone()) {
            return;
        }
        // First, so that what lies behind all words alike is known by none of them.
        self.step(&from, None);
        let (old, new) = (self.old, self.new);
        let is_known = |word: &Folded| {
            let mut branches = from.old.iter();
            branches.any(|at| old.behind_word(*at, word).is_some())
        };
        for word in from.old.iter().flat_map(|at| old.words_at(*at)) {
            self.step(&from, Some(word));
        }
        let words = from.new.iter().flat_map(|at| new.words_at(*at));
        for word in words.filter(|word| !is_known(word)) {
            self.step(&from, Some(word));
        }
    }

    fn step(&mut self, from: &Position, word: Option<&'p Folded>) {
        let to = Position {
            old: behind(self.old, &from.old, word),
            new: behind(self.new, &from.new, word),
        };
        self.path.push(match word {
            Some(word) => SharedSegment::Word(String::from_utf8_lossy(word).into()),
            None => SharedSegment::Other,
        });
        let (old, new) = (answer(self.old, &to.old), answer(self.new, &to.new));
        if old.is_some() || new.is_some() {
            (self.visit)(BothAnswers {
                path: &self.path,
                old,
                new,
            });
        }
        self.go_on(&to);
        self.path.pop();
    }
}

#[cfg(test)]
mod tests {
    use super::super::paths::Target::Route;
    use super::*;
    use crate::policy::{RouteId, Segment};

    fn paths(patterns: &[&str]) -> Paths {
        let mut paths = Paths::default();
        for (pattern, id) in patterns.iter().zip(0..) {
            let segment = |part: &str| match part.strip_prefix('{') {
                Some(name) => Segment::Parameter(name.trim_end_matches('}').into()),
                None => Segment::Literal(part.into()),
            };
            let segments: Vec<Segment> = pattern.split('/').skip(1).map(segment).collect();
            paths.insert(&segments, Route(RouteId(id))).expect(pattern);
        }
        paths
    }

    fn both(old: &[&str], new: &[&str]) -> Vec<String> {
        let mut found = Vec::new();
        visit_both(&paths(old), &paths(new), |both| {
            let id = |target: Option<Target>| match target {
                Some(Route(RouteId(id))) => id.to_string(),
                _ => "-".to_owned(),
            };
            let segment = |segment: &SharedSegment| match segment {
                SharedSegment::Word(word) => format!("/{word}"),
                SharedSegment::Other => "/*".to_owned(),
            };
            let path: String = both.path.iter().map(segment).collect();
            found.push(format!("{path} {} {}", id(both.old), id(both.new)));
        });
        found.sort();
        found
    }

    #[test]
    fn a_new_word_takes_a_path_from_a_parameter() {
        assert_eq!(
            both(&["/go/{a}"], &["/go/{a}", "/go/Stand-Up"]),
            ["/go/* 0 0", "/go/standup 0 1"]
        );
    }

    #[test]
    fn words_that_lead_nowhere_do_not_hide_a_parameter() {
        assert_eq!(
            both(&["/go/{a}/x", "/go/join/y"], &["/go/join/{b}"]),
            [
                "/go/*/x 0 -",
                "/go/join/* - 0",
                "/go/join/x 0 0",
                "/go/join/y 1 0"
            ]
        );
    }

    #[test]
    fn a_first_parameter_takes_no_word_of_browsers() {
        assert_eq!(
            both(&["/{a}"], &["/index.html", "/{a}"]),
            ["/* 0 1", "/index.html - 0"]
        );
    }
}
