//! Binding routes and links to their paths.

use std::collections::{BTreeMap, HashSet};

use crate::compile::context::Context;
use crate::compile::csv;
use crate::compile::fields::named_entries;
use crate::compile::links::{LinkDraft, LinkReader, refuse_look_alikes};
use crate::compile::named_file::read_table;
use crate::compile::path_pattern::own_file;
use crate::compile::routes::NamedRoute;
use crate::compile::yaml::Node;
use crate::policy::{Link, LinkId, Paths, Place, PublicEndpoint, Route, RouteId, Segment, Target};

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
        let tables = self.tables.iter();
        for named in tables.flat_map(|node| node.read_texts("`links_from`")) {
            if let Some(table) = read_table(named) {
                let is_field = |column: &str| reader.is_field(column);
                csv::read(&table, ctxt, is_field, |draft| {
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
                    "the route `{name}` has no path, and no link goes through it"
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
    let mut binder = LinkBinder {
        endpoint,
        routes: &routes,
        links: Vec::new(),
        paths: bound.paths,
        ctxt,
    };
    nodes.read(ctxt, &reader, &mut binder);
    let (links, paths) = (binder.links, binder.paths);
    refuse_look_alikes(&links, &routes, endpoint, ctxt);
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
            && let Err(earlier) = self.paths.insert(route.segments(), Target::Route(id))
        {
            // Routes are bound before links, so no link can have the path.
            let (name, earlier) = (route.name(), Bound::of(earlier, &self.routes, &[]));
            let whose = earlier.whose;
            ctxt.at(route.place())
                .error(format!("the path of the route `{name}` is {whose} already"))
                .beside(earlier.place)
                .help("give it another path: case, `-` and `_` do not count, and every {parameter} takes the same paths");
        }
        // Also when its path is taken: the links that go through it are checked all the same.
        self.routes.push(route);
        id
    }
}

/// Links with their paths, while they are bound.
struct LinkBinder<'c> {
    endpoint: &'c PublicEndpoint,
    routes: &'c [Route],
    links: Vec<Link>,
    paths: Paths,
    ctxt: &'c Context,
}

impl LinkBinder<'_> {
    /// Binds a link; `None` for a broken one, which has been reported.
    fn bind(&mut self, link: Option<Link>) {
        let Some(link) = link else {
            return;
        };
        let id = LinkId(u32::try_from(self.links.len()).unwrap_or(u32::MAX));
        let name = Segment::Literal(link.name().into());
        let path = self.endpoint.link_prefix().iter().chain([&name]);
        if let Err(earlier) = self.paths.insert(path, Target::Link(id)) {
            let (name, earlier) = (link.name(), Bound::of(earlier, self.routes, &self.links));
            let whose = earlier.whose;
            self.ctxt
                .at(link.place())
                .error(format!("the path of the link `{name}` is {whose} already"))
                .beside(earlier.place)
                .help("rename one of them: case, `-` and `_` do not count");
        }
        self.refuse_own_file(&link);
        self.links.push(link);
    }

    /// At the root, a link could be called like a file that the gateway serves there.
    fn refuse_own_file(&self, link: &Link) {
        if self.endpoint.link_prefix().is_empty()
            && let Some(own) = own_file(link.name())
        {
            self.ctxt
                .at(link.place())
                .error(format!("`/{own}` is the gateway's own"))
                .help("rename the link, or put links behind a prefix: `link_prefix: /go/`");
        }
    }
}

/// What a path is bound to, in the words of a finding.
struct Bound {
    whose: String,
    place: Place,
}

impl Bound {
    fn of(target: Target, routes: &[Route], links: &[Link]) -> Self {
        match target {
            Target::Route(RouteId(id)) => {
                let route = &routes[id as usize];
                Self {
                    whose: format!("the route `{}`'s", route.name()),
                    place: route.place(),
                }
            }
            Target::Link(LinkId(id)) => {
                let link = &links[id as usize];
                Self {
                    whose: format!("the link `{}`'s", link.name()),
                    place: link.place(),
                }
            }
        }
    }
}
