//! Binding routes and links to their paths.

mod link_binder;

use std::collections::{BTreeMap, HashSet};

use self::link_binder::{Bound, BoundLinks, LinkBinder};
use crate::compile::context::Context;
use crate::compile::csv;
use crate::compile::fields::named_entries;
use crate::compile::links::{LinkDraft, LinkReader};
use crate::compile::named_file::read_table;
use crate::compile::routes::NamedRoute;
use crate::compile::yaml::Node;
use crate::policy::{Link, Paths, PublicEndpoint, Route, RouteId, Target};

/// Routes and links with their paths.
#[derive(Debug, Default)]
pub struct BoundPaths<'d> {
    pub routes: Vec<Route>,
    /// `None` for a route that is broken, which has been reported.
    pub routes_by_name: BTreeMap<&'d str, Option<RouteId>>,
    pub links: Vec<Link>,
    pub paths: Paths,
}

/// The sections with links, and those that name tables of links.
pub struct LinkNodes<'n, 'd> {
    pub links: &'n [Node<'d>],
    pub tables: &'n [Node<'d>],
}

impl LinkNodes<'_, '_> {
    fn read(&self, ctxt: &Context, reader: &LinkReader<'_>, binder: &mut LinkBinder<'_>) {
        for entry in named_entries(self.links, "links") {
            binder.bind(reader.read(LinkDraft::read(entry)));
        }
        let fields = reader.fields();
        let tables = self.tables.iter();
        for named in tables.flat_map(|node| node.read_texts("`links_from`")) {
            if let Some(table) = read_table(named) {
                csv::read(&table, ctxt, &fields, |draft| {
                    binder.bind(reader.read(draft));
                });
            }
        }
    }
}

pub fn bind_routes<'d>(named: Vec<NamedRoute<'d>>, ctxt: &Context) -> BoundPaths<'d> {
    let mut bound = BoundPaths::default();
    for NamedRoute { name, route } in named {
        let id = route.map(|route| bound.add_route(route, ctxt));
        bound.routes_by_name.insert(name.as_str(), id);
    }
    bound
}

/// Warns of routes without a path to which no link leads.
pub fn warn_of_lost_routes(bound: &BoundPaths<'_>, ctxt: &Context) {
    let linked: HashSet<RouteId> = bound.links.iter().map(Link::route).collect();
    for (route, id) in bound.routes.iter().zip((0..).map(RouteId)) {
        if route.path().is_none() && !linked.contains(&id) {
            let name = route.name();
            ctxt.at(route.place())
                .warning(format!(
                    "the route `{name}` has no path, and no link uses it"
                ))
                .help("give it a `path`, or remove it");
        }
    }
}

/// Reads all links, those of tables among them, and binds them.
pub fn bind_links<'d>(
    nodes: &LinkNodes<'_, '_>,
    endpoint: &PublicEndpoint,
    mut bound: BoundPaths<'d>,
    ctxt: &Context,
) -> BoundPaths<'d> {
    // The reader and the binder of links borrow the routes until all links are bound.
    let routes = std::mem::take(&mut bound.routes);
    let by_name = std::mem::take(&mut bound.routes_by_name);
    let reader = LinkReader {
        routes: &routes,
        routes_by_name: &by_name,
        zone: endpoint.time_zone(),
        now: ctxt.now,
    };
    let mut binder = LinkBinder::new(endpoint, &routes, bound.paths, ctxt);
    nodes.read(ctxt, &reader, &mut binder);
    let BoundLinks { links, paths } = binder.finish();
    BoundPaths {
        routes,
        routes_by_name: by_name,
        links,
        paths,
    }
}

impl BoundPaths<'_> {
    fn add_route(&mut self, route: Route, ctxt: &Context) -> RouteId {
        let id = RouteId(u32::try_from(self.routes.len()).unwrap_or(u32::MAX));
        if !route.segments().is_empty()
            // Routes are bound before links, so no link can have the path.
            && let Err(Target::Route(earlier)) = self.paths.insert(route.segments(), Target::Route(id))
        {
            let (name, earlier) = (route.name(), Bound::of_route(earlier, &self.routes));
            let whose = earlier.whose;
            ctxt.at(route.place())
                .error(format!("the path of the route `{name}` is already {whose}"))
                .beside(earlier.place)
                .help("give it another path: case, `-` and `_` are ignored, and every {parameter} matches the same paths");
        }
        // Also when its path is taken: the links that go through it are checked all the same.
        self.routes.push(route);
        id
    }
}
