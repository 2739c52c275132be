//! Links and routes as pages show them: rows of the directory, and what heads the page of a link.

use super::dates;
use super::i18n::Language;
use super::markup::AddressParts;
use super::pages::{FormField, Input, RouteForm, RouteRow, Row, Tag, title_of_route};
use super::sanitize::{LONG, SHORT, cut, page_bytes, take_within, truncate};
use super::turns::list_path;
use crate::decision::Page;
use crate::directory::is_needed;
use crate::policy::{Binding, Link, PublicEndpoint, Route, Segment, ValueSource};
use crate::webex::{Effect, OwnPath, ParameterType};

/// So many bytes of a page are for a link.
#[derive(Clone, Copy, Debug)]
pub struct Room {
    title: usize,
    owner: usize,
    tags: usize,
    /// For all of them, with the addresses of the link. A long address leaves less to the texts.
    all: usize,
}

/// A list with the longest of everything stays below 30 KiB.
pub const IN_LIST: Room = Room {
    title: 120,
    owner: 80,
    tags: 400,
    all: 860,
};
/// A link has no more than 8 tags.
pub const ON_ITS_PAGE: Room = Room {
    title: LONG,
    owner: LONG,
    tags: usize::MAX,
    all: usize::MAX,
};

/// The markup around a tag.
const TAG_BYTES: usize = 40;
/// Each part of a path may end with a `<wbr>`.
const BREAK_BYTES: usize = 5;

impl Room {
    /// What the addresses of a link leave. The title stands in a row twice.
    fn beside(self, addresses: usize) -> Self {
        let all = self.all.saturating_sub(addresses);
        Self {
            title: self.title.min(all / 3),
            owner: self.owner.min(all / 4),
            all,
            ..self
        }
    }

    fn for_tags(self, title: &str, owner: Option<&str>) -> usize {
        let texts = 2 * page_bytes(title) + owner.map_or(0, page_bytes);
        self.tags.min(self.all.saturating_sub(texts))
    }
}

pub fn row_of_link<'p>(link: &'p Link, endpoint: &PublicEndpoint, room: Room) -> Row<'p> {
    let href = OwnPath::new(endpoint.link_segments(link.name())).to_string();
    let path = endpoint.link_path(link.name());
    let breaks = AddressParts::of(&path).count() * BREAK_BYTES;
    // It stands there twice: where the link leads, and where there is more about it.
    let room = room.beside(2 * page_bytes(&href) + page_bytes(&path) + breaks);
    let title = truncate(link.title().unwrap_or(link.name()), room.title);
    let owner = link.owner().map(|owner| truncate(owner, room.owner));
    let zone = endpoint.time_zone();
    Row {
        tags: tags(link, room.for_tags(&title, owner.as_deref())),
        title,
        more: format!("{href}{}", Page::OF_LINK),
        href,
        path,
        owner,
        from: link.from().map(|from| dates::beginning(from, zone)),
        until: link.until().map(|until| dates::end(until, zone)),
    }
}

/// The first tags of a link, as many as there is room for.
fn tags(link: &Link, room: usize) -> Vec<Tag<'_>> {
    let tags = link.tags().map(|name| Tag {
        name,
        href: list_path(name, 1),
    });
    take_within(tags, room, |tag| {
        TAG_BYTES + page_bytes(tag.name) + page_bytes(tag.href.as_str())
    })
}

/// A route in a list, as a form for what it needs.
pub fn row_of_route(route: &Route, id: usize, language: Language) -> RouteRow {
    let path = path_of_route(route, language);
    let needed = route_form(route, Some(id), Fields::Needed, language);
    let page = form_path(route);
    if needed.fields.is_empty() {
        let optional = route.bindings().iter().any(is_from_query);
        return RouteRow {
            title: cut(needed.title, IN_LIST.title),
            href: Some(needed.action.to_string()),
            more: optional.then_some(page),
            path,
            form: None,
        };
    }
    let has_more = route.bindings().iter().filter(|b| is_open(b)).count() > needed.fields.len();
    let has_room = needed.bytes() <= FORM_BYTES;
    RouteRow {
        title: cut(needed.title.clone(), IN_LIST.title),
        href: (!has_room).then(|| page.to_string()),
        more: (has_more && has_room).then_some(page),
        path,
        form: has_room.then_some(needed),
    }
}

/// So many bytes of a page are for the form of a route in a list. A longer one has a page of its
/// own.
const FORM_BYTES: usize = 640;

/// Which parameters a form asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fields {
    /// Those without which the route leads nowhere.
    Needed,
    All,
}

/// A form for a route.
pub fn route_form(
    route: &Route,
    id: Option<usize>,
    fields: Fields,
    language: Language,
) -> RouteForm {
    let open = route.bindings().iter().filter(|binding| is_open(binding));
    let fields = open.filter_map(|binding| {
        let is_required = is_in_path(binding) || is_needed(route, binding);
        let is_shown = is_required || fields == Fields::All;
        is_shown.then(|| field(binding, is_required, language))
    });
    let fields: Vec<FormField> = fields.collect();
    let is_path = |segment: &Segment| matches!(segment, Segment::Literal(_));
    let literals = route.segments().iter().filter_map(|segment| match segment {
        Segment::Literal(word) => Some(&**word),
        Segment::Parameter(_) => None,
    });
    RouteForm {
        id,
        action: match route.segments().iter().all(is_path) {
            true => OwnPath::new(literals),
            false => form_path(route),
        },
        title: title_of_route(route, language),
        fields,
        destroys: route.effect() == Effect::Destroy,
    }
}

/// Where the form of a route is, and where it leads.
pub fn form_path(route: &Route) -> OwnPath {
    OwnPath::new(["-", "route", route.name()])
}

fn field(binding: &Binding, is_required: bool, language: Language) -> FormField {
    let parameter = binding.parameter();
    FormField {
        name: parameter.name().to_owned(),
        label: cut(language.parameter(parameter.name()), SHORT),
        is_required,
        input: match parameter.kind() {
            ParameterType::Digits { .. } | ParameterType::Number { .. } => Input::Digits,
            ParameterType::Email => Input::Email,
            // Browsers send it as `2027-01-31T14:30`, which is what the type reads.
            ParameterType::Start { .. } => Input::Start,
            ParameterType::Flag { .. } => Input::Choice(["yes", "no"].map(str::to_owned).into()),
            ParameterType::Choice(choices) => {
                let words = choices.iter().map(|(word, _)| word.to_string());
                Input::Choice(words.collect())
            }
            _ => Input::Text,
        },
    }
}

/// Whether a visitor gives the value.
pub fn is_open(binding: &Binding) -> bool {
    is_in_path(binding) || is_from_query(binding)
}

pub fn is_in_path(binding: &Binding) -> bool {
    matches!(binding.source(), ValueSource::Path(_))
}

fn is_from_query(binding: &Binding) -> bool {
    *binding.source() == ValueSource::Query
}

/// The path of a route, with the names of what has to be put in.
pub fn path_of_route(route: &Route, language: Language) -> String {
    let segments = route.segments().iter().map(|segment| match segment {
        Segment::Literal(word) => word.to_string(),
        Segment::Parameter(name) => format!("‹{}›", language.parameter(name)),
    });
    let path: String = segments.map(|segment| format!("/{segment}")).collect();
    truncate(&path, SHORT).into_owned()
}
