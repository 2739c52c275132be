//! What somebody may have meant whose path nothing answers.

use std::borrow::Cow;

use smallvec::SmallVec;

use super::Directory;
use crate::decision::ask::Ask;
use crate::policy::{Front, Rank, Route, Segment, Wanted};
use crate::text::is_same_name;
use crate::webex::OwnPath;

/// Most slips in the words of a route's path, taken together.
const MOST_SLIPS: u8 = 2;

/// Longest path that is proposed, in bytes.
const MAX_BYTES: usize = 2048;

/// What may have been meant, in the order in which it is proposed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Proposal {
    /// The route of that number.
    Route(usize),
    Link(Rank),
}

impl Directory<'_, '_> {
    /// The paths that somebody may have meant who asks for one that nothing
    /// answers: with the fewest slips first, routes before links.
    pub fn near(&self, ask: &Ask<'_>, most: usize) -> Vec<OwnPath> {
        let mut near = self.routes_near(ask);
        near.extend(self.links_near(ask));
        near.sort_unstable();
        let paths = near
            .into_iter()
            .map(|(_, proposed)| self.path(proposed, ask));
        let short = paths.filter(|path| path.as_str().len() <= MAX_BYTES);
        short.take(most).collect()
    }

    fn links_near(&self, ask: &Ask<'_>) -> Vec<(u8, Proposal)> {
        let Some(wanted) = name_in(ask, self.policy.front()).and_then(Wanted::new) else {
            return Vec::new();
        };
        let near = self
            .shelves()
            .flat_map(|(shelf, seen)| shelf.near(&wanted, &seen));
        near.map(|(slips, rank)| (slips, Proposal::Link(rank)))
            .collect()
    }

    fn routes_near(&self, ask: &Ask<'_>) -> Vec<(u8, Proposal)> {
        let wanted: Asked = ask
            .segments()
            .iter()
            .map(|text| Wanted::new(text))
            .collect();
        let routes = self.policy.routes().iter().enumerate();
        let near = routes.filter_map(|(number, route)| {
            let slips = slips_in(route, &wanted)?;
            (slips > 0 && self.has_route(route)).then_some((slips, Proposal::Route(number)))
        });
        near.collect()
    }

    fn path(&self, proposed: Proposal, ask: &Ask<'_>) -> OwnPath {
        match proposed {
            Proposal::Link(rank) => {
                let front = self.policy.front();
                OwnPath::new(front.link_segments(self.link(rank).name()))
            }
            Proposal::Route(number) => {
                let segments = self.policy.routes()[number].segments();
                let pairs = segments.iter().zip(ask.segments());
                OwnPath::new(pairs.map(|(segment, asked)| match segment {
                    Segment::Literal(word) => &**word,
                    Segment::Parameter(_) => &**asked,
                }))
            }
        }
    }
}

/// The segments of a path, as far as they can be words of a route.
type Asked = SmallVec<[Option<Wanted>; 4]>;

/// How many slips there are in a path that should have been a route's, if
/// they are few enough. What stands for a parameter is left as it is.
fn slips_in(route: &Route, asked: &Asked) -> Option<u8> {
    if route.segments().len() != asked.len() {
        return None;
    }
    let mut slips = 0;
    for (segment, asked) in route.segments().iter().zip(asked) {
        match (segment, asked) {
            (Segment::Literal(word), Some(asked)) => slips += asked.slips_in(word)?,
            (Segment::Literal(_), None) => return None,
            (Segment::Parameter(_), _) => {}
        }
        if slips > MOST_SLIPS {
            return None;
        }
    }
    Some(slips)
}

/// The name of the link that a path asks for, with what stands before the
/// names of links or, forgotten, without.
fn name_in<'a>(ask: &'a Ask<'_>, front: &Front) -> Option<&'a str> {
    let (name, before) = ask.segments().split_last()?;
    let is_same = |(one, other): (&str, &Cow<'_, str>)| is_same_name(one, other);
    let is_whole = front.link_segments(name).count() == ask.segments().len()
        && front.link_segments(name).zip(ask.segments()).all(is_same);
    (before.is_empty() || is_whole)
        .then_some(&**name)
        .filter(|name| !name.is_empty())
}
