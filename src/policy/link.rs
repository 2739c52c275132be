//! Named links: shortcuts to a route with its parameters filled in.

mod draft;
mod moment;
mod resolve;
mod tags;

use jiff::Timestamp;

use super::route::RouteId;
use super::source::Place;
use crate::webex::Value;

pub(super) use draft::{Draft, Field, Given, read_node_value};
pub(super) use resolve::Surroundings;
use tags::Tags;

/// The number of a link in its policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct LinkId(pub(super) u32);

/// The keys of a link that are not parameters.
pub(super) const KEYS: [&str; 6] = ["title", "route", "owner", "tags", "from", "until"];

/// A named link.
#[derive(Clone, Debug)]
pub struct Link {
    name: Box<str>,
    title: Option<Box<str>>,
    owner: Option<Box<str>>,
    tags: Tags,
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

/// When a link works.
#[derive(Clone, Copy, Debug)]
pub(super) struct Dates {
    from: Option<Timestamp>,
    until: Option<Timestamp>,
}

impl Dates {
    /// Whether there is any.
    pub(super) fn is_bounded(self) -> bool {
        self.from.is_some() || self.until.is_some()
    }

    /// Where a moment stands relative to them.
    pub(super) fn validity(self, now: Timestamp) -> Validity {
        if self.from.is_some_and(|from| now < from) {
            Validity::NotYet
        } else if self.until.is_some_and(|until| now >= until) {
            Validity::Expired
        } else {
            Validity::Valid
        }
    }
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

    /// The words by which people find it, as the policy writes them; case does
    /// not count.
    pub fn tags(&self) -> impl Iterator<Item = &str> {
        self.tags.iter()
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
        self.dates().validity(now)
    }

    /// When it works.
    pub(super) fn dates(&self) -> Dates {
        let (from, until) = (self.from, self.until);
        Dates { from, until }
    }

    /// The values that it gives, each with the number of its slot.
    pub(super) fn presets(&self) -> impl Iterator<Item = (usize, &Value<'static>)> {
        let presets = self.presets.iter();
        presets.map(|preset| (usize::from(preset.slot), &preset.value))
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
