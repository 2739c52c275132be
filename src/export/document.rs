//! All links as JSON, each with where it leads.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Serialize;

use super::fallback::Asker;
use crate::policy::{Link, LinkView, Policy};

/// A link with what it leads to.
#[derive(Debug, Serialize)]
pub struct ExportedLink<'p> {
    #[serde(flatten)]
    link: LinkView,
    route: &'p str,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    parameters: BTreeMap<&'p str, String>,
    /// Where everybody is sent who opens it.
    #[serde(skip_serializing_if = "Option::is_none")]
    location: Option<String>,
    /// Why there is no one answer for everybody.
    #[serde(skip_serializing_if = "Option::is_none")]
    depends: Option<String>,
}

/// The links of a policy, in its order.
pub fn links(policy: &Policy, now: Timestamp) -> Vec<ExportedLink<'_>> {
    let asker = Asker { policy, now };
    let links = policy.links().iter();
    links.map(|link| ExportedLink::of(asker, link)).collect()
}

impl<'p> ExportedLink<'p> {
    fn of(asker: Asker<'p>, link: &'p Link) -> Self {
        let route = asker.policy.route(link.route());
        let parameters = link.presets().map(|(binding, value)| {
            let parameter = route.bindings()[binding].parameter();
            (parameter.name(), value.shown().into_owned())
        });
        let found = asker.location_of(link);
        Self {
            link: LinkView::of(link, asker.policy.endpoint()),
            route: route.name(),
            parameters: parameters.collect(),
            depends: found.as_ref().err().map(ToString::to_string),
            location: found.ok(),
        }
    }
}
