//! The page that asks whether a change is meant.

use std::borrow::Cow;

use askama::Template;

use super::{Frame, title_of};
use crate::decision::{Filled, Trace};
use crate::gateway::i18n::{Argument, Phrase, Text};
use crate::gateway::sanitize::{LONG, SHORT, truncate};
use crate::policy::{Link, MeetingKeys, ParameterView, Step, StepCall};
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
    /// Whether it is about all meetings of a series.
    is_about_series: bool,
    /// Where somebody goes who does not mean it.
    way_back: &'a str,
    /// Those that are no secret.
    parameters: Vec<ParameterView>,
}

impl<'a> Question<'a> {
    /// The question that follows from a decision: the link or route that was
    /// asked for, and what it fills in.
    pub fn new<'t: 'a>(
        trace: &Trace<'t, '_>,
        steps: &'t [Step],
        effect: Effect,
        target: &'a OwnPath,
        way_back: &'a str,
    ) -> Self {
        let mut commands = steps.iter().map(Step::command);
        let parameters = trace.filled.iter().map(Filled::view);
        Self {
            command: commands.find(|command| command.effect() == effect),
            link: trace
                .link
                .and_then(Link::title)
                .map(|title| truncate(title, LONG)),
            target,
            destroys: effect == Effect::Destroy,
            // The REST API finds a meeting by its number, and changes the series that it belongs to.
            is_about_series: steps.iter().any(is_rest) && trace.has_value(MeetingKeys::PARAMETER),
            way_back,
            parameters: parameters.filter(|one| !one.is_secret()).collect(),
        }
    }
}

fn is_rest(step: &Step) -> bool {
    matches!(step.call(), StepCall::Rest(_))
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

    fn label(&self, parameter: &ParameterView) -> Text {
        self.frame.language.parameter(parameter.name())
    }

    fn value<'v>(&self, parameter: &'v ParameterView) -> Cow<'v, str> {
        truncate(parameter.value().unwrap_or_default(), SHORT)
    }
}
