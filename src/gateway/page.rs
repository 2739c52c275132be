//! The pages: templates that are checked when they are compiled in, and that
//! escape whatever is put into them.

use askama::Template;

use super::fault::Words;
use crate::decision::Trace;
use crate::policy::{Link, Route};
use crate::webex::Effect;

/// The style sheet of all pages.
pub(super) const STYLE: &str = include_str!("../../templates/style.css");

/// What went wrong.
#[derive(Debug, Template)]
#[template(path = "fault.html")]
pub(super) struct FaultPage<'a> {
    pub(super) words: &'a Words,
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
    title: &'a str,
    destroys: bool,
    values: Vec<(String, String)>,
}

impl<'a> Question<'a> {
    /// The question that follows from a decision: the link or route that was
    /// asked for, and what it fills in.
    pub(super) fn new(trace: &Trace<'a>, effect: Effect) -> Self {
        let route = trace.route.map_or("", Route::title);
        let shown = trace
            .filled
            .iter()
            .filter(|filled| !filled.parameter.is_secret());
        Self {
            title: trace.link.and_then(Link::title).unwrap_or(route),
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
