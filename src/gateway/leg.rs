//! A leg of a route: one way to Webex, and perhaps back.

use crate::decision::{LinkRequest, Trace};

/// A leg about which a decision was made.
#[derive(Debug)]
pub struct Leg<'l, 'p, 'r, 't> {
    pub request: &'l LinkRequest<'t>,
    pub trace: &'l Trace<'p, 'r>,
    /// From 0.
    pub number: usize,
}
