//! What went wrong, and what to do about it.

use std::borrow::Cow;

use askama::Template;

use super::{Frame, Offer};
use crate::gateway::i18n::{MessageText, Phrase};
use crate::webex::OwnPath;

/// What went wrong.
#[derive(Debug, Template)]
#[template(path = "problem.html", whitespace = "minimize")]
pub struct ProblemPage<'a> {
    pub message: &'a MessageText,
    /// What may have been meant instead.
    pub near: &'a [OwnPath],
    /// Who looks after the link.
    pub owner: Option<Cow<'a, str>>,
    pub offers: &'a [Offer<'a>],
    pub frame: Frame<'a>,
}
