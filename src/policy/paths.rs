//! Finds the route or link that answers a path, in one walk over its segments, however many links
//! there are.
//!
//! Literal segments are compared without case, dashes and underscores, and without the marks that
//! mail programs leave at the end, for which no router library has an option. Literals win over
//! parameters.

use std::collections::HashMap;

use foldhash::fast::RandomState;

use super::id::{LinkId, RouteId};
use super::own_files::is_asked_by_browsers;
use super::segment::{MAX_LITERAL, OWN_SEGMENT, Segment, fold};
use crate::text::{self, Folded, without_trailing_marks};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    Route(RouteId),
    Link(LinkId),
    /// The link that has this alias.
    Alias(LinkId),
}

/// All paths of a policy, as a tree of segments.
#[derive(Clone, Debug)]
pub struct Paths {
    branches: Vec<Branch>,
    /// The branch behind a parameter that stands first. It is apart from the others, because it does not
    /// take the gateway's own paths, nor what browsers ask for by themselves: no other parameter has
    /// to be asked whether it may.
    behind_first_parameter: Option<u32>,
}

/// The branch at which every path begins.
const ROOT: u32 = 0;

#[derive(Clone, Debug, Default)]
struct Branch {
    // Only operators add to it, so that its hashes need not withstand visitors.
    literals: HashMap<Folded, u32, RandomState>,
    parameter: Option<u32>,
    target: Option<Target>,
}

impl Default for Paths {
    fn default() -> Self {
        Self {
            branches: vec![Branch::default()],
            behind_first_parameter: None,
        }
    }
}

impl Paths {
    pub(super) const ROOT: u32 = ROOT;

    /// Binds a path to what answers it.
    ///
    /// # Errors
    ///
    /// What answers the path already.
    pub fn insert<'s>(
        &mut self,
        segments: impl IntoIterator<Item = &'s Segment>,
        target: Target,
    ) -> Result<(), Target> {
        let mut at = ROOT;
        for segment in segments {
            let fresh = u32::try_from(self.branches.len()).unwrap_or(u32::MAX);
            let branch = &mut self.branches[at as usize];
            let next = match segment {
                Segment::Literal(text) => *branch.literals.entry(fold(text)).or_insert(fresh),
                Segment::Parameter(_) if at == ROOT => {
                    *self.behind_first_parameter.get_or_insert(fresh)
                }
                Segment::Parameter(_) => *branch.parameter.get_or_insert(fresh),
            };
            if next == fresh {
                self.branches.push(Branch::default());
            }
            at = next;
        }
        match self.branches[at as usize].target.replace(target) {
            None => Ok(()),
            Some(earlier) => {
                self.branches[at as usize].target = Some(earlier);
                Err(earlier)
            }
        }
    }

    /// What answers a path, given as its decoded segments.
    pub fn find<S: AsRef<str>>(&self, segments: &[S]) -> Option<Target> {
        self.walk(ROOT, segments)
            .or_else(|| self.walk_first_parameter(segments))
    }

    /// What answers a path that ends at a branch.
    pub(super) fn target_at(&self, at: u32) -> Option<Target> {
        self.branches[at as usize].target
    }

    /// The words that lead on from a branch.
    pub(super) fn words_at(&self, at: u32) -> impl Iterator<Item = &Folded> {
        self.branches[at as usize].literals.keys()
    }

    /// Where a word leads that a branch knows.
    pub(super) fn behind_word(&self, at: u32, word: &Folded) -> Option<u32> {
        self.branches[at as usize].literals.get(word).copied()
    }

    /// Where a parameter leads that takes a word; `None` for a word that no branch knows.
    pub(super) fn behind_parameter(&self, at: u32, word: Option<&Folded>) -> Option<u32> {
        match at {
            ROOT => self.behind_first_parameter.filter(|_| {
                word.is_none_or(|word| may_be_first_value(&String::from_utf8_lossy(word)))
            }),
            _ => self.branches[at as usize].parameter,
        }
    }

    /// Whether any path goes on behind a branch.
    pub(super) fn leads_on(&self, at: u32) -> bool {
        let branch = &self.branches[at as usize];
        let is_bare_root = at != ROOT || self.behind_first_parameter.is_none();
        !branch.literals.is_empty() || branch.parameter.is_some() || !is_bare_root
    }

    fn walk_first_parameter<S: AsRef<str>>(&self, segments: &[S]) -> Option<Target> {
        let (first, rest) = segments.split_first()?;
        let behind = self.behind_first_parameter?;
        let is_value = may_be_first_value(first.as_ref());
        self.walk(Some(behind).filter(|_| is_value)?, rest)
    }

    fn walk<S: AsRef<str>>(&self, at: u32, segments: &[S]) -> Option<Target> {
        let branch = self.branches.get(at as usize)?;
        let Some((segment, rest)) = segments.split_first() else {
            return branch.target;
        };
        let segment = segment.as_ref();
        let word = without_trailing_marks(segment);
        // No literal is longer, even with a dash behind each letter or with its letters taken apart, so
        // nothing longer needs to be folded.
        let literal = (word.len() <= 4 * MAX_LITERAL)
            .then(|| branch.literals.get(&text::fold(word)))
            .flatten();
        literal
            .and_then(|next| self.walk(*next, rest))
            // A literal that leads nowhere does not hide a parameter beside it.
            .or_else(|| self.walk(branch.parameter.filter(|_| !segment.is_empty())?, rest))
    }
}

/// Whether a parameter that stands first takes a word.
fn may_be_first_value(word: &str) -> bool {
    !word.is_empty() && word != OWN_SEGMENT && !is_asked_by_browsers(word)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::LEFT_AROUND;

    fn paths(patterns: &[&str]) -> Paths {
        let mut paths = Paths::default();
        for (pattern, id) in patterns.iter().zip(0..) {
            paths
                .insert(&segments(pattern), Target::Route(RouteId(id)))
                .expect(pattern);
        }
        paths
    }

    /// `/go/{a}` without any check.
    fn segments(pattern: &str) -> Vec<Segment> {
        let segment = |part: &str| match part.strip_prefix('{') {
            Some(name) => Segment::Parameter(name.trim_end_matches('}').into()),
            None => Segment::Literal(part.into()),
        };
        pattern.split('/').skip(1).map(segment).collect()
    }

    #[track_caller]
    fn assert_found(paths: &Paths, path: &str, expected: Option<u32>) {
        let segments: Vec<&str> = path.trim_start_matches('/').split('/').collect();
        let expected = expected.map(|id| Target::Route(RouteId(id)));
        assert_eq!(paths.find(&segments), expected, "{path}");
    }

    #[test]
    fn literals_win_over_parameters_and_the_walk_turns_back() {
        let paths = paths(&["/go/{a}/x", "/go/join/y", "/go/join/{key}", "/{any}"]);
        assert_found(&paths, "/go/join/y", Some(1));
        assert_found(&paths, "/go/join/123", Some(2));
        assert_found(&paths, "/go/other/x", Some(0));
        assert_found(&paths, "/go/join/x", Some(2));
        assert_found(&paths, "/go/other/y", None);
        assert_found(&paths, "/go", Some(3));
        assert_found(&paths, "/go/join", None);
    }

    #[test]
    fn no_parameter_takes_the_paths_of_the_gateway() {
        let paths = paths(&["/{a}", "/{a}/{b}", "/go/{a}"]);
        for path in ["/-", "/-/x", "/-/-"] {
            assert_found(&paths, path, None);
        }
        for (path, id) in [("/a", 0), ("/_", 0), ("/--", 0), ("/a/-", 1), ("/go/-", 2)] {
            assert_found(&paths, path, Some(id));
        }
    }

    #[test]
    fn case_dash_and_underscore_do_not_count() {
        let paths = paths(&["/go/Stand-Up"]);
        for path in ["/go/standup", "/GO/STAND_UP", "/go/s-t-a-n-d-u-p"] {
            assert_found(&paths, path, Some(0));
        }
        for (_, behind) in LEFT_AROUND {
            assert_found(&paths, &format!("/go/standup{behind}"), Some(0));
        }
        assert_found(&paths, "/go/standups", None);
    }

    #[test]
    fn one_path_has_one_answer() {
        let mut paths = paths(&["/go/stand-up", "/go/x/{a}"]);
        let mut again = |pattern| paths.insert(&segments(pattern), Target::Link(LinkId(7)));
        assert_eq!(again("/go/standup"), Err(Target::Route(RouteId(0))));
        assert_eq!(again("/go/x/{b}"), Err(Target::Route(RouteId(1))));
        assert_eq!(again("/go/x"), Ok(()));
    }
}
