//! Which page a path of the policy asks for: the directory, or the page or QR code of a link.
//!
//! The policy comes first: a path that it binds is never taken for a page.

use smallvec::SmallVec;

use super::link_request::LinkRequest;
use crate::policy::{Link, Policy, Segment, Target};
use crate::text::without_trailing_marks;

/// A page of the gateway.
#[derive(Clone, Copy, Debug)]
pub enum Page<'p> {
    /// The routes and links that the caller may use.
    Directory,
    /// The description of a link.
    Link(&'p Link),
    /// The address of a link as a QR code.
    Code(&'p Link, CodeFormat),
}

/// The format of a QR code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeFormat {
    Svg,
    Png,
}

impl CodeFormat {
    /// The suffix of a link's name that asks for it.
    pub const fn suffix(self) -> &'static str {
        match self {
            Self::Svg => Page::OF_CODE,
            Self::Png => Page::OF_CODE_PNG,
        }
    }
}

impl<'p> Page<'p> {
    /// The query field with the text to search for.
    pub const SEARCHED: &'static str = LinkRequest::SEARCHED;
    /// The query field with the number of a page of the directory.
    pub const TURNED: &'static str = "page";
    /// The suffix of a link's name that asks for its page.
    pub const OF_LINK: &'static str = "+";
    /// The suffix of a link's name that asks for its QR code.
    pub const OF_CODE: &'static str = ".qr";
    /// The suffix that asks for it as a file for programs that read no SVG.
    pub const OF_CODE_PNG: &'static str = ".qr.png";

    /// The page that a request asks for, if it asks for one.
    pub fn asked(policy: &'p Policy, request: &LinkRequest<'_>) -> Option<Self> {
        let (last, before) = request.segments().split_last()?;
        let last = without_trailing_marks(last);
        if let Some(name) = last.strip_suffix(Self::OF_LINK) {
            return link(policy, before, name, request).map(Self::Link);
        }
        for format in [CodeFormat::Png, CodeFormat::Svg] {
            if let Some(name) = last.strip_suffix(format.suffix()) {
                let link = link(policy, before, name, request);
                return link.map(|link| Self::Code(link, format));
            }
        }
        is_directory(policy, request).then_some(Self::Directory)
    }
}

/// Whether this is the root or the prefix of links, and the policy does not bind it.
fn is_directory(policy: &Policy, request: &LinkRequest<'_>) -> bool {
    let segments = request.segments();
    let is_root = segments.len() == 1 && segments[0].is_empty();
    (is_root || policy.endpoint().is_link_prefix(segments)) && policy.find(segments).is_none()
}

/// The link with this name or alias, unless the policy binds the path with its suffix.
fn link<'p, S: AsRef<str>>(
    policy: &'p Policy,
    before: &[S],
    name: &str,
    request: &LinkRequest<'_>,
) -> Option<&'p Link> {
    let mut segments: SmallVec<[&str; 8]> = before.iter().map(AsRef::as_ref).collect();
    segments.push(name);
    let Some(Target::Link(link) | Target::Alias(link)) = policy.find(&segments) else {
        return None;
    };
    let is_taken = match policy.find(request.segments()) {
        None => false,
        Some(Target::Link(_) | Target::Alias(_)) => true,
        // A route whose last segment is a parameter would take any name, with or without a suffix.
        Some(Target::Route(route)) => {
            let last = policy.route(route).segments().last();
            matches!(last, Some(Segment::Literal(_)))
        }
    };
    (!is_taken).then(|| policy.link(link))
}
