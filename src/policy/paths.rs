//! Which route or link answers a path: one walk over its segments, whatever
//! the number of links.
//!
//! Literal segments are compared without regard to case, dash and underscore,
//! and without what mail programs leave at an end, which no router of the
//! ecosystem does. Literals win over parameters.

use std::collections::HashMap;

use super::link::LinkId;
use super::route::RouteId;
pub(super) use crate::text::is_same_name;
use crate::text::{self, Folded, without_trailing_marks};

/// What answers a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// A route.
    Route(RouteId),
    /// A named link.
    Link(LinkId),
}

/// Longest literal segment, in bytes.
pub(super) const MAX_LITERAL: usize = 64;

/// All paths of a policy, as a tree of segments.
#[derive(Clone, Debug)]
pub struct Paths(Vec<Branch>);

#[derive(Clone, Debug, Default)]
struct Branch {
    literals: HashMap<Folded, u32>,
    parameter: Option<u32>,
    target: Option<Target>,
}

/// One segment of a path pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Segment {
    Literal(Box<str>),
    Parameter(Box<str>),
}

impl Default for Paths {
    fn default() -> Self {
        Self(vec![Branch::default()])
    }
}

impl Paths {
    /// Binds a path to what answers it.
    ///
    /// # Errors
    ///
    /// What answers the path already.
    pub(super) fn insert<'s>(
        &mut self,
        segments: impl IntoIterator<Item = &'s Segment>,
        target: Target,
    ) -> Result<(), Target> {
        let mut at = 0;
        for segment in segments {
            let fresh = u32::try_from(self.0.len()).unwrap_or(u32::MAX);
            let branch = &mut self.0[at as usize];
            let next = match segment {
                Segment::Literal(text) => *branch.literals.entry(fold(text)).or_insert(fresh),
                Segment::Parameter(_) => *branch.parameter.get_or_insert(fresh),
            };
            if next == fresh {
                self.0.push(Branch::default());
            }
            at = next;
        }
        match self.0[at as usize].target.replace(target) {
            None => Ok(()),
            Some(earlier) => {
                self.0[at as usize].target = Some(earlier);
                Err(earlier)
            }
        }
    }

    /// What answers a path, given as its decoded segments.
    pub fn find<S: AsRef<str>>(&self, segments: &[S]) -> Option<Target> {
        self.walk(0, segments)
    }

    fn walk<S: AsRef<str>>(&self, at: u32, segments: &[S]) -> Option<Target> {
        let branch = self.0.get(at as usize)?;
        let Some((segment, rest)) = segments.split_first() else {
            return branch.target;
        };
        let segment = segment.as_ref();
        let word = without_trailing_marks(segment);
        // No name is longer, even with a dash behind each letter.
        let literal = (word.len() <= 2 * MAX_LITERAL)
            .then(|| branch.literals.get(&text::fold(word)))
            .flatten();
        literal
            .and_then(|next| self.walk(*next, rest))
            .or_else(|| self.walk(branch.parameter.filter(|_| !segment.is_empty())?, rest))
    }
}

/// The form in which literal segments are compared.
pub(super) fn fold(segment: &str) -> Folded {
    text::fold(without_trailing_marks(segment))
}

/// Reads a path pattern: `/go/join/{meeting_key}`.
pub(super) fn parse_pattern(path: &str) -> Result<Vec<Segment>, String> {
    let rest = path.strip_prefix('/').ok_or("a path begins with `/`")?;
    let rest = rest.strip_suffix('/').unwrap_or(rest);
    if rest == "-" || rest.starts_with("-/") {
        return Err("paths under `/-/` are the gateway's own".to_owned());
    }
    if let Some(own) = OWN_FILES.iter().find(|own| fold(own) == fold(rest)) {
        return Err(format!("`/{own}` is the gateway's own"));
    }
    let segments: Vec<Segment> = rest
        .split('/')
        .map(parse_segment)
        .collect::<Result<_, _>>()?;
    if segments.len() > MAX_SEGMENTS {
        return Err(format!("a path has at most {MAX_SEGMENTS} segments"));
    }
    Ok(segments)
}

/// Files for browsers and crawlers, which look for them nowhere else, or find
/// them named on every page.
const OWN_FILES: [&str; 3] = ["robots.txt", "favicon.ico", "opensearch.xml"];

/// Most segments of a path.
pub(crate) const MAX_SEGMENTS: usize = 16;

fn parse_segment(segment: &str) -> Result<Segment, String> {
    if segment.is_empty() {
        return Err("a path has a word between each two slashes".to_owned());
    }
    if let Some(name) = segment.strip_prefix('{').and_then(|s| s.strip_suffix('}')) {
        if crate::webex::is_parameter_name(name) {
            return Ok(Segment::Parameter(name.into()));
        }
        return Err(format!(
            "`{{{name}}}` is no parameter name: use lower-case letters, digits and _"
        ));
    }
    if segment.contains(['{', '}']) {
        return Err("a {parameter} takes a whole segment between two slashes".to_owned());
    }
    check_literal(segment)?;
    Ok(Segment::Literal(segment.into()))
}

/// A word that can stand in a path, as a segment or as a link's name.
pub(super) fn check_literal(word: &str) -> Result<(), String> {
    let plain = word
        .bytes()
        .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-'));
    let edges = |c: char| c.is_ascii_alphanumeric();
    if !plain || !word.starts_with(edges) || !word.ends_with(edges) {
        return Err(format!(
            "`{word}` must be letters, digits, `-`, `_` and `.`, with a letter or digit at both ends"
        ));
    }
    if word.len() > MAX_LITERAL {
        return Err(format!(
            "a word of a path has at most {MAX_LITERAL} characters"
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::LEFT_AROUND;

    fn paths(patterns: &[&str]) -> Paths {
        let mut paths = Paths::default();
        for (pattern, id) in patterns.iter().zip(0..) {
            let segments = parse_pattern(pattern).expect(pattern);
            paths
                .insert(&segments, Target::Route(RouteId(id)))
                .expect(pattern);
        }
        paths
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
        let mut again = |pattern| {
            paths.insert(
                &parse_pattern(pattern).expect("ok"),
                Target::Link(LinkId(7)),
            )
        };
        assert_eq!(again("/go/standup"), Err(Target::Route(RouteId(0))));
        assert_eq!(again("/go/x/{b}"), Err(Target::Route(RouteId(1))));
        assert_eq!(again("/go/x"), Ok(()));
    }

    #[test]
    fn odd_patterns_are_refused() {
        for pattern in [
            "", "go", "/", "//", "/go//x", "/-/back", "/go/{a", "/go/a{b}", "/go/{A}", "/go/..",
            "/go/%2e", "/go/a b", "/go/a.", "/go/ä", "/go/*",
        ] {
            assert!(parse_pattern(pattern).is_err(), "{pattern}");
        }
    }

    /// Compared as literals are: whoever asks for one would get the other.
    #[test]
    fn what_browsers_look_for_is_the_gateways_own() {
        for pattern in [
            "/robots.txt",
            "/Robots.TXT",
            "/robots.txt/",
            "/fav-icon.ico",
            "/favicon.ico",
            "/open_search.xml",
        ] {
            let error = parse_pattern(pattern).expect_err(pattern);
            assert!(error.ends_with("` is the gateway's own"), "{error}");
        }
        for pattern in ["/robots", "/go/robots.txt", "/robots.txt/x", "/{robots}"] {
            assert!(parse_pattern(pattern).is_ok(), "{pattern}");
        }
    }
}
