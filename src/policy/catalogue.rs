//! The commands that a site understands.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::services::{RestService, XmlService};
use crate::webex::{Command, CommandName, Profile, Site};

#[derive(Clone, Debug, Default)]
pub struct Catalogue(BTreeMap<CommandName, Command>);

impl Catalogue {
    pub fn command(&self, name: &str) -> Option<&Command> {
        self.0.get(&CommandName::parse(name)?)
    }

    pub fn iter(&self) -> impl Iterator<Item = &Command> {
        self.0.values()
    }

    /// Removes the command of this name.
    pub(crate) fn remove(&mut self, name: &CommandName) {
        self.0.remove(name);
    }

    /// Adds a command, or replaces the one of the same name.
    pub(crate) fn insert(&mut self, command: Command) {
        self.0.insert(command.name().clone(), command);
    }
}

/// A site, and the commands that it understands.
#[derive(Clone, Debug)]
pub struct SiteWithCommands {
    pub site: Arc<Site>,
    /// What the calls of its routes are made with, unless a route says otherwise.
    pub profile: Profile,
    /// The commands of the pages that browsers open.
    pub commands: Arc<Catalogue>,
    /// The login for which the gateway gets the ticket.
    pub ticket_login: Option<Command>,
    pub rest: Option<Arc<RestService>>,
    /// For whom calls to the REST API are made, unless a route says otherwise: a mail address.
    pub rest_host: Option<Box<str>>,
    pub xml: Option<Arc<XmlService>>,
}
