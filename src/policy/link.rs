//! Named links: shortcuts to a route with its parameters filled in.

use jiff::Timestamp;

use super::id::RouteId;
use super::place::Place;
use super::segment::fold;
use super::spaced_words::SpacedWords;
use super::validity::{Dates, Validity};
use crate::webex::Value;

/// The keys of a link that are not parameters.
pub const LINK_KEYS: [&str; 7] = [
    "title", "route", "aliases", "owner", "tags", "from", "until",
];

#[derive(Clone, Debug)]
pub struct Link {
    pub(crate) name: Box<str>,
    pub(crate) aliases: SpacedWords,
    pub(crate) title: Option<Box<str>>,
    pub(crate) owner: Option<Box<str>>,
    pub(crate) tags: SpacedWords,
    pub(crate) from: Option<Timestamp>,
    pub(crate) until: Option<Timestamp>,
    pub(crate) route: RouteId,
    pub(crate) presets: Box<[Preset]>,
    pub(crate) place: Place,
}

/// The number of an alias among those of its link. It costs the decisions about everything else less to
/// carry than the alias would.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AliasNumber(u8);

/// A value that a link gives to a parameter of its route.
#[derive(Clone, Debug)]
pub struct Preset {
    pub binding: u16,
    pub value: Value<'static>,
}

impl Link {
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its further names, which lead exactly where it leads.
    pub fn aliases(&self) -> impl Iterator<Item = &str> {
        self.aliases.iter()
    }

    /// The alias that a segment of a path asks for.
    pub fn find_alias(&self, segment: &str) -> Option<AliasNumber> {
        let asked = fold(segment);
        let at = self.aliases().position(|alias| fold(alias) == asked)?;
        u8::try_from(at).ok().map(AliasNumber)
    }

    /// An alias as the policy writes it.
    pub fn alias(&self, AliasNumber(at): AliasNumber) -> &str {
        self.aliases().nth(usize::from(at)).unwrap_or_default()
    }

    pub fn title(&self) -> Option<&str> {
        self.title.as_deref()
    }

    pub fn owner(&self) -> Option<&str> {
        self.owner.as_deref()
    }

    /// The words by which people find it, as the policy writes them; case does not count.
    pub fn tags(&self) -> impl Iterator<Item = &str> {
        self.tags.iter()
    }

    pub fn from(&self) -> Option<Timestamp> {
        self.from
    }

    pub fn until(&self) -> Option<Timestamp> {
        self.until
    }

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

    pub fn dates(&self) -> Dates {
        let (from, until) = (self.from, self.until);
        Dates { from, until }
    }

    /// The values that it gives, each with the number of its binding.
    pub fn presets(&self) -> impl Iterator<Item = (usize, &Value<'static>)> {
        let presets = self.presets.iter();
        presets.map(|preset| (usize::from(preset.binding), &preset.value))
    }

    /// The value that it gives to a parameter of its route, by the number of the parameter's
    /// binding.
    pub fn preset(&self, binding: usize) -> Option<&Value<'static>> {
        let preset = self
            .presets
            .iter()
            .find(|preset| usize::from(preset.binding) == binding);
        preset.map(|preset| &preset.value)
    }
}
