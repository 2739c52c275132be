//! The sites of a policy, each with the commands that it understands.

mod formerly;

use std::collections::BTreeMap;
use std::sync::Arc;

use self::formerly::FormerSites;
use crate::compile::commands::CatalogueDraft;
use crate::compile::context::Text;
use crate::compile::fields::{Fields, MapEntry, Subject, check_name, named_entries};
use crate::compile::yaml::Node;
use crate::policy::{PublicEndpoint, SiteWithCommands};
use crate::webex::{JoinPageError, Site, SiteError};

/// The sites of a policy by name. A broken one is replaced by a placeholder, so that routes to it
/// can still be checked; the finding about it keeps the policy from being used.
#[derive(Debug, Default)]
pub struct Sites<'d>(BTreeMap<&'d str, SiteWithCommands>);

/// The address of a broken site. The domain `.invalid` never resolves (RFC 2606).
const PLACEHOLDER: &str = "https://broken.invalid/broken/";

impl<'d> Sites<'d> {
    /// Reads `sites:`. A site is an address, or an address with corrections of the catalogue that
    /// hold for this site only.
    pub fn read(
        sections: &[Node<'d>],
        catalogue: &CatalogueDraft,
        endpoint: &PublicEndpoint,
    ) -> Self {
        let shared = Arc::new(catalogue.catalogue.clone());
        let mut sites = Self::default();
        let mut former_sites = FormerSites::default();
        for entry in named_entries(sections, "sites") {
            check_name(entry.name);
            let written = WrittenSite::read(entry);
            let site = written
                .address
                .and_then(|text| read_site(text, &entry.name, endpoint));
            let site = site.map(|site| match written.join_page {
                Some(page) => read_join_page(site, page),
                None => site,
            });
            let former = written.formerly.map(|node| {
                let read = |address| read_site(address, &entry.name, endpoint);
                former_sites.read(node, endpoint.time_zone(), read)
            });
            let site = site.map(|site| site.with_former(former.unwrap_or_default()));
            let Some(site) = site.or_else(|| Site::parse(&entry.name, PLACEHOLDER).ok()) else {
                continue;
            };
            let commands = match written.corrections {
                Some(section) => Arc::new(catalogue.extended(&[section]).catalogue),
                // Sites without corrections share one catalogue.
                None => Arc::clone(&shared),
            };
            let site = Arc::new(site);
            let site = SiteWithCommands { site, commands };
            sites.0.insert(entry.name.as_str(), site);
        }
        let all: Vec<&Site> = sites.0.values().map(|known| &*known.site).collect();
        former_sites.check(&all);
        sites
    }

    /// Reads the `site` of a route: with one site only it need not be named.
    pub fn read_choice(&self, fields: &mut Fields<'_>) -> Option<&SiteWithCommands> {
        if let Some(name) = fields.take_text("site") {
            let found = self.0.get(name.as_str());
            if found.is_none() {
                name.error(format!("there is no site `{name}`"))
                    .help_one_of(&name, self.names());
            }
            return found;
        }
        if self.0.len() > 1 {
            fields
                .heading()
                .error(format!("{} has no `site`", fields.what()))
                .help_one_of("", self.names());
            return None;
        }
        self.0.values().next()
    }

    fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().copied()
    }

    pub fn into_list(self) -> Vec<SiteWithCommands> {
        self.0.into_values().collect()
    }
}

/// A site as the policy has it.
struct WrittenSite<'d> {
    address: Option<Text<'d>>,
    join_page: Option<Text<'d>>,
    formerly: Option<Node<'d>>,
    corrections: Option<Node<'d>>,
}

impl<'d> WrittenSite<'d> {
    fn read(MapEntry { name, value }: MapEntry<'d>) -> Self {
        if value.text().is_some() {
            return Self {
                address: value.read_text("a site"),
                join_page: None,
                formerly: None,
                corrections: None,
            };
        }
        let mut fields = Fields::open(value, Subject::Named("the site", name));
        let written = Self {
            address: fields
                .require("url")
                .and_then(|node| node.read_text("a site")),
            join_page: fields.take_text("join_page"),
            formerly: fields.take("formerly"),
            corrections: fields.take("commands"),
        };
        fields.finish();
        written
    }
}

fn read_site(address: Text<'_>, name: &str, endpoint: &PublicEndpoint) -> Option<Site> {
    match Site::parse(name, &address) {
        Ok(site) => {
            // The gateway would redirect to itself.
            if endpoint.is_at(site.address()) {
                address
                    .error("this site is the gateway itself")
                    .help("write the address of your Webex site");
            }
            if site.address().is_loopback() {
                warn_of_loopback(&address);
            }
            Some(site)
        }
        Err(error) => {
            let finding = address.error(error.to_string());
            if Site::parse(name, &format!("{address}/")).is_ok() {
                finding.help(format!("write {address}/, with a slash at the end"));
            } else if error == SiteError::Shape {
                finding.help("the site name is the first word of the path in your Webex links");
            }
            None
        }
    }
}

/// Warns that an address is for trying things out.
pub fn warn_of_loopback(address: &Text<'_>) {
    address
        .warning("this address leads to the reader's own machine: it is for trying things out only")
        .help("`linkgate sandbox` answers there; for visitors, write the https address");
}

/// A page with an error is left out: the finding keeps the policy from being used.
fn read_join_page(site: Site, page: Text<'_>) -> Site {
    let host = site.host().to_owned();
    match site.clone().with_join_page(&page) {
        Ok(with_page) => with_page,
        Err(error) => {
            let finding = page.error(error.to_string());
            if error == JoinPageError::OtherHost {
                finding.help(format!("name a page at https://{host}/"));
            }
            site
        }
    }
}
