//! What the gateway has carried out at Webex, and the way on.

use std::borrow::Cow;

use askama::Template;

use super::Frame;
use crate::gateway::i18n::{Argument, Phrase, Text};
use crate::webex::BackAddress;

/// The page to which a person goes from here.
#[derive(Clone, Copy, Debug)]
pub struct WayBack<'a> {
    pub href: &'a str,
    /// Scheme, host and port of that page.
    pub origin: &'a str,
}

impl WayBack<'_> {
    pub fn label(&self, frame: &Frame<'_>) -> Text {
        let host = self.origin.split_once("://");
        let host = host.map_or(self.origin, |(_, host)| host);
        frame
            .language
            .say_with(Phrase::WayBackTo, &[("host", Argument::text(host))])
    }
}

impl<'a> From<&'a BackAddress> for WayBack<'a> {
    fn from(address: &'a BackAddress) -> Self {
        Self {
            href: address.as_str(),
            origin: address.origin(),
        }
    }
}

/// Webex has done what was asked for.
#[derive(Debug, Template)]
#[template(path = "done.html", whitespace = "minimize")]
pub struct DonePage<'a> {
    pub title: Cow<'a, str>,
    pub home: Option<WayBack<'a>>,
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
    pub home: WayBack<'a>,
    pub frame: Frame<'a>,
}
