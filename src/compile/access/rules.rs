//! What readers of rules share, and where rules first use what is known of callers.

use std::cell::RefCell;
use std::sync::Arc;

use jiff::tz::TimeZone;

use crate::compile::context::Span;
use crate::compile::networks::Networks;
use crate::compile::yaml::Node;
use crate::policy::{Condition, Network, RuleKind};

#[derive(Debug)]
pub struct Rules<'c, 'd> {
    pub networks: &'c Networks<'d>,
    /// The names of the identity sources, for `from`.
    pub sources: &'c [&'d str],
    /// The zone of `hours` without a `time_zone`.
    pub zone: &'c TimeZone,
    pub uses: &'c RuleUses<'d>,
}

/// What rules ask of callers, and where.
#[derive(Debug, Default)]
pub struct RuleUses<'d> {
    pub conditions: RefCell<Vec<ConditionUse<'d>>>,
    pub networks: RefCell<Vec<NetworkUse<'d>>>,
}

/// A condition about the person.
#[derive(Debug)]
pub struct ConditionUse<'d> {
    pub span: Span<'d>,
    pub condition: Condition,
    pub rule: RuleKind,
    /// The sources that its alternative names by `from`; `None` for all.
    pub from: Option<Box<[Box<str>]>>,
    /// Whether its alternative has other conditions, which may clear callers of it.
    pub has_others: bool,
}

#[derive(Debug)]
pub struct NetworkUse<'d> {
    pub span: Span<'d>,
    pub network: Arc<Network>,
}

/// A part could not be read, which has been reported.
pub struct Broken;

pub const NAME_A_SOURCE: &str =
    "configure an identity source under `callers`: `headers`, `tokens` or `certificates`";

pub const EXAMPLE: &str = "write `anyone`, or conditions like `{ network: NAME }`";

/// Reports an empty list, which would silently match nobody.
pub fn report_empty_list(node: Node<'_>, help: &str) {
    node.error("this list is empty").help(help);
}
