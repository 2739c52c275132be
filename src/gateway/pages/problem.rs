//! The error page: what went wrong, and what to do about it.

use std::borrow::Cow;

use askama::Template;

use super::{Frame, Offer};
use crate::gateway::i18n::{MessageText, Phrase};
use crate::webex::OwnPath;

#[derive(Debug, Template)]
#[template(path = "problem.html", whitespace = "minimize")]
pub struct ProblemPage<'a> {
    pub message: &'a MessageText,
    /// Paths that may have been meant.
    pub near: &'a [OwnPath],
    /// The owner of the link.
    pub owner: Option<Cow<'a, str>>,
    pub offers: &'a [Offer<'a>],
    pub frame: Frame<'a>,
}
