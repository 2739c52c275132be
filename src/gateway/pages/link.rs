//! The page of a link: everything that whoever may use it can know about it.

use std::borrow::Cow;

use askama::Template;

use super::Frame;
use super::directory::Row;
use crate::gateway::i18n::{Argument, Phrase, Text};
use crate::gateway::qr::Code;
use crate::gateway::sanitize::{SHORT, truncate};
use crate::policy::ParameterView;

/// What there is to know about a link.
#[derive(Debug, Template)]
#[template(path = "link.html", whitespace = "minimize")]
pub struct LinkPage<'a> {
    pub link: Row<'a>,
    pub aliases: Vec<&'a str>,
    /// The whole address, for others.
    pub address: String,
    pub code: Option<Code>,
    /// Where its QR code can be downloaded, and how the files are called, without their endings.
    pub svg: String,
    pub png: String,
    pub file: Cow<'a, str>,
    /// What it does, and at which host.
    pub does: Text,
    pub site: &'a str,
    pub is_asked_first: bool,
    /// Whether it deletes or ends something.
    pub destroys: bool,
    /// Whether it leads somewhere as it is.
    pub is_complete: bool,
    /// The address at Webex; `None` when something has to be added.
    pub target: Option<Cow<'a, str>>,
    pub home: Option<Cow<'a, str>>,
    pub parameters: Vec<ParameterView>,
    pub allowed: Vec<Text>,
    pub denied: Vec<Text>,
    pub policy: &'a str,
    pub frame: Frame<'a>,
}

impl LinkPage<'_> {
    fn about(&self) -> Text {
        let title = ("title", Argument::text(&*self.link.title));
        self.frame.language.say_with(Phrase::LinkAbout, &[title])
    }

    fn label(&self, parameter: &ParameterView) -> Text {
        let name = ("name", Argument::Parameter(parameter.name().into()));
        self.frame.language.say_with(Phrase::LinkName, &[name])
    }

    /// `None` for a secret.
    fn value<'v>(&self, parameter: &'v ParameterView) -> Option<Cow<'v, str>> {
        parameter.value().map(|value| truncate(value, SHORT))
    }
}

/// The QR code of a link as a file of its own.
#[derive(Debug, Template)]
#[template(path = "code.svg")]
pub struct CodeFile<'a> {
    pub code: &'a Code,
}
