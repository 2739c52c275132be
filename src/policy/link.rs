//! Named links: shortcuts to a route with its parameters filled in.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

use super::fields::{Fields, report_empty, text};
use super::paths::check_literal;
use super::problem::Problems;
use super::route::{Route, RouteId, Supply};
use super::source::Place;
use super::yaml::Node;
use crate::webex::{Parameter, Value, ValueError};

/// The number of a link in its policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct LinkId(pub(super) u32);

/// The keys of a link that are not parameters.
pub(super) const KEYS: [&str; 5] = ["title", "route", "owner", "from", "until"];

/// A named link.
#[derive(Clone, Debug)]
pub struct Link {
    name: Box<str>,
    title: Option<Box<str>>,
    owner: Option<Box<str>>,
    from: Option<Timestamp>,
    until: Option<Timestamp>,
    route: RouteId,
    presets: Box<[Preset]>,
    place: Place,
}

/// A value that a link gives to a parameter of its route.
#[derive(Clone, Debug)]
struct Preset {
    slot: u16,
    value: Value<'static>,
}

/// Where a moment stands relative to the dates of a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Validity {
    /// Before `from`.
    NotYet,
    /// Within its dates, or it has none.
    Valid,
    /// After `until`.
    Expired,
}

impl Link {
    /// Its name, which stands in its path.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What it is, for people.
    pub fn title(&self) -> Option<&str> {
        self.title.as_deref()
    }

    /// Who looks after it.
    pub fn owner(&self) -> Option<&str> {
        self.owner.as_deref()
    }

    /// When it begins to work.
    pub fn from(&self) -> Option<Timestamp> {
        self.from
    }

    /// When it ceases to work.
    pub fn until(&self) -> Option<Timestamp> {
        self.until
    }

    /// The route that it goes through.
    pub fn route(&self) -> RouteId {
        self.route
    }

    /// Where it stands in the policy.
    pub fn place(&self) -> Place {
        self.place
    }

    /// Whether it works at that moment.
    pub fn validity(&self, now: Timestamp) -> Validity {
        if self.from.is_some_and(|from| now < from) {
            Validity::NotYet
        } else if self.until.is_some_and(|until| now >= until) {
            Validity::Expired
        } else {
            Validity::Valid
        }
    }

    /// The value that it gives to a parameter of its route, by the number of
    /// the parameter's slot.
    pub fn preset(&self, slot: usize) -> Option<&Value<'static>> {
        let preset = self
            .presets
            .iter()
            .find(|preset| usize::from(preset.slot) == slot);
        preset.map(|preset| &preset.value)
    }
}

/// A link as it stands in a file, YAML or CSV.
pub(super) struct Draft<'d> {
    pub(super) name: (&'d str, Place),
    pub(super) fields: Vec<Field<'d>>,
    /// Whether it is no mapping at all, which has been reported.
    pub(super) is_broken: bool,
}

/// One field of a [`Draft`].
pub(super) struct Field<'d> {
    pub(super) key: (&'d str, Place),
    /// What it says; `None` when that is broken, which has been reported.
    pub(super) given: Option<Given<'d>>,
    pub(super) place: Place,
}

/// What a field says: one text or a list.
#[derive(Clone)]
pub(super) enum Given<'d> {
    One(&'d str),
    Many(Vec<&'d str>),
}

impl<'d> Draft<'d> {
    /// Reads one entry of `links:`.
    pub(super) fn read(
        name: &'d str,
        key: Node<'d>,
        value: Node<'d>,
        problems: &mut Problems,
    ) -> Self {
        let fields = Fields::open(value, "a link", problems);
        let is_broken = !fields.is_mapping();
        let fields = fields
            .rest()
            .into_iter()
            .map(|(word, key, value)| Field {
                key: (word, key.place()),
                given: if value.is_null() {
                    report_empty(word, key, problems);
                    None
                } else {
                    read_given(value, word, problems)
                },
                place: value.place(),
            })
            .collect();
        Self {
            name: (name, key.place()),
            fields,
            is_broken,
        }
    }

    fn take(&mut self, key: &str) -> Option<Field<'d>> {
        let at = self.fields.iter().position(|field| field.key.0 == key)?;
        Some(self.fields.remove(at))
    }

    /// Whether it says anything about a key, be it broken.
    fn mentions(&self, key: &str) -> bool {
        self.fields.iter().any(|field| field.key.0 == key)
    }

    fn take_text(&mut self, key: &str, problems: &mut Problems) -> Option<(&'d str, Place)> {
        let field = self.take(key)?;
        match field.given? {
            Given::One(text) => Some((text, field.place)),
            Given::Many(_) => {
                problems.error(
                    field.place,
                    format!("`{key}` must be a text, but this is a list"),
                );
                None
            }
        }
    }
}

fn read_given<'d>(node: Node<'d>, word: &str, problems: &mut Problems) -> Option<Given<'d>> {
    match node.items() {
        Some(items) => items
            .map(|item| text(item, &format!("`{word}`"), problems))
            .collect::<Option<_>>()
            .map(Given::Many),
        None => text(node, &format!("`{word}`"), problems).map(Given::One),
    }
}

/// What links are read against.
pub(super) struct Surroundings<'c> {
    pub(super) routes: &'c [Route],
    /// `None` for a route that is broken, which has been reported.
    pub(super) by_name: BTreeMap<&'c str, Option<RouteId>>,
    pub(super) zone: &'c TimeZone,
    pub(super) now: Timestamp,
}

impl Surroundings<'_> {
    /// Turns a draft into a link, with every problem reported.
    pub(super) fn resolve(&self, mut draft: Draft<'_>, problems: &mut Problems) -> Option<Link> {
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
            from: from.map(|(from, _)| from),
            until: until.map(|(until, _)| until),
            route,
            presets: presets.into(),
            place,
        })
    }

    /// Whether a link of any route could have a field of that name.
    pub(super) fn is_known(&self, key: &str) -> bool {
        let mut slots = self.routes.iter().flat_map(Route::slots);
        KEYS.contains(&key)
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

/// Which end of a day a bare date means.
#[derive(Clone, Copy)]
pub(super) enum DayEdge {
    Begin,
    End,
}

/// A moment: a date in the policy's zone, a local date and time in it, or a
/// date and time with its own offset. A day counts to its end.
pub(super) fn parse_moment(text: &str, zone: &TimeZone, edge: DayEdge) -> Option<Timestamp> {
    // The parsers take more forms than these, and drop what they do not use.
    let shape: String = text
        .chars()
        .map(|c| if c.is_ascii_digit() { '0' } else { c })
        .collect();
    match shape.as_str() {
        "0000-00-00" => {
            let day: Date = text.parse().ok()?;
            let day = match edge {
                DayEdge::Begin => day,
                DayEdge::End => day.tomorrow().ok()?,
            };
            zone.to_timestamp(day.at(0, 0, 0, 0)).ok()
        }
        "0000-00-00T00:00" | "0000-00-00T00:00:00" => {
            let local: DateTime = text.parse().ok()?;
            // In the hour that a clock change skips or repeats, this is not
            // one moment.
            zone.to_ambiguous_timestamp(local).unambiguous().ok()
        }
        _ => {
            let with_offset = ["Z", "+00:00", "-00:00"].into_iter();
            let local = with_offset
                .filter_map(|offset| shape.strip_suffix(offset))
                .next()?;
            let known = matches!(local, "0000-00-00T00:00" | "0000-00-00T00:00:00");
            known.then(|| text.parse().ok()).flatten()
        }
    }
}

fn read_presets(draft: &Draft<'_>, route: &Route, problems: &mut Problems) -> Vec<Preset> {
    let mut presets = Vec::new();
    for field in &draft.fields {
        let (name, place) = field.key;
        let slot = route
            .slots()
            .iter()
            .position(|slot| slot.parameter().name() == name);
        let Some(at) = slot else {
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
                .propose_one_of(name, known.chain(KEYS));
            continue;
        };
        let slot = &route.slots()[at];
        if slot.parameter().is_secret() {
            problems
                .error(
                    place,
                    format!("`{name}` is a secret, which must not stand in a policy or a link"),
                )
                .propose("leave it out: Webex asks the person for it");
        } else if matches!(slot.supply(), Supply::Constant(_) | Supply::Caller(_)) {
            problems
                .error(
                    place,
                    format!("the route `{}` sets `{name}` itself", route.name()),
                )
                .propose("leave it out here, or remove it from the route");
        } else if let Some(value) = read_value(slot.parameter(), field, problems) {
            let slot = u16::try_from(at).unwrap_or(u16::MAX);
            presets.push(Preset { slot, value });
        }
    }
    presets
}

fn check_complete(draft: &Draft<'_>, route: &Route, presets: &[Preset], problems: &mut Problems) {
    for (slot, at) in route.slots().iter().zip(0..) {
        let needed = slot.parameter().is_required()
            || matches!(slot.supply(), Supply::Path(_))
            || route.is_needed_to_go_back(slot.parameter().name());
        let supplied = matches!(
            slot.supply(),
            Supply::Query | Supply::Constant(_) | Supply::Caller(_)
        );
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

fn read_value(
    parameter: &Parameter,
    field: &Field<'_>,
    problems: &mut Problems,
) -> Option<Value<'static>> {
    let value = match field.given.as_ref()? {
        Given::One(text) => parameter.parse(text).map(Value::into_owned),
        Given::Many(items) => parameter.kind().parse_items(items),
    };
    value
        .map_err(|error| report(parameter, field.place, &error, problems))
        .ok()
}

/// Reads a value that stands in a policy.
pub(super) fn read_node_value(
    parameter: &Parameter,
    node: Node<'_>,
    problems: &mut Problems,
) -> Option<Value<'static>> {
    let name = parameter.name();
    let field = Field {
        key: (name, node.place()),
        given: read_given(node, name, problems),
        place: node.place(),
    };
    read_value(parameter, &field, problems)
}

fn report(parameter: &Parameter, place: Place, error: &ValueError, problems: &mut Problems) {
    problems.error(place, format!("`{}` {error}", parameter.name()));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_days_in_the_zone_of_the_policy() {
        let berlin = TimeZone::get("Europe/Berlin").expect("a zone");
        let moment = |text, edge| parse_moment(text, &berlin, edge).map(|m| m.to_string());
        let at = |text: &str| Some(text.to_owned());
        assert_eq!(
            moment("2027-06-30", DayEdge::Begin),
            at("2027-06-29T22:00:00Z")
        );
        assert_eq!(
            moment("2027-06-30", DayEdge::End),
            at("2027-06-30T22:00:00Z")
        );
        assert_eq!(
            moment("2027-12-31", DayEdge::End),
            at("2027-12-31T23:00:00Z")
        );
        assert_eq!(
            moment("2027-06-30T18:00", DayEdge::End),
            at("2027-06-30T16:00:00Z")
        );
        assert_eq!(
            moment("2027-06-30T18:00Z", DayEdge::End),
            at("2027-06-30T18:00:00Z")
        );
        assert_eq!(moment("2027-06-31", DayEdge::End), None);
        assert_eq!(moment("tomorrow", DayEdge::End), None);
    }
}
