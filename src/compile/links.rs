//! Reading links: from a draft to a link, with its route, its dates and its values.

mod draft;
mod moment;
mod tags;

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use self::draft::read_value;
use self::moment::{DayEdge, parse_moment};
use self::tags::read_tags;
use crate::compile::path_pattern::check_literal;
use crate::compile::routes::check_page_after_login;
use crate::policy::{LINK_KEYS, Link, Preset, Route, RouteId, Slot, Supply};

pub use self::draft::{Draft, Field, Given, read_node_value};
use crate::compile::problem::Problems;
use crate::policy::Place;

/// What links are read against.
pub struct Surroundings<'c> {
    pub routes: &'c [Route],
    /// `None` for a route that is broken, which has been reported.
    pub by_name: BTreeMap<&'c str, Option<RouteId>>,
    pub zone: &'c TimeZone,
    pub now: Timestamp,
}

impl Surroundings<'_> {
    /// Turns a draft into a link, with every problem reported.
    pub fn resolve(&self, mut draft: Draft<'_>, problems: &mut Problems) -> Option<Link> {
        let (name, place) = draft.name;
        if draft.is_broken {
            return None;
        }
        if let Err(message) = check_literal(name) {
            problems
                .error(place, message)
                .propose("rename the link: its name stands in its path");
        }
        let title = draft
            .take_text("title", problems)
            .map(|(title, _)| title.into());
        let owner = draft
            .take_text("owner", problems)
            .map(|(owner, _)| owner.into());
        let tags = read_tags(&mut draft, problems);
        let from = self.read_moment(&mut draft, "from", DayEdge::Begin, problems);
        let until = self.read_moment(&mut draft, "until", DayEdge::End, problems);
        self.check_dates(name, from, until, problems);
        let route = self.read_route(&mut draft, problems)?;
        let slots = &self.routes[route.0 as usize];
        let presets = read_presets(&draft, slots, problems);
        check_complete(&draft, slots, &presets, problems);
        Some(Link {
            name: name.into(),
            title,
            owner,
            tags,
            from: from.map(|(from, _)| from),
            until: until.map(|(until, _)| until),
            route,
            presets: presets.into(),
            place,
        })
    }

    /// Whether a link of any route could have a field of that name.
    pub fn is_known(&self, key: &str) -> bool {
        let mut slots = self.routes.iter().flat_map(Route::slots);
        LINK_KEYS.contains(&key)
            || self.by_name.values().any(Option::is_none)
            || slots.any(|slot| slot.parameter().name() == key)
    }

    fn read_route(&self, draft: &mut Draft<'_>, problems: &mut Problems) -> Option<RouteId> {
        let mentioned = draft.mentions("route");
        let Some((name, place)) = draft.take_text("route", problems) else {
            if !mentioned {
                problems
                    .error(
                        draft.name.1,
                        format!("the link `{}` does not say its `route`", draft.name.0),
                    )
                    .propose_one_of("", self.by_name.keys().copied());
            }
            return None;
        };
        let found = self.by_name.get(name);
        if found.is_none() {
            problems
                .error(place, format!("there is no route `{name}`"))
                .propose_one_of(name, self.by_name.keys().copied());
        }
        *found?
    }

    fn read_moment(
        &self,
        draft: &mut Draft<'_>,
        key: &str,
        edge: DayEdge,
        problems: &mut Problems,
    ) -> Option<(Timestamp, Place)> {
        let (text, place) = draft.take_text(key, problems)?;
        let moment = parse_moment(text, self.zone, edge);
        if moment.is_none() {
            problems
                .error(place, format!("`{text}` is no date"))
                .propose("write it like 2027-06-30, 2027-06-30T18:00 or 2027-06-30T18:00+02:00");
        }
        moment.map(|moment| (moment, place))
    }

    fn check_dates(
        &self,
        name: &str,
        from: Option<(Timestamp, Place)>,
        until: Option<(Timestamp, Place)>,
        problems: &mut Problems,
    ) {
        let Some((until, place)) = until else {
            return;
        };
        if from.is_some_and(|(from, _)| from >= until) {
            problems
                .error(place, format!("the link `{name}` ends before it begins"))
                .propose("correct `from` or `until`");
        } else if until <= self.now {
            problems
                .warning(place, format!("the link `{name}` has expired"))
                .propose("remove it, or give it a later `until`");
        }
    }
}

fn read_presets(draft: &Draft<'_>, route: &Route, problems: &mut Problems) -> Vec<Preset> {
    let mut presets = Vec::new();
    for field in &draft.fields {
        let (name, place) = field.key;
        let slots = route.slots().iter().enumerate();
        let named: Vec<_> = slots
            .filter(|(_, slot)| slot.parameter().name() == name)
            .collect();
        if named.is_empty() {
            let open = route
                .slots()
                .iter()
                .filter(|slot| !slot.parameter().is_secret());
            let known = open.map(|slot| slot.parameter().name());
            problems
                .error(
                    place,
                    format!("the route `{}` has no parameter `{name}`", route.name()),
                )
                .propose_one_of(name, known.chain(LINK_KEYS));
            continue;
        }
        // A step may set for itself what another leaves to the link.
        let is_open = |(_, slot): &&(usize, &Slot)| !slot.supply().is_fixed();
        let open: Vec<_> = named.iter().filter(is_open).collect();
        let meant = match open.is_empty() {
            true => named.iter().take(1).collect(),
            false => open,
        };
        for slot in meant {
            presets.extend(read_preset(*slot, field, route, problems));
        }
    }
    presets
}

/// The value that a link gives to one parameter of its route.
fn read_preset(
    (at, slot): (usize, &Slot),
    field: &Field<'_>,
    route: &Route,
    problems: &mut Problems,
) -> Option<Preset> {
    let (name, place) = field.key;
    if slot.parameter().is_secret() {
        problems
            .hidden_error(
                place,
                format!("`{name}` is a secret, which must not stand in a policy or a link"),
            )
            .propose("name it under the route's `secrets`, or leave it out: Webex asks the person for it");
    } else if slot.supply().is_fixed() {
        problems
            .error(
                place,
                format!("the route `{}` sets `{name}` itself", route.name()),
            )
            .propose("leave it out here, or remove it from the route");
    } else if let Some(value) = read_value(slot.parameter(), field, problems) {
        if slot.parameter().is_landing() {
            let around = (route.ends_with_step_of(at), route.site());
            check_page_after_login((name, &value), around, field.place, problems);
        }
        let slot = u16::try_from(at).unwrap_or(u16::MAX);
        return Some(Preset { slot, value });
    }
    None
}

fn check_complete(draft: &Draft<'_>, route: &Route, presets: &[Preset], problems: &mut Problems) {
    for (slot, at) in route.slots().iter().zip(0..) {
        let needed = slot.parameter().is_required()
            || matches!(slot.supply(), Supply::Path(_))
            || route.is_needed_to_go_back(slot.parameter().name());
        let supplied = slot.supply().is_fixed() || *slot.supply() == Supply::Query;
        let name = slot.parameter().name();
        let given = presets.iter().any(|preset| preset.slot == at) || draft.mentions(name);
        if needed && !supplied && !given {
            problems
                .error(
                    draft.name.1,
                    format!("the link `{}` does not give `{name}`", draft.name.0),
                )
                .propose(format!("add `{name}:`"));
        }
    }
}
