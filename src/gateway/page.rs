//! The pages: templates that are checked when they are compiled in, and that
//! escape whatever is put into them.

mod confirm;
mod fault;
mod form;

use super::words::{Argument, Language, Phrase, Text};
use crate::decision::Trace;
use crate::policy::{Link, Route, Step};
use crate::webex::Command;
pub(super) use confirm::{ConfirmPage, Question};
pub(super) use fault::FaultPage;
pub(super) use form::FormPage;

/// The style sheet of all pages.
pub(super) const STYLE: &str = include_str!("../../templates/style.css");

/// What every page has around it: a language, and the id of the request.
#[derive(Clone, Copy, Debug)]
pub(super) struct Frame<'a> {
    pub(super) language: Language,
    pub(super) request_id: &'a str,
}

impl Frame<'_> {
    fn say(&self, phrase: Phrase) -> Text {
        self.language.say(phrase)
    }

    fn request(&self) -> Text {
        let id = ("id", Argument::text(self.request_id));
        self.language.say_with(Phrase::Request, &[id])
    }
}

/// Something that a page offers to do next.
#[derive(Clone, Copy, Debug)]
pub(super) struct Offer<'a> {
    pub(super) href: &'a str,
    pub(super) label: Phrase,
}

impl<'a> Offer<'a> {
    pub(super) fn new(href: &'a str, label: Phrase) -> Self {
        Self { href, label }
    }
}

/// What was asked for, as its page calls it.
pub(super) fn title(trace: &Trace<'_>, language: Language) -> Text {
    let of_route = |route: &Route| {
        let command = route.steps().last().map(Step::command);
        let command = command.filter(|command| *command.words().title == *route.title());
        command.map_or_else(|| own(route.title()), |command| title_of(command, language))
    };
    match trace.link.and_then(Link::title) {
        Some(title) => own(title),
        None => trace.route.map_or(Text::Borrowed(""), of_route),
    }
}

/// Words of the policy, which has them in one language.
fn own(title: &str) -> Text {
    title.to_owned().into()
}

fn title_of(command: &Command, language: Language) -> Text {
    language.command(command.name().as_str(), &command.words().title)
}
