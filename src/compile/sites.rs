//! The sites of a policy, each with the commands that it understands.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::compile::commands::CatalogueDraft;
use crate::compile::fields::{Fields, check_name, named_entries, text};
use crate::compile::problem::Problems;
use crate::compile::yaml::Node;
use crate::policy::{Catalogue, Front};
use crate::webex::{HttpsUrl, Site, SiteError};

/// The sites of a policy by name. A broken one, which has been reported, has a
/// stand-in, so that the routes to it can be checked all the same; the policy
/// is never used.
#[derive(Debug, Default)]
pub struct Sites(BTreeMap<Box<str>, SiteWithCommands>);

/// The address of a stand-in: a name that leads nowhere (RFC 2606).
const STAND_IN: &str = "https://broken.invalid/broken/";

/// A site, and the commands that it understands.
pub type SiteWithCommands = (Arc<Site>, Arc<Catalogue>);

impl Sites {
    /// Reads `sites:`. A site is an address, or an address with corrections
    /// of the catalogue that hold for this site only.
    pub fn read(
        sections: &[Node<'_>],
        catalogue: &CatalogueDraft,
        front: &Front,
        problems: &mut Problems,
    ) -> Self {
        let mut sites = Self::default();
        let shared = Arc::new(catalogue.catalogue.clone());
        for (name, key, value) in named_entries(sections, "sites", problems) {
            check_name(name, key, problems);
            let (address, own) = if value.text().is_some() {
                (Some(value), None)
            } else {
                let mut fields = Fields::open(value, format!("the site `{name}`"), problems);
                let url = fields.require("url", problems);
                let own = fields.take("commands", problems);
                fields.finish(problems);
                (url, own)
            };
            let site = address.and_then(|node| read_site(name, node, front, problems));
            let Some(site) = site.or_else(|| Site::parse(name, STAND_IN).ok()) else {
                continue;
            };
            let catalogue = match own {
                Some(section) => Arc::new(catalogue.extended(&[section], problems).catalogue),
                None => Arc::clone(&shared),
            };
            sites.0.insert(name.into(), (Arc::new(site), catalogue));
        }
        sites
    }

    /// Reads the `site` of a route: with one site only it need not be named.
    pub fn read_choice(
        &self,
        fields: &mut Fields<'_>,
        problems: &mut Problems,
    ) -> Option<SiteWithCommands> {
        match fields.take_text("site", problems) {
            Some((name, place)) => {
                let found = self.0.get(name);
                if found.is_none() {
                    problems
                        .error(place, format!("there is no site `{name}`"))
                        .propose_one_of(name, self.names());
                }
                found.cloned()
            }
            None if self.0.len() == 1 => self.0.values().next().cloned(),
            None => {
                if !self.0.is_empty() {
                    problems
                        .error(
                            fields.heading(),
                            format!("{} does not say its `site`", fields.what()),
                        )
                        .propose_one_of("", self.names());
                }
                None
            }
        }
    }

    fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(|name| &**name)
    }

    /// All sites with their catalogues.
    pub fn into_catalogues(self) -> Vec<SiteWithCommands> {
        self.0.into_values().collect()
    }
}

fn read_site(name: &str, node: Node<'_>, front: &Front, problems: &mut Problems) -> Option<Site> {
    let address = text(node, "a site", problems)?;
    match Site::parse(name, address) {
        Ok(site) => {
            let host = address.parse::<HttpsUrl>();
            if host.is_ok_and(|url| front.answers_for(url.host())) {
                problems
                    .error(node.place(), "this site is the gateway itself")
                    .propose("write the address of your Webex site");
            }
            Some(site)
        }
        Err(error) => {
            let adding = problems.error(node.place(), error.to_string());
            if Site::parse(name, &format!("{address}/")).is_ok() {
                adding.propose(format!("it ends with a slash: write {address}/"));
            } else if error == SiteError::Shape {
                adding.propose("the site name is the first word of the path in your Webex links");
            }
            None
        }
    }
}
