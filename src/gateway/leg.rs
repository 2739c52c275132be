//! A leg of a route: one trip to Webex, and perhaps back.

use crate::decision::{LinkRequest, Trace};

/// A leg with the decision about it.
#[derive(Debug)]
pub struct Leg<'l, 'p, 'r, 't> {
    pub request: &'l LinkRequest<'t>,
    pub trace: &'l Trace<'p, 'r>,
    /// From 0.
    pub number: usize,
}
