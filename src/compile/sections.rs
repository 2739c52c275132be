//! The sections of a policy, each read in its turn.

use jiff::Timestamp;

use crate::compile::access::{Asked, Rules};
use crate::compile::back_urls::BackUrls;
use crate::compile::bind::{bind_links, bind_routes, warn_of_lost_routes};
use crate::compile::brand::read_brand;
use crate::compile::callers::{CallerNodes, read_vouchers};
use crate::compile::commands::CatalogueDraft;
use crate::compile::endpoint::{FrontNodes, read_front};
use crate::compile::fields::Fields;
use crate::compile::load::DEFAULT;
use crate::compile::load::Files;
use crate::compile::log::read_log;
use crate::compile::networks::Networks;
use crate::compile::problem::Problems;
use crate::compile::routes;
use crate::compile::secrets::Secrets;
use crate::compile::signing_keys::read_signing_keys;
use crate::compile::sites::Sites;
use crate::compile::source::Sources;
use crate::compile::yaml::{Document, Node};
use crate::policy::{Index, Place, Policy, Route};
use crate::webex::Effect;

/// The sections of all files of a policy.
#[derive(Debug, Default)]
struct Sections<'d> {
    front: FrontNodes<'d>,
    brand: Vec<Node<'d>>,
    sites: Vec<Node<'d>>,
    back_urls: Vec<Node<'d>>,
    callers: Vec<Node<'d>>,
    secrets: Vec<Node<'d>>,
    signing_keys: Vec<Node<'d>>,
    log: Vec<Node<'d>>,
    commands: Vec<Node<'d>>,
    routes: Vec<Node<'d>>,
    links: Vec<Node<'d>>,
    links_from: Vec<Node<'d>>,
}

/// Compiles a policy. `texts` are the policy's own, `files` reads what they
/// name besides.
pub fn compile(
    texts: &Sources,
    files: &mut Files<'_>,
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
    let front = read_front(&sections.front, beginning, problems);
    let brand = read_brand(&sections.brand, files, problems);
    let catalogue = read_catalogue(&sections.commands, problems)?;
    let sites = Sites::read(&sections.sites, &catalogue, &front, problems);
    let mut backs = BackUrls::read(&sections.back_urls, &front, problems);
    let callers = CallerNodes::gather(&sections.callers, problems);
    let mut networks = Networks::read(&callers.networks, problems);
    let vouchers = read_vouchers(&callers, (&mut networks, files), problems);
    let mut secrets = Secrets::read(&sections.secrets, files, problems);
    let signing_keys = read_signing_keys(&sections.signing_keys, files, problems);
    require_section(&sections.sites, "sites", beginning, problems);
    require_section(&sections.routes, "routes", beginning, problems);
    let mut asked = Asked::default();
    let rules = Rules {
        networks: &mut networks,
        zone: front.time_zone(),
        asked: &mut asked,
    };
    let around = routes::Surroundings {
        sites: &sites,
        backs: &mut backs,
        rules,
        secrets: &mut secrets,
        signs: signing_keys.are_lasting(),
    };
    let named = routes::read(&sections.routes, around, problems);
    if !problems.has_errors() {
        // What is broken may have been meant to use them.
        backs.warn_of_unused(problems);
        networks.warn_of_unused(problems);
        secrets.warn_of_unused(problems);
        vouchers.warn_of_unanswered(&asked, problems);
        let is_example = texts.iter().all(|(_, source)| source.text() == DEFAULT);
        if !signing_keys.are_lasting() && !is_example {
            warn_of_unshared_keys(&named, problems);
        }
    }
    let (routes, by_name, paths) = bind_routes(named, problems);
    let (links, paths) = bind_links(
        (&sections.links, &sections.links_from),
        (&front, &routes),
        (by_name, paths),
        (files, now),
        problems,
    );
    warn_of_lost_routes(&routes, &links, problems);
    // A policy with errors is thrown away.
    let index = match problems.has_errors() {
        true => Index::default(),
        false => Index::build(&routes, &links),
    };
    Some(Policy {
        front,
        brand,
        vouchers,
        signing_keys,
        hash: Box::default(),
        log_rules: read_log(&sections.log, problems),
        catalogues: sites.into_catalogues(),
        routes,
        links,
        paths,
        index,
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
        self.brand.extend(fields.take("brand", problems));
        self.sites.extend(fields.take_section("sites", problems));
        self.back_urls
            .extend(fields.take_section("back_urls", problems));
        self.callers
            .extend(fields.take_section("callers", problems));
        problems.hiding(|problems| {
            self.secrets
                .extend(fields.take_section("secrets", problems));
            self.signing_keys
                .extend(fields.take("signing_keys", problems));
        });
        self.log.extend(fields.take("log", problems));
        self.commands
            .extend(fields.take_section("commands", problems));
        self.routes.extend(fields.take_section("routes", problems));
        self.links.extend(fields.take_section("links", problems));
        self.links_from
            .extend(fields.take_section("links_from", problems));
        fields.finish(problems);
    }
}

fn read_catalogue(sections: &[Node<'_>], problems: &mut Problems) -> Option<CatalogueDraft> {
    match CatalogueDraft::embedded() {
        Ok(catalogue) => Some(catalogue.extended(sections, problems)),
        Err((_, broken)) => {
            for problem in broken.sorted() {
                problems.error(None, format!("the built-in catalogue: {}", problem.message));
            }
            None
        }
    }
}

/// Warns where people answer questions that only one process knows of. A way
/// back through the gateway needs keys anyway.
fn warn_of_unshared_keys(named: &[routes::Named<'_>], problems: &mut Problems) {
    let mut routes = named.iter().filter_map(|(_, route)| route.as_ref());
    let asks = |route: &&Route| {
        let mut effects = route.steps().iter().map(|step| step.command().effect());
        effects.any(Effect::needs_confirmation)
    };
    if let Some(route) = routes.find(asks) {
        problems
            .warning(
                route.place(),
                "people confirm what this route does, and the policy has no `signing_keys`: other replicas, and this one after a restart, refuse their confirmation",
            )
            .propose("add `signing_keys: { file: PATH }`, the same on every replica, with one key on each line, like `openssl rand -base64 32` prints it");
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
