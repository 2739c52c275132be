//! The pages by which people look for links: the directory, a page and a QR
//! code for each link, and what takes a text that somebody typed.
//!
//! What the policy has comes first: a path that it binds itself is never taken
//! for a page.

use smallvec::SmallVec;

use super::ask::Ask;
use crate::policy::{Link, Policy, Segment, Target};
use crate::text::without_trailing_marks;

/// A page of the gateway's own.
#[derive(Clone, Copy, Debug)]
pub enum Page<'p> {
    /// All that a caller may use.
    Directory,
    /// What there is to know about a link.
    Link(&'p Link),
    /// The address of a link, for a camera.
    Code(&'p Link),
    /// Wherever a text that somebody typed leads.
    Open,
    /// What such a text could become.
    Suggest,
}

/// The first part of paths that no policy can have.
const OWN: &str = "-";

impl<'p> Page<'p> {
    /// The field of the query in which is what somebody looks for.
    pub const SEARCHED: &'static str = "q";
    /// What stands behind the name of a link to ask for its page.
    pub const OF_LINK: &'static str = "+";
    /// What stands behind the name of a link to ask for its QR code.
    pub const OF_CODE: &'static str = ".qr";

    /// Whether a path, as it stands in the request line, asks what a typed text
    /// could become.
    pub fn is_to_suggest(path: &str) -> bool {
        path == "/-/suggest"
    }

    /// The page that is asked for, if it is one.
    pub fn asked(policy: &'p Policy, ask: &Ask<'_>) -> Option<Self> {
        let (last, before) = ask.segments().split_last()?;
        let last = without_trailing_marks(last);
        if let Some(name) = last.strip_suffix(Self::OF_LINK) {
            return link(policy, (before, name), ask).map(Self::Link);
        }
        if let Some(name) = last.strip_suffix(Self::OF_CODE) {
            return link(policy, (before, name), ask).map(Self::Code);
        }
        match (before, last) {
            ([own], "go") if own == OWN => Some(Self::Open),
            ([own], "suggest") if own == OWN => Some(Self::Suggest),
            _ => is_directory(policy, ask).then_some(Self::Directory),
        }
    }
}

/// The root, and what stands before the names of links.
fn is_directory(policy: &Policy, ask: &Ask<'_>) -> bool {
    let segments = ask.segments();
    let is_root = segments.len() == 1 && segments[0].is_empty();
    (is_root || policy.front().is_link_prefix(segments)) && policy.find(segments).is_none()
}

/// The link of that name, unless the policy has the name together with what
/// stands behind it.
fn link<'p, S: AsRef<str>>(
    policy: &'p Policy,
    (before, name): (&[S], &str),
    ask: &Ask<'_>,
) -> Option<&'p Link> {
    let mut segments: SmallVec<[&str; 8]> = before.iter().map(AsRef::as_ref).collect();
    segments.push(name);
    let Some(Target::Link(link)) = policy.find(&segments) else {
        return None;
    };
    let is_taken = match policy.find(ask.segments()) {
        None => false,
        Some(Target::Link(_)) => true,
        Some(Target::Route(route)) => {
            let last = policy.route(route).segments().last();
            matches!(last, Some(Segment::Literal(_)))
        }
    };
    (!is_taken).then(|| policy.link(link))
}
