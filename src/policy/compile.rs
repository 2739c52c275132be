//! From the texts of a policy to the policy: every section in its order, and
//! every problem of all of them.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use jiff::Timestamp;

use super::access::Networks;
use super::back::BackUrls;
use super::commands::Catalogue;
use super::fields::{Fields, named_entries, texts};
use super::front::{Front, FrontNodes};
use super::link::{self, Draft, Link, LinkId};
use super::load::Tables;
use super::paths::{Paths, Segment, Target};
use super::problem::Problems;
use super::route::{self, Route, RouteId};
use super::sites::Sites;
use super::source::{Place, Sources};
use super::yaml::{Document, Node};
use super::{Policy, table};

/// The sections of all files of a policy.
#[derive(Debug, Default)]
struct Sections<'d> {
    front: FrontNodes<'d>,
    sites: Vec<Node<'d>>,
    back_urls: Vec<Node<'d>>,
    callers: Vec<Node<'d>>,
    commands: Vec<Node<'d>>,
    routes: Vec<Node<'d>>,
    links: Vec<Node<'d>>,
    links_from: Vec<Node<'d>>,
}

/// Compiles a policy. `texts` are the policy's files, `tables` reads those
/// that they name.
pub(super) fn compile(
    texts: &Sources,
    tables: &mut Tables<'_>,
    problems: &mut Problems,
    now: Timestamp,
) -> Option<Policy> {
    let documents: Vec<Document<'_>> = texts
        .iter()
        .filter_map(|(id, source)| Document::parse(id, source.text(), problems))
        .collect();
    if documents.len() < texts.iter().count() || documents.is_empty() {
        return None; // findings about half a policy would mislead
    }
    let beginning = texts.iter().next().map(|(id, _)| Place::beginning(id));
    let mut sections = Sections::default();
    for document in &documents {
        if let Some(root) = document.root() {
            sections.gather(root, problems);
        }
    }
    let front = Front::read(&sections.front, beginning, problems);
    let catalogue = read_catalogue(&sections.commands, problems)?;
    let sites = Sites::read(&sections.sites, &catalogue, &front, problems);
    let mut backs = BackUrls::read(&sections.back_urls, &front, problems);
    let mut networks = Networks::read(&sections.callers, problems);
    require_section(&sections.sites, "sites", beginning, problems);
    require_section(&sections.routes, "routes", beginning, problems);
    let around = route::Surroundings {
        sites: &sites,
        backs: &mut backs,
        networks: &mut networks,
    };
    let named = route::read(&sections.routes, around, problems);
    if !problems.has_errors() {
        // What is broken may have been meant to use them.
        backs.warn_of_unused(problems);
        networks.warn_of_unused(problems);
    }
    let (routes, by_name, paths) = bind_routes(named, problems);
    let mut binder = LinkBinder {
        front: &front,
        paths,
        links: Vec::new(),
        routes: &routes,
    };
    binder.read(&sections, by_name, (texts, tables, now), problems);
    warn_of_lost_routes(&routes, &binder.links, problems);
    let LinkBinder { paths, links, .. } = binder;
    Some(Policy {
        front,
        catalogues: sites.into_catalogues(),
        routes,
        links,
        paths,
    })
}

impl<'d> Sections<'d> {
    fn gather(&mut self, root: Node<'d>, problems: &mut Problems) {
        let mut fields = Fields::open(root, "the policy", problems);
        self.front.version.extend(fields.take("version", problems));
        self.front
            .public_url
            .extend(fields.take("public_url", problems));
        self.front.hosts.extend(fields.take("hosts", problems));
        self.front
            .time_zone
            .extend(fields.take("time_zone", problems));
        self.front
            .link_prefix
            .extend(fields.take("link_prefix", problems));
        self.sites.extend(fields.take_section("sites", problems));
        self.back_urls
            .extend(fields.take_section("back_urls", problems));
        self.callers
            .extend(fields.take_section("callers", problems));
        self.commands
            .extend(fields.take_section("commands", problems));
        self.routes.extend(fields.take_section("routes", problems));
        self.links.extend(fields.take_section("links", problems));
        self.links_from
            .extend(fields.take_section("links_from", problems));
        fields.finish(problems);
    }
}

fn read_catalogue(sections: &[Node<'_>], problems: &mut Problems) -> Option<Arc<Catalogue>> {
    match Catalogue::embedded() {
        Ok(catalogue) => Some(Arc::new(catalogue.extended(sections, problems))),
        Err((_, broken)) => {
            for problem in broken.sorted() {
                problems.error(None, format!("the built-in catalogue: {}", problem.message));
            }
            None
        }
    }
}

fn require_section(
    nodes: &[Node<'_>],
    name: &str,
    beginning: Option<Place>,
    problems: &mut Problems,
) {
    if nodes.is_empty() {
        problems
            .error(beginning, format!("the policy has no `{name}`"))
            .propose(format!("add `{name}:`"));
    }
}

/// The routes of a policy, found by name; `None` for a broken one.
type RoutesByName<'d> = BTreeMap<&'d str, Option<RouteId>>;

fn bind_routes<'d>(
    named: Vec<route::Named<'d>>,
    problems: &mut Problems,
) -> (Vec<Route>, RoutesByName<'d>, Paths) {
    let mut paths = Paths::default();
    let mut bound: Vec<Route> = Vec::with_capacity(named.len());
    let mut by_name = BTreeMap::new();
    for (name, route) in named {
        let Some((route, segments)) = route else {
            by_name.insert(name, None);
            continue;
        };
        let id = RouteId(u32::try_from(bound.len()).unwrap_or(u32::MAX));
        if !segments.is_empty()
            && let Err(earlier) = paths.insert(&segments, Target::Route(id))
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
fn warn_of_lost_routes(routes: &[Route], links: &[Link], problems: &mut Problems) {
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

/// Binds links to their paths, one by one.
struct LinkBinder<'c> {
    front: &'c Front,
    routes: &'c [Route],
    paths: Paths,
    links: Vec<Link>,
}

impl LinkBinder<'_> {
    fn read(
        &mut self,
        sections: &Sections<'_>,
        by_name: RoutesByName<'_>,
        (texts_of_policy, tables, now): (&Sources, &mut Tables<'_>, Timestamp),
        problems: &mut Problems,
    ) {
        let around = link::Surroundings {
            routes: self.routes,
            by_name,
            zone: self.front.time_zone(),
            now,
        };
        for (name, key, value) in named_entries(&sections.links, "links", problems) {
            let draft = Draft::read(name, key, value, problems);
            let link = around.resolve(draft, problems);
            self.bind(link, problems);
        }
        for node in &sections.links_from {
            let named_in = texts_of_policy.source(node.place().source);
            let named_in = named_in.map_or("", |source| source.name());
            for table in texts(*node, "`links_from`", problems) {
                let Some((id, source)) = tables.load(named_in, table, problems) else {
                    continue;
                };
                let known = |column: &str| around.is_known(column);
                table::read(id, source.text(), (&known, problems), |draft, problems| {
                    let link = around.resolve(draft, problems);
                    self.bind(link, problems);
                });
            }
        }
    }

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
