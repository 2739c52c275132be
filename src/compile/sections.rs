//! Reads the sections of a policy, in an order in which each finds what it refers to.

use crate::compile::access::{RuleUses, Rules};
use crate::compile::back_urls::BackUrls;
use crate::compile::bind::{BoundPaths, LinkNodes, bind_links, bind_routes, warn_of_lost_routes};
use crate::compile::brand::read_brand;
use crate::compile::callers::{CallerNodes, check_rules, read_callers};
use crate::compile::commands::CatalogueDraft;
use crate::compile::context::{Context, Span, TicketLifetime};
use crate::compile::endpoint::{EndpointNodes, read_endpoint};
use crate::compile::fields::Fields;
use crate::compile::log::read_log;
use crate::compile::networks::Networks;
use crate::compile::routes::{NamedRoute, RouteReader};
use crate::compile::secrets::Secrets;
use crate::compile::signing_keys::read_signing_keys;
use crate::compile::sites::Sites;
use crate::compile::source::{DEFAULT, Sources};
use crate::compile::yaml::{Document, Node};
use crate::policy::{
    Brand, LogRules, Policy, PolicyParts, PublicEndpoint, Route, SigningKeys, TrustConfig,
};
use crate::webex::Effect;

/// The sections of all files of a policy.
#[derive(Debug, Default)]
struct Sections<'d> {
    endpoint: EndpointNodes<'d>,
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

/// What all sections but those of routes and links say.
struct Declared<'d> {
    endpoint: PublicEndpoint,
    brand: Brand,
    sites: Sites<'d>,
    back_urls: BackUrls<'d>,
    networks: Networks<'d>,
    trust: TrustConfig,
    /// The names of the identity sources, also of broken ones.
    sources: Vec<&'d str>,
    secrets: Secrets<'d>,
    signing_keys: SigningKeys,
    /// What rules ask about callers, as far as they have been read.
    uses: RuleUses<'d>,
}

/// Compiles a policy from its own texts. Files that they name are read on the way.
pub fn compile(texts: &Sources, ctxt: &Context) -> Option<Policy> {
    let documents = parse(texts, ctxt)?;
    let start = documents.first()?.start();
    let sections = Sections::gather(&documents);
    let declared = Declared::read(&sections, start)?;
    require(&sections.sites, "sites", start);
    require(&sections.routes, "routes", start);
    let named_routes = declared.route_reader(ctxt).read(&sections.routes);
    // What looks unused may be what a broken part was meant to use.
    if !ctxt.has_errors() {
        declared.warn_of_unused();
        let is_example = texts.iter().all(|(_, source)| source.text() == DEFAULT);
        if !declared.has_signing_keys(ctxt) && !is_example {
            warn_of_unshared_keys(&named_routes, ctxt);
        }
    }
    let nodes = LinkNodes {
        links: &sections.links,
        tables: &sections.links_from,
    };
    let routes = bind_routes(named_routes, ctxt);
    let bound = bind_links(&nodes, &declared.endpoint, routes, ctxt);
    warn_of_lost_routes(&bound, ctxt);
    // Last: what is wrong with it says nothing about what is not used.
    let log_rules = read_log(&sections.log);
    Some(declared.into_policy(bound, log_rules))
}

/// All documents, or none: findings about half a policy would mislead.
fn parse<'t>(texts: &'t Sources, ctxt: &'t Context) -> Option<Vec<Document<'t>>> {
    // Every text is parsed before the first that cannot be ends it, so that all are reported.
    let documents: Vec<Option<Document<'_>>> = texts
        .iter()
        .map(|(id, source)| Document::parse(ctxt, id, source.text()))
        .collect();
    documents.into_iter().collect()
}

impl<'d> Declared<'d> {
    fn read(sections: &Sections<'d>, start: Span<'d>) -> Option<Self> {
        // Sites and back URLs are checked against the hosts of the gateway.
        let endpoint = read_endpoint(&sections.endpoint, start);
        let commands = read_commands(&sections.commands, start.ctxt())?;
        let callers = CallerNodes::gather(&sections.callers);
        let networks = Networks::read(&callers.networks);
        Some(Self {
            brand: read_brand(&sections.brand),
            sites: Sites::read(&sections.sites, &commands, &endpoint),
            back_urls: BackUrls::read(&sections.back_urls, &endpoint),
            trust: read_callers(&callers, &networks),
            sources: callers.source_names(),
            networks,
            secrets: Secrets::read(&sections.secrets),
            signing_keys: read_signing_keys(&sections.signing_keys),
            uses: RuleUses::default(),
            endpoint,
        })
    }

    /// Whether tickets are valid for as long as they have to be.
    fn has_signing_keys(&self, ctxt: &Context) -> bool {
        self.signing_keys.are_lasting() || ctxt.lifetime == TicketLifetime::Process
    }

    fn route_reader(&self, ctxt: &Context) -> RouteReader<'_, 'd> {
        RouteReader {
            sites: &self.sites,
            back_urls: &self.back_urls,
            rules: Rules {
                networks: &self.networks,
                sources: &self.sources,
                zone: self.endpoint.time_zone(),
                uses: &self.uses,
            },
            secrets: &self.secrets,
            has_signing_keys: self.has_signing_keys(ctxt),
        }
    }

    fn warn_of_unused(&self) {
        self.back_urls.warn_of_unused();
        self.networks.warn_of_unused();
        self.secrets.warn_of_unused();
        check_rules(&self.trust, &self.uses);
    }

    fn into_policy(self, bound: BoundPaths<'_>, log_rules: LogRules) -> Policy {
        Policy::new(PolicyParts {
            endpoint: self.endpoint,
            brand: self.brand,
            trust: self.trust,
            signing_keys: self.signing_keys,
            log_rules,
            sites: self.sites.into_list(),
            routes: bound.routes,
            links: bound.links,
            paths: bound.paths,
        })
    }
}

impl<'d> Sections<'d> {
    fn gather(documents: &'d [Document<'d>]) -> Self {
        let mut sections = Self::default();
        for root in documents.iter().filter_map(Document::root) {
            sections.add(root);
        }
        sections
    }

    fn add(&mut self, root: Node<'d>) {
        let mut fields = Fields::open(root, "the policy");
        self.endpoint.version.extend(fields.take("version"));
        self.endpoint.public_url.extend(fields.take("public_url"));
        self.endpoint.hosts.extend(fields.take("hosts"));
        self.endpoint.time_zone.extend(fields.take("time_zone"));
        self.endpoint.link_prefix.extend(fields.take("link_prefix"));
        self.brand.extend(fields.take("brand"));
        self.sites.extend(fields.take_section("sites"));
        self.back_urls.extend(fields.take_section("back_urls"));
        self.callers.extend(fields.take_section("callers"));
        self.secrets.extend(fields.take_section("secrets"));
        self.signing_keys.extend(fields.take("signing_keys"));
        self.log.extend(fields.take("log"));
        self.commands.extend(fields.take_section("commands"));
        self.routes.extend(fields.take_section("routes"));
        self.links.extend(fields.take_section("links"));
        self.links_from.extend(fields.take_section("links_from"));
        fields.finish();
    }
}

fn read_commands(sections: &[Node<'_>], ctxt: &Context) -> Option<CatalogueDraft> {
    match CatalogueDraft::embedded() {
        Ok(catalogue) => Some(catalogue.extended(sections)),
        Err(broken) => {
            for problem in broken.problems.sorted() {
                ctxt.error(None, format!("the built-in catalogue: {}", problem.message));
            }
            None
        }
    }
}

fn require(nodes: &[Node<'_>], name: &str, start: Span<'_>) {
    if nodes.is_empty() {
        start
            .error(format!("the policy has no `{name}`"))
            .help(format!("add `{name}:`"));
    }
}

/// Warns of a route that asks for confirmation when the policy has no keys: its question is signed
/// with a key that only this process has. `return: gateway` requires keys anyway.
fn warn_of_unshared_keys(named: &[NamedRoute<'_>], ctxt: &Context) {
    let mut routes = named.iter().filter_map(|named| named.route.as_ref());
    let asks = |route: &&Route| {
        let mut effects = route.steps().iter().map(|step| step.command().effect());
        effects.any(Effect::needs_confirmation)
    };
    if let Some(route) = routes.find(asks) {
        ctxt.at(route.place())
            .warning("visitors confirm what this route does, but the policy has no `signing_keys`: other replicas, and this one after a restart, refuse the confirmation")
            .help("add `signing_keys: { file: PATH }`, the same on every replica, with one key per line, from `openssl rand -base64 32`");
    }
}
