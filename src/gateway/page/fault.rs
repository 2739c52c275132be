//! What went wrong, and what to do about it.

use std::borrow::Cow;

use askama::Template;

use super::{Frame, Offer};
use crate::gateway::words::{Phrase, Words};
use crate::webex::OwnPath;

/// What went wrong.
#[derive(Debug, Template)]
#[template(path = "fault.html", whitespace = "minimize")]
pub(in crate::gateway) struct FaultPage<'a> {
    pub(in crate::gateway) words: &'a Words,
    /// What may have been meant instead.
    pub(in crate::gateway) near: &'a [OwnPath],
    /// Who looks after the link.
    pub(in crate::gateway) owner: Option<Cow<'a, str>>,
    pub(in crate::gateway) offers: &'a [Offer<'a>],
    pub(in crate::gateway) frame: Frame<'a>,
}
