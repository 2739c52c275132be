//! The policy in use, as operators may see it: what is in effect, put together from all its files.
//! It has no key, secret or token, and masks what is masked elsewhere.

mod brand;
mod callers;
mod links;
mod parameters;
mod routes;

use std::collections::BTreeMap;

use serde::Serialize;

use self::brand::BrandView;
use self::callers::CallersView;
use self::links::LinksView;
use self::routes::RouteDetailsView;
use super::Policy;
use super::access::{Access, Condition};
use super::network::ranges_in_words;
use super::route::Route;
use super::views::Rfc3339;

/// The version of this format. It changes only when a reader would have to change.
const SHAPE: u32 = 1;

#[derive(Debug, Serialize)]
pub struct PolicyView<'p> {
    shape: u32,
    hash: &'p str,
    #[serde(flatten)]
    settings: SettingsView<'p>,
    back_urls: BTreeMap<&'p str, BackView<'p>>,
    networks: BTreeMap<&'p str, Vec<String>>,
    callers: CallersView<'p>,
    routes: Vec<RouteDetailsView<'p>>,
    links: LinksView<'p>,
}
/// What counts for every request.
#[derive(Debug, Serialize)]
struct SettingsView<'p> {
    public_url: &'p str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    hosts: Vec<&'p str>,
    time_zone: &'p str,
    link_prefix: String,
    brand: BrandView<'p>,
    log: LogView,
    signing_keys: SigningKeysView,
    sites: BTreeMap<&'p str, &'p str>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    join_pages: BTreeMap<&'p str, &'p str>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    formerly: BTreeMap<&'p str, Vec<FormerView<'p>>>,
    /// Servers that the gateway asks, without credentials.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    services: BTreeMap<&'p str, ServicesView<'p>>,
}

/// The same with the identity sources and networks, for a comparison.
#[derive(Debug, Serialize)]
struct AllSettingsView<'p> {
    #[serde(flatten)]
    settings: SettingsView<'p>,
    networks: BTreeMap<&'p str, Vec<String>>,
    callers: CallersView<'p>,
}

#[derive(Debug, Serialize)]
struct LogView {
    meeting_keys: &'static str,
    audit: &'static str,
    missed_names: &'static str,
    replayable: &'static str,
}

/// Signing keys without the keys themselves.
#[derive(Debug, Serialize)]
struct SigningKeysView {
    lasting: bool,
    count: usize,
}

/// An address that a site had before.
#[derive(Debug, Serialize)]
struct FormerView<'p> {
    url: &'p str,
    until: Rfc3339,
}

#[derive(Debug, Serialize)]
struct ServicesView<'p> {
    profile: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    rest: Option<&'p str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    xml: Option<&'p str>,
}

#[derive(Debug, Serialize)]
struct BackView<'p> {
    url: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    referrers: Vec<&'p str>,
}

impl Policy {
    /// The policy in effect, for operators: without keys and secrets, and with the masks of logs.
    pub fn dump(&self) -> impl Serialize + '_ {
        PolicyView::of(self)
    }

    /// The same without routes, links and back URLs.
    pub fn dump_settings(&self) -> impl Serialize + '_ {
        AllSettingsView {
            settings: SettingsView::of(self),
            networks: networks(self),
            callers: CallersView::of(self.trust()),
        }
    }
}

impl<'p> PolicyView<'p> {
    pub fn of(policy: &'p Policy) -> Self {
        Self {
            shape: SHAPE,
            hash: policy.hash(),
            settings: SettingsView::of(policy),
            back_urls: back_urls(policy),
            networks: networks(policy),
            callers: CallersView::of(policy.trust()),
            routes: routes(policy),
            links: LinksView(policy),
        }
    }
}

impl<'p> SettingsView<'p> {
    fn of(policy: &'p Policy) -> Self {
        let endpoint = policy.endpoint();
        let zone = endpoint.time_zone();
        Self {
            public_url: endpoint.public_url(),
            hosts: endpoint.hosts().collect(),
            time_zone: zone.iana_name().unwrap_or("UTC"),
            link_prefix: endpoint.link_path(""),
            brand: BrandView::of(policy.brand()),
            log: LogView {
                meeting_keys: policy.log_rules().meeting_keys.as_str(),
                audit: policy.log_rules().audit.as_str(),
                missed_names: policy.log_rules().missed_names.as_str(),
                replayable: policy.log_rules().replayable.as_str(),
            },
            signing_keys: SigningKeysView {
                lasting: policy.signing_keys().are_lasting(),
                count: policy.signing_keys().count(),
            },
            sites: sites(policy),
            join_pages: join_pages(policy),
            formerly: formerly(policy),
            services: services(policy),
        }
    }
}

fn sites(policy: &Policy) -> BTreeMap<&str, &str> {
    let sites = policy
        .sites()
        .iter()
        .map(|with_commands| &with_commands.site);
    sites.map(|site| (site.name(), site.base())).collect()
}

fn join_pages(policy: &Policy) -> BTreeMap<&str, &str> {
    let sites = policy.sites().iter();
    let pages = sites.filter_map(|known| Some((known.site.name(), known.site.join_page()?)));
    pages.collect()
}

fn formerly(policy: &Policy) -> BTreeMap<&str, Vec<FormerView<'_>>> {
    let sites = policy.sites().iter().map(|known| &known.site);
    let renamed = sites.filter(|site| !site.former().is_empty());
    let former = renamed.map(|site| {
        let former = site.former().iter().map(|former| FormerView {
            url: former.site.base(),
            until: Rfc3339(former.until),
        });
        (site.name(), former.collect())
    });
    former.collect()
}

fn services(policy: &Policy) -> BTreeMap<&str, ServicesView<'_>> {
    let sites = policy.sites().iter();
    let named = sites.filter(|known| known.rest.is_some() || known.xml.is_some());
    let named = named.map(|known| {
        let shown = ServicesView {
            profile: known.profile.as_str(),
            rest: known.rest.as_ref().map(|rest| rest.api.as_str()),
            xml: known.xml.as_ref().map(|xml| xml.url.as_str()),
        };
        (known.site.name(), shown)
    });
    named.collect()
}

fn routes(policy: &Policy) -> Vec<RouteDetailsView<'_>> {
    let routes = policy.routes().iter();
    let routes = routes.map(|route| RouteDetailsView::of(route, policy.log_rules().meeting_keys));
    routes.collect()
}

/// The back URLs that any route uses.
fn back_urls(policy: &Policy) -> BTreeMap<&str, BackView<'_>> {
    let backs = policy.routes().iter().flat_map(Route::backs);
    let named = backs.map(|back| {
        let referrers = back.referrers();
        let shown = BackView {
            url: back.url().to_string(),
            referrers: referrers.map_or_else(Vec::new, |origins| origins.iter().collect()),
        };
        (back.name(), shown)
    });
    named.collect()
}

/// The networks that any rule uses.
fn networks(policy: &Policy) -> BTreeMap<&str, Vec<String>> {
    let access = policy.routes().iter().map(Route::access);
    let rules = access.flat_map(Access::rules);
    let conditions = rules.flat_map(|rule| rule.alternative.conditions());
    let networks = conditions.flat_map(|condition| match condition {
        Condition::Network(networks) => &**networks,
        _ => &[],
    });
    let named = networks.map(|network| (network.name(), ranges_in_words(network.ranges())));
    named.collect()
}
