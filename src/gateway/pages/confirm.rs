//! The page that asks whether a change is meant.

use std::borrow::Cow;

use askama::Template;

use super::{Frame, title_of};
use crate::decision::Trace;
use crate::gateway::i18n::{Argument, Phrase, Text};
use crate::gateway::sanitize::{LONG, SHORT, truncate};
use crate::policy::{Link, Step};
use crate::webex::{Command, Effect, OwnPath};

/// Whether to do what the link says.
#[derive(Debug, Template)]
#[template(path = "confirm.html", whitespace = "minimize")]
pub struct ConfirmPage<'a> {
    pub question: &'a Question<'a>,
    pub frame: Frame<'a>,
}

/// What a person is asked to confirm.
#[derive(Debug)]
pub struct Question<'a> {
    /// What is done.
    command: Option<&'a Command>,
    /// What the link that was asked for calls itself.
    link: Option<Cow<'a, str>>,
    target: &'a OwnPath,
    destroys: bool,
    /// The parameters, by the policy's names for them.
    values: Vec<(&'a str, String)>,
}

impl<'a> Question<'a> {
    /// The question that follows from a decision: the link or route that was
    /// asked for, and what it fills in.
    pub fn new<'t: 'a>(
        trace: &Trace<'t, '_>,
        steps: &'t [Step],
        effect: Effect,
        target: &'a OwnPath,
    ) -> Self {
        let mut commands = steps.iter().map(Step::command);
        let filled = trace
            .filled
            .iter()
            .filter(|filled| !filled.parameter.is_secret());
        Self {
            command: commands.find(|command| command.effect() == effect),
            link: trace
                .link
                .and_then(Link::title)
                .map(|title| truncate(title, LONG)),
            target,
            destroys: effect == Effect::Destroy,
            values: filled
                .map(|filled| {
                    let value = truncate(&filled.value.shown(), SHORT).into_owned();
                    (filled.parameter.name(), value)
                })
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
