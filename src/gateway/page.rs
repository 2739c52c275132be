//! The pages: templates that are checked when they are compiled in, and that
//! escape whatever is put into them.

use askama::Template;

use super::words::{Argument, Language, Phrase, Text, Words};
use crate::decision::Trace;
use crate::policy::{Link, Route, Step};
use crate::webex::{Command, Effect, OwnPath, PostForm};

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

/// What went wrong.
#[derive(Debug, Template)]
#[template(path = "fault.html")]
pub(super) struct FaultPage<'a> {
    pub(super) words: &'a Words,
    pub(super) offers: &'a [Offer<'a>],
    pub(super) frame: Frame<'a>,
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

/// A form with which a person goes to Webex, because it carries a secret.
#[derive(Template)]
#[template(path = "form.html")]
pub(super) struct FormPage<'a> {
    pub(super) title: Text,
    pub(super) form: &'a PostForm,
    pub(super) frame: Frame<'a>,
}

/// Whether to do what the link says.
#[derive(Debug, Template)]
#[template(path = "confirm.html")]
pub(super) struct ConfirmPage<'a> {
    pub(super) question: &'a Question<'a>,
    pub(super) frame: Frame<'a>,
}

/// What a person is asked to confirm.
#[derive(Debug)]
pub(super) struct Question<'a> {
    /// What is done.
    command: Option<&'a Command>,
    /// What the link that was asked for calls itself.
    link: Option<&'a str>,
    target: &'a OwnPath,
    destroys: bool,
    /// The parameters, by the policy's names for them.
    values: Vec<(&'a str, String)>,
}

impl<'a> Question<'a> {
    /// The question that follows from a decision: the link or route that was
    /// asked for, and what it fills in.
    pub(super) fn new<'t: 'a>(
        trace: &Trace<'t>,
        (effect, leg): (Effect, usize),
        target: &'a OwnPath,
    ) -> Self {
        let steps = trace.route.and_then(|route| route.leg(leg));
        let mut commands = steps.into_iter().flatten().map(Step::command);
        let shown = trace
            .filled
            .iter()
            .filter(|filled| !filled.parameter.is_secret());
        Self {
            command: commands.find(|command| command.effect() == effect),
            link: trace.link.and_then(Link::title),
            target,
            destroys: effect == Effect::Destroy,
            values: shown
                .map(|filled| (filled.parameter.name(), filled.value.shown().into_owned()))
                .collect(),
        }
    }
}

impl ConfirmPage<'_> {
    /// A sentence with what is done in it.
    fn asked(&self, phrase: Phrase) -> Text {
        let language = self.frame.language;
        let done = self
            .question
            .command
            .map(|command| title_of(command, language));
        let done = Argument::text(done.unwrap_or_default());
        language.say_with(phrase, &[("title", done)])
    }

    fn parameter(&self, name: &str) -> Text {
        self.frame.language.parameter(name)
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
