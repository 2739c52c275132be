//! The pages: templates that are checked when they are compiled in, and that
//! escape whatever is put into them.

use askama::Template;

use super::fault::Words;
use crate::decision::Trace;
use crate::policy::{Link, Route, Step};
use crate::webex::{Effect, OwnPath, PostForm};

/// The style sheet of all pages.
pub(super) const STYLE: &str = include_str!("../../templates/style.css");

/// What went wrong.
#[derive(Debug, Template)]
#[template(path = "fault.html")]
pub(super) struct FaultPage<'a> {
    pub(super) words: &'a Words,
    pub(super) offers: &'a [Offer<'a>],
    pub(super) request_id: &'a str,
}

/// Something that a page offers to do next.
#[derive(Clone, Copy, Debug)]
pub(super) struct Offer<'a> {
    pub(super) href: &'a str,
    pub(super) label: &'a str,
}

impl<'a> Offer<'a> {
    pub(super) fn new(href: &'a str, label: &'a str) -> Self {
        Self { href, label }
    }
}

/// A form with which a person goes to Webex, because it carries a secret.
#[derive(Template)]
#[template(path = "form.html")]
pub(super) struct FormPage<'a> {
    pub(super) title: &'a str,
    pub(super) form: &'a PostForm,
    pub(super) request_id: &'a str,
}

/// Whether to do what the link says.
#[derive(Debug, Template)]
#[template(path = "confirm.html")]
pub(super) struct ConfirmPage<'a> {
    pub(super) question: &'a Question<'a>,
    pub(super) request_id: &'a str,
}

/// What a person is asked to confirm.
#[derive(Debug)]
pub(super) struct Question<'a> {
    /// What is done.
    title: &'a str,
    /// What the link that was asked for calls itself.
    link: Option<&'a str>,
    target: &'a OwnPath,
    destroys: bool,
    values: Vec<(String, String)>,
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
        let command = commands.find(|command| command.effect() == effect);
        let shown = trace
            .filled
            .iter()
            .filter(|filled| !filled.parameter.is_secret());
        Self {
            title: command.map_or("", |command| &command.words().title),
            link: trace.link.and_then(Link::title),
            target,
            destroys: effect == Effect::Destroy,
            values: shown
                .map(|filled| {
                    let name = filled.parameter.name().replace('_', " ");
                    (name, filled.value.shown().into_owned())
                })
                .collect(),
        }
    }
}

/// What was asked for, as its page calls it.
pub(super) fn title<'a>(trace: &Trace<'a>) -> &'a str {
    let route = trace.route.map_or("", Route::title);
    trace.link.and_then(Link::title).unwrap_or(route)
}
