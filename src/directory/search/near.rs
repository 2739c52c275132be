//! Proposals for a path that no route or link has.

use std::borrow::Cow;

use smallvec::SmallVec;

use super::Directory;
use crate::decision::LinkRequest;
use crate::directory::index::{FuzzyQuery, Rank, compared};
use crate::policy::{PublicEndpoint, Route, Segment};
use crate::text::is_same_name;
use crate::webex::OwnPath;

/// Most typing errors in the literal segments of a path, taken together.
const MOST_EDITS: u8 = 2;

/// Longest path that is proposed, in bytes.
const MAX_BYTES: usize = 2048;

/// A proposal. Routes come before links with as many errors.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Proposal {
    /// The number of the route.
    Route(usize),
    Link(Rank),
}

impl Directory<'_, '_> {
    /// Up to `most` paths that may have been meant, those with the fewest typing errors first. Only
    /// what the caller may use is proposed, so that a guess reveals no other names.
    pub fn near(&self, request: &LinkRequest<'_>, most: usize) -> Vec<OwnPath> {
        if request.is_own() {
            return Vec::new();
        }
        // Trackers append fields to a path as if it had a query already.
        let request = &request.without_fields_in_path();
        let mut near = self.routes_near(request);
        near.extend(self.links_near(request));
        near.sort_unstable();
        let mut proposed = Vec::new();
        let mut paths = Vec::new();
        for (_, proposal) in near {
            if paths.len() == most {
                break;
            }
            // A link is near once for its name and for each of its aliases.
            if !proposed.contains(&proposal) {
                proposed.push(proposal);
                let path = self.path(proposal, request);
                paths.extend(Some(path).filter(|path| path.as_str().len() <= MAX_BYTES));
            }
        }
        paths
    }

    fn links_near(&self, request: &LinkRequest<'_>) -> Vec<(u8, Proposal)> {
        let Some(wanted) = name_in(request, self.policy.endpoint()).and_then(FuzzyQuery::new)
        else {
            return Vec::new();
        };
        let mut near = Vec::new();
        for links in self.visible_links() {
            near.extend(
                links
                    .near(&wanted)
                    .map(|(edits, rank)| (edits, Proposal::Link(rank))),
            );
        }
        near
    }

    fn routes_near(&self, request: &LinkRequest<'_>) -> Vec<(u8, Proposal)> {
        let wanted: Asked = request
            .segments()
            .iter()
            .map(|text| FuzzyQuery::new(text))
            .collect();
        let routes = self.policy.routes().iter().enumerate();
        let near = routes.filter_map(|(number, route)| {
            let edits = edits_in(route, &wanted)?;
            let proposal = (edits, Proposal::Route(number));
            self.viewer.has_route(route).then_some(proposal)
        });
        near.collect()
    }

    fn path(&self, proposed: Proposal, request: &LinkRequest<'_>) -> OwnPath {
        match proposed {
            Proposal::Link(rank) => {
                let endpoint = self.policy.endpoint();
                OwnPath::new(endpoint.link_segments(self.link(rank).name()))
            }
            Proposal::Route(number) => {
                let segments = self.policy.routes()[number].segments();
                let pairs = segments.iter().zip(request.segments());
                OwnPath::new(pairs.map(|(segment, asked)| match segment {
                    Segment::Literal(word) => &**word,
                    Segment::Parameter(_) => &**asked,
                }))
            }
        }
    }
}

/// The segments of a path; `None` for those that are longer than any name.
type Asked = SmallVec<[Option<FuzzyQuery>; 4]>;

/// The number of typing errors by which a path differs from that of a route, if it is small enough.
/// Segments for parameters may be anything.
fn edits_in(route: &Route, asked: &Asked) -> Option<u8> {
    if route.segments().len() != asked.len() {
        return None;
    }
    let mut edits = 0;
    for (segment, asked) in route.segments().iter().zip(asked) {
        match (segment, asked) {
            (Segment::Literal(word), Some(asked)) => {
                edits += asked.edits_in(compared(word).as_bytes())?;
            }
            (Segment::Literal(_), None) => return None,
            (Segment::Parameter(_), _) => {}
        }
        if edits > MOST_EDITS {
            return None;
        }
    }
    Some(edits)
}

/// The name of the link that a path asks for, with the prefix of links or without.
fn name_in<'a>(request: &'a LinkRequest<'_>, endpoint: &PublicEndpoint) -> Option<&'a str> {
    let (name, before) = request.segments().split_last()?;
    let is_same = |(one, other): (&str, &Cow<'_, str>)| is_same_name(one, other);
    let is_whole = endpoint.link_segments(name).count() == request.segments().len()
        && endpoint
            .link_segments(name)
            .zip(request.segments())
            .all(is_same);
    (before.is_empty() || is_whole)
        .then_some(&**name)
        .filter(|name| !name.is_empty())
}
