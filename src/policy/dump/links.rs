//! Named links. There may be very many, so they are serialised one by one.

use std::fmt;

use jiff::Timestamp;
use serde::{Serialize, Serializer};

use super::parameters::preset;
use crate::policy::{Link, Policy, Route};

pub struct LinksView<'p>(pub &'p Policy);

#[derive(Serialize)]
struct LinkView<'p> {
    name: &'p str,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'p str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    owner: Option<&'p str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tags: Vec<&'p str>,
    route: &'p str,
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<Rfc3339>,
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<Rfc3339>,
    parameters: PresetsView<'p>,
}

/// The values that a link gives to parameters of its route.
struct PresetsView<'p> {
    policy: &'p Policy,
    route: &'p Route,
    link: &'p Link,
}

/// A moment as RFC 3339 writes it.
struct Rfc3339(Timestamp);

impl Serialize for LinksView<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let links = self.0.links().iter();
        serializer.collect_seq(links.map(|link| LinkView::of(link, self.0)))
    }
}

impl fmt::Debug for LinksView<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("LinksView")
            .field(&self.0.links().len())
            .finish()
    }
}

impl<'p> LinkView<'p> {
    fn of(link: &'p Link, policy: &'p Policy) -> Self {
        let route = policy.route(link.route());
        Self {
            name: link.name(),
            title: link.title(),
            owner: link.owner(),
            tags: link.tags().collect(),
            route: route.name(),
            from: link.from().map(Rfc3339),
            until: link.until().map(Rfc3339),
            parameters: PresetsView {
                policy,
                route,
                link,
            },
        }
    }
}

impl Serialize for PresetsView<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let bindings = self.route.bindings();
        // Neighbours only: parameters of one name come from the same field of the link.
        let mut before = None;
        // Several steps may take the same value under one name.
        let presets = self.link.presets().filter_map(|(binding, value)| {
            let parameter = bindings[binding].parameter();
            let again = before.replace(parameter.name()) == Some(parameter.name());
            let view = || preset(parameter, value, self.policy.log_rules().meeting_keys);
            (!again).then(view)
        });
        serializer.collect_seq(presets)
    }
}

impl Serialize for Rfc3339 {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}
