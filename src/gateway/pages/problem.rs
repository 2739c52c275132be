//! The error page: what went wrong, and what to do about it.

use std::borrow::Cow;

use askama::Template;

use super::{Frame, Offer};
use crate::gateway::i18n::{MessageText, Phrase};
use crate::gateway::sanitize::{LONG, truncate};
use crate::policy::Contact;
use crate::webex::OwnPath;

#[derive(Debug, Template)]
#[template(path = "problem.html", whitespace = "minimize")]
pub struct ProblemPage<'a> {
    pub message: &'a MessageText,
    /// Paths that may have been meant.
    pub near: &'a [OwnPath],
    /// The owner of the link.
    pub owner: Option<Owner<'a>>,
    pub offers: &'a [Offer<'a>],
    /// Whether the directory is at this host, too.
    pub has_directory: bool,
    pub frame: Frame<'a>,
}

/// Who looks after a link.
#[derive(Debug)]
pub struct Owner<'a> {
    pub name: Cow<'a, str>,
    /// Where to reach them: a mail address, or a page.
    pub href: Option<String>,
}

impl<'a> Owner<'a> {
    pub fn of(owner: &'a str) -> Self {
        // A name is no contact. Nothing but `mailto:` and `https:` is made of a text.
        let contact = Contact::parse(owner.trim()).ok();
        Self {
            name: truncate(owner, LONG),
            href: contact.map(|contact| contact.href().to_owned()),
        }
    }
}
