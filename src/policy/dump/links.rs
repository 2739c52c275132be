//! Named links. There may be very many, so they are serialised one by one.

use std::fmt;

use serde::{Serialize, Serializer};

use super::parameters::preset;
use crate::policy::{Link, LinkView, ParameterView, Policy, Route};

pub struct LinksView<'p>(pub &'p Policy);

/// A link with its route and the values that it gives to parameters of it.
#[derive(Serialize)]
struct RoutedLinkView<'p> {
    #[serde(flatten)]
    link: LinkView,
    route: &'p str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    parameters: Vec<ParameterView>,
}

impl Serialize for LinksView<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let links = self.0.links().iter();
        serializer.collect_seq(links.map(|link| RoutedLinkView::of(link, self.0)))
    }
}

impl fmt::Debug for LinksView<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("LinksView")
            .field(&self.0.links().len())
            .finish()
    }
}

impl<'p> RoutedLinkView<'p> {
    fn of(link: &'p Link, policy: &'p Policy) -> Self {
        let route = policy.route(link.route());
        Self {
            link: LinkView::of(link, policy.endpoint()),
            route: route.name(),
            parameters: presets(link, route, policy),
        }
    }
}

fn presets(link: &Link, route: &Route, policy: &Policy) -> Vec<ParameterView> {
    let bindings = route.bindings();
    let meeting_keys = policy.log_rules().meeting_keys;
    // Neighbours only: parameters of one name come from the same field of the link.
    let mut before = None;
    // Several steps may take the same value under one name.
    let presets = link.presets().filter_map(|(binding, value)| {
        let parameter = bindings[binding].parameter();
        let again = before.replace(parameter.name()) == Some(parameter.name());
        (!again).then(|| preset(parameter, value, meeting_keys))
    });
    presets.collect()
}
