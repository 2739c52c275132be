//! What went wrong, and what to do about it.

use askama::Template;

use super::{Frame, Offer};
use crate::gateway::words::Words;

/// What went wrong.
#[derive(Debug, Template)]
#[template(path = "fault.html")]
pub(in crate::gateway) struct FaultPage<'a> {
    pub(in crate::gateway) words: &'a Words,
    pub(in crate::gateway) offers: &'a [Offer<'a>],
    pub(in crate::gateway) frame: Frame<'a>,
}
