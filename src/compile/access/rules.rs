//! What readers of rules share, and where rules first use what is known of callers.

use std::cell::{Cell, RefCell};
use std::sync::Arc;

use jiff::tz::TimeZone;

use crate::compile::context::Span;
use crate::compile::networks::Networks;
use crate::compile::yaml::Node;
use crate::policy::Network;

#[derive(Debug)]
pub struct Rules<'c, 'd> {
    pub networks: &'c Networks<'d>,
    /// The zone of `hours` without a `time_zone`.
    pub zone: &'c TimeZone,
    pub uses: &'c FirstUses<'d>,
}

/// Where rules first use each fact that an identity source has to tell.
#[derive(Debug, Default)]
pub struct FirstUses<'d> {
    pub user: FirstUse<'d>,
    pub mail_domain: FirstUse<'d>,
    pub group: FirstUse<'d>,
    pub certificate: FirstUse<'d>,
    pub networks: RefCell<Vec<NetworkUse<'d>>>,
}

#[derive(Debug)]
pub struct NetworkUse<'d> {
    pub span: Span<'d>,
    pub network: Arc<Network>,
}

#[derive(Debug, Default)]
pub struct FirstUse<'d>(Cell<Option<Span<'d>>>);

impl<'d> FirstUse<'d> {
    pub fn note(&self, span: Span<'d>) {
        self.0.set(self.0.get().or(Some(span)));
    }

    pub fn get(&self) -> Option<Span<'d>> {
        self.0.get()
    }
}

/// A part could not be read, which has been reported.
pub struct Broken;

pub const EXAMPLE: &str = "write `anyone`, or conditions like `{ network: NAME }`";

/// Reports an empty list, which would silently match nobody.
pub fn report_empty_list(node: Node<'_>, help: &str) {
    node.error("this list is empty").help(help);
}
