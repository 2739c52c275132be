//! What the gateway has carried out at Webex, and the way on.

use std::borrow::Cow;

use askama::Template;

use super::Frame;
use crate::gateway::i18n::{Argument, Phrase, Text};

/// Webex has done what was asked for.
#[derive(Debug, Template)]
#[template(path = "done.html", whitespace = "minimize")]
pub struct DonePage<'a> {
    pub title: Cow<'a, str>,
    /// Where the person goes from here.
    pub home: Option<&'a str>,
    pub frame: Frame<'a>,
}

impl DonePage<'_> {
    fn heading(&self) -> Text {
        let title = ("title", Argument::text(&*self.title));
        self.frame.language.say_with(Phrase::DoneTitle, &[title])
    }
}

/// The way to a meeting from which Webex leads nobody back, and the way back.
#[derive(Debug, Template)]
#[template(path = "way.html", whitespace = "minimize")]
pub struct WayPage<'a> {
    pub title: Cow<'a, str>,
    pub address: &'a str,
    /// Where the person goes afterwards.
    pub home: &'a str,
    /// Scheme, host and port of that page.
    pub home_origin: &'a str,
    pub frame: Frame<'a>,
}

impl WayPage<'_> {
    fn back(&self) -> Text {
        let host = self.home_origin.split_once("://");
        let host = host.map_or(self.home_origin, |(_, host)| host);
        let host = ("host", Argument::text(host));
        self.frame.language.say_with(Phrase::WayBackTo, &[host])
    }
}
