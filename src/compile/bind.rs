//! Binding routes and links to their paths, one by one.

use std::collections::{BTreeMap, HashSet};

use jiff::Timestamp;

use crate::compile::csv;
use crate::compile::fields::{named_entries, texts};
use crate::compile::links::{self, Draft};
use crate::compile::load::Files;
use crate::compile::problem::Problems;
use crate::compile::routes;
use crate::compile::yaml::Node;
use crate::policy::{Front, Link, LinkId, Paths, Route, RouteId, Segment, Target};

/// The routes of a policy, found by name; `None` for a broken one.
pub type RoutesByName<'d> = BTreeMap<&'d str, Option<RouteId>>;

pub fn bind_routes<'d>(
    named: Vec<routes::Named<'d>>,
    problems: &mut Problems,
) -> (Vec<Route>, RoutesByName<'d>, Paths) {
    let mut paths = Paths::default();
    let mut bound: Vec<Route> = Vec::with_capacity(named.len());
    let mut by_name = BTreeMap::new();
    for (name, route) in named {
        let Some(route) = route else {
            by_name.insert(name, None);
            continue;
        };
        let id = RouteId(u32::try_from(bound.len()).unwrap_or(u32::MAX));
        if !route.segments().is_empty()
            && let Err(earlier) = paths.insert(route.segments(), Target::Route(id))
        {
            let earlier = answers(earlier, &bound, &[]);
            problems
                .error(route.place(), format!("the path of the route `{name}` is {earlier} already"))
                .propose("give it another path: case, `-` and `_` do not count, and every {parameter} takes the same paths");
        }
        by_name.insert(name, Some(id));
        bound.push(route);
    }
    (bound, by_name, paths)
}

/// Warns of routes to which nothing leads.
pub fn warn_of_lost_routes(routes: &[Route], links: &[Link], problems: &mut Problems) {
    let linked: HashSet<RouteId> = links.iter().map(Link::route).collect();
    for (route, id) in routes.iter().zip((0..).map(RouteId)) {
        if route.path().is_none() && !linked.contains(&id) {
            problems
                .warning(
                    route.place(),
                    format!(
                        "the route `{}` has no path, and no link goes through it",
                        route.name()
                    ),
                )
                .propose("give it a `path`, or remove it");
        }
    }
}

fn answers(target: Target, routes: &[Route], links: &[Link]) -> String {
    match target {
        Target::Route(RouteId(id)) => {
            let name = routes.get(id as usize).map_or("?", Route::name);
            format!("the route `{name}`'s")
        }
        Target::Link(LinkId(id)) => {
            let name = links.get(id as usize).map_or("?", Link::name);
            format!("the link `{name}`'s")
        }
    }
}

/// Links with their paths, while they are bound.
struct LinkBinder<'c> {
    front: &'c Front,
    routes: &'c [Route],
    paths: Paths,
    links: Vec<Link>,
}

/// Reads all links, those of tables among them, and binds them.
pub fn bind_links(
    (listed, tables): (&[Node<'_>], &[Node<'_>]),
    (front, routes): (&Front, &[Route]),
    (by_name, paths): (RoutesByName<'_>, Paths),
    (files, now): (&mut Files<'_>, Timestamp),
    problems: &mut Problems,
) -> (Vec<Link>, Paths) {
    let mut binder = LinkBinder {
        front,
        routes,
        paths,
        links: Vec::new(),
    };
    let around = links::Surroundings {
        routes,
        by_name,
        zone: front.time_zone(),
        now,
    };
    for (name, key, value) in named_entries(listed, "links", problems) {
        let draft = Draft::read(name, key, value, problems);
        let link = around.resolve(draft, problems);
        binder.bind(link, problems);
    }
    for node in tables {
        for table in texts(*node, "`links_from`", problems) {
            let Some((id, source)) = files.table(table, problems) else {
                continue;
            };
            let known = |column: &str| around.is_known(column);
            csv::read(id, source.text(), (&known, problems), |draft, problems| {
                let link = around.resolve(draft, problems);
                binder.bind(link, problems);
            });
        }
    }
    (binder.links, binder.paths)
}

impl LinkBinder<'_> {
    fn bind(&mut self, link: Option<Link>, problems: &mut Problems) {
        let Some(link) = link else {
            return;
        };
        let id = LinkId(u32::try_from(self.links.len()).unwrap_or(u32::MAX));
        let name = Segment::Literal(link.name().into());
        let path = self.front.link_prefix().iter().chain([&name]);
        if let Err(earlier) = self.paths.insert(path, Target::Link(id)) {
            let earlier = answers(earlier, self.routes, &self.links);
            problems
                .error(
                    link.place(),
                    format!(
                        "the path of the link `{}` is {earlier} already",
                        link.name()
                    ),
                )
                .propose("rename one of them: case, `-` and `_` do not count");
        }
        self.links.push(link);
    }
}
