//! Links and routes as pages show them: rows of the directory, and what heads the page of a link.

use super::dates;
use super::i18n::Language;
use super::pages::{Row, Tag, title_of_route};
use super::sanitize::{LONG, SHORT, cut, take_within, truncate};
use crate::decision::Page;
use crate::policy::{Link, PublicEndpoint, Route, Segment};
use crate::webex::OwnPath;

/// So many bytes of a page are for the texts of a link.
#[derive(Clone, Copy, Debug)]
pub struct Room {
    title: usize,
    owner: usize,
    tags: usize,
}

/// A list with the longest of everything stays below 30 KiB.
pub const IN_LIST: Room = Room {
    title: 120,
    owner: 80,
    tags: 240,
};
/// A link has no more than 8 tags.
pub const ON_ITS_PAGE: Room = Room {
    title: LONG,
    owner: LONG,
    tags: usize::MAX,
};

pub fn row_of_link<'p>(link: &'p Link, endpoint: &PublicEndpoint, room: Room) -> Row<'p> {
    let href = OwnPath::new(endpoint.link_segments(link.name())).to_string();
    let title = link.title().unwrap_or(link.name());
    let zone = endpoint.time_zone();
    Row {
        title: truncate(title, room.title),
        more: Some(format!("{href}{}", Page::OF_LINK)),
        href: Some(href),
        path: endpoint.link_path(link.name()),
        owner: link.owner().map(|owner| truncate(owner, room.owner)),
        tags: tags(link, room.tags),
        from: link.from().map(|from| dates::beginning(from, zone)),
        until: link.until().map(|until| dates::end(until, zone)),
    }
}

/// The first tags of a link, as many as there is room for.
fn tags(link: &Link, room: usize) -> Vec<Tag<'_>> {
    let tags = link.tags().map(|name| Tag {
        name,
        href: OwnPath::new([""]).with_field(Page::SEARCHED, name),
    });
    take_within(tags, room, |tag| tag.name.len() + tag.href.as_str().len())
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
        title: cut(title_of_route(route, language), IN_LIST.title),
        href: (!has_place).then_some(path),
        path: shown,
        more: None,
        owner: None,
        tags: Vec::new(),
        from: None,
        until: None,
    }
}
