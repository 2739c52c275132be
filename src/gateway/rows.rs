//! Links and routes as rows of the directory.

use super::dates;
use super::i18n::Language;
use super::pages::{Row, Tag, title_of_route};
use super::sanitize::{SHORT, cut, take_within, truncate};
use crate::decision::Page;
use crate::policy::{Link, PublicEndpoint, Route, Segment};
use crate::webex::OwnPath;

/// So many bytes of a page are for the title of a link in a list, and for its
/// owner: one with the longest of everything stays below 30 KiB.
const TITLE_BYTES: usize = 120;
const OWNER_BYTES: usize = 80;
/// So many bytes of it are for its tags.
const TAG_BYTES: usize = 240;

/// A link in a list.
pub fn row_of_link<'p>(link: &'p Link, endpoint: &PublicEndpoint) -> Row<'p> {
    let path = endpoint.link_path(link.name());
    let title = link.title().unwrap_or(link.name());
    let zone = endpoint.time_zone();
    Row {
        title: truncate(title, TITLE_BYTES),
        more: Some(format!("{path}+")),
        href: Some(path.clone()),
        path,
        owner: link.owner().map(|owner| truncate(owner, OWNER_BYTES)),
        tags: tags_in(link, TAG_BYTES),
        until: link.until().map(|until| dates::end(until, zone)),
    }
}

/// The tags of a link.
pub fn tags(link: &Link) -> impl Iterator<Item = Tag<'_>> {
    link.tags().map(|name| Tag {
        name,
        href: OwnPath::new([""]).with_field(Page::SEARCHED, name),
    })
}

/// The first tags of a link, as many as there is room for.
fn tags_in(link: &Link, room: usize) -> Vec<Tag<'_>> {
    take_within(tags(link), room, |tag| {
        tag.name.len() + tag.href.as_str().len()
    })
}

/// A route in a list, with the names of what has to be put in.
pub fn row_of_route<'p>(route: &Route, language: Language) -> Row<'p> {
    let is_open = |segment: &Segment| matches!(segment, Segment::Parameter(_));
    let has_place = route.segments().iter().any(is_open);
    let segments = route.segments().iter().map(|segment| match segment {
        Segment::Literal(word) => word.to_string(),
        Segment::Parameter(name) => format!("‹{}›", language.parameter(name)),
    });
    let path: String = segments.map(|segment| format!("/{segment}")).collect();
    let shown = truncate(&path, SHORT).into_owned();
    Row {
        title: cut(title_of_route(route, language), TITLE_BYTES),
        href: (!has_place).then_some(path),
        path: shown,
        more: None,
        owner: None,
        tags: Vec::new(),
        until: None,
    }
}
