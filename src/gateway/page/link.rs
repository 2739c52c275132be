//! The page of a link: everything that whoever may use it can know about it.

use std::borrow::Cow;

use askama::Template;

use super::Frame;
use super::directory::Tag;
use crate::gateway::qr::Code;
use crate::gateway::words::{Argument, Phrase, Text};

/// What there is to know about a link.
#[derive(Debug, Template)]
#[template(path = "link.html", whitespace = "minimize")]
pub(in crate::gateway) struct LinkPage<'a> {
    pub(in crate::gateway) title: Cow<'a, str>,
    /// Where it is followed.
    pub(in crate::gateway) href: String,
    /// The whole address, for others.
    pub(in crate::gateway) address: String,
    pub(in crate::gateway) code: Option<Code>,
    /// What it does, and at which host.
    pub(in crate::gateway) does: Text,
    pub(in crate::gateway) site: &'a str,
    pub(in crate::gateway) is_asked_first: bool,
    /// The address at Webex; `None` when something has to be added.
    pub(in crate::gateway) target: Option<Cow<'a, str>>,
    pub(in crate::gateway) home: Option<Cow<'a, str>>,
    /// The parameters, by the policy's names; no value where it is secret.
    pub(in crate::gateway) values: Vec<(&'a str, Option<String>)>,
    pub(in crate::gateway) owner: Option<Cow<'a, str>>,
    pub(in crate::gateway) tags: Vec<Tag<'a>>,
    pub(in crate::gateway) from: Option<String>,
    pub(in crate::gateway) until: Option<String>,
    pub(in crate::gateway) allowed: Vec<Text>,
    pub(in crate::gateway) denied: Vec<Text>,
    pub(in crate::gateway) policy: &'a str,
    pub(in crate::gateway) frame: Frame<'a>,
}

impl LinkPage<'_> {
    fn about(&self) -> Text {
        let title = ("title", Argument::text(&*self.title));
        self.frame.language.say_with(Phrase::LinkAbout, &[title])
    }

    fn parameter(&self, name: &str) -> Text {
        let name = ("name", Argument::Parameter(name.into()));
        self.frame.language.say_with(Phrase::LinkName, &[name])
    }
}

/// The QR code of a link as a file of its own.
#[derive(Debug, Template)]
#[template(path = "code.svg")]
pub(in crate::gateway) struct CodeFile<'a> {
    pub(in crate::gateway) code: &'a Code,
}
