//! A route while it is read.

use super::bindings::Bindings;
use super::command::Target;
use super::server_keys::ServerKeys;
use super::step_draft::StepDraft;
use crate::compile::back_urls::BackChoice;
use crate::compile::context::Text;
use crate::policy::{Access, ReturnMode, Segment};

/// The parts of a route as read, before they are checked against each other.
pub struct RouteDraft<'c, 'd> {
    pub name: Text<'d>,
    pub title: Option<Text<'d>>,
    pub path: Option<Text<'d>>,
    pub segments: Vec<Segment>,
    pub access: Option<Access>,
    pub backs: Vec<BackChoice<'d>>,
    pub target: Option<Target<'c>>,
    pub steps: Vec<StepDraft<'c, 'd>>,
    pub server: ServerKeys<'d>,
    pub return_mode: Option<ReturnMode>,
    pub bindings: Bindings,
}
