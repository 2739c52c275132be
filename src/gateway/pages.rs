//! HTML pages from templates, which are checked at compile time and escape every value.

mod caller;
mod choice;
mod confirm;
mod directory;
mod done;
mod form;
mod languages;
mod link;
mod list;
mod problem;
mod route_form;
mod search;

use std::borrow::Cow;

use super::i18n::{Argument, Language, Phrase, Text};
use super::markup::AddressParts;
use super::sanitize::{LONG, truncate};
use crate::decision::Trace;
use crate::policy::{Brand, Link, Route, Step};
use crate::webex::Command;
pub use caller::{CallerPage, Fact, FactValue};
pub use choice::{Choice, ChoicePage};
pub use confirm::{ConfirmPage, Question};
pub use directory::{
    DirectoryPage, EntryRow, JoinPage, NumberHelp, Row, SectionRows, Tag, Turn, TurnText, Turns,
};
pub use done::{DonePage, WayBack, WayPage};
pub use form::FormPage;
pub use languages::{Here, Repeated};
use languages::{LanguageLink, language_links};
pub use link::{CodeFile, LinkPage};
pub use list::{ListContext, ListPage};
pub use problem::{Owner, ProblemPage};
pub use route_form::{FormField, Input, RouteForm, RoutePage, RouteRow};
pub use search::SearchFile;

/// What every page shares.
#[derive(Clone, Copy, Debug)]
pub struct Frame<'a> {
    pub language: Language,
    pub request_id: &'a str,
    pub brand: &'a Brand,
    /// The address of the style sheet.
    pub style: &'a str,
    /// The address of the logo, if the policy has one.
    pub logo: Option<&'a str>,
    /// For the same page in other languages.
    pub here: Here<'a>,
}

impl Frame<'_> {
    fn say(&self, phrase: Phrase) -> Text {
        self.language.say(phrase)
    }

    /// The parts of an address between which a line may end.
    fn parts<'t>(&self, address: &'t str) -> AddressParts<'t> {
        AddressParts::of(address)
    }

    /// The same page in the other languages.
    fn languages(&self) -> Vec<LanguageLink> {
        language_links(self.here, self.language)
    }

    fn request(&self) -> Text {
        let id = ("id", Argument::text(self.request_id));
        self.language.say_with(Phrase::Request, &[id])
    }
}

/// A next step that a page offers.
#[derive(Clone, Copy, Debug)]
pub struct Offer<'a> {
    pub href: &'a str,
    pub label: Phrase,
}

impl<'a> Offer<'a> {
    pub fn new(href: &'a str, label: Phrase) -> Self {
        Self { href, label }
    }
}

/// The way to the page that shows callers what is known of them, for those who are not let in.
pub const ABOUT_CALLER: [Offer<'static>; 1] = [Offer {
    href: "/-/me",
    label: Phrase::OfferMe,
}];

/// The title of what was requested.
pub fn title<'a>(trace: &Trace<'a, '_>, language: Language) -> Cow<'a, str> {
    match (trace.link.and_then(Link::title), trace.route) {
        (Some(title), _) => truncate(title, LONG),
        (None, Some(route)) => title_of_route(route, language),
        (None, None) => Cow::Borrowed(""),
    }
}

/// The title of a route.
pub fn title_of_route(route: &Route, language: Language) -> Text {
    let command = route.steps().last().map(Step::command);
    // A title that the policy wrote itself has one language; that of the catalogue is translated.
    let command = command.filter(|command| *command.words().title == *route.title());
    match command {
        Some(command) => title_of(command, language),
        None => Text::Owned(truncate(route.title(), LONG).into_owned()),
    }
}

fn title_of(command: &Command, language: Language) -> Text {
    language.command(command.name().as_str(), &command.words().title)
}
