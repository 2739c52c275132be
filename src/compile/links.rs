//! Reading links: from a draft to a link, with its route, its dates and its values.

mod aliases;
mod draft;
mod fields;
mod name;
mod presets;
mod spreadsheet;
mod tags;

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use self::aliases::read_aliases;
use self::name::read_name;
use self::presets::{check_complete, read_presets};
use self::tags::read_tags;
use crate::compile::context::Text;
use crate::compile::moment::{DayEdge, parse_moment};
use crate::compile::one_line::one_line;
use crate::policy::{LINK_KEYS, Link, Route, RouteId, SpacedWords};

pub use self::aliases::PlacedAlias;
pub use self::draft::{Field, LinkDraft, RawValue, read_node_value};
pub use self::fields::LinkFields;
pub use self::name::{KnownWord, WordKind, refuse_look_alikes};

pub struct LinkReader<'c> {
    pub routes: &'c [Route],
    /// `None` for a route that is broken, which has been reported.
    pub routes_by_name: &'c BTreeMap<&'c str, Option<RouteId>>,
    pub zone: &'c TimeZone,
    pub now: Timestamp,
}

/// A link, and where each of its aliases stands.
pub struct ReadLink {
    pub link: Link,
    pub aliases: Vec<PlacedAlias>,
}

/// A date of a link, and where it stands.
struct Dated<'d> {
    moment: Timestamp,
    text: Text<'d>,
}

impl LinkReader<'_> {
    /// Turns a draft into a link, with every problem reported.
    pub fn read(&self, mut draft: LinkDraft<'_>) -> Option<ReadLink> {
        if draft.is_broken {
            return None;
        }
        let name = draft.name;
        let read_name = read_name(&name);
        let aliases = read_aliases(&mut draft);
        let title = draft.take_text("title").and_then(one_line);
        let owner = draft.take_text("owner").and_then(one_line);
        let tags = read_tags(&mut draft);
        let from = self.read_moment(&mut draft, "from", DayEdge::Begin);
        let until = self.read_moment(&mut draft, "until", DayEdge::End);
        self.check_dates(&name, from.as_ref(), until.as_ref());
        let route_id = self.read_route(&mut draft)?;
        let route = &self.routes[route_id.0 as usize];
        // Whatever has not been taken names a parameter of the route.
        let presets = read_presets(&draft, route);
        check_complete(&draft, route, &presets);
        let names: Vec<&str> = aliases.iter().map(|alias| &*alias.name).collect();
        let link = Link {
            name: read_name,
            aliases: SpacedWords::new(&names),
            title,
            owner,
            tags,
            from: from.map(|from| from.moment),
            until: until.map(|until| until.moment),
            route: route_id,
            presets: presets.into(),
            place: name.place(),
        };
        Some(ReadLink { link, aliases })
    }

    /// The fields that a link of any route could have.
    pub fn fields(&self) -> LinkFields<'_> {
        let bindings = self.routes.iter().flat_map(Route::bindings);
        let parameters = bindings.map(|binding| binding.parameter().name());
        LinkFields {
            names: LINK_KEYS.into_iter().chain(parameters).collect(),
            // A broken route could have had any.
            has_any: self.routes_by_name.values().any(Option::is_none),
        }
    }

    fn read_route(&self, draft: &mut LinkDraft<'_>) -> Option<RouteId> {
        let known = self.routes_by_name.keys().copied();
        let mentioned = draft.mentions("route");
        let Some(name) = draft.take_text("route") else {
            if !mentioned && !draft.has_unknown && !draft.reports_slip_of("route") {
                let link = draft.name;
                link.error(format!("the link `{link}` has no `route`"))
                    .help_one_of("", known);
            }
            return None;
        };
        let found = self.routes_by_name.get(name.as_str());
        if found.is_none() {
            name.error(format!("there is no route `{name}`"))
                .help_one_of(&name, known);
        }
        *found?
    }

    fn read_moment<'d>(
        &self,
        draft: &mut LinkDraft<'d>,
        key: &str,
        edge: DayEdge,
    ) -> Option<Dated<'d>> {
        let text = draft.take_text(key)?;
        let moment = parse_moment(&text, self.zone, edge);
        if moment.is_none() {
            text.error(format!("`{text}` is not a date"))
                .help("write it like 2027-06-30, 2027-06-30T18:00 or 2027-06-30T18:00+02:00");
        }
        moment.map(|moment| Dated { moment, text })
    }

    fn check_dates(&self, name: &str, from: Option<&Dated<'_>>, until: Option<&Dated<'_>>) {
        let Some(until) = until else {
            return;
        };
        if from.is_some_and(|from| from.moment >= until.moment) {
            until
                .text
                .error(format!("the link `{name}` ends before it begins"))
                .help("correct `from` or `until`");
        } else if until.moment <= self.now {
            until
                .text
                .warning(format!("the link `{name}` has expired"))
                .help("remove it, or give it a later `until`");
        }
    }
}
