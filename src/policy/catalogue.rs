//! The commands that a site understands.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::webex::{Command, CommandName, Site};

#[derive(Clone, Debug, Default)]
pub struct Catalogue(BTreeMap<CommandName, Command>);

impl Catalogue {
    pub fn command(&self, name: &str) -> Option<&Command> {
        self.0.get(&CommandName::parse(name)?)
    }

    pub fn iter(&self) -> impl Iterator<Item = &Command> {
        self.0.values()
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
    pub commands: Arc<Catalogue>,
}
