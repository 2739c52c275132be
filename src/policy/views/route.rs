//! A route.

use serde::Serialize;

use crate::policy::Route;

/// A route as programs are told of it, without what it calls and who may use it.
#[derive(Debug, Serialize)]
pub struct RouteView {
    pub name: String,
    pub title: String,
    /// With a `{parameter}` in each place that has to be filled; a route for links only has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
}

impl RouteView {
    /// The route with the title that the policy or the catalogue gives it.
    pub fn of(route: &Route) -> Self {
        Self {
            name: route.name().to_owned(),
            title: route.title().to_owned(),
            path: route.path().map(str::to_owned),
        }
    }
}
