//! The sites of a policy, each with the commands that it understands.

mod formerly;
mod services;

use std::collections::BTreeMap;
use std::sync::Arc;

use self::formerly::FormerSites;
use crate::compile::commands::CatalogueDraft;
use crate::compile::context::Text;
use crate::compile::fields::{Fields, MapEntry, Subject, check_name, named_entries};
use crate::compile::loopback::warn_of_loopback;
use crate::compile::yaml::Node;
use crate::policy::{PublicEndpoint, SiteWithCommands};
use crate::webex::{Command, JoinPageError, Profile, Site, SiteError};
pub use services::{read_host, read_profile};
use services::{read_rest, read_xml};

/// The sites of a policy by name. A broken one is replaced by a placeholder, so that routes to it
/// can still be checked; the finding about it keeps the policy from being used.
#[derive(Debug, Default)]
pub struct Sites<'d>(BTreeMap<&'d str, SiteDraft>);

/// A site, and what it says of servers that the gateway asks itself. A broken part is not missing.
#[derive(Debug)]
pub struct SiteDraft {
    pub known: SiteWithCommands,
    pub has_rest: bool,
    pub has_xml: bool,
}

/// The address of a broken site. The domain `.invalid` never resolves (RFC 2606).
const PLACEHOLDER: &str = "https://broken.invalid/broken/";

/// The command that logs in with a ticket.
const TICKET_LOGIN: &str = "site.login_ticket";

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
            let (has_rest, has_xml) = (written.rest.is_some(), written.xml.is_some());
            if let Some(node) = written.rest
                && written.profile == Some(Profile::Links)
            {
                node.head()
                    .warning("`rest` has no effect under `profile: links`")
                    .help("write `profile: rest`, or remove it");
            }
            let rest = written.rest.map(read_rest);
            let xml = written.xml.and_then(|node| read_xml(node, &site));
            let ticket_login = commands.command(TICKET_LOGIN);
            let known = SiteWithCommands {
                ticket_login: ticket_login.map(Command::without_ticket),
                profile: written.profile.unwrap_or_default(),
                commands,
                rest_host: rest.as_ref().and_then(|rest| rest.host.clone()),
                rest: rest.and_then(|rest| rest.service),
                xml,
                site: Arc::new(site),
            };
            let site = SiteDraft {
                known,
                has_rest,
                has_xml,
            };
            sites.0.insert(entry.name.as_str(), site);
        }
        let all: Vec<&Site> = sites.0.values().map(|site| &*site.known.site).collect();
        former_sites.check(&all);
        sites
    }

    /// Reads the `site` of a route: with one site only it need not be named.
    pub fn read_choice(&self, fields: &mut Fields<'_>) -> Option<&SiteDraft> {
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
        self.0.into_values().map(|site| site.known).collect()
    }
}

/// A site as the policy has it.
struct WrittenSite<'d> {
    address: Option<Text<'d>>,
    join_page: Option<Text<'d>>,
    formerly: Option<Node<'d>>,
    corrections: Option<Node<'d>>,
    profile: Option<Profile>,
    rest: Option<Node<'d>>,
    xml: Option<Node<'d>>,
}

impl<'d> WrittenSite<'d> {
    fn read(MapEntry { name, value }: MapEntry<'d>) -> Self {
        if value.text().is_some() {
            return Self {
                address: value.read_text("a site"),
                join_page: None,
                formerly: None,
                corrections: None,
                profile: None,
                rest: None,
                xml: None,
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
            profile: read_profile(&mut fields),
            rest: fields.take("rest"),
            xml: fields.take("xml"),
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
