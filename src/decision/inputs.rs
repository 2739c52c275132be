//! The inputs of a decision.

use jiff::Timestamp;

use super::caller::Caller;
use super::link_request::LinkRequest;
use crate::policy::Policy;

/// Everything that a decision depends on.
#[derive(Clone, Copy, Debug)]
pub struct Inputs<'p, 'r, 't> {
    pub policy: &'p Policy,
    pub request: &'r LinkRequest<'t>,
    pub caller: &'r Caller<'r>,
    /// The leg to carry out, from 0.
    pub leg: usize,
    pub now: Timestamp,
}
